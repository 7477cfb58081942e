-- client --
-- A client by its id.
SELECT client FROM lifecycle.oauth_client WHERE tenant_id = $1 AND client_id = $2;

-- clients --
-- The clients of a dealer group $2, or of all when it is NULL.
SELECT client FROM lifecycle.oauth_client
WHERE tenant_id = $1 AND ($2::uuid IS NULL OR group_id = $2)
ORDER BY client_id;

-- save_client --
-- Register a client, or change it. Whose it is afterwards: one of another group is not touched, nor is one that a
-- later event has changed.
WITH saved AS (
  INSERT INTO lifecycle.oauth_client AS c (tenant_id, client_id, group_id, client, position, changed_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (tenant_id, client_id) DO UPDATE
  SET client = excluded.client, position = excluded.position, changed_at = excluded.changed_at
  WHERE c.group_id = excluded.group_id AND c.position <= excluded.position
  RETURNING group_id)
SELECT group_id FROM saved
UNION ALL
SELECT group_id FROM lifecycle.oauth_client WHERE tenant_id = $1 AND client_id = $2
LIMIT 1;

-- mark_sandbox --
-- Say that a dealer group's people are synthetic.
INSERT INTO lifecycle.oauth_sandbox (tenant_id, group_id, marked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- is_sandbox --
-- Whether a dealer group's people are synthetic.
SELECT EXISTS (SELECT FROM lifecycle.oauth_sandbox WHERE tenant_id = $1 AND group_id = $2);

-- signing_keys --
-- The keys that are published: not retired at $2. The newest is last.
SELECT kid, generation, sealed, public, signs_from, retires_at FROM lifecycle.oauth_signing_key
WHERE tenant_id = $1 AND (retires_at IS NULL OR retires_at > $2)
ORDER BY generation;

-- last_generation --
-- How many keys there have been.
SELECT coalesce(max(generation), 0) FROM lifecycle.oauth_signing_key WHERE tenant_id = $1;

-- add_signing_key --
-- Keep a new key, unless another process has just made one of this generation.
INSERT INTO lifecycle.oauth_signing_key (tenant_id, kid, generation, sealed, public, signs_from)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
RETURNING kid;

-- retire_signing_keys --
-- Retire the keys before generation $2 at $3, unless they retire earlier.
UPDATE lifecycle.oauth_signing_key SET retires_at = $3
WHERE tenant_id = $1 AND generation < $2 AND (retires_at IS NULL OR retires_at > $3);

-- code --
-- An authorization code, spent or not.
SELECT code, spent_at IS NOT NULL AS spent FROM lifecycle.oauth_code WHERE tenant_id = $1 AND digest = $2;

-- refresh --
-- A refresh token, spent or not, unless its login was ended.
SELECT r.token, r.spent_at IS NOT NULL AS spent FROM lifecycle.oauth_refresh_token r
WHERE r.tenant_id = $1 AND r.digest = $2 AND NOT EXISTS (
  SELECT FROM lifecycle.oauth_cancellation c
  WHERE c.tenant_id = $1 AND (c.what, c.name) IN (('family', r.family::text), ('client', r.token ->> 'client_id')));

-- spend --
-- Use up ids of assertions and proofs; those that had not been used before.
INSERT INTO lifecycle.oauth_used_id (tenant_id, digest, expires_at)
SELECT $1, i.digest, i.expires_at FROM unnest($2::bytea[], $3::timestamptz[]) i (digest, expires_at)
ORDER BY i.digest
ON CONFLICT DO NOTHING
RETURNING digest;

-- spend_proofs --
-- The same for proofs alone, without waiting for the disk.
SELECT spend_ids AS digest FROM lifecycle.spend_ids($1, $2, $3);

-- save_code --
-- Keep an authorization code.
INSERT INTO lifecycle.oauth_code (tenant_id, digest, family, code, expires_at) VALUES ($1, $2, $3, $4, $5);

-- redeem_code --
-- Use up a code, if nobody has.
UPDATE lifecycle.oauth_code SET spent_at = $3 WHERE tenant_id = $1 AND digest = $2 AND spent_at IS NULL RETURNING digest;

-- save_refresh --
-- Keep a refresh token.
INSERT INTO lifecycle.oauth_refresh_token (tenant_id, digest, family, token, expires_at) VALUES ($1, $2, $3, $4, $5);

-- use_refresh --
-- Use up a refresh token, if nobody has.
UPDATE lifecycle.oauth_refresh_token SET spent_at = $3
WHERE tenant_id = $1 AND digest = $2 AND spent_at IS NULL
RETURNING digest;

-- cancel --
-- Take back a token, a login's, or a client's.
INSERT INTO lifecycle.oauth_cancellation (tenant_id, what, name, cancelled_at, until)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, what, name) DO UPDATE
SET cancelled_at = excluded.cancelled_at, until = greatest(oauth_cancellation.until, excluded.until);

-- restore --
-- Let the tokens of something count again that are given from now on.
DELETE FROM lifecycle.oauth_cancellation WHERE tenant_id = $1 AND what = $2 AND name = $3;

-- cancellations --
-- What was taken back since $2: whatever was taken back earlier has expired meanwhile.
SELECT what, name FROM lifecycle.oauth_cancellation WHERE tenant_id = $1 AND cancelled_at > $2;

-- forget --
-- Forget what expired before $2, and so could not be used any more.
WITH ids AS (DELETE FROM lifecycle.oauth_used_id WHERE tenant_id = $1 AND expires_at < $2),
     codes AS (DELETE FROM lifecycle.oauth_code WHERE tenant_id = $1 AND expires_at < $2),
     refreshes AS (DELETE FROM lifecycle.oauth_refresh_token WHERE tenant_id = $1 AND expires_at < $2)
DELETE FROM lifecycle.oauth_cancellation WHERE tenant_id = $1 AND until < $2;
