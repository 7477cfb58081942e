-- append_many --
-- The verdicts on a batch of requests, in order; the migration that makes the function explains its arguments.
SELECT status, first, last, recorded_at
FROM lifecycle.append_many($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- create_tenant --
-- Whether the tenant $1 is new.
SELECT lifecycle.create_tenant($1, $2);

-- append_key --
-- The outcome of the idempotency key $2.
SELECT digest, first, last, recorded_at FROM lifecycle.append_key WHERE tenant_id = $1 AND key = $2;

-- head --
-- The last position of a tenant's log.
SELECT position FROM lifecycle.log_head WHERE tenant_id = $1;

-- read --
-- Events of tenant $1 after $2, up to $3, at most $4, and the head they were read at. No row: no such tenant.
SELECT h.position AS head, e.position, e.recorded_at, e.type, e.version, e.id, e.clear, e.sealed
FROM lifecycle.log_head h
LEFT JOIN LATERAL (
  SELECT v.* FROM lifecycle.event v
  WHERE v.tenant_id = $1 AND v.position > $2 AND v.position <= $3
  ORDER BY v.position LIMIT $4
) e ON true
WHERE h.tenant_id = $1
ORDER BY e.position;

-- read_matching --
-- The same for events that match an item: its first tag in $5, all its tags in $6 if several, its types in $7.
SELECT h.position AS head, e.position, e.recorded_at, e.type, e.version, e.id, e.clear, e.sealed
FROM lifecycle.log_head h
LEFT JOIN LATERAL (
  SELECT v.*
  FROM (
    SELECT DISTINCT m.position
    FROM unnest($5::text[], $6::text[], $7::text[]) i (tag, tags, types)
    CROSS JOIN LATERAL (
      (SELECT t.position FROM lifecycle.event_tag t
       WHERE t.tenant_id = $1 AND t.position > $2 AND t.position <= $3
         AND t.tag = CASE WHEN i.tags IS NULL THEN i.tag ELSE (
           -- Of several tags, the rarest leads.
           SELECT u.tag FROM unnest(i.tags::text[]) u (tag)
           ORDER BY (
             SELECT count(*) FROM (
               SELECT FROM lifecycle.event_tag c
               WHERE c.tenant_id = $1 AND c.tag = u.tag AND c.position > $2 LIMIT 256) c)
           LIMIT 1) END
         AND (i.tags IS NULL OR (
           SELECT bool_and((
             SELECT true FROM lifecycle.event_tag o
             WHERE o.tenant_id = $1 AND o.tag = u.tag AND o.position = t.position) IS TRUE)
           FROM unnest(i.tags::text[]) u (tag)))
         AND (i.types IS NULL OR (
           SELECT e.type FROM lifecycle.event e WHERE e.tenant_id = $1 AND e.position = t.position
           ) = ANY (i.types::text[]))
       ORDER BY t.position LIMIT $4)
      UNION ALL
      (SELECT y.position FROM unnest(i.types::text[]) u (type)
       CROSS JOIN LATERAL (
         SELECT e.position FROM lifecycle.event e
         WHERE e.tenant_id = $1 AND e.type = u.type AND e.position > $2 AND e.position <= $3
         ORDER BY e.position LIMIT $4) y
       WHERE i.tag IS NULL)
      UNION ALL
      (SELECT e.position FROM lifecycle.event e
       WHERE e.tenant_id = $1 AND e.position > $2 AND e.position <= $3
         AND i.tag IS NULL AND i.types IS NULL
       ORDER BY e.position LIMIT $4)
    ) m
    ORDER BY m.position LIMIT $4
  ) p
  CROSS JOIN LATERAL (
    SELECT e.* FROM lifecycle.event e WHERE e.tenant_id = $1 AND e.position = p.position LIMIT 1) v
) e ON true
WHERE h.tenant_id = $1
ORDER BY e.position;
