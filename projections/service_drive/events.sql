-- repair_order.opened --
-- Opening a repair order again corrects its header, not what has happened since.
INSERT INTO repair_order (tenant_id, id, number, customer_id, vin, advisor_id, appointment_id, status, waiting,
                          promised_at, original_promised_at, odometer_value, odometer_unit, opened_at, rooftop_id,
                          since, position)
VALUES (:tenant_id, :repair_order, :number, :customer, :vehicle, :advisor, :appointment, 'open', :waiting, :promised_at,
        :promised_at, :odometer.value, :odometer.unit, :occurred_at, :rooftop, :position, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET number = excluded.number, customer_id = excluded.customer_id, vin = excluded.vin,
    advisor_id = coalesce(excluded.advisor_id, repair_order.advisor_id),
    appointment_id = coalesce(excluded.appointment_id, repair_order.appointment_id), waiting = excluded.waiting,
    promised_at = coalesce(repair_order.promised_at, excluded.promised_at),
    original_promised_at = coalesce(repair_order.original_promised_at, excluded.original_promised_at),
    odometer_value = coalesce(excluded.odometer_value, repair_order.odometer_value),
    odometer_unit = coalesce(excluded.odometer_unit, repair_order.odometer_unit),
    opened_at = excluded.opened_at, position = excluded.position;

-- work.recommended --
-- Recommending the same again within the visit corrects it; at another price, or in a later visit, the customer is
-- asked anew.
INSERT INTO recommendation (tenant_id, id, repair_order_id, customer_id, vin, op_code, description, price_minor,
                            currency, priority, basis, decision, recommended_at, rooftop_id, position)
VALUES (:tenant_id, :recommendation, :repair_order, :customer, :vehicle, :op_code, :description, :price.amount,
        :price.currency, :priority, :basis, 'open', :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET repair_order_id = excluded.repair_order_id, customer_id = excluded.customer_id, vin = excluded.vin,
    op_code = excluded.op_code, description = excluded.description, price_minor = excluded.price_minor,
    currency = excluded.currency, priority = excluded.priority, basis = excluded.basis,
    decision = CASE WHEN (recommendation.repair_order_id, recommendation.price_minor, recommendation.currency)
                    IS NOT DISTINCT FROM (excluded.repair_order_id, excluded.price_minor, excluded.currency)
                    THEN recommendation.decision ELSE 'open' END,
    decided_at = CASE WHEN (recommendation.repair_order_id, recommendation.price_minor, recommendation.currency)
                      IS NOT DISTINCT FROM (excluded.repair_order_id, excluded.price_minor, excluded.currency)
                      THEN recommendation.decided_at END,
    position = excluded.position;

-- work.approved --
-- A yes after a no, on the same repair order, closes the declined work.
UPDATE recommendation SET decision = 'approved', decided_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :recommendation AND repair_order_id = :repair_order;
UPDATE declined_work SET status = 'approved', position = :position
WHERE tenant_id = :tenant_id AND id = :recommendation AND repair_order_id = :repair_order AND status = 'open';

-- work.declined --
-- Declined work stays open until it is recovered or approved after all; declined anew in a later visit, it is open again.
-- A no that is stated again, of the same time and price, takes back no yes that came after it.
UPDATE recommendation SET decision = :decision, decided_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :recommendation AND repair_order_id = :repair_order
  AND NOT EXISTS (
      SELECT FROM declined_work AS d
      WHERE d.tenant_id = :tenant_id AND d.id = :recommendation AND d.status = 'approved'
        AND (d.repair_order_id, d.declined_at, d.price_minor, d.currency)
          = (:repair_order, :occurred_at, :price.amount, :price.currency));
INSERT INTO declined_work (tenant_id, id, repair_order_id, customer_id, vin, op_code, description, price_minor, currency,
                           decision, reason, verbatim, revisit_at, declined_at, rooftop_id, position)
VALUES (:tenant_id, :recommendation, :repair_order, :customer, :vehicle, :op_code, :description, :price.amount,
        :price.currency, :decision, :reason, :verbatim, :revisit_at, :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET repair_order_id = excluded.repair_order_id, customer_id = excluded.customer_id, vin = excluded.vin,
    op_code = excluded.op_code, description = excluded.description, price_minor = excluded.price_minor,
    currency = excluded.currency, decision = excluded.decision, reason = excluded.reason, verbatim = excluded.verbatim,
    revisit_at = excluded.revisit_at, declined_at = excluded.declined_at, rooftop_id = excluded.rooftop_id,
    status = CASE
        WHEN declined_work.repair_order_id <> excluded.repair_order_id THEN 'open'
        WHEN declined_work.status = 'approved'
          AND (declined_work.declined_at, declined_work.price_minor, declined_work.currency)
            <> (excluded.declined_at, excluded.price_minor, excluded.currency) THEN 'open'
        ELSE declined_work.status END,
    position = excluded.position;

-- work.recommended, work.approved, work.declined --
-- The sums follow from the answers. While a recommendation waits for its answer the work does; then it goes on.
UPDATE repair_order AS r
SET status = CASE
        WHEN r.status NOT IN ('open', 'inspected', 'awaiting_approval', 'in_progress') THEN r.status
        WHEN asked.waiting > 0 THEN 'awaiting_approval' ELSE 'in_progress' END,
    approved_minor = asked.approved_minor, declined_minor = refused.declined_minor,
    declined_count = refused.declined_count, currency = coalesce(r.currency, asked.currency, refused.currency),
    position = :position
FROM (
    SELECT count(*) FILTER (WHERE decision = 'open') AS waiting, min(currency) AS currency,
           sum(price_minor) FILTER (WHERE decision = 'approved') AS approved_minor
    FROM recommendation WHERE tenant_id = :tenant_id AND repair_order_id = :repair_order) AS asked,
    (SELECT sum(price_minor) FILTER (WHERE status <> 'approved') AS declined_minor,
            count(*) FILTER (WHERE status <> 'approved') AS declined_count, min(currency) AS currency
     FROM declined_work
     WHERE tenant_id = :tenant_id AND repair_order_id = :repair_order) AS refused
WHERE r.tenant_id = :tenant_id AND r.id = :repair_order;

-- declined_work.recovered --
-- Recovered work counts as declined in the visit in which it was declined, and points to the one in which it was sold.
UPDATE declined_work
SET status = 'recovered', recovered_on = :repair_order, recovered_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :recommendation;

-- promise_time.set --
-- The first promise is what the rooftop is measured by; moving it is counted. An earlier promise that is stated again,
-- as when it turns out that the customer was told, does not come back.
UPDATE repair_order
SET original_promised_at = CASE WHEN :original THEN :promised_at ELSE coalesce(original_promised_at, :promised_at) END,
    position = :position
WHERE tenant_id = :tenant_id AND id = :repair_order;
UPDATE repair_order
SET promise_changes = promise_changes + CASE WHEN promised_at <> :promised_at THEN 1 ELSE 0 END,
    promised_at = :promised_at, promised_on = :occurred_at
WHERE tenant_id = :tenant_id AND id = :repair_order AND coalesce(promised_on <= :occurred_at, true)
  AND NOT (:original AND promise_changes > 0);

-- repair_order.closed --
-- The odometer on the way out is kept in the unit of the one on the way in.
UPDATE repair_order
SET status = CASE WHEN status = 'picked_up' THEN status ELSE 'closed' END, closed_at = :occurred_at,
    comeback = :comeback,
    odometer_out_value = CASE
        WHEN odometer_unit = 'MI' AND :odometer_out.unit = 'KM' THEN round(:odometer_out.value / 1.609344)
        WHEN odometer_unit = 'KM' AND :odometer_out.unit = 'MI' THEN round(:odometer_out.value * 1.609344)
        ELSE :odometer_out.value END,
    odometer_unit = coalesce(odometer_unit, :odometer_out.unit), position = :position
WHERE tenant_id = :tenant_id AND id = :repair_order;

-- concern.recorded --
-- A line says one thing: stating it again replaces it.
INSERT INTO concern (tenant_id, repair_order_id, line, customer_id, complaint, op_code, rooftop_id, position)
SELECT DISTINCT ON (:repair_order, :line)
       :tenant_id, :repair_order, :line, :customer, :complaint, :op_code, :rooftop, :position
FROM happened
ORDER BY :repair_order, :line, :position DESC
ON CONFLICT (tenant_id, repair_order_id, line) DO UPDATE
SET customer_id = excluded.customer_id, complaint = excluded.complaint, op_code = excluded.op_code,
    rooftop_id = excluded.rooftop_id, position = excluded.position;

-- inspection.completed --
-- The last inspection of the visit is the one that counts, in the order the technician went.
DELETE FROM inspection_item AS i
USING (SELECT DISTINCT :tenant_id AS tenant_id, :repair_order AS repair_order_id FROM happened) AS inspected
WHERE i.tenant_id = inspected.tenant_id AND i.repair_order_id = inspected.repair_order_id;
INSERT INTO inspection_item (tenant_id, repair_order_id, ordinal, part, result, measure, rooftop_id, position)
SELECT :tenant_id, last.repair_order_id, line.ordinal, line.item->>'part', line.item->>'result', line.item->>'measure',
       last.rooftop_id, last.position
FROM (
    SELECT DISTINCT ON (:repair_order)
           :repair_order AS repair_order_id, :items AS items, :rooftop AS rooftop_id, :position AS position
    FROM happened
    ORDER BY :repair_order, :position DESC) AS last
CROSS JOIN LATERAL jsonb_array_elements(last.items) WITH ORDINALITY AS line (item, ordinal);

-- status_update.given --
-- Telling the customer that the vehicle is ready is what makes it ready.
INSERT INTO status_update (tenant_id, repair_order_id, position, customer_id, topic, channel, proactive, message,
                           given_at, rooftop_id)
SELECT :tenant_id, :repair_order, :position, :customer, :topic, :channel, :proactive, :message, :occurred_at, :rooftop
FROM happened;
UPDATE repair_order AS r
SET status = CASE WHEN r.status IN ('open', 'inspected', 'awaiting_approval', 'in_progress') THEN 'ready'
                  ELSE r.status END,
    ready_at = least(r.ready_at, told.ready_at)
FROM (
    SELECT known.tenant_id, known.id, min(:occurred_at) AS ready_at
    FROM happened
    CROSS JOIN LATERAL (
        SELECT o.tenant_id, o.id FROM repair_order AS o
        WHERE o.tenant_id = :tenant_id AND o.id = :repair_order AND o.since <= :position LIMIT 1) AS known
    WHERE :topic = 'ready'
    GROUP BY known.tenant_id, known.id) AS told
WHERE r.tenant_id = told.tenant_id AND r.id = told.id;

-- work.completed --
-- A line is done once.
INSERT INTO job (tenant_id, repair_order_id, line, op_code, description, pay_type, sale_minor, currency, technician_id,
                 completed_at, rooftop_id, position)
SELECT DISTINCT ON (:repair_order, :line)
       :tenant_id, :repair_order, :line, :op_code, :description, :pay_type, :sale.amount, :sale.currency, :technician,
       :occurred_at, :rooftop, :position
FROM happened
ORDER BY :repair_order, :line, :position DESC
ON CONFLICT (tenant_id, repair_order_id, line) DO UPDATE
SET op_code = excluded.op_code, description = excluded.description, pay_type = excluded.pay_type,
    sale_minor = excluded.sale_minor, currency = excluded.currency, technician_id = excluded.technician_id,
    completed_at = excluded.completed_at, rooftop_id = excluded.rooftop_id, position = excluded.position;

-- repair_order.invoiced --
-- The last invoice counts, and knows the currency best.
UPDATE repair_order AS r
SET customer_pay_minor = billed.customer_pay, warranty_minor = billed.warranty, internal_minor = billed.internal,
    currency = billed.currency, invoiced_at = billed.invoiced_at
FROM (
    SELECT DISTINCT ON (known.id)
           known.tenant_id, known.id, :customer_pay.amount AS customer_pay, :warranty.amount AS warranty,
           :internal.amount AS internal, :customer_pay.currency AS currency, :occurred_at AS invoiced_at
    FROM happened
    CROSS JOIN LATERAL (
        SELECT o.tenant_id, o.id FROM repair_order AS o
        WHERE o.tenant_id = :tenant_id AND o.id = :repair_order AND o.since <= :position LIMIT 1) AS known
    ORDER BY known.id, :position DESC) AS billed
WHERE r.tenant_id = billed.tenant_id AND r.id = billed.id;

-- inspection.completed, work.completed, repair_order.invoiced, vehicle.picked_up --
-- The visit is as far as its furthest step: work that is done is work that went on, and paperwork that follows the
-- pick-up does not reopen it. So it does not matter in which order they are taken.
UPDATE repair_order AS r
SET status = CASE
        WHEN seen.picked_up_at IS NOT NULL THEN 'picked_up'
        WHEN r.status IN ('closed', 'picked_up') THEN r.status
        WHEN seen.invoiced THEN 'invoiced'
        WHEN seen.worked AND r.status IN ('open', 'inspected') THEN 'in_progress'
        WHEN seen.inspected AND r.status = 'open' THEN 'inspected'
        ELSE r.status END,
    picked_up_at = coalesce(seen.picked_up_at, r.picked_up_at), position = greatest(r.position, seen.position)
FROM (
    SELECT known.tenant_id, known.id, max(:position) AS position, bool_or(:type = 'inspection.completed') AS inspected,
           bool_or(:type = 'work.completed') AS worked, bool_or(:type = 'repair_order.invoiced') AS invoiced,
           (array_agg(:occurred_at ORDER BY :position DESC) FILTER (WHERE :type = 'vehicle.picked_up'))[1]
               AS picked_up_at
    FROM happened
    CROSS JOIN LATERAL (
        SELECT o.tenant_id, o.id FROM repair_order AS o
        WHERE o.tenant_id = :tenant_id AND o.id = :repair_order AND o.since <= :position LIMIT 1) AS known
    GROUP BY known.tenant_id, known.id) AS seen
WHERE r.tenant_id = seen.tenant_id AND r.id = seen.id;

-- * repair_order --
-- Whatever names a repair order, such as a concern or a note, moves its version on.
UPDATE repair_order SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :repair_order AS id, max(:position) AS position
    FROM happened GROUP BY :repair_order) AS named
WHERE repair_order.tenant_id = named.tenant_id AND repair_order.id = named.id
  AND repair_order.position < named.position;

-- * declined_on --
-- So does selling work that was declined on it.
UPDATE repair_order SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :declined_on AS id, max(:position) AS position
    FROM happened GROUP BY :declined_on) AS named
WHERE repair_order.tenant_id = named.tenant_id AND repair_order.id = named.id
  AND repair_order.position < named.position;
