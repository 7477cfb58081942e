-- Every lead as it arrived, to recognise it when it arrives again somewhere else. `provider` is what it says of itself,
-- `sender` the party or client whose token delivered it, if one did.
CREATE TABLE seen (
    tenant_id   uuid        NOT NULL,
    lead_id     uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    provider    text        NOT NULL,
    sender      text,
    rooftop_id  uuid,
    received_at timestamptz NOT NULL,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, lead_id)
);
CREATE INDEX seen_customer ON seen (tenant_id, customer_id, received_at);

-- One sign that data went further than it should have. `strength` says what it is worth.
CREATE TABLE evidence (
    tenant_id      uuid        NOT NULL,
    id             uuid        NOT NULL,
    kind           text        NOT NULL,
    strength       text        NOT NULL,
    customer_id    uuid,
    lead_id        uuid,
    other_lead_id  uuid,
    party_id       uuid,
    company        text,
    sender         text,
    channel        text,
    account        text,
    hours_between  int,
    seen_at        timestamptz NOT NULL,
    rooftop_id     uuid,
    position       bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX evidence_lead ON evidence (tenant_id, lead_id, seen_at DESC, id DESC);
CREATE INDEX evidence_customer ON evidence (tenant_id, customer_id, seen_at DESC, id DESC);
CREATE INDEX evidence_at ON evidence (tenant_id, seen_at DESC, id DESC);
