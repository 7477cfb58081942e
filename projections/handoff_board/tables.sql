-- A matter that one department offered to another, and what became of it.
CREATE TABLE handoff (
    tenant_id        uuid        NOT NULL,
    id               uuid        NOT NULL,
    customer_id      uuid        NOT NULL,
    status           text        NOT NULL,
    from_department  text        NOT NULL,
    to_department    text        NOT NULL,
    from_employee_id uuid,
    to_employee_id   uuid,
    about            text        NOT NULL,
    lead_id          uuid,
    deal_id          uuid,
    appointment_id   uuid,
    repair_order_id  uuid,
    reason           text,
    return_reason    text,
    checklist        jsonb       NOT NULL,
    due_at           timestamptz,
    offered_at       timestamptz NOT NULL,
    accepted_at      timestamptz,
    returned_at      timestamptz,
    completed_at     timestamptz,
    rooftop_id       uuid,
    position         bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX handoff_customer ON handoff (tenant_id, customer_id, offered_at DESC, id DESC);
CREATE INDEX handoff_status ON handoff (tenant_id, status, offered_at DESC, id DESC);
