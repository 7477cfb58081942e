-- lead.received --
-- A lead is received once; the vehicle named first is the one wanted. Its sender is the party that made it known.
INSERT INTO lead (tenant_id, id, customer_id, status, channel, provider, provider_service, external_id, sender_id,
                  format, conformance, requested_at, requested_at_raw, received_at, wanted_condition, wanted_year,
                  wanted_make, wanted_model, wanted_trim, wanted_vin, wanted_stock, wanted_price_minor, wanted_currency,
                  trade_in_vin, trade_in_year, trade_in_make, trade_in_model, finance_method, comments, timeframe,
                  claimed_consent, rooftop_id, position)
SELECT :tenant_id, :lead, :customer, 'received', :channel, :provider, :provider_service, :external_id,
       CASE WHEN :originator ~ '^party:[0-9a-f-]{36}$' THEN substr(:originator, 7)::uuid END, :format,
       :conformance, :requested_at, :requested_at_raw, :occurred_at, first->>'condition', (first->>'year')::int,
       first->>'make', first->>'model', first->>'trim', first->>'vin', first->>'stock',
       (first->'price'->>'amount')::bigint, first->'price'->>'currency', coalesce(:trade_in_vin, :trade_in.vin),
       :trade_in.year, :trade_in.make, :trade_in.model, :finance_method, :comments, :timeframe, :claimed_consent,
       :rooftop, :position
FROM (VALUES ((:wanted)->0)) AS wanted (first)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- lead.resent --
-- A lead sent again counts once; that it was sent again is counted too.
UPDATE lead SET resends = resends + 1, position = :position WHERE tenant_id = :tenant_id AND id = :lead;

-- lead.duplicate_detected --
-- A duplicate is worked with the lead it repeats, unless something became of it.
UPDATE lead
SET status = CASE WHEN status IN ('converted', 'lost') THEN status ELSE 'duplicate' END,
    duplicate_of = :duplicate_of, position = :position
WHERE tenant_id = :tenant_id AND id = :lead;

-- lead.routed --
-- The last one to get the lead has it; routing it again does not undo an answer.
UPDATE lead
SET status = CASE WHEN status = 'received' THEN 'routed' ELSE status END, employee_id = :employee,
    routed_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :lead;

-- lead.first_responded --
-- The earliest answer is the first, in whichever order we hear of answers.
UPDATE lead
SET status = CASE WHEN status IN ('received', 'routed') THEN 'responded' ELSE status END,
    employee_id = coalesce(employee_id, :employee),
    response_seconds = CASE WHEN first_responded_at <= :occurred_at THEN response_seconds ELSE :latency_seconds END,
    first_responded_at = least(first_responded_at, :occurred_at), position = :position
WHERE tenant_id = :tenant_id AND id = :lead;

-- lead.contact_made --
-- From here on it is a conversation.
UPDATE lead
SET status = CASE WHEN status IN ('received', 'routed', 'responded') THEN 'contacted' ELSE status END,
    contacted_at = least(contacted_at, :occurred_at), position = :position
WHERE tenant_id = :tenant_id AND id = :lead;

-- lead.lost --
-- What was being worked on from the lead is lost with it, unless it was sold, or taken up after that and told us
-- before.
UPDATE lead
SET status = CASE WHEN EXISTS (SELECT FROM opportunity AS o
                               WHERE o.tenant_id = :tenant_id AND o.lead_id = :lead AND o.opened_at > :occurred_at)
                  THEN status ELSE 'lost' END,
    lost_at = :occurred_at, lost_reason = :reason, lost_comments = :comments, position = :position
WHERE tenant_id = :tenant_id AND id = :lead;
UPDATE opportunity SET stage = 'lost', position = :position
WHERE tenant_id = :tenant_id AND lead_id = :lead AND stage NOT IN ('sold', 'delivered') AND opened_at <= :occurred_at;

