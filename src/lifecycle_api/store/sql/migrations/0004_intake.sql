-- What intake remembers between two files: how far each source record has been told, and the raw documents.

-- `groups` maps a field group to [version, keyed fingerprint], `seen` holds the fingerprints of the last states of the
-- whole record: no personal value is kept here. `changed` is the record's own time of change, as text that sorts.
CREATE TABLE lifecycle.source_record (
  tenant_id uuid NOT NULL,
  system text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  groups jsonb NOT NULL,
  seen bytea NOT NULL,
  changed text COLLATE "C" NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, system, kind, record_id)
);

-- Bytes as they were sent, sealed under a key of their own: leads, and whatever was set aside.
CREATE TABLE lifecycle.raw_document (
  tenant_id uuid NOT NULL,
  sha256 bytea NOT NULL,
  sealed bytea NOT NULL,
  media_type text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, sha256)
);
ALTER TABLE lifecycle.raw_document ALTER COLUMN sealed SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, UPDATE ON lifecycle.source_record TO lifecycle_service;
GRANT SELECT, INSERT ON lifecycle.raw_document TO lifecycle_service;
