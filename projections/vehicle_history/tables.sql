-- The vehicle as known now and where it is in its life as an asset. It changes often, mostly in no indexed column: with
-- room for that left in every page, no index is touched.
CREATE TABLE vehicle (
    tenant_id           uuid   NOT NULL,
    vin                 text   NOT NULL,
    vin_status          text   NOT NULL DEFAULT 'unknown',
    last8               text   NOT NULL,
    year                int,
    make                text,
    model               text,
    trim                text,
    body                text,
    colour              text,
    stage               text   NOT NULL DEFAULT 'known',
    stock               text,
    acquisition_source  text,
    cost_minor          bigint,
    cost_currency       text,
    cost_rooftop_id     uuid,
    asking_price_minor  bigint,
    asking_currency     text,
    odometer_value      bigint,
    odometer_unit       text,
    odometer_read_at    timestamptz,
    acquired_at         timestamptz,
    recon_started_at    timestamptz,
    recon_stage         text,
    front_line_ready_at timestamptz,
    sold_at             timestamptz,
    delivered_at        timestamptz,
    last_serviced_at    timestamptz,
    disposed_at         timestamptz,
    rooftops            uuid[] NOT NULL DEFAULT '{}',
    last_seen_at        timestamptz NOT NULL,
    position            bigint NOT NULL,
    PRIMARY KEY (tenant_id, vin)
) WITH (fillfactor = 50);
CREATE INDEX vehicle_recent ON vehicle (tenant_id, last_seen_at DESC, vin DESC);
CREATE INDEX vehicle_last8 ON vehicle (tenant_id, last8 COLLATE "C");
CREATE INDEX vehicle_stage ON vehicle (tenant_id, stage, last_seen_at DESC, vin DESC);

-- Each step of the asset's life, in the order it happened. The price is the one asked when it was front-line ready. A
-- sale is `belated` that was booked when the customer of the same deal had the vehicle already.
CREATE TABLE milestone (
    tenant_id       uuid        NOT NULL,
    vin             text        NOT NULL,
    position        bigint      NOT NULL,
    stage           text        NOT NULL,
    detail          text,
    stock           text,
    repair_order_id uuid,
    deal_id         uuid,
    belated         boolean     NOT NULL DEFAULT false,
    price_minor     bigint,
    price_currency  text,
    occurred_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    rooftop_id      uuid,
    PRIMARY KEY (tenant_id, vin, position)
);
CREATE INDEX milestone_order ON milestone (tenant_id, vin, occurred_at, position);

-- The odometer curve; a reading below an earlier one is marked, never dropped.
CREATE TABLE odometer_reading (
    tenant_id  uuid        NOT NULL,
    vin        text        NOT NULL,
    position   bigint      NOT NULL,
    value      bigint      NOT NULL,
    unit       text        NOT NULL,
    metres     bigint      NOT NULL,
    status     text        NOT NULL,
    context    text        NOT NULL,
    anomaly    text        NOT NULL DEFAULT 'none',
    read_at    timestamptz NOT NULL,
    rooftop_id uuid,
    PRIMARY KEY (tenant_id, vin, position)
);
CREATE INDEX odometer_order ON odometer_reading (tenant_id, vin, read_at DESC, position DESC);

-- Wrong VINs under which the vehicle was known.
CREATE TABLE vin_alias (
    tenant_id uuid   NOT NULL,
    previous  text   NOT NULL,
    vin       text   NOT NULL,
    reason    text   NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (tenant_id, previous)
);
