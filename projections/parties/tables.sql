-- Organisations outside the group.
CREATE TABLE party (
    tenant_id        uuid        NOT NULL,
    id               uuid        NOT NULL,
    kind             text        NOT NULL,
    name             text        NOT NULL,
    legal_name       text,
    country          text        NOT NULL,
    territory        text[]      NOT NULL,
    brands           text[]      NOT NULL,
    website          text,
    status           text        NOT NULL DEFAULT 'active',
    suspended_reason text,
    suspended_at     timestamptz,
    registered_at    timestamptz NOT NULL,
    position         bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX party_newest ON party (tenant_id, registered_at DESC, id DESC);

-- Everybody who can receive data, by name: parties, and the rooftops of the group, which have no kind.
CREATE TABLE recipient (
    tenant_id uuid   NOT NULL,
    id        uuid   NOT NULL,
    kind      text,
    name      text   NOT NULL,
    website   text,
    position  bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- What auditors were engaged for. No customers means all of the period at the rooftops.
CREATE TABLE engagement (
    tenant_id  uuid        NOT NULL,
    id         uuid        NOT NULL,
    party_id   uuid        NOT NULL,
    matter     text        NOT NULL,
    purpose    text        NOT NULL,
    rooftops   text[]      NOT NULL,
    customers  text[]      NOT NULL,
    categories text[]      NOT NULL,
    from_on    date,
    to_on      date,
    ends_on    date        NOT NULL,
    opened_at  timestamptz NOT NULL,
    ended_at   timestamptz,
    end_reason text,
    position   bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX engagement_newest ON engagement (tenant_id, opened_at DESC, id DESC);

-- Which legal entity followed which.
CREATE TABLE succession (
    tenant_id      uuid        NOT NULL,
    rooftop_id     uuid        NOT NULL,
    position       bigint      NOT NULL,
    predecessor    text        NOT NULL,
    successor      text        NOT NULL,
    notice_ends_on date        NOT NULL,
    succeeded_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, rooftop_id, position)
);
