-- What the authorization server keeps. All of it belongs to the installation and not to a dealer group, so `tenant_id`
-- is the system tenant everywhere: a token is asked for before anybody knows for which group.

-- The registry of clients. `group_id` is the dealer group that a client's tokens are for. What made it what it is are
-- events in that group's log; `position` is that of the last one.
CREATE TABLE lifecycle.oauth_client (
  tenant_id uuid NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  group_id uuid NOT NULL,
  client jsonb NOT NULL,
  position bigint NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, client_id)
);
CREATE INDEX oauth_client_group ON lifecycle.oauth_client (tenant_id, group_id, client_id);

-- Dealer groups whose people are synthetic: what partners try themselves out on.
CREATE TABLE lifecycle.oauth_sandbox (
  tenant_id uuid NOT NULL,
  group_id uuid NOT NULL,
  marked_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, group_id)
);

-- The keys that sign tokens. `sealed` is the private key under a data key of the installation; `generation` lets only
-- one of two processes that rotate at the same moment succeed.
CREATE TABLE lifecycle.oauth_signing_key (
  tenant_id uuid NOT NULL,
  kid uuid NOT NULL,
  generation int NOT NULL,
  sealed bytea NOT NULL,
  public jsonb NOT NULL,
  signs_from timestamptz NOT NULL,
  retires_at timestamptz,
  PRIMARY KEY (tenant_id, kid),
  UNIQUE (tenant_id, generation)
);

-- Codes and refresh tokens by their hash. `family` is the login that they come from.
CREATE TABLE lifecycle.oauth_code (
  tenant_id uuid NOT NULL,
  digest bytea NOT NULL,
  family uuid NOT NULL,
  code jsonb NOT NULL,
  expires_at timestamptz NOT NULL,
  spent_at timestamptz,
  PRIMARY KEY (tenant_id, digest)
);
CREATE INDEX oauth_code_expiry ON lifecycle.oauth_code (tenant_id, expires_at);

CREATE TABLE lifecycle.oauth_refresh_token (
  tenant_id uuid NOT NULL,
  digest bytea NOT NULL,
  family uuid NOT NULL,
  token jsonb NOT NULL,
  expires_at timestamptz NOT NULL,
  spent_at timestamptz,
  PRIMARY KEY (tenant_id, digest)
);
CREATE INDEX oauth_refresh_token_expiry ON lifecycle.oauth_refresh_token (tenant_id, expires_at);

-- Tokens by `jti`, logins and clients whose tokens count no more although they have not expired.
CREATE TABLE lifecycle.oauth_cancellation (
  tenant_id uuid NOT NULL,
  what text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  cancelled_at timestamptz NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, what, name)
);
CREATE INDEX oauth_cancellation_recent ON lifecycle.oauth_cancellation (tenant_id, cancelled_at);

-- Ids of assertions and proofs that were used, until they would have expired.
CREATE TABLE lifecycle.oauth_used_id (
  tenant_id uuid NOT NULL,
  digest bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, digest)
);
CREATE INDEX oauth_used_id_expiry ON lifecycle.oauth_used_id (tenant_id, expires_at);

-- Use up ids of proofs, and return those that had not been used. A proof lives for a minute, so it is not waited for
-- until this is on disk.
CREATE FUNCTION lifecycle.spend_ids(p_tenant uuid, p_digest bytea[], p_expires_at timestamptz[]) RETURNS SETOF bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = lifecycle, pg_temp AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  RETURN QUERY
  INSERT INTO oauth_used_id (tenant_id, digest, expires_at)
  SELECT p_tenant, i.digest, i.expires_at
  FROM unnest(p_digest, p_expires_at) i (digest, expires_at)
  -- In one order for everybody: two who wait for each other's rows would be a deadlock.
  ORDER BY i.digest
  ON CONFLICT DO NOTHING
  RETURNING oauth_used_id.digest;
END
$$;

GRANT SELECT, INSERT, UPDATE ON lifecycle.oauth_client TO lifecycle_service;
GRANT SELECT, INSERT ON lifecycle.oauth_sandbox TO lifecycle_service;
GRANT SELECT, INSERT, UPDATE ON lifecycle.oauth_signing_key TO lifecycle_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  lifecycle.oauth_code, lifecycle.oauth_refresh_token, lifecycle.oauth_cancellation, lifecycle.oauth_used_id
TO lifecycle_service;
GRANT EXECUTE ON FUNCTION lifecycle.spend_ids(uuid, bytea[], timestamptz[]) TO lifecycle_service;