-- opportunity.opened --
-- A lead that became an opportunity is converted, unless it was lost after that. A deal may be known already.
INSERT INTO opportunity (tenant_id, id, customer_id, lead_id, deal_id, kind, stage, opened_at, rooftop_id, position)
SELECT :tenant_id, :opportunity, :customer, :lead, known.id, :kind,
       CASE WHEN known.stage IN ('structured', 'unwound') THEN 'deal' ELSE coalesce(known.stage, 'opened') END,
       :occurred_at, :rooftop, :position
FROM (VALUES (:opportunity)) AS this (opportunity)
LEFT JOIN LATERAL (
    SELECT id, stage FROM deal
    WHERE tenant_id = :tenant_id AND opportunity_id = this.opportunity
    ORDER BY structured_at DESC, id DESC LIMIT 1) AS known ON true
ON CONFLICT (tenant_id, id) DO UPDATE
SET lead_id = coalesce(excluded.lead_id, opportunity.lead_id), kind = excluded.kind,
    opened_at = least(opportunity.opened_at, excluded.opened_at), position = excluded.position;
UPDATE lead
SET status = CASE WHEN lost_at >= :occurred_at THEN status ELSE 'converted' END, position = :position
WHERE tenant_id = :tenant_id AND id = :lead;

-- appointment.scheduled --
-- Stages only move forward here; a step recorded late leaves the furthest one standing.
UPDATE opportunity
SET stage = CASE WHEN stage = 'opened' THEN 'appointment' ELSE stage END, position = :position
WHERE tenant_id = :tenant_id AND id = :opportunity;

-- showroom_visit.started --
-- Every visit counts, be-backs included.
UPDATE opportunity
SET stage = CASE WHEN stage IN ('opened', 'appointment') THEN 'visit' ELSE stage END, visits = visits + 1,
    position = :position
WHERE tenant_id = :tenant_id AND id = :opportunity;

-- test_drive.taken --
-- Every drive counts.
UPDATE opportunity
SET stage = CASE WHEN stage IN ('opened', 'appointment', 'visit') THEN 'test_drive' ELSE stage END,
    test_drives = test_drives + 1, position = :position
WHERE tenant_id = :tenant_id AND id = :opportunity;

-- trade.appraised --
-- Each appraisal stays, so that offers can be compared.
INSERT INTO trade_appraisal (tenant_id, id, opportunity_id, customer_id, vin, odometer_value, odometer_unit, condition,
                             offer_minor, payoff_minor, currency, actual_cash_value_minor, cash_value_currency,
                             appraised_at, rooftop_id, position)
VALUES (:tenant_id, :event_id, :opportunity, :customer, :vehicle, :odometer.value, :odometer.unit, :condition,
        :offer.amount, :payoff.amount, :offer.currency, :actual_cash_value.amount, :actual_cash_value.currency,
        :occurred_at, :rooftop, :position);
UPDATE opportunity
SET stage = CASE WHEN stage IN ('opened', 'appointment', 'visit', 'test_drive') THEN 'appraisal' ELSE stage END,
    position = :position
WHERE tenant_id = :tenant_id AND id = :opportunity;

-- quote.presented --
-- Each price shown stays, so that they can be compared.
INSERT INTO quote (tenant_id, id, opportunity_id, customer_id, vin, price_minor, payment_minor, currency, term_months,
                   medium, presented_at, rooftop_id, position)
VALUES (:tenant_id, :event_id, :opportunity, :customer, :vehicle, :price.amount, :monthly_payment.amount,
        :price.currency, :term_months, :medium, :occurred_at, :rooftop, :position);
UPDATE opportunity
SET stage = CASE WHEN stage IN ('opened', 'appointment', 'visit', 'test_drive', 'appraisal') THEN 'quote'
            ELSE stage END,
    position = :position
WHERE tenant_id = :tenant_id AND id = :opportunity;

