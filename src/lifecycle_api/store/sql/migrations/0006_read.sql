-- Reading the log by what append conditions are made of.

-- The head, and at most `p_limit` events with `p_after` < position <= `p_upto` that match an item: its first tag in
-- `i_tag`, all of them (as an array literal) in `i_tags` if it has several, its types (likewise) in `i_types`. A log
-- without a match answers one row, its head; an unknown tenant none. Everything is seen in the snapshot of the calling
-- statement.
CREATE FUNCTION lifecycle.read_matching(
  p_tenant uuid, p_after bigint, p_upto bigint, p_limit bigint, i_tag text[], i_tags text[], i_types text[]
) RETURNS TABLE (
  head bigint, "position" bigint, recorded_at timestamptz, type text, version smallint, id uuid,
  clear bytea, sealed bytea
)
LANGUAGE plpgsql STABLE
SET search_path = lifecycle, pg_temp
-- Plans are made once, perhaps while the tables were empty: they must suit full ones.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT h.position, e.position, e.recorded_at, e.type, e.version, e.id, e.clear, e.sealed
  FROM log_head h
  LEFT JOIN LATERAL (
    SELECT v.*
    FROM (
      SELECT DISTINCT m.position
      FROM unnest(i_tag, i_tags, i_types) i (tag, tags, types)
      CROSS JOIN LATERAL (
        (SELECT t.position FROM event_tag t
         WHERE t.tenant_id = p_tenant AND t.position > p_after AND t.position <= p_upto AND i.tag IS NOT NULL
           AND t.tag = CASE WHEN i.tags IS NULL THEN i.tag ELSE (
             -- Of several tags, the rarest leads.
             SELECT u.tag FROM unnest(i.tags::text[]) u (tag)
             ORDER BY (
               SELECT count(*) FROM (
                 SELECT FROM event_tag c
                 WHERE c.tenant_id = p_tenant AND c.tag = u.tag AND c.position > p_after LIMIT 256) c)
             LIMIT 1) END
           AND (i.tags IS NULL OR (
             SELECT bool_and((
               SELECT true FROM event_tag o
               WHERE o.tenant_id = p_tenant AND o.tag = u.tag AND o.position = t.position) IS TRUE)
             FROM unnest(i.tags::text[]) u (tag)))
           AND (i.types IS NULL OR (
             SELECT e.type FROM event e WHERE e.tenant_id = p_tenant AND e.position = t.position
             ) = ANY (i.types::text[]))
         ORDER BY t.position LIMIT p_limit)
        UNION ALL
        (SELECT y.position FROM unnest(i.types::text[]) u (type)
         CROSS JOIN LATERAL (
           SELECT e.position FROM event e
           WHERE e.tenant_id = p_tenant AND e.type = u.type AND e.position > p_after AND e.position <= p_upto
           ORDER BY e.position LIMIT p_limit) y
         WHERE i.tag IS NULL)
        UNION ALL
        (SELECT e.position FROM event e
         WHERE e.tenant_id = p_tenant AND e.position > p_after AND e.position <= p_upto
           AND i.tag IS NULL AND i.types IS NULL
         ORDER BY e.position LIMIT p_limit)
      ) m
      ORDER BY m.position LIMIT p_limit
    ) p
    CROSS JOIN LATERAL (SELECT e.* FROM event e WHERE e.tenant_id = p_tenant AND e.position = p.position LIMIT 1) v
  ) e ON true
  WHERE h.tenant_id = p_tenant
  ORDER BY e.position;
END
$$;

GRANT EXECUTE ON FUNCTION lifecycle.read_matching(uuid, bigint, bigint, bigint, text[], text[], text[])
TO lifecycle_service;
