-- One row for each thing that happened with a customer. `kind` is the GraphQL type of the item;
-- `amount_minor` is a clear amount (service), `financial_minor` a person's money (sales); each has its currency.
-- `visit_key` and `deal_key` are what the timeline can be grouped by. `joint_id` is the other buyer of a joint deal.
CREATE TABLE item (
    tenant_id          uuid        NOT NULL,
    customer_id        uuid        NOT NULL,
    joint_id           uuid,
    position           bigint      NOT NULL,
    id                 uuid        NOT NULL,
    kind               text        NOT NULL,
    type               text        NOT NULL,
    category           text        NOT NULL,
    title              text        NOT NULL,
    occurred_at        timestamptz NOT NULL,
    recorded_at        timestamptz NOT NULL,
    rooftop_id         uuid,
    actor_type         text        NOT NULL,
    actor_id           text        NOT NULL,
    source_system      text,
    employee_id        uuid,
    vin                text,
    lead_id            uuid,
    opportunity_id     uuid,
    deal_id            uuid,
    appointment_id     uuid,
    repair_order_id    uuid,
    handoff_id         uuid,
    note_id            uuid,
    visit_key          uuid,
    deal_key           uuid,
    status             text,
    amount_minor       bigint,
    currency           text,
    financial_minor    bigint,
    financial_currency text,
    text               text,
    corrected_at       timestamptz,
    PRIMARY KEY (tenant_id, customer_id, position)
);
CREATE INDEX item_newest ON item (tenant_id, customer_id, occurred_at DESC, position DESC);
CREATE INDEX item_vehicle ON item (tenant_id, vin, occurred_at DESC, position DESC) WHERE vin IS NOT NULL;
-- Whom a customer decides with: few items are joint.
CREATE INDEX item_joint ON item (tenant_id, customer_id, joint_id) WHERE joint_id IS NOT NULL;
CREATE INDEX item_visit ON item (tenant_id, customer_id, visit_key) WHERE visit_key IS NOT NULL;
CREATE INDEX item_buyer ON item (tenant_id, deal_id) WHERE type = 'deal.structured';
CREATE INDEX item_deal ON item (tenant_id, customer_id, deal_key) WHERE deal_key IS NOT NULL;

-- How many items of each category a customer has: the facets of the whole timeline.
CREATE TABLE facet (
    tenant_id   uuid   NOT NULL,
    customer_id uuid   NOT NULL,
    category    text   NOT NULL,
    count       bigint NOT NULL,
    PRIMARY KEY (tenant_id, customer_id, category)
);

-- The timeline grouped: by visit (a showroom visit or a repair order) or by deal; `key` is the item's
-- `visit_key` or `deal_key`. An opportunity's group becomes the deal's once there is a deal.
CREATE TABLE item_group (
    tenant_id   uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('visit', 'deal')),
    key         uuid        NOT NULL,
    title       text        NOT NULL,
    first_at    timestamptz NOT NULL,
    last_at     timestamptz NOT NULL,
    items       bigint      NOT NULL,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, customer_id, kind, key)
);
CREATE INDEX item_group_newest ON item_group (tenant_id, customer_id, kind, last_at DESC, key DESC);
