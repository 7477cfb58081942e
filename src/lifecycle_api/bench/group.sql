-- bare --
-- Before there are rows: note the indexes of some schemas, if that was not done, and do without them for a while.
-- Rows are written faster then, and indexes made of all of them. Nothing is logged, because nothing has to outlive a crash.
DO $$
DECLARE
  v_schemas constant text[] := '{schemas}';
  v_one record;
BEGIN
  CREATE TABLE IF NOT EXISTS bench.made_later (number int, relation text, name text PRIMARY KEY, definition text);
  INSERT INTO bench.made_later
  SELECT row_number() OVER (ORDER BY c.oid IS NOT NULL, i.indexrelid), i.indrelid::regclass, i.indexrelid::regclass,
    CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid)
      ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) END
  FROM pg_index i
  JOIN pg_class r ON r.oid = i.indrelid
  LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid
  WHERE r.relkind = 'r' AND r.relnamespace::regnamespace::text = ANY (v_schemas)
  ON CONFLICT (name) DO NOTHING;
  FOR v_one IN SELECT DISTINCT relation FROM bench.made_later LOOP
    EXECUTE format('TRUNCATE %s', v_one.relation);
    EXECUTE format('ALTER TABLE %s SET UNLOGGED', v_one.relation);
  END LOOP;
  FOR v_one IN SELECT relation, name, definition FROM bench.made_later WHERE to_regclass(name) IS NOT NULL LOOP
    IF v_one.definition LIKE 'ALTER TABLE%' THEN
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %s', v_one.relation, split_part(v_one.name, '.', 2));
    ELSE
      EXECUTE format('DROP INDEX %s', v_one.name);
    END IF;
  END LOOP;
END
$$;

-- made_later --
-- The indexes of each table, the largest table first; primary keys last, as the projector makes them.
SELECT CASE WHEN size > 0 THEN relation ELSE 'empty tables' END AS tables,
  array_agg(definition ORDER BY number) AS definitions
FROM (SELECT *, pg_relation_size(relation::regclass) AS size FROM bench.made_later) m
GROUP BY 1 ORDER BY max(size) DESC;

-- settle --
-- Statistics and visibility, as autovacuum leaves them behind.
VACUUM ANALYZE;

-- people --
-- The customers of the group $1 from number $2 to before $3, each at one of ten rooftops. So are all parts below.
INSERT INTO {customer_profile}.customer
  (tenant_id, id, kind, name, given_name, family_name, first_seen_via, rooftops, registered_at, last_seen_at,
   last_visit_at, since, position)
SELECT $1, ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person', 'Ann Bench ' || n, 'Ann',
  'Bench ' || n, 'dms', ARRAY[('00000002-0000-7000-8000-' || lpad(to_hex(n % 10), 12, '0'))::uuid],
  '2020-01-01Z'::timestamptz + n * interval '1 minute', '2025-01-01Z'::timestamptz + n * interval '1 second',
  '2024-06-01Z'::timestamptz + n * interval '1 second', n, n
FROM generate_series($2::int, $3::int - 1) n;

-- contacts --
-- A phone and an e-mail address for each customer.
INSERT INTO {customer_profile}.contact_point
  (tenant_id, id, customer_id, kind, value, raw, hmac, valid, added_at, position)
SELECT $1, ('00000003-0000-7000-8000-' || lpad(to_hex(2 * n + k), 12, '0'))::uuid,
  ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
  CASE k WHEN 0 THEN 'phone' ELSE 'email' END,
  CASE k WHEN 0 THEN '+1555' || lpad(n::text, 7, '0') ELSE 'ann' || n || '@example.com' END,
  NULL, md5(n || '/' || k), true, '2020-01-01Z', n
FROM generate_series($2::int, $3::int - 1) n, generate_series(0, 1) k;

-- vehicles --
-- Two vehicles for each customer.
INSERT INTO {vehicle_history}.vehicle
  (tenant_id, vin, last8, year, make, model, stage, rooftops, last_seen_at, position)
SELECT $1, 'BENCH' || lpad((2 * n + k)::text, 12, '0'), lpad((2 * n + k)::text, 8, '0'), 2012 + n % 12, 'Honda',
  'Accord', 'delivered', ARRAY[('00000002-0000-7000-8000-' || lpad(to_hex(n % 10), 12, '0'))::uuid],
  '2025-01-01Z'::timestamptz + n * interval '1 second', n
FROM generate_series($2::int, $3::int - 1) n, generate_series(0, 1) k;

-- periods --
-- Which they have owned since different days.
INSERT INTO {vehicle_ownership}.period
  (tenant_id, id, vin, customer_id, role, from_date, origin, certainty, rooftop_id, position)
SELECT $1, ('00000004-0000-7000-8000-' || lpad(to_hex(2 * n + k), 12, '0'))::uuid,
  'BENCH' || lpad((2 * n + k)::text, 12, '0'), ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
  'owner', date '2020-01-01' + k * 400, 'delivery', 1,
  ('00000002-0000-7000-8000-' || lpad(to_hex(n % 10), 12, '0'))::uuid, n
FROM generate_series($2::int, $3::int - 1) n, generate_series(0, 1) k;

-- handoffs --
-- One matter that is offered and one that is done for each customer.
INSERT INTO {handoff_board}.handoff
  (tenant_id, id, customer_id, status, from_department, to_department, about, reason, checklist, offered_at,
   completed_at, rooftop_id, position)
