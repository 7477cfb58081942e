-- A lead and how it was answered.
CREATE TABLE lead (
    tenant_id          uuid        NOT NULL,
    id                 uuid        NOT NULL,
    customer_id        uuid        NOT NULL,
    status             text        NOT NULL,
    channel            text        NOT NULL,
    provider           text        NOT NULL,
    provider_service   text,
    external_id        text,
    sender_id          uuid,
    format             text        NOT NULL,
    conformance        text,
    requested_at       timestamptz,
    requested_at_raw   text,
    received_at        timestamptz NOT NULL,
    wanted_condition   text,
    wanted_year        int,
    wanted_make        text,
    wanted_model       text,
    wanted_trim        text,
    wanted_vin         text,
    wanted_stock       text,
    wanted_price_minor bigint,
    wanted_currency    text,
    trade_in_vin       text,
    trade_in_year      int,
    trade_in_make      text,
    trade_in_model     text,
    finance_method     text,
    comments           text,
    timeframe          text,
    claimed_consent    text[]      NOT NULL,
    resends            int         NOT NULL DEFAULT 0,
    duplicate_of       uuid,
    employee_id        uuid,
    routed_at          timestamptz,
    first_responded_at timestamptz,
    response_seconds   bigint,
    contacted_at       timestamptz,
    lost_at            timestamptz,
    lost_reason        text,
    lost_comments      text,
    rooftop_id         uuid,
    position           bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX lead_customer ON lead (tenant_id, customer_id, received_at DESC, id DESC);
CREATE INDEX lead_newest ON lead (tenant_id, received_at DESC, id DESC);
CREATE INDEX lead_sender ON lead (tenant_id, sender_id, received_at DESC, id DESC);
CREATE INDEX lead_status ON lead (tenant_id, status, received_at DESC, id DESC);

-- A wish to buy that is being worked on; `stage` is the furthest point reached.
CREATE TABLE opportunity (
    tenant_id   uuid        NOT NULL,
    id          uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    lead_id     uuid,
    deal_id     uuid,
    kind        text        NOT NULL,
    stage       text        NOT NULL,
    visits      int         NOT NULL DEFAULT 0,
    test_drives int         NOT NULL DEFAULT 0,
    opened_at   timestamptz NOT NULL,
    rooftop_id  uuid,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX opportunity_customer ON opportunity (tenant_id, customer_id, opened_at DESC, id DESC);
CREATE INDEX opportunity_lead ON opportunity (tenant_id, lead_id);

-- Prices shown to the customer.
CREATE TABLE quote (
    tenant_id      uuid        NOT NULL,
    id             uuid        NOT NULL,
    opportunity_id uuid        NOT NULL,
    customer_id    uuid        NOT NULL,
    vin            text        NOT NULL,
    price_minor    bigint,
    payment_minor  bigint,
    currency       text,
    term_months    int,
    medium         text        NOT NULL,
    presented_at   timestamptz NOT NULL,
    rooftop_id     uuid,
    position       bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX quote_opportunity ON quote (tenant_id, opportunity_id, presented_at, id);

-- What the used-car desk offered for the customer's vehicle.
CREATE TABLE trade_appraisal (
    tenant_id               uuid        NOT NULL,
    id                      uuid        NOT NULL,
    opportunity_id          uuid        NOT NULL,
    customer_id             uuid        NOT NULL,
    vin                     text        NOT NULL,
    odometer_value          bigint,
    odometer_unit           text,
    condition               text,
    offer_minor             bigint,
    payoff_minor            bigint,
    currency                text,
    actual_cash_value_minor bigint,
    cash_value_currency     text,
    appraised_at            timestamptz NOT NULL,
    rooftop_id              uuid,
    position                bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX trade_appraisal_opportunity ON trade_appraisal (tenant_id, opportunity_id, appraised_at, id);

-- The deal; `stage` is where it stands, `missing` what F&I still lacks.
CREATE TABLE deal (
    tenant_id             uuid        NOT NULL,
    id                    uuid        NOT NULL,
    number                text        NOT NULL,
    customer_id           uuid        NOT NULL,
    co_buyer_id           uuid,
    opportunity_id        uuid,
    vin                   text        NOT NULL,
    kind                  text        NOT NULL,
    stage                 text        NOT NULL,
    price_minor           bigint,
    amount_financed_minor bigint,
    trade_in_vin          text,
    trade_allowance_minor bigint,
    currency              text,
    front_gross_minor     bigint,
    back_gross_minor      bigint,
    gross_currency        text,
    lender                text,
    salesperson_id        uuid,
    ready                 boolean,
    missing               text[]      NOT NULL DEFAULT '{}',
    reworks               int         NOT NULL DEFAULT 0,
    structured_at         timestamptz NOT NULL,
    submitted_at          timestamptz,
    signed_at             timestamptz,
    funded_at             timestamptz,
    days_in_transit       int,
    sold_at               timestamptz,
    sale_date             date,
    delivered_at          timestamptz,
    unwound_at            timestamptz,
    rooftop_id            uuid,
    position              bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX deal_customer ON deal (tenant_id, customer_id, structured_at DESC, id DESC);
CREATE INDEX deal_co_buyer ON deal (tenant_id, co_buyer_id, structured_at DESC, id DESC) WHERE co_buyer_id IS NOT NULL;
CREATE INDEX deal_newest ON deal (tenant_id, structured_at DESC, id DESC);
CREATE INDEX deal_stage ON deal (tenant_id, stage, structured_at DESC, id DESC);
CREATE INDEX deal_vehicle ON deal (tenant_id, vin);
CREATE INDEX deal_opportunity ON deal (tenant_id, opportunity_id);

-- Documents the lender waits for.
CREATE TABLE stipulation (
    tenant_id    uuid        NOT NULL,
    id           uuid        NOT NULL,
    deal_id      uuid        NOT NULL,
    customer_id  uuid        NOT NULL,
    co_buyer_id  uuid,
    kind         text        NOT NULL,
    requested_at timestamptz NOT NULL,
    due_at       timestamptz,
    satisfied_at timestamptz,
    rooftop_id   uuid,
    position     bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX stipulation_deal ON stipulation (tenant_id, deal_id, requested_at, id);
