-- state --
-- How far the read models $2 in versions $3 and the log of tenant $1 are, and where one of the event types $4, which may
-- change what is shown of earlier events, stands last.
SELECT
  (SELECT min(c.position) FROM lifecycle.checkpoint c
    JOIN unnest($2::text[], $3::int[]) r (name, version) ON r.name = c.projection AND r.version = c.version
    WHERE c.tenant_id = $1) AS reached,
  (SELECT h.position FROM lifecycle.log_head h WHERE h.tenant_id = $1) AS head,
  (SELECT coalesce(max(newest.position), 0) FROM unnest($4::text[]) t (type)
    CROSS JOIN LATERAL (
      SELECT max(e.position) AS position FROM lifecycle.event e WHERE e.tenant_id = $1 AND e.type = t.type) newest) AS epoch;
