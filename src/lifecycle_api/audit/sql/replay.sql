-- rows --
-- The rows that stand under a tenant, made up for a replay, in schema $2.
SELECT "table", key::text AS key, body::text AS body FROM lifecycle.rows_under($1, $2);

-- leaves --
-- The leaves of events.
SELECT position, encode(leaf, 'hex') AS leaf FROM lifecycle.event WHERE tenant_id = $1 AND position = ANY ($2::bigint[]);