-- deal.structured --
-- Structuring a deal again replaces its figures, not what has happened since. A deal disproves that all was lost.
INSERT INTO deal (tenant_id, id, number, customer_id, co_buyer_id, opportunity_id, vin, kind, stage, price_minor,
                  amount_financed_minor, trade_in_vin, trade_allowance_minor, currency, front_gross_minor,
                  back_gross_minor, gross_currency, salesperson_id, structured_at, rooftop_id, position)
VALUES (:tenant_id, :deal, :number, :customer, :co_buyer, :opportunity, :vehicle, :kind, 'structured', :price.amount,
        :amount_financed.amount, :trade_in_vin, :trade_allowance.amount, :price.currency, :front_gross.amount,
        :back_gross.amount, coalesce(:front_gross.currency, :back_gross.currency), :salesperson, :occurred_at,
        :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET number = excluded.number, customer_id = excluded.customer_id, co_buyer_id = excluded.co_buyer_id,
    opportunity_id = coalesce(excluded.opportunity_id, deal.opportunity_id), vin = excluded.vin, kind = excluded.kind,
    price_minor = excluded.price_minor, amount_financed_minor = excluded.amount_financed_minor,
    trade_in_vin = excluded.trade_in_vin, trade_allowance_minor = excluded.trade_allowance_minor,
    currency = excluded.currency, front_gross_minor = excluded.front_gross_minor,
    back_gross_minor = excluded.back_gross_minor, gross_currency = excluded.gross_currency,
    salesperson_id = coalesce(excluded.salesperson_id, deal.salesperson_id),
    structured_at = least(deal.structured_at, excluded.structured_at), position = excluded.position;
UPDATE opportunity
SET stage = CASE WHEN stage IN ('in_finance', 'signed', 'funded', 'sold', 'delivered') THEN stage ELSE 'deal' END,
    deal_id = :deal, position = :position
WHERE tenant_id = :tenant_id AND id = :opportunity;

-- deal.submitted_to_finance --
-- The deal is with F&I.
UPDATE deal
SET stage = CASE WHEN stage = 'structured' THEN 'in_finance' ELSE stage END, submitted_at = :occurred_at,
    position = :position
WHERE tenant_id = :tenant_id AND id = :deal;

-- deal.readiness_assessed --
-- The last check counts.
UPDATE deal SET ready = :ready, missing = :missing, position = :position
WHERE tenant_id = :tenant_id AND id = :deal;

-- deal.returned_for_rework --
-- The deal is back at the desk until it is submitted again.
UPDATE deal
SET stage = CASE WHEN stage = 'in_finance' THEN 'structured' ELSE stage END, ready = false, reworks = reworks + 1,
    position = :position
WHERE tenant_id = :tenant_id AND id = :deal;

-- stipulation.requested --
-- Asking again for the same document changes what is asked, not whether it was handed in.
INSERT INTO stipulation (tenant_id, id, deal_id, customer_id, kind, requested_at, due_at, rooftop_id, position)
VALUES (:tenant_id, :stipulation, :deal, :customer, :kind, :occurred_at, :due_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET kind = excluded.kind, due_at = excluded.due_at, position = excluded.position;

-- deal.structured, stipulation.requested --
-- What the lender wants of a joint deal is both buyers' matter.
UPDATE stipulation AS s SET co_buyer_id = d.co_buyer_id
FROM deal AS d
WHERE d.tenant_id = :tenant_id AND d.id = :deal AND s.tenant_id = d.tenant_id AND s.deal_id = d.id
  AND s.co_buyer_id IS DISTINCT FROM d.co_buyer_id;

-- stipulation.satisfied --
-- The lender has what it wanted.
UPDATE stipulation SET satisfied_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :stipulation;

-- contract.signed --
-- What was signed replaces what was planned.
UPDATE deal
SET stage = CASE WHEN stage IN ('structured', 'in_finance') THEN 'signed' ELSE stage END,
    amount_financed_minor = coalesce(:amount_financed.amount, amount_financed_minor),
    lender = coalesce(:lender, lender), signed_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :deal;

-- deal.funded --
-- Money often arrives after delivery, so the stage may be further on by then. The days until then are those of the
-- rooftop's calendar, where whoever told us counted them.
UPDATE deal
SET stage = CASE WHEN stage IN ('structured', 'in_finance', 'signed') THEN 'funded' ELSE stage END,
    funded_at = :occurred_at, days_in_transit = coalesce(:days_in_transit, days_in_transit), position = :position
WHERE tenant_id = :tenant_id AND id = :deal;

-- vehicle.sold --
-- The DMS is the record of truth for the sale, its date and its price.
UPDATE deal
SET stage = CASE WHEN stage = 'delivered' OR unwound_at >= :occurred_at THEN stage ELSE 'sold' END, vin = :vehicle,
    price_minor = coalesce(:price.amount, price_minor), currency = coalesce(:price.currency, currency),
    salesperson_id = coalesce(:salesperson, salesperson_id), sold_at = :occurred_at, sale_date = :sale_date,
    position = :position
WHERE tenant_id = :tenant_id AND id = :deal;

-- vehicle.delivered --
-- The customer has the vehicle; a deal undone before may have been made again.
UPDATE deal
SET stage = CASE WHEN unwound_at >= :occurred_at THEN stage ELSE 'delivered' END, delivered_at = :occurred_at,
    position = :position
WHERE tenant_id = :tenant_id AND id = :deal;

-- deal.unwound --
-- The deal is undone, whatever stage it was in, unless it was made again after that and told us before.
UPDATE deal
SET stage = CASE WHEN greatest(sold_at, delivered_at) > :occurred_at THEN stage ELSE 'unwound' END,
    unwound_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :deal;

-- deal.submitted_to_finance, contract.signed, deal.funded, vehicle.sold, vehicle.delivered --
-- The opportunity has come at least as far as its deal; `lost` gives way, an undone deal takes nothing back.
UPDATE opportunity AS o
SET position = :position,
    stage = CASE
        WHEN array_position(ARRAY['in_finance', 'signed', 'funded', 'sold', 'delivered'], o.stage)
           > array_position(ARRAY['in_finance', 'signed', 'funded', 'sold', 'delivered'], d.stage) THEN o.stage
        WHEN d.stage IN ('in_finance', 'signed', 'funded', 'sold', 'delivered') THEN d.stage
        ELSE o.stage END
FROM deal AS d
WHERE d.tenant_id = :tenant_id AND d.id = :deal AND o.tenant_id = d.tenant_id AND o.id = d.opportunity_id;

-- * lead --
-- Whatever names a lead, such as an appointment or a note, moves its version on.
UPDATE lead SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :lead AS id, max(:position) AS position
    FROM happened GROUP BY :lead) AS named
WHERE lead.tenant_id = named.tenant_id AND lead.id = named.id
  AND lead.position < named.position;

-- * duplicate_of --
-- So does being repeated.
UPDATE lead SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :duplicate_of AS id, max(:position) AS position
    FROM happened GROUP BY :duplicate_of) AS named
WHERE lead.tenant_id = named.tenant_id AND lead.id = named.id
  AND lead.position < named.position;

-- * opportunity --
-- The same holds for an opportunity.
UPDATE opportunity SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :opportunity AS id, max(:position) AS position
    FROM happened GROUP BY :opportunity) AS named
WHERE opportunity.tenant_id = named.tenant_id AND opportunity.id = named.id
  AND opportunity.position < named.position;

-- * deal --
-- The same holds for a deal.
UPDATE deal SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :deal AS id, max(:position) AS position
    FROM happened GROUP BY :deal) AS named
WHERE deal.tenant_id = named.tenant_id AND deal.id = named.id
  AND deal.position < named.position;
