-- put --
-- Keep a message until it is taken.
INSERT INTO lifecycle.outbox (tenant_id, id, channel, sealed, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6);

-- take --
-- Take the oldest messages that wait and have not expired; nobody else gets them.
UPDATE lifecycle.outbox SET taken_at = $2
WHERE tenant_id = $1 AND id IN (
  SELECT id FROM lifecycle.outbox
  WHERE tenant_id = $1 AND taken_at IS NULL AND expires_at > $2
  ORDER BY created_at LIMIT $3
  FOR UPDATE SKIP LOCKED)
RETURNING id, channel, sealed;

-- tidy --
-- Forget messages and codes of a tenant that expired before $2.
WITH gone AS (DELETE FROM lifecycle.outbox WHERE tenant_id = $1 AND expires_at < $2)
DELETE FROM lifecycle.login_code WHERE tenant_id = $1 AND expires_at < $2;

-- offer --
-- Remember a code, unless $9 were asked for since $8.
INSERT INTO lifecycle.login_code
  (tenant_id, contact, id, code, customer_id, contact_point_id, sent_at, expires_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $10
WHERE $9 > (SELECT count(*) FROM lifecycle.login_code WHERE tenant_id = $1 AND contact = $2 AND sent_at > $8)
RETURNING id;

-- try --
-- Try a code on the last one that was sent: a right one is used up, a wrong one is counted.
UPDATE lifecycle.login_code SET
  attempts = attempts + 1,
  used_at = CASE WHEN code = $3 THEN $4::timestamptz END
WHERE tenant_id = $1 AND contact = $2 AND used_at IS NULL AND expires_at > $4 AND attempts < $5 AND id = (
  SELECT id FROM lifecycle.login_code WHERE tenant_id = $1 AND contact = $2 ORDER BY sent_at DESC, id LIMIT 1)
RETURNING id, customer_id, contact_point_id, code = $3 AS fits;
