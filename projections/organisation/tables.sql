-- The group itself; one row per tenant.
CREATE TABLE dealer_group (
    tenant_id uuid   NOT NULL,
    name      text   NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- The dealerships of the group. `lead_names` are other names under which leads are addressed to it.
CREATE TABLE rooftop (
    tenant_id  uuid   NOT NULL,
    id         uuid   NOT NULL,
    code       text   NOT NULL,
    name       text   NOT NULL,
    timezone   text   NOT NULL,
    country    text   NOT NULL,
    currency   text   NOT NULL,
    lead_names text[] NOT NULL,
    position   bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX rooftop_code ON rooftop (tenant_id, code);

-- Who works, or worked, for the group.
CREATE TABLE employee (
    tenant_id     uuid   NOT NULL,
    id            uuid   NOT NULL,
    name          text,
    roles         text[] NOT NULL,
    department    text   NOT NULL,
    rooftop_codes text[] NOT NULL,
    active        boolean NOT NULL DEFAULT true,
    last_day      date,
    position      bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- What a role may do with a category of data, where the group has said so itself.
CREATE TABLE access_rule (
    tenant_id uuid        NOT NULL,
    id        uuid        NOT NULL,
    role      text        NOT NULL,
    category  text        NOT NULL,
    action    text        NOT NULL,
    allowed   boolean     NOT NULL,
    reason    text        NOT NULL,
    set_by    text        NOT NULL,
    set_at    timestamptz NOT NULL,
    position  bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- When and how often customers may be written to, where the group or a rooftop has said so; the group has no rooftop_id.
CREATE TABLE contact_policy (
    tenant_id    uuid        NOT NULL,
    id           uuid        NOT NULL,
    rooftop_id   uuid,
    jurisdiction text,
    quiet_from   text,
    quiet_until  text,
    messages     integer,
    days         integer,
    reason       text        NOT NULL,
    set_by       text        NOT NULL,
    set_at       timestamptz NOT NULL,
    position     bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
