-- What was said, and what was held back.
CREATE TABLE communication (
    tenant_id   uuid        NOT NULL,
    id          uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    direction   text        NOT NULL,
    channel     text        NOT NULL,
    purpose     text,
    department  text,
    rule        text,
    employee_id uuid,
    automated   boolean     NOT NULL DEFAULT false,
    body        text,
    happened_at timestamptz NOT NULL,
    rooftop_id  uuid,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX communication_customer ON communication (tenant_id, customer_id, happened_at DESC, id DESC);

-- Numbers that may not be called to sell something.
CREATE TABLE do_not_contact (
    tenant_id  uuid        NOT NULL,
    contact    text        NOT NULL,
    list       text        NOT NULL,
    channel    text        NOT NULL,
    listed_at  timestamptz NOT NULL,
    cleared_at timestamptz,
    position   bigint      NOT NULL,
    PRIMARY KEY (tenant_id, contact, list)
);
