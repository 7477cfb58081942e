-- What a person asked for, and how far it is.
CREATE TABLE request (
    tenant_id        uuid        NOT NULL,
    id               uuid        NOT NULL,
    customer_id      uuid        NOT NULL,
    kind             text        NOT NULL,
    jurisdiction     text        NOT NULL,
    method           text        NOT NULL,
    controllers      text[]      NOT NULL,
    statement        text,
    state            text        NOT NULL DEFAULT 'received',
    received_at      timestamptz NOT NULL,
    due_at           timestamptz NOT NULL,
    extension_reason text,
    verified_at      timestamptz,
    proof            text,
    hold_id          uuid,
    outcome          text,
    reason           text,
    retained         jsonb       NOT NULL DEFAULT '[]',
    resolved_at      timestamptz,
    rooftop_id       uuid,
    position         bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX request_customer ON request (tenant_id, customer_id, due_at, id);
CREATE INDEX request_state ON request (tenant_id, state, due_at, id);

-- What must not be erased.
CREATE TABLE hold (
    tenant_id      uuid        NOT NULL,
    id             uuid        NOT NULL,
    customer_id    uuid        NOT NULL,
    matter         text,
    until          date,
    placed_at      timestamptz NOT NULL,
    released_at    timestamptz,
    release_reason text,
    rooftop_id     uuid,
    position       bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX hold_customer ON hold (tenant_id, customer_id, placed_at, id);

-- How long a class of records is kept.
CREATE TABLE retention_rule (
    tenant_id       uuid        NOT NULL,
    retention_class text        NOT NULL,
    keep_days       int         NOT NULL,
    duty            boolean     NOT NULL,
    ground          text        NOT NULL,
    set_at          timestamptz NOT NULL,
    position        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, retention_class)
);

-- How far an erasure came.
CREATE TABLE erasure (
    tenant_id          uuid        NOT NULL,
    id                 uuid        NOT NULL,
    customer_id        uuid        NOT NULL,
    request_id         uuid,
    controllers        text[]      NOT NULL,
    classes            text[]      NOT NULL,
    reason             text        NOT NULL,
    state              text        NOT NULL DEFAULT 'fenced',
    keys               int         NOT NULL DEFAULT 0,
    rows               int         NOT NULL DEFAULT 0,
    documents          int         NOT NULL DEFAULT 0,
    mentions           int         NOT NULL DEFAULT 0,
    certificate_sha256 text,
    key                text,
    fenced_at          timestamptz NOT NULL,
    certified_at       timestamptz,
    rooftop_id         uuid,
    position           bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX erasure_customer ON erasure (tenant_id, customer_id, fenced_at, id);

-- Who had to delete it, too.
CREATE TABLE notice (
    tenant_id   uuid   NOT NULL,
    erasure_id  uuid   NOT NULL,
    party_id    uuid   NOT NULL,
    due_on      date   NOT NULL,
    disclosures int    NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (tenant_id, erasure_id, party_id)
);
