-- Operations that a client has registered: it can ask for them by their hash, and can be held to them.
CREATE TABLE lifecycle.trusted_document (
  tenant_id uuid NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  document text NOT NULL,
  registered_by text NOT NULL,
  registered_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, client_id, sha256)
);
GRANT SELECT, INSERT ON lifecycle.trusted_document TO lifecycle_service;
