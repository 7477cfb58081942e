-- An agreement as it stands.
CREATE TABLE agreement (
    tenant_id             uuid        NOT NULL,
    id                    uuid        NOT NULL,
    party_id              uuid        NOT NULL,
    kind                  text        NOT NULL,
    title                 text        NOT NULL,
    rooftops              text[]      NOT NULL,
    document_sha256       text        NOT NULL,
    pages                 int         NOT NULL,
    jurisdiction          text        NOT NULL,
    notice_days           int         NOT NULL,
    deletion_on_end       boolean     NOT NULL,
    audit_right           boolean     NOT NULL,
    status                text        NOT NULL,
    status_reason         text,
    drafted_at            timestamptz NOT NULL,
    signed_at             timestamptz,
    signed_by             text[]      NOT NULL DEFAULT '{}',
    effective_at          timestamptz,
    expires_at            timestamptz,
    noticed_by            text,
    noticed_at            timestamptz,
    ends_at               timestamptz,
    ended_at              timestamptz,
    end_reason            text,
    export_sha256         text,
    deletion_due_at       timestamptz,
    deletion_certified_at timestamptz,
    certificate_sha256    text,
    certificate_signed_by text,
    breaches              int         NOT NULL DEFAULT 0,
    position              bigint      NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX agreement_newest ON agreement (tenant_id, drafted_at DESC, id DESC);
CREATE INDEX agreement_party ON agreement (tenant_id, party_id, drafted_at DESC, id DESC);

-- The clauses in force, in the order of the document.
CREATE TABLE clause (
    tenant_id      uuid   NOT NULL,
    agreement_id   uuid   NOT NULL,
    id             text   NOT NULL,
    ordinal        int    NOT NULL,
    page           int    NOT NULL,
    effect         text   NOT NULL,
    text_sha256    text,
    actions        text[] NOT NULL,
    purposes       text[] NOT NULL,
    categories     text[] NOT NULL,
    territory      text[] NOT NULL,
    onward         text   NOT NULL,
    recipients     text[] NOT NULL,
    retention_days int,
    fields         text[] NOT NULL,
    delay_hours    int,
    PRIMARY KEY (tenant_id, agreement_id, id)
);

-- The texts that an agreement had; the draft is the first.
CREATE TABLE amendment (
    tenant_id       uuid        NOT NULL,
    agreement_id    uuid        NOT NULL,
    position        bigint      NOT NULL,
    document_sha256 text        NOT NULL,
    pages           int         NOT NULL,
    clauses         int         NOT NULL,
    reason          text,
    effective_at    timestamptz,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, agreement_id, position)
);

-- What the partner did against it.
CREATE TABLE breach (
    tenant_id    uuid        NOT NULL,
    agreement_id uuid        NOT NULL,
    position     bigint      NOT NULL,
    clause       text,
    rule         text        NOT NULL,
    detail       text,
    reported_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, agreement_id, position)
);
