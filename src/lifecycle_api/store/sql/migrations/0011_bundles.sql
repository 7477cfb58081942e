-- Bundles that auditors have asked for over the network: prepared in the background, kept for a while, fetched in parts.

-- `asked` is the scope as JSON; what an engagement allows is looked up again when the bundle is made and when it is
-- fetched. `attempt` grows whenever somebody takes the work up, so that a late one can be refused. `head` is the last
-- position when it was asked for: a later erasure ends the bundle.
CREATE TABLE lifecycle.audit_bundle (
  tenant_id uuid NOT NULL,
  bundle uuid NOT NULL,
  engagement uuid,
  requested_by text NOT NULL,
  asked jsonb NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'preparing', 'ready', 'failed')),
  error text,
  bytes bigint,
  sha256 text,
  policy text,
  head bigint NOT NULL,
  attempt int NOT NULL DEFAULT 0,
  lease_until timestamptz,
  requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, bundle)
);

CREATE TABLE lifecycle.audit_bundle_part (
  tenant_id uuid NOT NULL,
  bundle uuid NOT NULL,
  number int NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (tenant_id, bundle, number)
);
ALTER TABLE lifecycle.audit_bundle_part ALTER COLUMN data SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, UPDATE, DELETE ON lifecycle.audit_bundle, lifecycle.audit_bundle_part TO lifecycle_service;
