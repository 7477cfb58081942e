-- A file that was read to its end.
CREATE TABLE batch (
    tenant_id     uuid        NOT NULL,
    id            uuid        NOT NULL,
    system        text        NOT NULL,
    kind          text        NOT NULL,
    snapshot_date date,
    raw_sha256    text        NOT NULL,
    records       int         NOT NULL,
    emitted       int         NOT NULL,
    unchanged     int         NOT NULL,
    quarantined   int         NOT NULL,
    ingested_at   timestamptz NOT NULL,
    rooftop_id    uuid,
    position      bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX batch_newest ON batch (tenant_id, ingested_at DESC, id DESC);

-- A record that was set aside; its bytes are kept, sealed, in the intake store.
CREATE TABLE quarantined_record (
    tenant_id   uuid        NOT NULL,
    id          uuid        NOT NULL,
    system      text        NOT NULL,
    kind        text        NOT NULL,
    status      text        NOT NULL,
    findings    text[]      NOT NULL,
    raw_sha256  text        NOT NULL,
    set_aside_at timestamptz NOT NULL,
    released_at timestamptz,
    release_reason text,
    rooftop_id  uuid,
    position    bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX quarantined_record_status ON quarantined_record (tenant_id, status, set_aside_at DESC, id DESC);
