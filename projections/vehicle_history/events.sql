-- * vehicle --
-- Whatever happens with a vehicle makes it known, at that rooftop, seen then, and moves its version on.
INSERT INTO vehicle (tenant_id, vin, last8, rooftops, last_seen_at, position)
SELECT :tenant_id, :vehicle, right(:vehicle, 8),
       coalesce(array_agg(DISTINCT :rooftop ORDER BY :rooftop) FILTER (WHERE :rooftop IS NOT NULL), '{}'),
       max(:occurred_at), max(:position)
FROM happened
WHERE :vehicle IS NOT NULL
GROUP BY :vehicle
ON CONFLICT (tenant_id, vin) DO UPDATE
SET rooftops = ARRAY(SELECT DISTINCT unnest(vehicle.rooftops || excluded.rooftops) AS rooftop ORDER BY rooftop),
    last_seen_at = greatest(vehicle.last_seen_at, excluded.last_seen_at),
    position = greatest(vehicle.position, excluded.position);

-- * trade_in_vin --
-- A car named as a trade-in, in a lead or a deal, is known from then on, and where.
INSERT INTO vehicle (tenant_id, vin, last8, rooftops, last_seen_at, position)
SELECT :tenant_id, :trade_in_vin, right(:trade_in_vin, 8),
       coalesce(array_agg(DISTINCT :rooftop ORDER BY :rooftop) FILTER (WHERE :rooftop IS NOT NULL), '{}'),
       max(:occurred_at), max(:position)
FROM happened
WHERE :trade_in_vin IS NOT NULL
GROUP BY :trade_in_vin
ON CONFLICT (tenant_id, vin) DO UPDATE
SET rooftops = ARRAY(SELECT DISTINCT unnest(vehicle.rooftops || excluded.rooftops) AS rooftop ORDER BY rooftop),
    last_seen_at = greatest(vehicle.last_seen_at, excluded.last_seen_at),
    position = greatest(vehicle.position, excluded.position);

-- vehicle.described --
-- A description replaces what it names and leaves the rest.
UPDATE vehicle
SET vin_status = CASE WHEN :vin_status = 'unknown' THEN vin_status ELSE :vin_status END,
    year = coalesce(:year, year), make = coalesce(:make, make), model = coalesce(:model, model),
    trim = coalesce(:trim, trim), body = coalesce(:body, body), colour = coalesce(:colour, colour)
WHERE tenant_id = :tenant_id AND vin = :vehicle;

-- vehicle.vin_corrected --
-- The wrong VIN keeps what was recorded under it and leads to the right one.
INSERT INTO vin_alias (tenant_id, previous, vin, reason, position)
VALUES (:tenant_id, :previous, :vehicle, :reason, :position)
ON CONFLICT (tenant_id, previous) DO UPDATE
SET vin = excluded.vin, reason = excluded.reason, position = excluded.position;
UPDATE vehicle SET position = greatest(position, :position) WHERE tenant_id = :tenant_id AND vin = :previous;

-- vehicle.acquired --
-- What the vehicle cost is that of the newest stay in stock, and is the business of the rooftop that paid it; one that is
-- only recorded late changes nothing.
UPDATE vehicle
SET cost_minor = newest.cost_minor, cost_currency = newest.cost_currency, cost_rooftop_id = newest.rooftop_id
FROM (
    SELECT DISTINCT ON (:vehicle) :tenant_id AS tenant_id, :vehicle AS vin, :cost.amount AS cost_minor,
           :cost.currency AS cost_currency, :rooftop AS rooftop_id, :occurred_at AS occurred_at
    FROM happened
    ORDER BY :vehicle, :occurred_at DESC, :position DESC) AS newest
WHERE vehicle.tenant_id = newest.tenant_id AND vehicle.vin = newest.vin
  AND (vehicle.acquired_at IS NULL OR vehicle.acquired_at <= newest.occurred_at);
