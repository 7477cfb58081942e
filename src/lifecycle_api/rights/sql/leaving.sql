-- tables --
-- The tables of the live read models.
SELECT p.name AS projection, p.schema, c.relname AS table
FROM lifecycle.projection p
JOIN pg_class c ON c.relnamespace = p.schema::regnamespace AND c.relkind = 'r'
WHERE p.live ORDER BY 1, 3;

-- rows --
-- The rows of a group in a table.
SELECT t.* FROM {schema}.{table} t WHERE t.tenant_id = $1;

-- certificates --
-- The certificates of erasures.
SELECT erasure, certificate FROM lifecycle.erasure WHERE tenant_id = $1 AND certificate IS NOT NULL ORDER BY erasure;

-- name --
-- What a group is called.
SELECT name FROM lifecycle.tenant WHERE tenant_id = $1;
