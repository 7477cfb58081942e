-- vehicle.described, vehicle.acquired, recon.started, recon.stage_changed, vehicle.front_line_ready, vehicle.sold, vehicle.delivered, vehicle.disposed, repair_order.opened, repair_order.closed, odometer.read, trade.appraised, vehicle.vin_corrected --
-- A vehicle has a row from the first event that names it, so that what follows has something to change.
INSERT INTO vehicle (tenant_id, vin, last8, last_seen_at, position)
VALUES (:tenant_id, :vehicle, right(:vehicle, 8), :occurred_at, :position)
ON CONFLICT (tenant_id, vin) DO NOTHING;

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
UPDATE vehicle SET position = :position WHERE tenant_id = :tenant_id AND vin = :previous;

-- vehicle.acquired --
-- A new stay in stock replaces what was known of the last one, unless it is only recorded late.
UPDATE vehicle
SET stock = :stock, acquisition_source = :source, cost_minor = :cost.amount, cost_currency = :cost.currency,
    asking_price_minor = CASE WHEN front_line_ready_at >= :occurred_at THEN asking_price_minor END,
    asking_currency = CASE WHEN front_line_ready_at >= :occurred_at THEN asking_currency END
WHERE tenant_id = :tenant_id AND vin = :vehicle AND (acquired_at IS NULL OR acquired_at <= :occurred_at);
INSERT INTO milestone (tenant_id, vin, position, stage, detail, stock, occurred_at, recorded_at, rooftop_id)
VALUES (:tenant_id, :vehicle, :position, 'acquired', :source, :stock, :occurred_at, :recorded_at, :rooftop);

-- recon.started --
-- Reconditioning has begun, in no stage yet.
INSERT INTO milestone (tenant_id, vin, position, stage, stock, occurred_at, recorded_at, rooftop_id)
VALUES (:tenant_id, :vehicle, :position, 'reconditioning', :stock, :occurred_at, :recorded_at, :rooftop);

-- recon.stage_changed --
-- Every stage of reconditioning is a milestone of its own.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, stock, occurred_at, recorded_at, rooftop_id)
VALUES (:tenant_id, :vehicle, :position, 'reconditioning', :stage, :stock, :occurred_at, :recorded_at, :rooftop);

-- vehicle.front_line_ready --
-- The asking price belongs to this stay in stock.
UPDATE vehicle SET asking_price_minor = :asking_price.amount, asking_currency = :asking_price.currency
WHERE tenant_id = :tenant_id AND vin = :vehicle AND (acquired_at IS NULL OR acquired_at <= :occurred_at);
INSERT INTO milestone (tenant_id, vin, position, stage, stock, occurred_at, recorded_at, rooftop_id)
VALUES (:tenant_id, :vehicle, :position, 'front_line_ready', :stock, :occurred_at, :recorded_at, :rooftop);

-- vehicle.sold --
-- Sold, and not yet with the customer.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, occurred_at, recorded_at, rooftop_id)
VALUES (:tenant_id, :vehicle, :position, 'sold', :condition, :occurred_at, :recorded_at, :rooftop);

-- vehicle.delivered --
-- From here on it is a customer's vehicle.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, occurred_at, recorded_at, rooftop_id)
VALUES (:tenant_id, :vehicle, :position, 'delivered', :method, :occurred_at, :recorded_at, :rooftop);

-- vehicle.disposed --
-- It left stock without a retail sale.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, stock, occurred_at, recorded_at, rooftop_id)
VALUES (:tenant_id, :vehicle, :position, 'disposed', :how, :stock, :occurred_at, :recorded_at, :rooftop);

