-- What a party says is theirs. `claimant` is a global id.
CREATE TABLE claim (
    tenant_id       uuid        NOT NULL,
    id              uuid        NOT NULL,
    claimant        text        NOT NULL,
    customer_id     uuid,
    vin             text,
    lead_id         uuid,
    categories      text[]      NOT NULL,
    basis           text        NOT NULL,
    agreement_id    uuid,
    clause          text,
    document_sha256 text,
    page            int,
    status          text        NOT NULL,
    outcome         text,
    outcome_reason  text,
    asserted_at     timestamptz NOT NULL,
    settled_at      timestamptz,
    position        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX claim_newest ON claim (tenant_id, asserted_at DESC, id DESC);
CREATE INDEX claim_customer ON claim (tenant_id, customer_id, asserted_at DESC, id DESC);

-- What others hold against it.
CREATE TABLE dispute (
    tenant_id   uuid        NOT NULL,
    claim_id    uuid        NOT NULL,
    position    bigint      NOT NULL,
    disputed_by text        NOT NULL,
    statement   text        NOT NULL,
    disputed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, claim_id, position)
);
