-- The customer as known now. `position` is that of the last event about them, and serves as the version; `since` is
-- that of their registration. `address_since` is when the address was recorded that holds.
CREATE TABLE customer (
    tenant_id      uuid        NOT NULL,
    id             uuid        NOT NULL,
    kind           text        NOT NULL,
    name           text,
    given_name     text,
    family_name    text,
    language       text,
    status         text        NOT NULL DEFAULT 'active',
    first_seen_via text        NOT NULL,
    address_lines  text[],
    city           text,
    region         text,
    postal_code    text,
    country        text,
    address_since  timestamptz,
    rooftops       uuid[]      NOT NULL DEFAULT '{}',
    registered_at  timestamptz NOT NULL,
    last_seen_at   timestamptz NOT NULL,
    last_visit_at  timestamptz,
    since          bigint      NOT NULL,
    position       bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX customer_recent ON customer (tenant_id, last_seen_at DESC, id DESC);
CREATE INDEX customer_visit ON customer (tenant_id, (coalesce(last_visit_at, '-infinity')) DESC, id DESC);
CREATE INDEX customer_registered ON customer (tenant_id, registered_at DESC, id DESC);
CREATE INDEX customer_name ON customer (tenant_id, (coalesce(name, '')) COLLATE "C", id);

-- Phones and e-mail addresses. `hmac` is the keyed hash under which a "stop" or a match is found.
CREATE TABLE contact_point (
    tenant_id      uuid        NOT NULL,
    id             uuid        NOT NULL,
    customer_id    uuid        NOT NULL,
    kind           text        NOT NULL,
    value          text,
    raw            text,
    hmac           text        NOT NULL,
    label          text,
    valid          boolean     NOT NULL,
    verified_by    text,
    invalid_reason text,
    added_at       timestamptz NOT NULL,
    position       bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX contact_point_customer ON contact_point (tenant_id, customer_id, added_at, id);
CREATE INDEX contact_point_hmac ON contact_point (tenant_id, hmac);

-- Which record of which source system is this customer, and why we think so.
CREATE TABLE source_link (
    tenant_id   uuid             NOT NULL,
    id          uuid             NOT NULL,
    customer_id uuid             NOT NULL,
    system      text             NOT NULL,
    record_id   text             NOT NULL,
    method      text             NOT NULL,
    rule        text             NOT NULL,
    score       double precision NOT NULL,
    linked_at   timestamptz      NOT NULL,
    unlinked_at timestamptz,
    position    bigint           NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX source_link_customer ON source_link (tenant_id, customer_id, linked_at, id);
CREATE INDEX source_link_record ON source_link (tenant_id, system, record_id);

-- Who looks after the customer, slot by slot; `employee_id` is empty when the customer is orphaned.
CREATE TABLE assignment (
    tenant_id   uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    slot        text        NOT NULL,
    employee_id uuid,
    since       timestamptz NOT NULL,
    orphaned    boolean     NOT NULL DEFAULT false,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, customer_id, slot)
);
CREATE INDEX assignment_employee ON assignment (tenant_id, employee_id);

-- How the customer last said they want to buy and be contacted.
CREATE TABLE buying_preference (
    tenant_id       uuid        NOT NULL,
    customer_id     uuid        NOT NULL,
    path            text        NOT NULL,
    wants           text        NOT NULL,
    contact_channel text        NOT NULL,
    contact_time    text        NOT NULL,
    earliest        date,
    latest          date,
    stated_via      text        NOT NULL,
    stated_at       timestamptz NOT NULL,
    position        bigint      NOT NULL,
    PRIMARY KEY (tenant_id, customer_id)
);

-- Notes in their current wording; the earlier wordings are in the log.
CREATE TABLE note (
    tenant_id         uuid        NOT NULL,
    id                uuid        NOT NULL,
    customer_id       uuid        NOT NULL,
    text              text,
    about             text        NOT NULL,
    vin               text,
    lead_id           uuid,
    deal_id           uuid,
    appointment_id    uuid,
    repair_order_id   uuid,
    author_type       text        NOT NULL,
    author_id         text        NOT NULL,
    rooftop_id        uuid,
    recorded_at       timestamptz NOT NULL,
    corrected_at      timestamptz,
    correction_reason text,
    position          bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX note_customer ON note (tenant_id, customer_id, recorded_at DESC, id DESC);

-- What a customer is found by: lower-case name parts, phone digits, e-mail, VIN and the VIN's last eight.
CREATE TABLE search_term (
    tenant_id   uuid NOT NULL,
    term        text COLLATE "C" NOT NULL,
    kind        text NOT NULL,
    customer_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, term, kind, customer_id)
);
CREATE INDEX search_term_customer ON search_term (tenant_id, customer_id);
