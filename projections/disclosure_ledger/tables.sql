-- What one recipient saw of one customer in one answer; of no customer, when it was about vehicles alone.
CREATE TABLE disclosure (
    tenant_id       uuid        NOT NULL,
    id              uuid        NOT NULL,
    disclosure_id   uuid        NOT NULL,
    customer_id     uuid,
    party_id        uuid,
    client_id       text        NOT NULL,
    recipient_kind  text        NOT NULL,
    engagement_id   uuid,
    agreement_id    uuid,
    purpose         text        NOT NULL,
    categories      text[]      NOT NULL,
    withheld        jsonb       NOT NULL,
    fields          text[]      NOT NULL,
    generalised     text[]      NOT NULL,
    vehicles        text[]      NOT NULL,
    document_sha256 text        NOT NULL,
    response_sha256 text        NOT NULL,
    decided_on      bigint      NOT NULL,
    transport       text        NOT NULL,
    disclosed_at    timestamptz NOT NULL,
    rooftops        uuid[]      NOT NULL DEFAULT '{}',
    position        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX disclosure_customer ON disclosure (tenant_id, customer_id, disclosed_at DESC, id DESC);
CREATE INDEX disclosure_party ON disclosure (tenant_id, party_id, disclosed_at DESC, id DESC);
CREATE INDEX disclosure_at ON disclosure (tenant_id, disclosed_at DESC, id DESC);

-- Who holds a customer's data: everything a recipient has seen of them, added up.
CREATE TABLE holder (
    tenant_id          uuid        NOT NULL,
    id                 uuid        NOT NULL,
    customer_id        uuid        NOT NULL,
    party_id           uuid,
    client_id          text        NOT NULL,
    recipient_kind     text        NOT NULL,
    categories         text[]      NOT NULL,
    purposes           text[]      NOT NULL,
    agreement_id       uuid,
    disclosures        int         NOT NULL,
    first_disclosed_at timestamptz NOT NULL,
    last_disclosed_at  timestamptz NOT NULL,
    rooftops        uuid[]      NOT NULL DEFAULT '{}',
    position           bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX holder_customer ON holder (tenant_id, customer_id, last_disclosed_at DESC, id DESC);
CREATE INDEX holder_party ON holder (tenant_id, party_id, last_disclosed_at DESC, id DESC);

-- A party with standing asked, and got nothing.
CREATE TABLE refusal (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    party_id   uuid,
    client_id  text        NOT NULL,
    purpose    text,
    reason     text        NOT NULL,
    decided_on bigint      NOT NULL,
    refused_at timestamptz NOT NULL,
    rooftops        uuid[]      NOT NULL DEFAULT '{}',
    position   bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX refusal_at ON refusal (tenant_id, refused_at DESC, id DESC);

-- What a recipient was told to do with data that was withdrawn, and whether it answered.
CREATE TABLE withdrawal_notice (
    tenant_id       uuid        NOT NULL,
    id              uuid        NOT NULL,
    customer_id     uuid        NOT NULL,
    party_id        uuid        NOT NULL,
    agreement_id    uuid,
    status          text        NOT NULL,
    duty            text        NOT NULL,
    purposes        text[]      NOT NULL,
    categories      text[]      NOT NULL,
    disclosures     int         NOT NULL,
    issued_at       timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,
    acknowledged_at timestamptz,
    rooftops        uuid[]      NOT NULL DEFAULT '{}',
    position        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX withdrawal_notice_customer ON withdrawal_notice (tenant_id, customer_id, issued_at DESC, id DESC);
CREATE INDEX withdrawal_notice_party ON withdrawal_notice (tenant_id, party_id, issued_at DESC, id DESC);
CREATE INDEX withdrawal_notice_at ON withdrawal_notice (tenant_id, issued_at DESC, id DESC);

-- Whose money or papers someone on the staff was shown, and when; one row for each customer.
CREATE TABLE staff_access (
    tenant_id       uuid        NOT NULL,
    id              uuid        NOT NULL,
    customer_id     uuid        NOT NULL,
    reader          text        NOT NULL,
    client_id       text        NOT NULL,
    roles           text[]      NOT NULL,
    categories      text[]      NOT NULL,
    fields          text[]      NOT NULL,
    document_sha256 text        NOT NULL,
    seen_at         timestamptz NOT NULL,
    rooftops        uuid[]      NOT NULL DEFAULT '{}',
    position        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX staff_access_customer ON staff_access (tenant_id, customer_id, seen_at DESC, id DESC);
CREATE INDEX staff_access_at ON staff_access (tenant_id, seen_at DESC, id DESC);

-- How often someone on the staff was shown other personal data.
CREATE TABLE staff_summary (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    reader     text        NOT NULL,
    client_id  text        NOT NULL,
    categories text[]      NOT NULL,
    answers    int         NOT NULL,
    from_at    timestamptz NOT NULL,
    to_at      timestamptz NOT NULL,
    rooftops        uuid[]      NOT NULL DEFAULT '{}',
    position   bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX staff_summary_at ON staff_summary (tenant_id, to_at DESC, id DESC);
