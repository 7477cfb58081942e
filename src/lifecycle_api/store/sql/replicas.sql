-- has --
-- Whether this is a replica that shows the log of $1 up to $2, and all of these read models up to $5, or any at all.
SELECT pg_is_in_recovery()
  AND EXISTS (SELECT FROM lifecycle.log_head WHERE tenant_id = $1 AND position >= $2)
  AND ($5 = 0 OR cardinality($3::text[]) = (
    SELECT count(*) FROM lifecycle.checkpoint c
    JOIN unnest($3::text[], $4::int[]) AS read (projection, version)
      ON c.projection = read.projection AND c.version = read.version
    WHERE c.tenant_id = $1 AND c.position >= $5::bigint
  ));

-- written --
-- How far the primary has written.
SELECT pg_current_wal_lsn()::text;

-- progress --
-- Whether this is a replica, and how many bytes of what the primary had written at $1 and at $2 it does not show yet.
SELECT pg_is_in_recovery() AS follows,
  pg_wal_lsn_diff($1::text::pg_lsn, pg_last_wal_replay_lsn()) AS before,
  pg_wal_lsn_diff($2::text::pg_lsn, pg_last_wal_replay_lsn()) AS behind;
