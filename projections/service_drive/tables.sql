-- The repair order from write-up to pick-up. Amounts are clear: service lines are facts about the vehicle. Both
-- odometer values are in `odometer_unit`. What was approved or declined is empty while nothing was. `since` is the
-- position of its opening, `promised_on` when the promise that holds was made. Pages keep room for its many changes.
CREATE TABLE repair_order (
    tenant_id            uuid        NOT NULL,
    id                   uuid        NOT NULL,
    number               text        NOT NULL,
    customer_id          uuid        NOT NULL,
    vin                  text        NOT NULL,
    advisor_id           uuid,
    appointment_id       uuid,
    status               text        NOT NULL,
    waiting              boolean     NOT NULL,
    promised_at          timestamptz,
    promised_on          timestamptz,
    original_promised_at timestamptz,
    promise_changes      int         NOT NULL DEFAULT 0,
    odometer_value       bigint,
    odometer_out_value   bigint,
    odometer_unit        text,
    opened_at            timestamptz NOT NULL,
    ready_at             timestamptz,
    invoiced_at          timestamptz,
    closed_at            timestamptz,
    picked_up_at         timestamptz,
    customer_pay_minor   bigint,
    warranty_minor       bigint,
    internal_minor       bigint,
    approved_minor       bigint,
    declined_minor       bigint,
    declined_count       int         NOT NULL DEFAULT 0,
    currency             text,
    comeback             boolean     NOT NULL DEFAULT false,
    rooftop_id           uuid,
    since                bigint      NOT NULL,
    position             bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (fillfactor = 50);
CREATE INDEX repair_order_customer ON repair_order (tenant_id, customer_id, opened_at DESC, id DESC);
CREATE INDEX repair_order_newest ON repair_order (tenant_id, opened_at DESC, id DESC);
CREATE INDEX repair_order_status ON repair_order (tenant_id, status, opened_at DESC, id DESC);
CREATE INDEX repair_order_vehicle ON repair_order (tenant_id, vin, opened_at DESC, id DESC);

-- What the customer said is wrong.
CREATE TABLE concern (
    tenant_id       uuid   NOT NULL,
    repair_order_id uuid   NOT NULL,
    line            text   NOT NULL,
    customer_id     uuid   NOT NULL,
    complaint       text,
    op_code         text,
    rooftop_id      uuid,
    position        bigint NOT NULL,
    PRIMARY KEY (tenant_id, repair_order_id, line)
);

-- The lines of the multi-point inspection.
CREATE TABLE inspection_item (
    tenant_id       uuid   NOT NULL,
    repair_order_id uuid   NOT NULL,
    ordinal         int    NOT NULL,
    part            text   NOT NULL,
    result          text   NOT NULL,
    measure         text,
    rooftop_id      uuid,
    position        bigint NOT NULL,
    PRIMARY KEY (tenant_id, repair_order_id, ordinal)
);

-- Work the rooftop recommended, and what the customer said.
CREATE TABLE recommendation (
    tenant_id       uuid        NOT NULL,
    id              uuid        NOT NULL,
    repair_order_id uuid        NOT NULL,
    customer_id     uuid        NOT NULL,
    vin             text        NOT NULL,
    op_code         text        NOT NULL,
    description     text        NOT NULL,
    price_minor     bigint      NOT NULL,
    currency        text        NOT NULL,
    priority        text        NOT NULL,
    basis           text        NOT NULL,
    decision        text        NOT NULL,
    recommended_at  timestamptz NOT NULL,
    decided_at      timestamptz,
    rooftop_id      uuid,
    position        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX recommendation_order ON recommendation (tenant_id, repair_order_id, recommended_at, id);

-- Work the customer said no, or not now, to. It stays open until it is recovered or approved after all.
CREATE TABLE declined_work (
    tenant_id       uuid        NOT NULL,
    id              uuid        NOT NULL,
    repair_order_id uuid        NOT NULL,
    customer_id     uuid        NOT NULL,
    vin             text        NOT NULL,
    op_code         text        NOT NULL,
    description     text        NOT NULL,
    price_minor     bigint      NOT NULL,
    currency        text        NOT NULL,
    decision        text        NOT NULL,
    reason          text        NOT NULL,
    verbatim        text,
    revisit_at      timestamptz,
    declined_at     timestamptz NOT NULL,
    status          text        NOT NULL DEFAULT 'open',
    recovered_on    uuid,
    recovered_at    timestamptz,
    rooftop_id      uuid,
    position        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX declined_work_customer ON declined_work (tenant_id, customer_id, declined_at DESC, id DESC);
CREATE INDEX declined_work_status ON declined_work (tenant_id, status, declined_at DESC, id DESC);
CREATE INDEX declined_work_order ON declined_work (tenant_id, repair_order_id, declined_at DESC, id DESC);
CREATE INDEX declined_work_vehicle ON declined_work (tenant_id, vin, declined_at DESC, id DESC);

-- Work that was done.
CREATE TABLE job (
    tenant_id       uuid        NOT NULL,
    repair_order_id uuid        NOT NULL,
    line            text        NOT NULL,
    op_code         text        NOT NULL,
    description     text        NOT NULL,
    pay_type        text        NOT NULL,
    sale_minor      bigint,
    currency        text,
    technician_id   uuid,
    completed_at    timestamptz NOT NULL,
    rooftop_id      uuid,
    position        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, repair_order_id, line)
);

-- What the customer was told while they waited.
CREATE TABLE status_update (
    tenant_id       uuid        NOT NULL,
    repair_order_id uuid        NOT NULL,
    position        bigint      NOT NULL,
    customer_id     uuid        NOT NULL,
    topic           text        NOT NULL,
    channel         text        NOT NULL,
    proactive       boolean     NOT NULL,
    message         text,
    given_at        timestamptz NOT NULL,
    rooftop_id      uuid,
    PRIMARY KEY (tenant_id, repair_order_id, position)
);
