-- repair_order.opened --
-- Opening a repair order again corrects its header, not what has happened since.
INSERT INTO repair_order (tenant_id, id, number, customer_id, vin, advisor_id, appointment_id, status, waiting,
                          promised_at, original_promised_at, odometer_value, odometer_unit, opened_at, rooftop_id,
                          position)
VALUES (:tenant_id, :repair_order, :number, :customer, :vehicle, :advisor, :appointment, 'open', :waiting, :promised_at,
        :promised_at, :odometer.value, :odometer.unit, :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET number = excluded.number, customer_id = excluded.customer_id, vin = excluded.vin,
    advisor_id = coalesce(excluded.advisor_id, repair_order.advisor_id),
    appointment_id = coalesce(excluded.appointment_id, repair_order.appointment_id), waiting = excluded.waiting,
    promised_at = coalesce(repair_order.promised_at, excluded.promised_at),
    original_promised_at = coalesce(repair_order.original_promised_at, excluded.original_promised_at),
    odometer_value = coalesce(excluded.odometer_value, repair_order.odometer_value),
    odometer_unit = coalesce(excluded.odometer_unit, repair_order.odometer_unit),
    opened_at = excluded.opened_at, position = excluded.position;

-- concern.recorded --
-- A line says one thing: stating it again replaces it.
INSERT INTO concern (tenant_id, repair_order_id, line, customer_id, complaint, op_code, rooftop_id, position)
VALUES (:tenant_id, :repair_order, :line, :customer, :complaint, :op_code, :rooftop, :position)
ON CONFLICT (tenant_id, repair_order_id, line) DO UPDATE
SET complaint = excluded.complaint, op_code = excluded.op_code, position = excluded.position;

-- inspection.completed --
-- The last inspection of the visit is the one that counts, in the order the technician went.
DELETE FROM inspection_item WHERE tenant_id = :tenant_id AND repair_order_id = :repair_order;
INSERT INTO inspection_item (tenant_id, repair_order_id, ordinal, part, result, measure, rooftop_id, position)
SELECT :tenant_id, :repair_order, line.ordinal, line.item->>'part', line.item->>'result', line.item->>'measure',
       :rooftop, :position
FROM jsonb_array_elements(:items) WITH ORDINALITY AS line (item, ordinal);
UPDATE repair_order SET status = CASE WHEN status = 'open' THEN 'inspected' ELSE status END, position = :position
WHERE tenant_id = :tenant_id AND id = :repair_order;

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
UPDATE repair_order SET currency = :price.currency
WHERE tenant_id = :tenant_id AND id = :repair_order AND currency IS NULL;

-- work.approved --
-- A yes after a no, on the same repair order, closes the declined work.
UPDATE recommendation SET decision = 'approved', decided_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :recommendation AND repair_order_id = :repair_order;
UPDATE declined_work SET status = 'approved', position = :position
WHERE tenant_id = :tenant_id AND id = :recommendation AND repair_order_id = :repair_order AND status = 'open';

-- work.declined --
-- Declined work stays open until it is recovered or approved after all; declined anew in a later visit, it is open again.
UPDATE recommendation SET decision = :decision, decided_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :recommendation AND repair_order_id = :repair_order;
INSERT INTO declined_work (tenant_id, id, repair_order_id, customer_id, vin, op_code, description, price_minor, currency,
                           decision, reason, verbatim, revisit_at, declined_at, rooftop_id, position)
VALUES (:tenant_id, :recommendation, :repair_order, :customer, :vehicle, :op_code, :description, :price.amount,
        :price.currency, :decision, :reason, :verbatim, :revisit_at, :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET repair_order_id = excluded.repair_order_id, customer_id = excluded.customer_id, vin = excluded.vin,
    op_code = excluded.op_code, description = excluded.description, price_minor = excluded.price_minor,
    currency = excluded.currency, decision = excluded.decision, reason = excluded.reason, verbatim = excluded.verbatim,
    revisit_at = excluded.revisit_at, declined_at = excluded.declined_at, rooftop_id = excluded.rooftop_id,
    status = CASE WHEN declined_work.status = 'recovered'
                   AND declined_work.repair_order_id = excluded.repair_order_id THEN 'recovered' ELSE 'open' END,
    position = excluded.position;
UPDATE repair_order SET currency = :price.currency
WHERE tenant_id = :tenant_id AND id = :repair_order AND currency IS NULL;

-- work.recommended, work.approved, work.declined --
-- The sums follow from the answers. While a recommendation waits for its answer the work does; then it goes on.
UPDATE repair_order AS r
SET status = CASE
        WHEN r.status NOT IN ('open', 'inspected', 'awaiting_approval', 'in_progress') THEN r.status
        WHEN asked.waiting > 0 THEN 'awaiting_approval' ELSE 'in_progress' END,
    approved_minor = asked.approved_minor, declined_minor = refused.declined_minor,
    declined_count = refused.declined_count, position = :position
FROM (
    SELECT count(*) FILTER (WHERE decision = 'open') AS waiting,
           sum(price_minor) FILTER (WHERE decision = 'approved') AS approved_minor
    FROM recommendation WHERE tenant_id = :tenant_id AND repair_order_id = :repair_order) AS asked,
    (SELECT sum(price_minor) AS declined_minor, count(*) AS declined_count
     FROM declined_work
     WHERE tenant_id = :tenant_id AND repair_order_id = :repair_order AND status <> 'approved') AS refused
WHERE r.tenant_id = :tenant_id AND r.id = :repair_order;

-- declined_work.recovered --
-- Recovered work counts as declined in the visit in which it was declined, and points to the one in which it was sold.
UPDATE declined_work
SET status = 'recovered', recovered_on = :repair_order, recovered_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :recommendation;

-- promise_time.set --
-- The first promise is what the rooftop is measured by; moving it is counted.
UPDATE repair_order
SET promise_changes = promise_changes + CASE WHEN promised_at <> :promised_at THEN 1 ELSE 0 END,
    original_promised_at = CASE WHEN :original THEN :promised_at ELSE coalesce(original_promised_at, :promised_at) END,
    promised_at = :promised_at, position = :position
WHERE tenant_id = :tenant_id AND id = :repair_order;

-- status_update.given --
-- Telling the customer that the vehicle is ready is what makes it ready.
INSERT INTO status_update (tenant_id, repair_order_id, position, customer_id, topic, channel, proactive, message,
                           given_at, rooftop_id)
VALUES (:tenant_id, :repair_order, :position, :customer, :topic, :channel, :proactive, :message, :occurred_at, :rooftop);
UPDATE repair_order
SET status = CASE WHEN :topic = 'ready' AND status IN ('open', 'inspected', 'awaiting_approval', 'in_progress')
                  THEN 'ready' ELSE status END,
    ready_at = CASE WHEN :topic = 'ready' THEN least(ready_at, :occurred_at) ELSE ready_at END, position = :position
WHERE tenant_id = :tenant_id AND id = :repair_order;

-- work.completed --
-- A line is done once; work that is done is work that went on.
INSERT INTO job (tenant_id, repair_order_id, line, op_code, description, pay_type, sale_minor, currency, technician_id,
                 completed_at, rooftop_id, position)
VALUES (:tenant_id, :repair_order, :line, :op_code, :description, :pay_type, :sale.amount, :sale.currency, :technician,
        :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, repair_order_id, line) DO UPDATE
SET op_code = excluded.op_code, description = excluded.description, pay_type = excluded.pay_type,
    sale_minor = excluded.sale_minor, currency = excluded.currency, technician_id = excluded.technician_id,
    completed_at = excluded.completed_at, position = excluded.position;
UPDATE repair_order
SET status = CASE WHEN status IN ('open', 'inspected') THEN 'in_progress' ELSE status END, position = :position
WHERE tenant_id = :tenant_id AND id = :repair_order;

-- repair_order.invoiced --
-- The invoice knows the currency best.
UPDATE repair_order
SET status = CASE WHEN status IN ('closed', 'picked_up') THEN status ELSE 'invoiced' END,
    customer_pay_minor = :customer_pay.amount, warranty_minor = :warranty.amount, internal_minor = :internal.amount,
    currency = :customer_pay.currency, invoiced_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :repair_order;

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

-- vehicle.picked_up --
-- The visit is over; paperwork that follows does not reopen it.
UPDATE repair_order SET status = 'picked_up', picked_up_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :repair_order;

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
