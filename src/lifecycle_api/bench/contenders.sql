-- make_copy_tables --
-- Empty tables like the log's, with all their indexes.
CREATE SCHEMA bench_copy
  CREATE TABLE event (LIKE lifecycle.event INCLUDING ALL)
  CREATE TABLE event_tag (LIKE lifecycle.event_tag INCLUDING ALL);

-- drop_copy_tables --
-- Away with them, because the next round starts with empty ones.
DROP SCHEMA IF EXISTS bench_copy CASCADE;

-- commits --
-- In how many transactions a tenant's events were written.
SELECT count(DISTINCT xmin::text) FROM lifecycle.event WHERE tenant_id = $1;
