-- events --
-- How long the log is.
SELECT sum(position)::bigint FROM lifecycle.log_head;

-- tables --
-- The tables of the schemas in $1.
SELECT schemaname AS schema, tablename AS table FROM pg_tables WHERE schemaname = ANY ($1) ORDER BY 1, 2;

-- do_not_wait --
-- What a crash takes back can be made again.
SET LOCAL synchronous_commit = off;
