-- quick --
-- What a crash takes back can be made again, and the rows fit into memory.
SET synchronous_commit = off;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';

-- indexes --
-- The indexes of the schemas in $1 that can be made after the rows.
SELECT format('%I.%I', schemaname, indexname) AS name, indexdef AS definition
FROM pg_indexes WHERE schemaname = ANY ($1) AND indexdef NOT LIKE 'CREATE UNIQUE%';

-- drop_index --
-- Made again after the rows.
DROP INDEX {name};

-- people --
-- $2 customers of the group $1, numbered from 0, each at one of ten rooftops.
INSERT INTO {customer_profile}.customer
  (tenant_id, id, kind, name, given_name, family_name, first_seen_via, rooftops, registered_at, last_seen_at,
   last_visit_at, since, position)
SELECT $1, ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person', 'Ann Bench ' || n, 'Ann',
  'Bench ' || n, 'dms', ARRAY[('00000002-0000-7000-8000-' || lpad(to_hex(n % 10), 12, '0'))::uuid],
  '2020-01-01Z'::timestamptz + n * interval '1 minute', '2025-01-01Z'::timestamptz + n * interval '1 second',
  '2024-06-01Z'::timestamptz + n * interval '1 second', n, n
FROM generate_series(0, $2::int - 1) n;

-- contacts --
-- A phone and an e-mail address for each customer.
INSERT INTO {customer_profile}.contact_point
  (tenant_id, id, customer_id, kind, value, raw, hmac, valid, added_at, position)
SELECT $1, ('00000003-0000-7000-8000-' || lpad(to_hex(2 * n + k), 12, '0'))::uuid,
  ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
  CASE k WHEN 0 THEN 'phone' ELSE 'email' END,
  CASE k WHEN 0 THEN '+1555' || lpad(n::text, 7, '0') ELSE 'ann' || n || '@example.com' END,
  NULL, md5(n || '/' || k), true, '2020-01-01Z', n
FROM generate_series(0, $2::int - 1) n, generate_series(0, 1) k;

-- vehicles --
-- Two vehicles for each customer.
INSERT INTO {vehicle_history}.vehicle
  (tenant_id, vin, last8, year, make, model, stage, rooftops, last_seen_at, position)
SELECT $1, 'BENCH' || lpad((2 * n + k)::text, 12, '0'), lpad((2 * n + k)::text, 8, '0'), 2012 + n % 12, 'Honda',
  'Accord', 'delivered', ARRAY[('00000002-0000-7000-8000-' || lpad(to_hex(n % 10), 12, '0'))::uuid],
  '2025-01-01Z'::timestamptz + n * interval '1 second', n
FROM generate_series(0, $2::int - 1) n, generate_series(0, 1) k;

-- periods --
-- Which they have owned since different days.
INSERT INTO {vehicle_ownership}.period
  (tenant_id, id, vin, customer_id, role, from_date, origin, certainty, rooftop_id, position)
SELECT $1, ('00000004-0000-7000-8000-' || lpad(to_hex(2 * n + k), 12, '0'))::uuid,
  'BENCH' || lpad((2 * n + k)::text, 12, '0'), ('00000001-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
  'owner', date '2020-01-01' + k * 400, 'delivery', 1,
  ('00000002-0000-7000-8000-' || lpad(to_hex(n % 10), 12, '0'))::uuid, n
FROM generate_series(0, $2::int - 1) n, generate_series(0, 1) k;

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
FROM generate_series(0, $2::int - 1) n, generate_series(0, 1) k;

-- items --
-- The timelines: ten entries for nine customers of ten and thirty for the tenth; $3 for customer 1.
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
FROM generate_series(0, $2::int - 1) n
CROSS JOIN LATERAL generate_series(1, CASE WHEN n = 1 THEN $3::int WHEN n % 10 = 0 THEN 30 ELSE 10 END) k;

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
FROM generate_series(0, $2::int - 1) n, generate_series(0, 1) k;

-- facets --
-- What the timelines' entries are counted by.
INSERT INTO {customer_timeline}.facet (tenant_id, customer_id, category, count)
SELECT tenant_id, customer_id, category, count(*) FROM {customer_timeline}.item WHERE tenant_id = $1 GROUP BY 1, 2, 3;

-- rooftops --
-- The ten rooftops.
INSERT INTO {organisation}.rooftop
  (tenant_id, id, code, name, timezone, country, currency, lead_names, position)
SELECT $1, ('00000002-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'r' || n, 'Rooftop ' || n, 'UTC', 'US',
  'USD', '{{}}', n
FROM generate_series(0, 9) n;

-- reached --
-- All read models of the group have seen as many events as the timelines have entries.
INSERT INTO lifecycle.checkpoint (tenant_id, projection, version, position)
SELECT $1, c.name, c.version, (SELECT count(*) FROM {customer_timeline}.item WHERE tenant_id = $1)
FROM unnest($2::text[], $3::int[]) c (name, version)
ON CONFLICT (tenant_id, projection, version) DO UPDATE SET position = excluded.position;

-- group --
-- The group itself, with its log's head where as many events would have brought it.
WITH made AS (INSERT INTO lifecycle.tenant (tenant_id, name) VALUES ($1, 'Bench Group'))
INSERT INTO lifecycle.log_head (tenant_id, position)
SELECT $1, count(*) FROM {customer_timeline}.item WHERE tenant_id = $1;

-- events --
-- How many events the group's timelines stand for.
SELECT count(*) FROM {customer_timeline}.item WHERE tenant_id = $1;

-- settle --
-- Statistics and visibility, as autovacuum leaves them behind.
VACUUM ANALYZE;
