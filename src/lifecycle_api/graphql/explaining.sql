-- rows --
-- How many rows each part of a planned statement gives; nothing is timed, for that would slow it down.
EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement};