INSERT INTO milestone (tenant_id, vin, position, stage, detail, stock, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'acquired', :source, :stock, :occurred_at, :recorded_at, :rooftop
FROM happened;

-- recon.started --
-- Reconditioning has begun, in no stage yet.
INSERT INTO milestone (tenant_id, vin, position, stage, stock, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'reconditioning', :stock, :occurred_at, :recorded_at, :rooftop
FROM happened;

-- recon.stage_changed --
-- Every stage of reconditioning is a milestone of its own.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, stock, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'reconditioning', :stage, :stock, :occurred_at, :recorded_at, :rooftop
FROM happened;

-- vehicle.front_line_ready --
-- The asking price belongs to this stay in stock.
INSERT INTO milestone (tenant_id, vin, position, stage, stock, price_minor, price_currency, occurred_at, recorded_at,
                       rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'front_line_ready', :stock, :asking_price.amount, :asking_price.currency,
       :occurred_at, :recorded_at, :rooftop
FROM happened;

-- vehicle.sold --
-- Sold, and not yet with the customer.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, deal_id, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'sold', :condition, :deal, :occurred_at, :recorded_at, :rooftop
FROM happened;

-- vehicle.delivered --
-- From here on it is a customer's vehicle.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, deal_id, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'delivered', :method, :deal, :occurred_at, :recorded_at, :rooftop
FROM happened;

-- vehicle.acquired, vehicle.sold, vehicle.delivered --
-- Books are often behind the customer who drove home: a sale that is booked after that takes the vehicle from nobody,
-- unless it was taken into stock in between.
UPDATE milestone AS m SET belated = NOT m.belated
FROM (SELECT DISTINCT :tenant_id AS tenant_id, :vehicle AS vin FROM happened) AS touched
WHERE m.tenant_id = touched.tenant_id AND m.vin = touched.vin AND m.stage = 'sold'
  AND m.belated <> EXISTS (
      SELECT FROM milestone AS d
      WHERE d.tenant_id = m.tenant_id AND d.vin = m.vin AND d.deal_id = m.deal_id AND d.stage = 'delivered'
        AND d.occurred_at <= m.occurred_at
        AND NOT EXISTS (
            SELECT FROM milestone AS a
            WHERE a.tenant_id = m.tenant_id AND a.vin = m.vin AND a.stage = 'acquired'
              AND a.occurred_at > d.occurred_at AND a.occurred_at <= m.occurred_at));

-- vehicle.disposed --
-- It left stock without a retail sale.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, stock, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'disposed', :how, :stock, :occurred_at, :recorded_at, :rooftop
FROM happened;

-- repair_order.opened --
-- A customer's vehicle is in service while its repair order is open; work on our own stock is no visit.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, repair_order_id, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'in_service', :number, :repair_order, :occurred_at, :recorded_at, :rooftop
FROM happened
LEFT JOIN LATERAL (
    SELECT m.stage FROM milestone AS m
    WHERE m.tenant_id = :tenant_id AND m.vin = :vehicle AND m.occurred_at <= :occurred_at AND m.position < :position
      AND m.stage NOT IN ('in_service', 'customer_owned')
    ORDER BY m.occurred_at DESC, m.position DESC LIMIT 1) AS before ON true
WHERE coalesce(before.stage, 'known') NOT IN ('acquired', 'reconditioning', 'front_line_ready');

-- repair_order.closed --
-- The vehicle goes back to its owner, unless something else has become of it since it came.
INSERT INTO milestone (tenant_id, vin, position, stage, repair_order_id, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'customer_owned', :repair_order, :occurred_at, :recorded_at, :rooftop
FROM happened
CROSS JOIN LATERAL (
    SELECT m.stage, m.repair_order_id FROM milestone AS m
    WHERE m.tenant_id = :tenant_id AND m.vin = :vehicle AND m.occurred_at <= :occurred_at AND m.position < :position
      AND (m.repair_order_id = :repair_order OR m.stage NOT IN ('in_service', 'customer_owned'))
    ORDER BY m.occurred_at DESC, m.position DESC LIMIT 1) AS before
WHERE before.stage = 'in_service';
UPDATE vehicle SET last_serviced_at = greatest(vehicle.last_serviced_at, closed.occurred_at)
FROM (
    SELECT :tenant_id AS tenant_id, :vehicle AS vin, max(:occurred_at) AS occurred_at
    FROM happened GROUP BY :vehicle) AS closed
WHERE vehicle.tenant_id = closed.tenant_id AND vehicle.vin = closed.vin;

-- vehicle.acquired, recon.started, recon.stage_changed, vehicle.front_line_ready, vehicle.sold, vehicle.delivered, vehicle.disposed, repair_order.opened, repair_order.closed --
-- The stage is the last milestone in the order in which things happened, so a fact recorded late does no harm. All
-- else is what has happened since the vehicle was last acquired. A step that is stated again for the same instant,
-- as with another price, is the step that it was, in its place: where days are all that is known, what came after it on
-- that day did so still. Stages of reconditioning are steps of their own.
WITH stated AS MATERIALIZED (
    SELECT said.* FROM (SELECT DISTINCT :vehicle AS vin FROM happened) AS touched
    CROSS JOIN LATERAL (
        SELECT tenant_id, vin, position, first_value(position) OVER statements AS first,
               last_value(position) OVER statements AS last, last_value(detail) OVER statements AS detail,
               last_value(price_minor) OVER statements AS price_minor,
               last_value(price_currency) OVER statements AS price_currency
        FROM milestone
        WHERE tenant_id = :tenant_id AND vin = touched.vin AND stage <> 'reconditioning'
        WINDOW statements AS (
            PARTITION BY stage, stock, deal_id, repair_order_id, occurred_at ORDER BY position
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS said
    WHERE said.first <> said.last
), kept AS (
    UPDATE milestone AS m
    SET detail = stated.detail, price_minor = stated.price_minor, price_currency = stated.price_currency
    FROM stated
    WHERE m.tenant_id = stated.tenant_id AND m.vin = stated.vin AND m.position = stated.position
      AND stated.position = stated.first
)
DELETE FROM milestone AS m
USING stated
WHERE m.tenant_id = stated.tenant_id AND m.vin = stated.vin AND m.position = stated.position
  AND stated.position <> stated.first;
UPDATE vehicle
SET stage = life.stage, stock = life.stock, acquisition_source = life.acquisition_source,
    acquired_at = life.acquired_at, recon_started_at = life.recon_started_at, recon_stage = life.recon_stage,
    front_line_ready_at = life.front_line_ready_at, asking_price_minor = life.asking_price_minor,
    asking_currency = life.asking_currency, sold_at = life.sold_at, delivered_at = life.delivered_at,
    disposed_at = life.disposed_at
FROM (
    SELECT lived.* FROM (SELECT DISTINCT :vehicle AS vin FROM happened) AS touched
    CROSS JOIN LATERAL (
        SELECT m.tenant_id, m.vin,
               (array_agg(m.stage ORDER BY m.occurred_at DESC, m.position DESC) FILTER (WHERE NOT m.belated))[1]
                   AS stage,
               (array_agg(m.stock ORDER BY m.occurred_at DESC, m.position DESC)
                   FILTER (WHERE m.stock IS NOT NULL))[1] AS stock,
               (array_agg(m.detail) FILTER (WHERE m.stage = 'acquired'))[1] AS acquisition_source,
               max(m.occurred_at) FILTER (WHERE m.stage = 'acquired') AS acquired_at,
               min(m.occurred_at) FILTER (WHERE m.stage = 'reconditioning') AS recon_started_at,
               (array_agg(m.detail ORDER BY m.occurred_at DESC, m.position DESC)
                   FILTER (WHERE m.stage = 'reconditioning'))[1] AS recon_stage,
               max(m.occurred_at) FILTER (WHERE m.stage = 'front_line_ready') AS front_line_ready_at,
               (array_agg(m.price_minor ORDER BY m.occurred_at DESC, m.position DESC)
                   FILTER (WHERE m.stage = 'front_line_ready'))[1] AS asking_price_minor,
               (array_agg(m.price_currency ORDER BY m.occurred_at DESC, m.position DESC)
                   FILTER (WHERE m.stage = 'front_line_ready'))[1] AS asking_currency,
               max(m.occurred_at) FILTER (WHERE m.stage = 'sold') AS sold_at,
               max(m.occurred_at) FILTER (WHERE m.stage = 'delivered') AS delivered_at,
               max(m.occurred_at) FILTER (WHERE m.stage = 'disposed') AS disposed_at
        FROM milestone AS m
        WHERE m.tenant_id = :tenant_id AND m.vin = touched.vin
          AND ((m.occurred_at, m.position) >= (
              SELECT a.occurred_at, a.position FROM milestone AS a
              WHERE a.tenant_id = :tenant_id AND a.vin = touched.vin AND a.stage = 'acquired'
              ORDER BY a.occurred_at DESC, a.position DESC LIMIT 1)) IS NOT FALSE
        GROUP BY m.tenant_id, m.vin) AS lived) AS life
WHERE vehicle.tenant_id = life.tenant_id AND vehicle.vin = life.vin;

-- odometer.read --
-- Every reading is kept, whatever it says.
INSERT INTO odometer_reading (tenant_id, vin, position, value, unit, metres, status, context, read_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, :reading.value, :reading.unit,
       CASE :reading.unit WHEN 'KM' THEN :reading.value * 1000 ELSE round(:reading.value * 1609.344) END,
       :status, :context, :occurred_at, :rooftop
FROM happened;

-- repair_order.opened, vehicle.acquired, trade.appraised, vehicle.delivered --
-- Readings are taken on these occasions too, whether or not somebody also reports them on their own.
INSERT INTO odometer_reading (tenant_id, vin, position, value, unit, metres, status, context, read_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, :odometer.value, :odometer.unit,
       CASE :odometer.unit WHEN 'KM' THEN :odometer.value * 1000 ELSE round(:odometer.value * 1609.344) END, 'original',
       CASE :type WHEN 'repair_order.opened' THEN 'ro_in' WHEN 'vehicle.acquired' THEN 'acquisition'
           WHEN 'trade.appraised' THEN 'appraisal' ELSE 'sale' END,
       :occurred_at, :rooftop
FROM happened
WHERE :odometer.value IS NOT NULL;

-- repair_order.closed --
-- The reading on the way out.
INSERT INTO odometer_reading (tenant_id, vin, position, value, unit, metres, status, context, read_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, :odometer_out.value, :odometer_out.unit,
       CASE :odometer_out.unit WHEN 'KM' THEN :odometer_out.value * 1000
           ELSE round(:odometer_out.value * 1609.344) END, 'original', 'ro_out', :occurred_at, :rooftop
FROM happened
WHERE :odometer_out.value IS NOT NULL;

-- odometer.read, repair_order.opened, vehicle.acquired, trade.appraised, vehicle.delivered, repair_order.closed --
-- The same distance at the same time is one reading, recorded twice: the one that says more stays. So is what a system
-- has as read last, where somebody told the reading on that day. A reading a mile or more below an earlier one is a
-- rollback; less is rounding between miles and kilometres. An odometer that was replaced or rolled over counts from
-- there. All readings of the vehicle are judged anew, because one that is recorded late changes the verdict on those
-- after it.
DELETE FROM odometer_reading AS r
USING (
    SELECT again.* FROM (SELECT DISTINCT :vehicle AS vin FROM happened) AS touched
    CROSS JOIN LATERAL (
        SELECT tenant_id, vin, position,
               row_number() OVER (
                   PARTITION BY read_at, value, unit
                   ORDER BY context = 'record', status = 'original', position) AS nth,
               context = 'record' AND count(*) FILTER (WHERE context <> 'record') OVER (
                   PARTITION BY value, unit
                   ORDER BY read_at RANGE BETWEEN interval '1 day' PRECEDING AND CURRENT ROW) > 0 AS told
        FROM odometer_reading
        WHERE tenant_id = :tenant_id AND vin = touched.vin) AS again
    WHERE again.nth > 1 OR again.told) AS repeated
WHERE r.tenant_id = repeated.tenant_id AND r.vin = repeated.vin AND r.position = repeated.position;
UPDATE odometer_reading AS r
SET anomaly = judged.anomaly
FROM (
    SELECT verdict.* FROM (SELECT DISTINCT :vehicle AS vin FROM happened) AS touched
    CROSS JOIN LATERAL (
        SELECT tenant_id, vin, position,
               CASE WHEN max(metres) OVER earlier - metres >= 1609 THEN 'rollback' ELSE 'none' END AS anomaly
        FROM (
            SELECT tenant_id, vin, position, metres, read_at,
                   count(*) FILTER (WHERE status IN ('replaced', 'rolled_over'))
                       OVER (ORDER BY read_at, position) AS era
            FROM odometer_reading
            WHERE tenant_id = :tenant_id AND vin = touched.vin) AS read
        WINDOW earlier AS (
            PARTITION BY era ORDER BY read_at, position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS verdict
    ) AS judged
WHERE r.tenant_id = judged.tenant_id AND r.vin = judged.vin AND r.position = judged.position
  AND r.anomaly <> judged.anomaly;
UPDATE vehicle
SET odometer_value = newest.value, odometer_unit = newest.unit, odometer_read_at = newest.read_at
FROM (
    SELECT latest.* FROM (SELECT DISTINCT :vehicle AS vin FROM happened) AS touched
    CROSS JOIN LATERAL (
        SELECT tenant_id, vin, value, unit, read_at FROM odometer_reading
        WHERE tenant_id = :tenant_id AND vin = touched.vin
        ORDER BY read_at DESC, position DESC LIMIT 1) AS latest) AS newest
WHERE vehicle.tenant_id = newest.tenant_id AND vehicle.vin = newest.vin;