-- repair_order.opened --
-- A customer's vehicle is in service while its repair order is open; work on our own stock is no visit.
INSERT INTO milestone (tenant_id, vin, position, stage, detail, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'in_service', :number, :occurred_at, :recorded_at, :rooftop
WHERE coalesce((
    SELECT stage FROM milestone
    WHERE tenant_id = :tenant_id AND vin = :vehicle AND occurred_at <= :occurred_at
    ORDER BY occurred_at DESC, position DESC LIMIT 1), 'known') NOT IN ('acquired', 'reconditioning', 'front_line_ready');

-- repair_order.closed --
-- The vehicle goes back to its owner, unless something else has become of it meanwhile.
INSERT INTO milestone (tenant_id, vin, position, stage, occurred_at, recorded_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, 'customer_owned', :occurred_at, :recorded_at, :rooftop
WHERE 'in_service' = (
    SELECT stage FROM milestone
    WHERE tenant_id = :tenant_id AND vin = :vehicle AND occurred_at <= :occurred_at
    ORDER BY occurred_at DESC, position DESC LIMIT 1);
UPDATE vehicle SET last_serviced_at = greatest(last_serviced_at, :occurred_at)
WHERE tenant_id = :tenant_id AND vin = :vehicle;

-- vehicle.acquired, recon.started, recon.stage_changed, vehicle.front_line_ready, vehicle.sold, vehicle.delivered, vehicle.disposed, repair_order.opened, repair_order.closed --
-- The stage is the last milestone in the order in which things happened, so a fact recorded late does no harm. The
-- times are those since the vehicle was last acquired.
UPDATE vehicle
SET stage = coalesce(life.stage, 'known'), acquired_at = life.acquired_at, recon_started_at = life.recon_started_at,
    recon_stage = life.recon_stage, front_line_ready_at = life.front_line_ready_at, sold_at = life.sold_at,
    delivered_at = life.delivered_at, disposed_at = life.disposed_at
FROM (
    SELECT (array_agg(m.stage ORDER BY m.occurred_at DESC, m.position DESC))[1] AS stage,
           max(m.occurred_at) FILTER (WHERE m.stage = 'acquired') AS acquired_at,
           min(m.occurred_at) FILTER (WHERE m.stage = 'reconditioning') AS recon_started_at,
           (array_agg(m.detail ORDER BY m.occurred_at DESC, m.position DESC)
               FILTER (WHERE m.stage = 'reconditioning'))[1] AS recon_stage,
           max(m.occurred_at) FILTER (WHERE m.stage = 'front_line_ready') AS front_line_ready_at,
           max(m.occurred_at) FILTER (WHERE m.stage = 'sold') AS sold_at,
           max(m.occurred_at) FILTER (WHERE m.stage = 'delivered') AS delivered_at,
           max(m.occurred_at) FILTER (WHERE m.stage = 'disposed') AS disposed_at
    FROM milestone AS m
    WHERE m.tenant_id = :tenant_id AND m.vin = :vehicle
      AND ((m.occurred_at, m.position) >= (
          SELECT occurred_at, position FROM milestone
          WHERE tenant_id = :tenant_id AND vin = :vehicle AND stage = 'acquired'
          ORDER BY occurred_at DESC, position DESC LIMIT 1)) IS NOT FALSE) AS life
WHERE tenant_id = :tenant_id AND vin = :vehicle;

-- odometer.read --
-- A reading that another event carried already, at the same time and of the same distance, is the same reading.
INSERT INTO odometer_reading (tenant_id, vin, position, value, unit, metres, status, context, read_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, :reading.value, :reading.unit,
       CASE :reading.unit WHEN 'KM' THEN :reading.value * 1000 ELSE round(:reading.value * 1609.344) END,
       :status, :context, :occurred_at, :rooftop
WHERE NOT EXISTS (
    SELECT 1 FROM odometer_reading
    WHERE tenant_id = :tenant_id AND vin = :vehicle AND read_at = :occurred_at AND value = :reading.value
      AND unit = :reading.unit);

-- repair_order.opened, vehicle.acquired, trade.appraised, vehicle.delivered --
-- Readings are taken on these occasions too, whether or not somebody also reports them on their own.
INSERT INTO odometer_reading (tenant_id, vin, position, value, unit, metres, status, context, read_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, :odometer.value, :odometer.unit,
       CASE :odometer.unit WHEN 'KM' THEN :odometer.value * 1000 ELSE round(:odometer.value * 1609.344) END, 'original',
       CASE :type WHEN 'repair_order.opened' THEN 'ro_in' WHEN 'vehicle.acquired' THEN 'acquisition'
           WHEN 'trade.appraised' THEN 'appraisal' ELSE 'sale' END,
       :occurred_at, :rooftop
WHERE :odometer.value IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM odometer_reading
    WHERE tenant_id = :tenant_id AND vin = :vehicle AND read_at = :occurred_at AND value = :odometer.value
      AND unit = :odometer.unit);

-- repair_order.closed --
-- The reading on the way out.
INSERT INTO odometer_reading (tenant_id, vin, position, value, unit, metres, status, context, read_at, rooftop_id)
SELECT :tenant_id, :vehicle, :position, :odometer_out.value, :odometer_out.unit,
       CASE :odometer_out.unit WHEN 'KM' THEN :odometer_out.value * 1000
           ELSE round(:odometer_out.value * 1609.344) END, 'original', 'ro_out', :occurred_at, :rooftop
WHERE :odometer_out.value IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM odometer_reading
    WHERE tenant_id = :tenant_id AND vin = :vehicle AND read_at = :occurred_at AND value = :odometer_out.value
      AND unit = :odometer_out.unit);

-- odometer.read, repair_order.opened, vehicle.acquired, trade.appraised, vehicle.delivered, repair_order.closed --
-- A reading a mile or more below an earlier one is a rollback; less is rounding between miles and kilometres. An
-- odometer that was replaced or rolled over counts from there. Late readings change the verdict on those after them.
UPDATE odometer_reading AS r
SET anomaly = judged.anomaly
FROM (
    SELECT position, CASE WHEN max(metres) OVER earlier - metres >= 1609 THEN 'rollback' ELSE 'none' END AS anomaly
    FROM (
        SELECT position, metres, read_at,
               count(*) FILTER (WHERE status IN ('replaced', 'rolled_over')) OVER (ORDER BY read_at, position) AS era
        FROM odometer_reading
        WHERE tenant_id = :tenant_id AND vin = :vehicle) AS read
    WINDOW earlier AS (
        PARTITION BY era ORDER BY read_at, position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS judged
WHERE r.tenant_id = :tenant_id AND r.vin = :vehicle AND r.position = judged.position
  AND r.anomaly <> judged.anomaly;
UPDATE vehicle
SET odometer_value = newest.value, odometer_unit = newest.unit, odometer_read_at = newest.read_at
FROM (
    SELECT value, unit, read_at FROM odometer_reading
    WHERE tenant_id = :tenant_id AND vin = :vehicle
    ORDER BY read_at DESC, position DESC LIMIT 1) AS newest
WHERE vehicle.tenant_id = :tenant_id AND vehicle.vin = :vehicle;

-- * vehicle --
-- Whatever happens with a vehicle makes it known, at that rooftop, seen then, and moves its version on.
INSERT INTO vehicle (tenant_id, vin, last8, rooftops, last_seen_at, position)
SELECT :tenant_id, :vehicle, right(:vehicle, 8), array_remove(ARRAY[:rooftop], NULL), :occurred_at, :position
WHERE :vehicle IS NOT NULL
ON CONFLICT (tenant_id, vin) DO UPDATE
SET rooftops = CASE WHEN vehicle.rooftops @> excluded.rooftops THEN vehicle.rooftops
                    ELSE vehicle.rooftops || excluded.rooftops END,
    last_seen_at = greatest(vehicle.last_seen_at, excluded.last_seen_at), position = excluded.position;

-- * trade_in_vin --
-- A car named as a trade-in, in a lead or a deal, is known from then on, and where.
INSERT INTO vehicle (tenant_id, vin, last8, rooftops, last_seen_at, position)
SELECT :tenant_id, :trade_in_vin, right(:trade_in_vin, 8), array_remove(ARRAY[:rooftop], NULL), :occurred_at, :position
WHERE :trade_in_vin IS NOT NULL
ON CONFLICT (tenant_id, vin) DO UPDATE
SET rooftops = CASE WHEN vehicle.rooftops @> excluded.rooftops THEN vehicle.rooftops
                    ELSE vehicle.rooftops || excluded.rooftops END,
    last_seen_at = greatest(vehicle.last_seen_at, excluded.last_seen_at), position = excluded.position;
