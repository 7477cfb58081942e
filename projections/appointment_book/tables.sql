-- Appointments of sales and service, with what became of them; `booked_for` is the time before it was ever moved.
CREATE TABLE appointment (
    tenant_id      uuid        NOT NULL,
    id             uuid        NOT NULL,
    customer_id    uuid        NOT NULL,
    kind           text        NOT NULL,
    status         text        NOT NULL,
    booked_for     timestamptz NOT NULL,
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz,
    vin            text,
    lead_id        uuid,
    opportunity_id uuid,
    employee_id    uuid,
    concerns       text,
    transport      text        NOT NULL,
    origin         text        NOT NULL,
    reschedules    int         NOT NULL DEFAULT 0,
    scheduled_at   timestamptz NOT NULL,
    confirmed_at   timestamptz,
    confirmed_by   text,
    shown_at       timestamptz,
    late_minutes   int,
    no_showed_at   timestamptz,
    cancelled_at   timestamptz,
    cancelled_by   text,
    recovered_by   uuid,
    rooftop_id     uuid,
    position       bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX appointment_customer ON appointment (tenant_id, customer_id, starts_at DESC, id DESC);
CREATE INDEX appointment_calendar ON appointment (tenant_id, starts_at DESC, id DESC);
CREATE INDEX appointment_status ON appointment (tenant_id, status, starts_at DESC, id DESC);
