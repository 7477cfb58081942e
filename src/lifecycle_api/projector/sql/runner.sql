-- claim --
-- Take hold of the free cells of tenant $1.
SELECT checkpoint, version, position, fence FROM lifecycle.claim_cells($1, $2, $3, $4, $5);

-- project --
-- Apply a batch to several read models in one transaction, in an order that all processes share.
SELECT w.schema, r.status, r.reason
FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::jsonb[])
  AS w (schema, code, fence, start, events)
CROSS JOIN LATERAL lifecycle.project($1, w.schema, w.code, w.fence, w.start, $7, w.events, $8) r;

-- release --
-- Let go of what is still held.
UPDATE lifecycle.checkpoint SET lease_until = NULL WHERE tenant_id = $1 AND owner = $2 AND lease_until IS NOT NULL;

-- release_all --
-- Let go of everything at the end of a process.
UPDATE lifecycle.checkpoint SET lease_until = NULL WHERE owner = $1 AND lease_until IS NOT NULL;

-- stop --
-- Stop a cell until it is rebuilt, and say why.
UPDATE lifecycle.checkpoint SET status = 'stopped', error = $5, lease_until = NULL, updated_at = clock_timestamp()
WHERE tenant_id = $1 AND projection = $2 AND version = $3 AND fence = $4;

-- behind --
-- Tenants that have events some free cell has not seen. A read model that is gone has no cells.
SELECT h.tenant_id
FROM lifecycle.log_head h
CROSS JOIN unnest($1::text[], $2::int[]) AS p (checkpoint, version)
JOIN lifecycle.projection m ON m.checkpoint = p.checkpoint AND m.version = p.version
LEFT JOIN lifecycle.checkpoint c
  ON c.tenant_id = h.tenant_id AND c.projection = p.checkpoint AND c.version = p.version
WHERE h.position > coalesce(c.position, 0) AND coalesce(c.status, 'running') = 'running'
  AND (c.lease_until IS NULL OR c.lease_until < clock_timestamp() OR c.owner = $3)
GROUP BY h.tenant_id;

-- reached --
-- How far the slowest of these projections of tenant $1 is, and whether one of them stopped short of $4. Without $5
-- only what readers see counts, or saw when they started: nothing that waits to go live. What is gone never counts.
SELECT coalesce(min(coalesce(c.position, 0)), 0) AS position,
  coalesce(bool_or(c.status = 'stopped' AND c.position < $4), false) AS stopped
FROM unnest($2::text[], $3::int[]) AS p (checkpoint, version)
JOIN lifecycle.projection m ON m.checkpoint = p.checkpoint AND m.version = p.version
LEFT JOIN lifecycle.checkpoint c
  ON c.tenant_id = $1 AND c.projection = p.checkpoint AND c.version = p.version
WHERE $5 OR m.live OR m.retired_at IS NOT NULL;

-- lag --
-- Every cell that is behind the head of its log, or stopped; $3 as $5 of `reached`.
SELECT h.tenant_id AS tenant, p.checkpoint AS projection, p.version, coalesce(c.position, 0) AS position,
  h.position AS head, coalesce(c.status, 'running') AS status, c.error
FROM lifecycle.log_head h
CROSS JOIN unnest($1::text[], $2::int[]) AS p (checkpoint, version)
JOIN lifecycle.projection m ON m.checkpoint = p.checkpoint AND m.version = p.version
LEFT JOIN lifecycle.checkpoint c
  ON c.tenant_id = h.tenant_id AND c.projection = p.checkpoint AND c.version = p.version
WHERE (h.position > coalesce(c.position, 0) OR c.status = 'stopped') AND ($3 OR m.live OR m.retired_at IS NOT NULL)
ORDER BY h.tenant_id, p.checkpoint;

-- replay --
-- Apply events to scratch schemas, under a tenant made up for it.
SELECT lifecycle.replay($1, $2, $3);

-- plan_again --
-- Plan statements anew for tables that have grown meanwhile.
DISCARD PLANS;
