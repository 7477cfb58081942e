-- Who had the vehicle in which role, from when to when. `to_date` is empty while it lasts.
CREATE TABLE period (
    tenant_id   uuid             NOT NULL,
    id          uuid             NOT NULL,
    vin         text             NOT NULL,
    customer_id uuid             NOT NULL,
    role        text             NOT NULL,
    from_date   date             NOT NULL,
    to_date     date,
    origin      text             NOT NULL,
    end_cause   text,
    certainty   double precision NOT NULL,
    rooftop_id  uuid,
    position    bigint           NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX period_vehicle ON period (tenant_id, vin, from_date, id);
CREATE INDEX period_customer ON period (tenant_id, customer_id, from_date DESC, id DESC);

-- When the vehicle was the dealer's own stock.
CREATE TABLE stock_period (
    tenant_id uuid   NOT NULL,
    vin       text   NOT NULL,
    stock     text   NOT NULL,
    from_date date   NOT NULL,
    to_date   date,
    position  bigint NOT NULL,
    PRIMARY KEY (tenant_id, vin, stock)
);

-- The days on which the vehicle left stock, by sale or otherwise; a stock period ends at the first that follows.
CREATE TABLE stock_exit (
    tenant_id uuid   NOT NULL,
    vin       text   NOT NULL,
    to_date   date   NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (tenant_id, vin, position)
);

-- From sale to delivery, by deal.
CREATE TABLE sale (
    tenant_id    uuid   NOT NULL,
    vin          text   NOT NULL,
    deal_id      uuid   NOT NULL,
    sold_on      date,
    delivered_on date,
    position     bigint NOT NULL,
    PRIMARY KEY (tenant_id, vin, deal_id)
);

-- The chain as a reader sees it: owners, stock episodes, and explicitly the gaps and overlaps between owners.
-- Drawn anew for a vehicle whenever one of its periods changes.
CREATE TABLE link (
    tenant_id   uuid   NOT NULL,
    vin         text   NOT NULL,
    ordinal     int    NOT NULL,
    kind        text   NOT NULL CHECK (kind IN ('owner', 'stock', 'gap', 'overlap')),
    from_date   date   NOT NULL,
    to_date     date,
    period_id   uuid,
    customer_id uuid,
    stock       text,
    position    bigint NOT NULL,
    PRIMARY KEY (tenant_id, vin, ordinal)
);

-- Vehicles from which an event about another one took a period. Their chains are drawn with those of the events, and
-- then this is empty again.
CREATE TABLE moved (
    tenant_id uuid   NOT NULL,
    vin       text   NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (tenant_id, vin, position)
);
