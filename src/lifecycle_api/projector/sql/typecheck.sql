-- without_tenant --
-- Tables of schema $1 without a primary key, and keys and indexes that do not start with tenant_id.
SELECT c.relname AS name
FROM pg_class c
WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'
  AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
UNION ALL
SELECT x.relname
FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE c.relnamespace = $1::regnamespace AND a.attname IS DISTINCT FROM 'tenant_id'
ORDER BY name;

-- columns --
-- The columns of schema $1, as table.column.
SELECT c.relname || '.' || a.attname AS name
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped;

-- foreign_dependencies --
-- What the functions of schema $1 use that is neither in it nor a part of PostgreSQL itself. A type has no rows: that
-- of lists is used wherever one is read.
SELECT p.proname AS function, pg_describe_object(d.refclassid, d.refobjid, 0) AS used
FROM pg_proc p
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
LEFT JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid
LEFT JOIN pg_proc f ON d.refclassid = 'pg_proc'::regclass AND f.oid = d.refobjid
WHERE p.pronamespace = $1::regnamespace AND p.proname LIKE 'check\_%'
  AND coalesce(c.relnamespace, f.pronamespace) <> $1::regnamespace
  AND c.relkind IS DISTINCT FROM 'c'
ORDER BY p.oid;

-- ask_idle --
-- Whether events of one type change nothing.
SELECT {schema}.idle('00000000-0000-0000-0000-000000000000', '{{{type}}}');
