-- rows --
-- The rows that stand under a tenant, made up for a replay, in schema $2.
SELECT "table", key::text AS key, body::text AS body FROM lifecycle.rows_under($1, $2);

-- leaves --
-- The leaves of events.
SELECT position, encode(leaf, 'hex') AS leaf FROM lifecycle.event WHERE tenant_id = $1 AND position = ANY ($2::bigint[]);

-- rows_of --
-- The rows of one person in a table of a schema.
SELECT lifecycle.rows_of($1, $2, $3, $4, $5)::text;

-- customers --
-- Everybody about whom something was recorded up to a position.
SELECT DISTINCT substr(tag, 10)::uuid AS customer FROM lifecycle.event_tag
WHERE tenant_id = $1 AND tag >= 'customer:' AND tag < 'customer;' AND position <= $2 ORDER BY 1;
