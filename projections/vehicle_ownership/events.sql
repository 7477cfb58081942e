-- ownership.started --
-- Stating a period again corrects it, even its vehicle; an end that is known stays known.
INSERT INTO moved (tenant_id, vin, position)
SELECT p.tenant_id, p.vin, :position FROM period AS p
WHERE p.tenant_id = :tenant_id AND p.id = :ownership AND p.vin <> :vehicle;
INSERT INTO period (tenant_id, id, vin, customer_id, role, from_date, origin, certainty, rooftop_id, position)
VALUES (:tenant_id, :ownership, :vehicle, :customer, :role, :from_date, :origin, :certainty, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET vin = excluded.vin, customer_id = excluded.customer_id, role = excluded.role, from_date = excluded.from_date,
    origin = excluded.origin, certainty = excluded.certainty, position = excluded.position;

-- ownership.ended --
-- Only this event ends a period: neither a sale nor an unwound deal does so by itself. Who noticed later that the
-- vehicle was gone, and not why, does not know better than who does.
INSERT INTO moved (tenant_id, vin, position)
SELECT p.tenant_id, p.vin, :position FROM period AS p
WHERE p.tenant_id = :tenant_id AND p.id = :ownership AND p.vin <> :vehicle;
UPDATE period SET to_date = :to_date, end_cause = :cause, position = :position
WHERE tenant_id = :tenant_id AND id = :ownership AND (:cause <> 'unknown' OR coalesce(end_cause, 'unknown') = 'unknown');

-- vehicle.acquired --
-- A stock number is one stay in stock; the day is that of the instant at which it was acquired, in UTC.
INSERT INTO stock_period (tenant_id, vin, stock, from_date, position)
SELECT DISTINCT ON (:vehicle, :stock) :tenant_id, :vehicle, :stock, (:occurred_at AT TIME ZONE 'UTC')::date, :position
FROM happened
ORDER BY :vehicle, :stock, :position DESC
ON CONFLICT (tenant_id, vin, stock) DO UPDATE SET from_date = excluded.from_date, position = excluded.position;

-- vehicle.sold --
-- The sale's date in the DMS is the day the vehicle left stock. Until it is delivered, it is neither our stock nor the
-- buyer's.
INSERT INTO stock_exit (tenant_id, vin, to_date, position)
SELECT :tenant_id, :vehicle, :sale_date, :position FROM happened;
INSERT INTO sale (tenant_id, vin, deal_id, sold_on, position)
SELECT DISTINCT ON (:vehicle, :deal) :tenant_id, :vehicle, :deal, :sale_date, :position
FROM happened
ORDER BY :vehicle, :deal, :position DESC
ON CONFLICT (tenant_id, vin, deal_id) DO UPDATE
SET sold_on = excluded.sold_on, position = greatest(sale.position, excluded.position);

-- vehicle.delivered --
-- The day is that of the instant at which it was handed over, in UTC.
INSERT INTO sale (tenant_id, vin, deal_id, delivered_on, position)
SELECT DISTINCT ON (:vehicle, :deal) :tenant_id, :vehicle, :deal, (:occurred_at AT TIME ZONE 'UTC')::date, :position
FROM happened
ORDER BY :vehicle, :deal, :position DESC
ON CONFLICT (tenant_id, vin, deal_id) DO UPDATE
SET delivered_on = excluded.delivered_on, position = greatest(sale.position, excluded.position);

-- vehicle.disposed --
-- It left stock without a new owner we know of.
INSERT INTO stock_exit (tenant_id, vin, to_date, position)
SELECT :tenant_id, :vehicle, (:occurred_at AT TIME ZONE 'UTC')::date, :position FROM happened;

-- vehicle.acquired, vehicle.sold, vehicle.disposed --
-- Exits may be recorded before the stay they end, so every stay of the vehicle is matched anew.
UPDATE stock_period AS s SET to_date = matched.to_date
FROM (
    SELECT stay.* FROM (SELECT DISTINCT :vehicle AS vin FROM happened) AS touched
    CROSS JOIN LATERAL (
        SELECT p.tenant_id, p.vin, p.stock,
               (SELECT min(x.to_date) FROM stock_exit AS x
                WHERE x.tenant_id = p.tenant_id AND x.vin = p.vin AND x.to_date >= p.from_date) AS to_date
        FROM stock_period AS p
        WHERE p.tenant_id = :tenant_id AND p.vin = touched.vin) AS stay) AS matched
WHERE s.tenant_id = matched.tenant_id AND s.vin = matched.vin AND s.stock = matched.stock
  AND s.to_date IS DISTINCT FROM matched.to_date;

-- ownership.started, ownership.ended, vehicle.acquired, vehicle.sold, vehicle.delivered, vehicle.disposed --
-- The chain of the vehicle is drawn anew, and that of another one whose period this was. Periods include their last
-- day, and the day of a handover belongs to both sides. A gap is made of the days that neither an owner nor our stock
-- covers, nor the way from sale to delivery; an overlap of the time that two customers claim, unless one of them is a
-- co-owner. Drivers are no owners.
DELETE FROM link
USING (SELECT :tenant_id AS tenant_id, :vehicle AS vin FROM happened
       UNION SELECT m.tenant_id, m.vin FROM moved AS m WHERE m.tenant_id = :tenant_id) AS touched
WHERE link.tenant_id = touched.tenant_id AND link.vin = touched.vin;
INSERT INTO link (tenant_id, vin, ordinal, kind, from_date, to_date, period_id, customer_id, stock, position)
SELECT :tenant_id, touched.vin, chain.ordinal, chain.kind, chain.from_date, chain.to_date, chain.period_id,
       chain.customer_id, chain.stock, touched.position
FROM (
    SELECT event.vin, max(event.position) AS position
    FROM (SELECT :vehicle AS vin, :position AS position FROM happened
          UNION ALL SELECT m.vin, m.position FROM moved AS m WHERE m.tenant_id = :tenant_id) AS event
    GROUP BY event.vin) AS touched
CROSS JOIN LATERAL (
    WITH owner AS (
        SELECT id, customer_id, role, from_date,
               CASE WHEN to_date < from_date THEN from_date ELSE to_date END AS to_date
        FROM period
        WHERE tenant_id = :tenant_id AND vin = touched.vin AND role <> 'driver'
    ), stay AS (
        SELECT stock, from_date, to_date FROM stock_period WHERE tenant_id = :tenant_id AND vin = touched.vin
    ), covered AS (
        SELECT range_agg(daterange(from_date, to_date, '[]')) AS days
        FROM (SELECT from_date, to_date FROM owner
              UNION ALL SELECT from_date, to_date FROM stay
              UNION ALL SELECT sold_on, delivered_on FROM sale
                        WHERE tenant_id = :tenant_id AND vin = touched.vin AND sold_on <= delivered_on) AS known
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
    SELECT row_number() OVER (ORDER BY from_date, rank, to_date, period_id, stock) AS ordinal,
           kind, from_date, to_date, period_id, customer_id, stock
    FROM drawn) AS chain;
DELETE FROM moved WHERE tenant_id = :tenant_id AND EXISTS (SELECT FROM happened);
