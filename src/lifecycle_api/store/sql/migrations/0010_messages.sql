-- Messages to people that somebody else delivers, and the one-time codes that some of them hold.

-- A message waits here until whoever delivers for the installation has taken it. Address and text are sealed under the
-- key of the person it is for, so that erasing them erases it.
CREATE TABLE lifecycle.outbox (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  channel text COLLATE "C" NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  taken_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_waiting ON lifecycle.outbox (tenant_id, created_at) WHERE taken_at IS NULL;

-- Codes that were asked for, by the keyed hash of the number or address, with a keyed hash of the code. For a contact
-- point that nobody has, or several people, there is a row without a customer: it can be seen by nobody outside.
CREATE TABLE lifecycle.login_code (
  tenant_id uuid NOT NULL,
  contact bytea NOT NULL,
  id uuid NOT NULL,
  code bytea NOT NULL,
  customer_id uuid,
  contact_point_id uuid,
  attempts int NOT NULL DEFAULT 0,
  sent_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (tenant_id, contact, id)
);
CREATE INDEX login_code_expiry ON lifecycle.login_code (tenant_id, expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON lifecycle.outbox, lifecycle.login_code TO lifecycle_service;