SELECT $1, ('00000005-0000-7000-8000-' || lpad(to_hex(2 * n + k), 12, '0'))::uuid,
  ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
  CASE k WHEN 0 THEN 'offered' ELSE 'completed' END, 'service', 'sales', 'equity', 'Has equity in the Accord', '[]',
  '2025-01-01Z'::timestamptz + n * interval '1 second', CASE k WHEN 1 THEN '2025-02-01Z'::timestamptz END,
  ('00000002-0000-7000-8000-' || lpad(to_hex(n % 10), 12, '0'))::uuid, n
FROM generate_series($2::int, $3::int - 1) n, generate_series(0, 1) k;

-- items --
-- The timelines, from entry $4 to entry $5: ten entries for nine customers of ten and more for the tenth. They are
-- written in the order in which they happened, so that those of a customer are as far apart as in life.
INSERT INTO {customer_timeline}.item
  (tenant_id, customer_id, position, id, kind, type, category, title, occurred_at, recorded_at, rooftop_id, actor_type,
   actor_id, source_system, vin, amount_minor, currency, text)
SELECT $1, ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, n + k * 10000000::bigint,
  ('00000006-0000-7000-8000-' || lpad(to_hex(n * 100000::bigint + k), 12, '0'))::uuid,
  CASE WHEN k % 3 = 0 THEN 'RepairOrderItem' WHEN k % 3 = 1 THEN 'AppointmentItem' ELSE 'NoteItem' END,
  CASE WHEN k % 3 = 0 THEN 'repair_order.closed' WHEN k % 3 = 1 THEN 'appointment.scheduled' ELSE 'note.recorded' END,
  CASE WHEN k % 3 = 2 THEN 'note' ELSE 'service' END,
  CASE WHEN k % 3 = 0 THEN 'Repair order closed' WHEN k % 3 = 1 THEN 'Appointment made' ELSE 'Note' END,
  '2021-01-01Z'::timestamptz + k * interval '7 hours' + n * interval '1 second',
  '2021-01-01Z'::timestamptz + k * interval '7 hours' + n * interval '1 second',
  ('00000002-0000-7000-8000-' || lpad(to_hex(n % 10), 12, '0'))::uuid, 'employee', 'e-' || n % 50, 'dms',
  'BENCH' || lpad((2 * n)::text, 12, '0'), CASE WHEN k % 3 = 0 THEN 12050 + k END, CASE WHEN k % 3 = 0 THEN 'USD' END,
  CASE WHEN k % 3 = 2 THEN 'Asked whether the recall has been done; prefers mornings.' END
FROM generate_series($4::int, $5::int) k
CROSS JOIN LATERAL generate_series($2::int, $3::int - 1, CASE WHEN k <= 10 THEN 1 ELSE 10 END) n;

-- consents --
-- Two choices of each customer, one of which is in force.
INSERT INTO {consents}.consent
  (tenant_id, id, customer_id, state, rooftops, recipients, purposes, categories, channels, expression, method,
   recorded_at, valid_from, ended_at, position)
SELECT $1, ('00000007-0000-7000-8000-' || lpad(to_hex(2 * n + k), 12, '0'))::uuid,
  ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, CASE k WHEN 0 THEN 'given' ELSE 'withdrawn' END,
  '{{}}', '{{}}', CASE k WHEN 0 THEN '{{lead_followup}}' ELSE '{{marketing}}' END::text[], '{{contact}}', '{{any}}',
  'explicit', 'web_form', '2024-01-01Z'::timestamptz + k * interval '1 day', '2024-01-01Z',
  CASE k WHEN 1 THEN '2024-06-01Z'::timestamptz END, n
FROM generate_series($2::int, $3::int - 1) n, generate_series(0, 1) k;

-- facets --
-- What the timelines' entries are counted by; $4 is how many customer 1 has. Every third is a note.
INSERT INTO {customer_timeline}.facet (tenant_id, customer_id, category, count)
SELECT $1, ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, f.category, f.count
FROM generate_series($2::int, $3::int - 1) n
CROSS JOIN LATERAL (SELECT CASE WHEN n = 1 THEN $4::int WHEN n % 10 = 0 THEN 30 ELSE 10 END AS entries) e
CROSS JOIN LATERAL (VALUES ('note', (e.entries + 1) / 3), ('service', e.entries - (e.entries + 1) / 3)) f (category, count);

-- rooftops --
-- The ten rooftops.
INSERT INTO {organisation}.rooftop
  (tenant_id, id, code, name, timezone, country, currency, lead_names, position)
SELECT $1, ('00000002-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'r' || n, 'Rooftop ' || n, 'UTC', 'US',
  'USD', '{{}}', n
FROM generate_series(0, 9) n;

-- reached --
-- All read models of the group have seen $4 events.
INSERT INTO lifecycle.checkpoint (tenant_id, projection, version, position)
SELECT $1, c.name, c.version, $4
FROM unnest($2::text[], $3::int[]) c (name, version)
ON CONFLICT (tenant_id, projection, version) DO UPDATE SET position = excluded.position;

-- group --
-- The group itself.
INSERT INTO lifecycle.tenant (tenant_id, name) VALUES ($1, 'Bench Group') ON CONFLICT (tenant_id) DO NOTHING;

-- head --
-- Its log's head is where $2 events would have brought it.
INSERT INTO lifecycle.log_head (tenant_id, position) VALUES ($1, $2) ON CONFLICT (tenant_id) DO NOTHING;
