-- rewrite --
-- The tables whose files may hold what was erased: read models and their scratch copies, and what is kept beside the log.
SELECT format('%I.%I', n.nspname, c.relname) AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND (
  n.nspname ~ '^(scratch_)?[a-z0-9_]+_v[0-9]+(_next|_old.*)?$'
  OR (n.nspname = 'lifecycle' AND c.relname IN ('erasure', 'raw_document', 'source_record', 'seal_key'))
  OR (n.nspname = 'pg_catalog' AND c.relname = 'pg_statistic' AND pg_has_role(c.relowner, 'USAGE')))
ORDER BY 1;

-- vacuum --
-- Write a table anew: dead rows, and the bytes that they left in pages, are gone with its old file.
VACUUM (FULL, ANALYZE) {name};

-- switch --
-- Begin a new segment of the write-ahead log.
SELECT pg_switch_wal();

-- checkpoint --
-- What was written before is in its place; older segments are not needed any more.
CHECKPOINT;
