-- The log: one head row, one gapless sequence of events and one tag index per tenant.

REVOKE ALL ON SCHEMA lifecycle FROM PUBLIC;
GRANT USAGE ON SCHEMA lifecycle TO lifecycle_service, lifecycle_read_model;
ALTER DEFAULT PRIVILEGES FOR ROLE lifecycle_log REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE TABLE lifecycle.tenant (
  tenant_id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The only hot row of a tenant: locked by every append. Room on the page keeps its updates HOT.
CREATE TABLE lifecycle.log_head (
  tenant_id uuid PRIMARY KEY,
  position bigint NOT NULL DEFAULT 0,
  last_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

-- `clear` is canonical JSON. `sealed` holds what is encrypted (or, for raw events, their bytes).
-- `leaf` is the leaf of the audit tree, computed by append_many, which documents its layout.
CREATE TABLE lifecycle.event (
  tenant_id uuid NOT NULL,
  position bigint NOT NULL,
  id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  occurred_at timestamptz NOT NULL,
  version smallint NOT NULL,
  type text COLLATE "C" NOT NULL,
  clear bytea NOT NULL,
  sealed bytea,
  leaf bytea NOT NULL,
  PRIMARY KEY (tenant_id, position)
);
-- Ciphertext does not compress; trying costs time under the lock.
ALTER TABLE lifecycle.event ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX event_id ON lifecycle.event (tenant_id, id);
CREATE INDEX event_type ON lifecycle.event (tenant_id, type, position);

CREATE TABLE lifecycle.event_tag (
  tenant_id uuid NOT NULL,
  tag text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (tenant_id, tag, position)
);

-- One row per append call that named an idempotency key; `digest` is a keyed hash of what was asked.
CREATE TABLE lifecycle.append_key (
  tenant_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  digest bytea NOT NULL,
  first bigint NOT NULL,
  last bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key)
);

-- Data keys, wrapped by the master key. A fenced key seals nothing any more; a destroyed one opens nothing.
CREATE TABLE lifecycle.seal_key (
  tenant_id uuid NOT NULL,
  key_id uuid NOT NULL,
  subject text COLLATE "C" NOT NULL,
  controller text COLLATE "C" NOT NULL,
  retention_class text COLLATE "C" NOT NULL,
  epoch int NOT NULL,
  wrapped bytea,
  created_at timestamptz NOT NULL,
  fenced_at timestamptz,
  destroyed_at timestamptz,
  PRIMARY KEY (tenant_id, key_id),
  UNIQUE (tenant_id, subject, controller, retention_class, epoch),
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)),
  CHECK (destroyed_at IS NULL OR fenced_at IS NOT NULL)
);

-- How far each projection has come. `fence` grows with every owner, so that a late one can be refused.
CREATE TABLE lifecycle.checkpoint (
  tenant_id uuid NOT NULL,
  projection text COLLATE "C" NOT NULL,
  version int NOT NULL,
  position bigint NOT NULL DEFAULT 0,
  owner text,
  fence bigint NOT NULL DEFAULT 0,
  lease_until timestamptz,
  status text NOT NULL DEFAULT 'running',
  error text,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, projection, version)
);

-- The event types that some inline projection wants to see. The same for every tenant: it follows from the code.
CREATE TABLE lifecycle.inline_type (
  type text COLLATE "C" PRIMARY KEY
);

GRANT SELECT ON ALL TABLES IN SCHEMA lifecycle TO lifecycle_service;
GRANT INSERT, UPDATE, DELETE ON lifecycle.checkpoint TO lifecycle_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON lifecycle.checkpoint TO lifecycle_read_model;
