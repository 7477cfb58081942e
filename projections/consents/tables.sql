-- What customers were shown.
CREATE TABLE notice (
    tenant_id   uuid        NOT NULL,
    id          uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    text_sha256 text        NOT NULL,
    version     text        NOT NULL,
    locale      text        NOT NULL,
    balanced    boolean     NOT NULL,
    via         text        NOT NULL,
    served_at   timestamptz NOT NULL,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX notice_customer ON notice (tenant_id, customer_id, served_at DESC, id DESC);

-- Choices and the questions before them.
CREATE TABLE consent (
    tenant_id          uuid        NOT NULL,
    id                 uuid        NOT NULL,
    customer_id        uuid        NOT NULL,
    state              text        NOT NULL,
    rooftops           text[]      NOT NULL,
    recipients         text[]      NOT NULL,
    purposes           text[]      NOT NULL,
    withdrawn_purposes text[]      NOT NULL DEFAULT '{}',
    categories         text[]      NOT NULL DEFAULT '{}',
    channels           text[]      NOT NULL,
    contact            text,
    vin                text,
    expression         text,
    method             text,
    jurisdiction       text,
    notice_id          uuid,
    notice_sha256      text,
    authority          text,
    given_by           uuid,
    evidence           text,
    evidence_sha256    text,
    requested_at       timestamptz,
    indicated_at       timestamptz,
    valid_from         timestamptz,
    expires_at         timestamptz,
    recorded_at        timestamptz NOT NULL,
    ended_at           timestamptz,
    end_reason         text,
    lookback_days      int,
    max_uses           int,
    joint_with         text[]      NOT NULL DEFAULT '{}',
    covers_past        boolean     NOT NULL DEFAULT false,
    supersedes         uuid,
    position           bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX consent_customer ON consent (tenant_id, customer_id, recorded_at DESC, id DESC);
CREATE INDEX consent_expiry ON consent (tenant_id, expires_at)
    WHERE state IN ('given', 'reaffirmed') AND expires_at IS NOT NULL;

-- Everything that was taken back.
CREATE TABLE withdrawal (
    tenant_id   uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    position    bigint      NOT NULL,
    consent_id  uuid,
    rooftops    text[]      NOT NULL,
    recipients  text[]      NOT NULL,
    purposes    text[]      NOT NULL,
    channels    text[]      NOT NULL,
    method      text        NOT NULL,
    verbatim    text,
    received_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, customer_id, position)
);

-- Numbers and addresses that are stopped, by their keyed hash. `everything` stops every channel that uses them.
CREATE TABLE channel_stop (
    tenant_id   uuid        NOT NULL,
    contact     text        NOT NULL,
    channel     text        NOT NULL,
    everything  boolean     NOT NULL,
    keyword     text,
    method      text        NOT NULL,
    stopped_at  timestamptz NOT NULL,
    restored_at timestamptz,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, contact, channel)
);

-- What a customer put in the way. `detail` is the matter of a restriction, or the purpose objected to.
CREATE TABLE data_limit (
    tenant_id   uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    kind        text        NOT NULL,
    detail      text        NOT NULL,
    grounds     text,
    method      text,
    since       timestamptz NOT NULL,
    until       date,
    ended_at    timestamptz,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, customer_id, kind, detail)
);

-- Who uses which number or address, by its keyed hash, and which of them opted out by themselves.
CREATE TABLE contact_user (
    tenant_id   uuid NOT NULL,
    contact     text NOT NULL,
    customer_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, contact, customer_id)
);

CREATE TABLE contact_opt_out (
    tenant_id uuid NOT NULL,
    contact   text NOT NULL,
    method    text NOT NULL,
    PRIMARY KEY (tenant_id, contact)
);

-- Which links there are, once for each of the two: by them it is known what is left when one of them ends.
CREATE TABLE identity_edge (
    tenant_id   uuid NOT NULL,
    customer_id uuid NOT NULL,
    other_id    uuid NOT NULL,
    PRIMARY KEY (tenant_id, customer_id, other_id)
);

-- Who is the same person as whom, also through others, once for each of the two.
CREATE TABLE identity_link (
    tenant_id   uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    other_id    uuid        NOT NULL,
    method      text        NOT NULL,
    reason      text,
    linked_at   timestamptz NOT NULL,
    unlinked_at timestamptz,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, customer_id, other_id)
);
