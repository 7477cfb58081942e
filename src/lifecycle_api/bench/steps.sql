-- table --
-- What has been done. Not logged, as the rows that the steps make: a crash empties both, and everything is done again.
CREATE SCHEMA IF NOT EXISTS bench;
CREATE UNLOGGED TABLE IF NOT EXISTS bench.step (name text PRIMARY KEY);

-- quick --
-- What a crash takes back can be made again, and the rows fit into memory.
SET synchronous_commit = off;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';

-- done --
-- The steps that were done.
SELECT name FROM bench.step;

-- did --
-- This one, too.
INSERT INTO bench.step (name) VALUES ($1);
