-- request --
-- Ask for a bundle, once.
INSERT INTO lifecycle.audit_bundle (tenant_id, bundle, engagement, requested_by, asked, head, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (tenant_id, bundle) DO NOTHING;

-- find --
-- A bundle that was asked for and is not gone.
SELECT b.bundle, b.engagement, b.requested_by, b.asked, b.state, b.error, b.bytes, b.sha256, b.policy, b.expires_at
FROM lifecycle.audit_bundle b
WHERE b.tenant_id = $1 AND b.bundle = $2 AND b.expires_at > $3
  AND NOT EXISTS (
    SELECT FROM lifecycle.event e WHERE e.tenant_id = $1 AND e.type = 'subject.fenced' AND e.position > b.head);

-- claim --
-- Take up the oldest work that nobody has, for $2 seconds.
UPDATE lifecycle.audit_bundle b
SET state = 'preparing', attempt = b.attempt + 1, lease_until = $1 + make_interval(secs => $2)
FROM (
  SELECT w.tenant_id, w.bundle FROM lifecycle.audit_bundle w
  WHERE w.expires_at > $1 AND (w.state = 'queued' OR (w.state = 'preparing' AND w.lease_until < $1))
  ORDER BY w.requested_at LIMIT 1 FOR UPDATE SKIP LOCKED) w
WHERE b.tenant_id = w.tenant_id AND b.bundle = w.bundle
RETURNING b.tenant_id, b.bundle, b.engagement, b.asked, b.attempt;

-- part --
-- Keep a part.
INSERT INTO lifecycle.audit_bundle_part (tenant_id, bundle, number, data) VALUES ($1, $2, $3, $4);

-- clear --
-- Forget the parts of an earlier attempt.
DELETE FROM lifecycle.audit_bundle_part WHERE tenant_id = $1 AND bundle = $2;

-- finish --
-- Say what became of it, unless somebody else has taken it up since.
UPDATE lifecycle.audit_bundle SET state = $4, error = $5, bytes = $6, sha256 = $7, policy = $8
WHERE tenant_id = $1 AND bundle = $2 AND attempt = $3 AND state = 'preparing'
RETURNING bundle;

-- parts --
-- Parts of a bundle.
SELECT data FROM lifecycle.audit_bundle_part
WHERE tenant_id = $1 AND bundle = $2 AND number = $3;

-- purge_parts --
-- Forget what expired, or holds what was erased since.
DELETE FROM lifecycle.audit_bundle_part p
USING lifecycle.audit_bundle b
WHERE b.tenant_id = p.tenant_id AND b.bundle = p.bundle AND (b.expires_at <= $1 OR EXISTS (
  SELECT FROM lifecycle.event e WHERE e.tenant_id = b.tenant_id AND e.type = 'subject.fenced' AND e.position > b.head));

-- purge --
-- Likewise what was asked.
DELETE FROM lifecycle.audit_bundle b
WHERE b.expires_at <= $1 OR EXISTS (
  SELECT FROM lifecycle.event e WHERE e.tenant_id = b.tenant_id AND e.type = 'subject.fenced' AND e.position > b.head);
