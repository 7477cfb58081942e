-- append_many --
-- What came of a batch of requests; the migration that makes the function explains its arguments and its answer.
-- Arrays of numbers, ids and instants come as literals.
SELECT request, status, first, last, recorded_at
FROM lifecycle.append_many(
  $1, $2::text::int[], $3, $4,
  $5::text::int[], $6::text::bigint[], $7, $8, $9,
  $10::text::int[], $11::text::uuid[],
  $12::text::int[], $13::text::uuid[], $14, $15::text::smallint[], $16::text::timestamptz[], $17, $18, $19,
  $20::text::int[], $21);

-- create_tenant --
-- Whether the tenant $1 is new.
SELECT lifecycle.create_tenant($1, $2);

-- append_key --
-- The outcome of the idempotency key $2.
SELECT digest, first, last, recorded_at FROM lifecycle.append_key WHERE tenant_id = $1 AND key = $2;

-- position_of --
-- Where event $2 of tenant $1 stands.
SELECT position FROM lifecycle.event WHERE tenant_id = $1 AND id = $2;

-- head --
-- The last position of a tenant's log.
SELECT position FROM lifecycle.log_head WHERE tenant_id = $1;

-- read --
-- Events of tenant $1 after $2, up to $3, at most $4, and the head they were read at. No row: no such tenant. They are
-- read in order; who needs that for sure sorts them, which PostgreSQL would do with all that is in them.
SELECT h.position AS head, e.position, e.recorded_at, e.type, e.version, e.id, e.clear, e.sealed
FROM lifecycle.log_head h
LEFT JOIN LATERAL (
  SELECT v.* FROM lifecycle.event v
  WHERE v.tenant_id = $1 AND v.position > $2 AND v.position <= $3
  ORDER BY v.position LIMIT $4
) e ON true
WHERE h.tenant_id = $1;

-- read_matching --
-- The same for events that match one of the items $5, $6, $7.
SELECT head, position, recorded_at, type, version, id, clear, sealed
FROM lifecycle.read_matching($1, $2, $3, $4, $5, $6, $7);
