-- heads --
-- The logs there are, and how far each goes.
SELECT tenant_id, position FROM lifecycle.log_head WHERE position > 0 ORDER BY tenant_id;

-- stand_still --
-- From here to the end of the transaction no projection moves; who reads is not disturbed.
LOCK TABLE lifecycle.checkpoint IN SHARE ROW EXCLUSIVE MODE;

-- hold_logs --
-- Nor is anything recorded, which inline projections would see at once.
SELECT FROM lifecycle.log_head FOR NO KEY UPDATE;

-- reached_by_live --
-- How far the live read model of a projection is, log by log: an inline one is always at the head.
SELECT h.tenant_id, CASE p.mode WHEN 'inline' THEN h.position ELSE coalesce(c.position, 0) END AS position
FROM lifecycle.projection p
CROSS JOIN lifecycle.log_head h
LEFT JOIN lifecycle.checkpoint c
  ON c.tenant_id = h.tenant_id AND c.projection = p.checkpoint AND c.version = p.version
WHERE p.name = $1 AND p.live
ORDER BY h.tenant_id;

-- forget_live_positions --
-- The positions of the read model that is swapped out; the largest fence anyone may still hold.
WITH gone AS (
  DELETE FROM lifecycle.checkpoint WHERE projection = $1 AND version = $2 RETURNING fence
)
SELECT coalesce(max(fence), 0) FROM gone;

-- take_positions --
-- The positions of the next read model are now those of the live one, out of reach of anyone's old fence.
UPDATE lifecycle.checkpoint SET projection = $2, fence = fence + $4 + 1, owner = NULL, lease_until = NULL
WHERE projection = $1 AND version = $3;

-- retire --
-- The read model in schema $1, now in $2, is not seen any more.
UPDATE lifecycle.projection
SET schema = $2, checkpoint = $3, live = false, retired_at = clock_timestamp() WHERE schema = $1;

-- go_live --
-- The read model in schema $1, now in $2, is what readers see.
UPDATE lifecycle.projection SET schema = $2, checkpoint = $3, live = true WHERE schema = $1;

-- retired --
-- What was swapped out longer ago than $1.
SELECT schema, checkpoint, version FROM lifecycle.projection
WHERE retired_at < clock_timestamp() - $1::interval ORDER BY schema;

-- tables --
-- The tables of schema $1 with their columns, and which of them are the key.
SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
  array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attnum = ANY (i.indkey)) AS key
FROM pg_class c
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'
GROUP BY c.oid, c.relname
ORDER BY c.relname;
