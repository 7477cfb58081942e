-- ownership.started --
-- Stating a period again corrects it; an end that is known stays known.
INSERT INTO period (tenant_id, id, vin, customer_id, role, from_date, origin, certainty, rooftop_id, position)
VALUES (:tenant_id, :ownership, :vehicle, :customer, :role, :from_date, :origin, :certainty, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET vin = excluded.vin, customer_id = excluded.customer_id, role = excluded.role, from_date = excluded.from_date,
    origin = excluded.origin, certainty = excluded.certainty, position = excluded.position;

-- ownership.ended --
-- Only this event ends a period: neither a sale nor an unwound deal does so by itself. Who noticed later that the
-- vehicle was gone, and not why, does not know better than who does.
UPDATE period SET to_date = :to_date, end_cause = :cause, position = :position
WHERE tenant_id = :tenant_id AND id = :ownership AND (:cause <> 'unknown' OR coalesce(end_cause, 'unknown') = 'unknown');

-- vehicle.acquired --
-- A stock number is one stay in stock; the day is that of the instant at which it was acquired, in UTC.
INSERT INTO stock_period (tenant_id, vin, stock, from_date, position)
VALUES (:tenant_id, :vehicle, :stock, (:occurred_at AT TIME ZONE 'UTC')::date, :position)
ON CONFLICT (tenant_id, vin, stock) DO UPDATE SET from_date = excluded.from_date, position = excluded.position;

-- vehicle.sold --
-- The sale's date in the DMS is the day the vehicle left stock.
INSERT INTO stock_exit (tenant_id, vin, to_date, position)
VALUES (:tenant_id, :vehicle, :sale_date, :position);

-- vehicle.sold --
-- Until it is delivered, the vehicle is neither our stock nor the buyer's.
INSERT INTO sale (tenant_id, vin, deal_id, sold_on, position)
VALUES (:tenant_id, :vehicle, :deal, :sale_date, :position)
ON CONFLICT (tenant_id, vin, deal_id) DO UPDATE SET sold_on = excluded.sold_on, position = excluded.position;

-- vehicle.delivered --
-- The day is that of the instant at which it was handed over, in UTC.
INSERT INTO sale (tenant_id, vin, deal_id, delivered_on, position)
VALUES (:tenant_id, :vehicle, :deal, (:occurred_at AT TIME ZONE 'UTC')::date, :position)
ON CONFLICT (tenant_id, vin, deal_id) DO UPDATE SET delivered_on = excluded.delivered_on, position = excluded.position;

-- vehicle.disposed --
-- It left stock without a new owner we know of.
INSERT INTO stock_exit (tenant_id, vin, to_date, position)
VALUES (:tenant_id, :vehicle, (:occurred_at AT TIME ZONE 'UTC')::date, :position);

-- vehicle.acquired, vehicle.sold, vehicle.disposed --
-- Exits may be recorded before the stay they end, so every stay of the vehicle is matched anew.
UPDATE stock_period AS s
SET to_date = (SELECT min(x.to_date) FROM stock_exit AS x
               WHERE x.tenant_id = s.tenant_id AND x.vin = s.vin AND x.to_date >= s.from_date)
WHERE s.tenant_id = :tenant_id AND s.vin = :vehicle;

-- ownership.started, ownership.ended, vehicle.acquired, vehicle.sold, vehicle.delivered, vehicle.disposed --
-- The chain of the vehicle is drawn anew. Periods include their last day, and the day of a handover belongs to both
-- sides. A gap is made of the days that neither an owner nor our stock covers, nor the way from sale to delivery; an
-- overlap of the time that two customers claim, unless one of them is a co-owner. Drivers are no owners.
DELETE FROM link WHERE tenant_id = :tenant_id AND vin = :vehicle;
WITH owner AS (
    SELECT id, customer_id, role, from_date, CASE WHEN to_date < from_date THEN from_date ELSE to_date END AS to_date
    FROM period
    WHERE tenant_id = :tenant_id AND vin = :vehicle AND role <> 'driver'
), stay AS (
    SELECT stock, from_date, to_date FROM stock_period WHERE tenant_id = :tenant_id AND vin = :vehicle
), covered AS (
    SELECT range_agg(daterange(from_date, to_date, '[]')) AS days
    FROM (SELECT from_date, to_date FROM owner
          UNION ALL SELECT from_date, to_date FROM stay
          UNION ALL SELECT sold_on, delivered_on FROM sale
                    WHERE tenant_id = :tenant_id AND vin = :vehicle AND sold_on <= delivered_on) AS known
), gap AS (
    SELECT lower(missing) AS from_date, upper(missing) - 1 AS to_date
    FROM covered
    CROSS JOIN LATERAL unnest(datemultirange(daterange(lower(days), upper(days))) - days) AS missing
), overlap AS (
    SELECT later.id, later.customer_id, later.from_date, least(earlier.to_date, later.to_date) AS to_date
    FROM owner AS earlier
    JOIN owner AS later
      ON (earlier.from_date, earlier.id) < (later.from_date, later.id)
     AND (earlier.to_date IS NULL OR later.from_date < earlier.to_date)
     AND (later.to_date IS NULL OR later.from_date < later.to_date)
     AND earlier.customer_id <> later.customer_id
     AND earlier.role <> 'co_owner' AND later.role <> 'co_owner'
), drawn (kind, rank, from_date, to_date, period_id, customer_id, stock) AS (
    SELECT 'stock', 1, from_date, to_date, NULL::uuid, NULL::uuid, stock FROM stay
    UNION ALL SELECT 'owner', 2, from_date, to_date, id, customer_id, NULL FROM owner
    UNION ALL SELECT 'overlap', 3, from_date, to_date, id, customer_id, NULL FROM overlap
    UNION ALL SELECT 'gap', 4, from_date, to_date, NULL, NULL, NULL FROM gap
)
INSERT INTO link (tenant_id, vin, ordinal, kind, from_date, to_date, period_id, customer_id, stock, position)
SELECT :tenant_id, :vehicle,
       row_number() OVER (ORDER BY from_date, rank, to_date, period_id, stock),
       kind, from_date, to_date, period_id, customer_id, stock, :position
FROM drawn;
