-- behind --
-- Tenants whose log has events that one of these reactors has not seen.
SELECT h.tenant_id, r.name, coalesce(c.position, 0) AS position
FROM lifecycle.log_head h
CROSS JOIN unnest($1::text[]) AS r (name)
LEFT JOIN lifecycle.checkpoint c ON c.tenant_id = h.tenant_id AND c.projection = r.name AND c.version = 0
WHERE h.position > coalesce(c.position, 0);

-- tenants --
-- Everyone with a log.
SELECT tenant_id FROM lifecycle.log_head;

-- move --
-- Reactor $2 of tenant $1 has seen everything up to $3. Moving it twice is no harm: its events have ids of their own.
INSERT INTO lifecycle.checkpoint (tenant_id, projection, version, position) VALUES ($1, $2, 0, $3)
ON CONFLICT (tenant_id, projection, version) DO UPDATE
SET position = greatest(lifecycle.checkpoint.position, excluded.position), updated_at = clock_timestamp();
