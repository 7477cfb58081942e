-- customer_page --
-- $1 tenant, $2 customer; $3 $4 $5 $6 whether identity, contact, content and finance are read; $7 rooftops, or null for
-- all; $8 the cursors' key.
SELECT json_build_object('customer', (SELECT row_to_json(found) FROM (
  SELECT 'customer:' || c.id AS id, CASE WHEN $3::boolean THEN c.name END AS name, upper(c.kind) AS kind,
    upper(c.status) AS status, c.registered_at AS "registeredAt", c.last_visit_at AS "lastVisitAt",
    (SELECT coalesce(json_agg(p), '[]') FROM (
      SELECT upper(p.kind) AS kind, CASE WHEN $4::boolean THEN p.value END AS value, p.valid
      FROM {customer_profile}.contact_point p WHERE p.tenant_id = $1 AND p.customer_id = c.id
      ORDER BY p.added_at, p.id LIMIT 200) p) AS "contactPoints",
    (SELECT coalesce(json_agg(o), '[]') FROM (
      SELECT upper(o.role) AS role, o.from_date AS "fromDate", (SELECT row_to_json(v) FROM (
          SELECT v.vin, v.year, v.make, v.model FROM {vehicle_history}.vehicle v
          WHERE v.tenant_id = $1 AND v.vin = o.vin AND ($7::uuid[] IS NULL OR v.rooftops && $7)) v) AS vehicle
      FROM {vehicle_ownership}.period o
      WHERE o.tenant_id = $1 AND o.customer_id = c.id AND ($7::uuid[] IS NULL OR o.rooftop_id = ANY ($7))
      ORDER BY o.from_date DESC, o.id DESC LIMIT 200) o) AS ownerships,
    (SELECT json_build_object(
        'nodes', coalesce(json_agg(CASE WHEN t.kind IN ('RepairOrderItem', 'DealItem')
          THEN (SELECT row_to_json(x) FROM (SELECT t.kind AS "__typename", t.occurred_at AS "occurredAt",
            upper(t.category) AS category, t.title, CASE WHEN $5::boolean THEN t.text END AS text,
            CASE WHEN t.kind = 'RepairOrderItem' AND t.amount_minor IS NOT NULL AND t.currency IS NOT NULL
                THEN json_build_object('amount', t.amount_minor, 'currency', t.currency)
              WHEN t.kind = 'DealItem' AND $6::boolean AND t.financial_minor IS NOT NULL
                AND t.financial_currency IS NOT NULL
                THEN json_build_object('amount', t.financial_minor, 'currency', t.financial_currency)
              END AS amount) x)
          ELSE (SELECT row_to_json(x) FROM (SELECT t.kind AS "__typename", t.occurred_at AS "occurredAt",
            upper(t.category) AS category, t.title, CASE WHEN $5::boolean THEN t.text END AS text) x)
          END) FILTER (WHERE t.n <= 20), '[]'),
        'pageInfo', json_build_object('hasNextPage', count(*) > 20, 'endCursor', lifecycle.cursor(
          max(jsonb_build_array(t.occurred_at::text, t.position::text)::text) FILTER (WHERE t.n = least(20, t.total)),
          $8)))
      FROM (SELECT row_number() OVER () AS n, count(*) OVER () AS total, i.* FROM (
        SELECT i.* FROM {customer_timeline}.item i
        WHERE i.tenant_id = $1 AND i.customer_id = c.id AND ($7::uuid[] IS NULL OR i.rooftop_id = ANY ($7))
        ORDER BY i.occurred_at DESC, i.position DESC LIMIT 21) i) t) AS timeline,
    (SELECT json_build_object('nodes', coalesce(json_agg(h), '[]')) FROM (
      SELECT 'handoff:' || h.id AS id, h.reason, h.offered_at AS "offeredAt" FROM {handoff_board}.handoff h
      WHERE h.tenant_id = $1 AND h.customer_id = c.id AND h.status = 'offered'
        AND ($7::uuid[] IS NULL OR h.rooftop_id = ANY ($7))
      ORDER BY h.offered_at DESC, h.id DESC LIMIT 10) h) AS handoffs,
    (SELECT json_build_object('nodes', coalesce(json_agg(k), '[]')) FROM (
      SELECT 'consent:' || k.id AS id, upper(k.state) AS state, k.purposes, k.channels, k.recorded_at AS "recordedAt"
      FROM {consents}.consent k WHERE k.tenant_id = $1 AND k.customer_id = c.id
      ORDER BY k.recorded_at DESC, k.id DESC LIMIT 10) k) AS consents
  FROM {customer_profile}.customer c
  WHERE c.tenant_id = $1 AND c.id = $2 AND ($7::uuid[] IS NULL OR c.rooftops && $7)) found))::text AS data,
  (SELECT min(position) FROM lifecycle.checkpoint WHERE tenant_id = $1 AND projection = ANY (
    '{{consents,customer_profile,customer_timeline,handoff_board,vehicle_history,vehicle_ownership}}')) AS position;

-- customer_list --
-- $1 tenant; $2 whether identity is read; $3 rooftops, or null for all; $4 the cursors' key.
SELECT json_build_object('customers', (
    SELECT json_build_object(
      'nodes', coalesce(json_agg((SELECT row_to_json(x) FROM (SELECT 'customer:' || l.id AS id,
        CASE WHEN $2::boolean THEN l.name END AS name, l.last_visit_at AS "lastVisitAt") x))
        FILTER (WHERE l.n <= 50), '[]'),
      'pageInfo', json_build_object('hasNextPage', count(*) > 50, 'endCursor', lifecycle.cursor(
        max(jsonb_build_array(coalesce(l.last_visit_at, '-infinity')::text, l.id::text)::text)
          FILTER (WHERE l.n = least(50, l.total)), $4)))
    FROM (SELECT row_number() OVER () AS n, count(*) OVER () AS total, c.* FROM (
      SELECT c.* FROM {customer_profile}.customer c
      WHERE c.tenant_id = $1 AND ($3::uuid[] IS NULL OR c.rooftops && $3)
      ORDER BY coalesce(c.last_visit_at, '-infinity') DESC, c.id DESC LIMIT 51) c) l))::text AS data,
  (SELECT min(position) FROM lifecycle.checkpoint
    WHERE tenant_id = $1 AND projection = 'customer_profile') AS position;
