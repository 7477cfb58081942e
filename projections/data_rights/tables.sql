-- Ids that events carry inside lists are kept as text, without the prefix of a global id.
CREATE TABLE controller (
    tenant_id      uuid   NOT NULL,
    rooftop_id     uuid   NOT NULL,
    succeeded_at   bigint,
    notice_ends_on date,
    position       bigint NOT NULL,
    PRIMARY KEY (tenant_id, rooftop_id)
);

CREATE TABLE party (
    tenant_id  uuid    NOT NULL,
    party_id   uuid    NOT NULL,
    kind       text    NOT NULL,
    country    text    NOT NULL,
    gatekeeper boolean NOT NULL,
    suspended  boolean NOT NULL DEFAULT false,
    position   bigint  NOT NULL,
    PRIMARY KEY (tenant_id, party_id)
);

CREATE TABLE client (
    tenant_id uuid   NOT NULL,
    party_id  uuid   NOT NULL,
    client_id text   NOT NULL,
    scopes    text[] NOT NULL,
    purposes  text[] NOT NULL,
    rooftops  text[] NOT NULL,
    until     date,
    position  bigint NOT NULL,
    PRIMARY KEY (tenant_id, party_id, client_id)
);

CREATE TABLE agreement (
    tenant_id    uuid        NOT NULL,
    agreement_id uuid        NOT NULL,
    party_id     uuid        NOT NULL,
    kind         text        NOT NULL,
    rooftops     text[]      NOT NULL,
    signed       boolean     NOT NULL DEFAULT false,
    suspended    boolean     NOT NULL DEFAULT false,
    ended        boolean     NOT NULL DEFAULT false,
    expires_at   timestamptz,
    ends_at      timestamptz,
    position     bigint      NOT NULL,
    PRIMARY KEY (tenant_id, agreement_id)
);
CREATE INDEX agreement_party ON agreement (tenant_id, party_id);

CREATE TABLE term (
    tenant_id    uuid        NOT NULL,
    agreement_id uuid        NOT NULL,
    version      bigint      NOT NULL,
    ordinal      int         NOT NULL,
    starts_at    timestamptz,
    replaced_at  timestamptz,
    effect       text        NOT NULL,
    actions      text[]      NOT NULL,
    purposes     text[]      NOT NULL,
    categories   text[]      NOT NULL,
    territory    text[]      NOT NULL,
    onward       text        NOT NULL,
    recipients   text[]      NOT NULL,
    position     bigint      NOT NULL,
    PRIMARY KEY (tenant_id, agreement_id, version, ordinal)
);

CREATE TABLE consent (
    tenant_id     uuid        NOT NULL,
    consent_id    uuid        NOT NULL,
    customer_id   uuid        NOT NULL,
    purpose       text        NOT NULL,
    recipient     text        NOT NULL,
    rooftops      text[]      NOT NULL,
    categories    text[]      NOT NULL,
    channels      text[]      NOT NULL,
    expression    text        NOT NULL,
    authority     text        NOT NULL,
    explicit      boolean     NOT NULL,
    valid_from    timestamptz NOT NULL,
    expires_at    timestamptz,
    lookback_days bigint,
    max_uses      bigint,
    uses          bigint      NOT NULL DEFAULT 0,
    joint_with    text[]      NOT NULL,
    overridden    boolean     NOT NULL DEFAULT false,
    position      bigint      NOT NULL,
    PRIMARY KEY (tenant_id, consent_id, purpose, recipient)
);
-- What was granted and taken back is never looked at again, however often it happened.
CREATE INDEX consent_customer ON consent (tenant_id, customer_id, purpose) WHERE NOT overridden;
CREATE INDEX consent_grant ON consent (tenant_id, purpose, recipient, customer_id) WHERE NOT overridden;
CREATE INDEX consent_limited ON consent (tenant_id) WHERE max_uses IS NOT NULL;

CREATE TABLE refusal (
    tenant_id   uuid   NOT NULL,
    customer_id uuid   NOT NULL,
    position    bigint NOT NULL,
    purpose     text   NOT NULL,
    recipient   text   NOT NULL,
    kind        text   NOT NULL,
    rooftops    text[] NOT NULL,
    channels    text[] NOT NULL,
    consent_id  uuid,
    PRIMARY KEY (tenant_id, customer_id, position, purpose, recipient)
);

CREATE TABLE person (
    tenant_id    uuid    NOT NULL,
    customer_id  uuid    NOT NULL,
    restrictions text[]  NOT NULL DEFAULT '{}',
    objections   text[]  NOT NULL DEFAULT '{}',
    opted_out    boolean NOT NULL DEFAULT false,
    stopped      boolean NOT NULL DEFAULT false,
    majority_on  date,
    erased_at    text[]  NOT NULL DEFAULT '{}',
    members      uuid[],
    linked_at    bigint  NOT NULL DEFAULT 0,
    position     bigint  NOT NULL,
    PRIMARY KEY (tenant_id, customer_id)
);

CREATE TABLE identity_link (
    tenant_id   uuid   NOT NULL,
    customer_id uuid   NOT NULL,
    other_id    uuid   NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (tenant_id, customer_id, other_id)
);

CREATE TABLE holder (
    tenant_id   uuid   NOT NULL,
    contact     text   NOT NULL,
    customer_id uuid   NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (tenant_id, contact, customer_id)
);

CREATE TABLE contact_opt_out (
    tenant_id uuid   NOT NULL,
    contact   text   NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (tenant_id, contact)
);

CREATE TABLE channel_stop (
    tenant_id uuid   NOT NULL,
    contact   text   NOT NULL,
    channel   text   NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (tenant_id, contact, channel)
);

CREATE TABLE engagement (
    tenant_id     uuid    NOT NULL,
    engagement_id uuid    NOT NULL,
    party_id      uuid    NOT NULL,
    purpose       text    NOT NULL,
    rooftops      text[]  NOT NULL,
    customers     text[]  NOT NULL,
    categories    text[]  NOT NULL,
    from_on       date,
    to_on         date,
    ends_on       date    NOT NULL,
    ended         boolean NOT NULL DEFAULT false,
    position      bigint  NOT NULL,
    PRIMARY KEY (tenant_id, engagement_id)
);
