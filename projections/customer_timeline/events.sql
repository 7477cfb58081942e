-- customer.registered, customer.record_linked, customer.record_unlinked, customer.profile_corrected, customer.status_changed, contact_point.added, contact_point.verified, contact_point.invalidated, address.recorded, buying_preference.stated --
-- Titles tell what happened, never the data itself: that is personal and stands on the customer's profile.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'CustomerItem', 'identity', split_part(:type, '.', 2), CASE :type
           WHEN 'customer.registered' THEN 'Became a customer'
           WHEN 'customer.record_linked' THEN 'Recognised in a source system'
           WHEN 'customer.record_unlinked' THEN 'Source record taken back'
           WHEN 'customer.profile_corrected' THEN 'Profile corrected'
           WHEN 'customer.status_changed' THEN 'Customer status changed'
           WHEN 'contact_point.added' THEN 'Contact point added'
           WHEN 'contact_point.verified' THEN 'Contact point verified'
           WHEN 'contact_point.invalidated' THEN 'Contact point no longer valid'
           WHEN 'address.recorded' THEN 'Address recorded'
           ELSE 'Said how they want to buy' END
FROM happened;

-- customer.assigned --
-- The employee is a reference, so that a page can show the name under its own rules.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'AssignmentItem', 'handoff', split_part(:type, '.', 2),
       'Someone assigned: ' || replace(replace(replace(:slot, 'f_and_i', 'F&I'), 'bdc', 'BDC'), '_', ' '), :employee
FROM happened;

-- customer.reassigned --
-- The item names who has the customer now.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'AssignmentItem', 'handoff', split_part(:type, '.', 2),
       'Someone else assigned: ' || replace(replace(replace(:slot, 'f_and_i', 'F&I'), 'bdc', 'BDC'), '_', ' '),
       :to_employee
FROM happened;

-- customer.orphaned --
-- The item names who had the customer last.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'AssignmentItem', 'handoff', split_part(:type, '.', 2),
       'Nobody assigned any more: ' || replace(replace(replace(:slot, 'f_and_i', 'F&I'), 'bdc', 'BDC'), '_', ' '),
       :last_employee
FROM happened;

-- lead.received --
-- Who sent it is a fact; what the shopper wrote is content.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id, text)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'LeadItem', 'sales', 'received', 'Lead received from ' || :provider, :lead,
       :comments
FROM happened;

-- lead.resent, lead.duplicate_detected, lead.contact_made --
-- Resends and duplicates are shown: they explain why someone called twice.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'LeadItem',
       CASE :type WHEN 'lead.contact_made' THEN 'communication' ELSE 'sales' END, split_part(:type, '.', 2),
       CASE :type
           WHEN 'lead.resent' THEN 'Same lead sent again'
           WHEN 'lead.duplicate_detected' THEN 'Duplicate of an earlier lead'
           ELSE 'Dealer and shopper in contact' END, :lead
FROM happened;

-- lead.routed, lead.first_responded --
-- Who has the lead, and who answered it first, are one kind of reference.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id, employee_id)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'LeadItem', CASE :type WHEN 'lead.routed' THEN 'sales' ELSE 'communication' END,
       split_part(:type, '.', 2),
       CASE :type WHEN 'lead.routed' THEN 'Lead routed' ELSE 'Lead answered for the first time' END, :lead,
       :employee
FROM happened;

-- lead.lost --
-- The reason is a fact; what was said about it is content.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id, text)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'LeadItem', 'sales', 'lost', 'Lead lost: ' || replace(:reason, '_', ' '), :lead,
       :comments
FROM happened;

-- opportunity.opened --
-- The title says what they want as far as they named it.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id, opportunity_id)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'VisitItem', 'sales', 'opened',
       coalesce('Interest in ' || nullif(concat_ws(' ', :wanted.year, :wanted.make, :wanted.model), ''),
                CASE :kind WHEN 'trade_only' THEN 'Wants to sell a vehicle' ELSE 'Interest in a vehicle' END), :lead,
       :opportunity
FROM happened;

-- showroom_visit.started --
-- A visit to the showroom is a group of its own, and part of the deal it leads to.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, opportunity_id, visit_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'VisitItem', 'sales', :how,
       CASE :how WHEN 'appointment' THEN 'Came to the showroom as agreed'
           WHEN 'be_back' THEN 'Came back to the showroom' ELSE 'Walked into the showroom' END, :greeted_by,
       :opportunity, :visit
FROM happened;

-- test_drive.taken --
-- How long the drive took is behaviour and stays in the log.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, opportunity_id)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'VisitItem', 'sales', 'taken', 'Took a test drive', :accompanied_by, :vehicle,
       :opportunity
FROM happened;

-- trade.appraised --
-- The offer is the customer's money; what the dealer thinks the car is worth stays out of the timeline.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, opportunity_id, financial_minor,
                  financial_currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'VisitItem', 'sales', 'appraised', 'Trade-in appraised', :vehicle, :opportunity,
       :offer.amount, :offer.currency
FROM happened;

-- quote.presented --
-- The price shown is the customer's money.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, opportunity_id, financial_minor,
                  financial_currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'VisitItem', 'sales', 'presented', 'Price presented', :vehicle, :opportunity,
       :price.amount, :price.currency
FROM happened;

-- deal.structured --
-- The co-buyer gets the item too, without the buyer's money.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, opportunity_id, deal_id,
                  deal_key, financial_minor, financial_currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DealItem', 'sales', 'structured', 'Deal ' || :number, :salesperson, :vehicle,
       :opportunity, :deal, :deal, :price.amount, :price.currency
FROM happened;
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, opportunity_id, deal_id,
                  deal_key)
SELECT :tenant_id, :co_buyer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DealItem', 'sales', 'structured', 'Co-buyer in deal ' || :number, :salesperson,
       :vehicle, :opportunity, :deal, :deal
FROM happened
WHERE :co_buyer IS NOT NULL AND :co_buyer <> :customer;

-- deal.submitted_to_finance, deal.readiness_assessed, deal.returned_for_rework, stipulation.requested, stipulation.satisfied --
-- What is missing, and why, stands on the deal.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, deal_id, deal_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DealItem', 'finance', split_part(:type, '.', 2), CASE :type
           WHEN 'deal.submitted_to_finance' THEN 'Deal handed to F&I'
           WHEN 'deal.readiness_assessed' THEN 'Deal checked by F&I'
           WHEN 'deal.returned_for_rework' THEN 'Deal sent back to the desk'
           WHEN 'stipulation.requested' THEN 'Lender asks for a document'
           ELSE 'Document for the lender handed in' END, :deal, :deal
FROM happened;

-- contract.signed --
-- The amount financed is the customer's money; the lender is named on the deal.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, deal_id, deal_key, financial_minor,
                  financial_currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DealItem', 'finance', 'signed', 'Contract signed', :deal, :deal,
       :amount_financed.amount, :amount_financed.currency
FROM happened;

-- deal.funded --
-- What the lender paid is the customer's debt.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, deal_id, deal_key, financial_minor,
                  financial_currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DealItem', 'finance', 'funded', 'Deal funded by the lender', :deal, :deal,
       :amount.amount, :amount.currency
FROM happened;

-- deal.unwound --
-- What it means for the ownership is said by events of its own.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, deal_id, deal_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DealItem', 'sales', 'unwound', 'Deal undone', :vehicle, :deal, :deal
FROM happened;

-- vehicle.sold --
-- The price is the customer's money.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, deal_id, deal_key,
                  financial_minor, financial_currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DealItem', 'sales', 'sold', initcap(:condition) || ' vehicle sold', :salesperson,
       :vehicle, :deal, :deal, :price.amount, :price.currency
FROM happened;

-- vehicle.delivered --
-- The handover is the end of the sale and the start of ownership.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, deal_id, deal_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DeliveryItem', 'sales', 'delivered',
       CASE :method WHEN 'home' THEN 'Vehicle delivered at home' ELSE 'Vehicle delivered' END, :delivered_by,
       :vehicle, :deal, :deal
FROM happened;

-- service_introduction.made --
-- The item names the advisor, who is the customer's next face.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, deal_id, deal_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DeliveryItem', 'handoff', 'made', 'Introduced to service', :advisor, :vehicle,
       :deal, :deal
FROM happened;

-- appointment.scheduled --
-- The kind decides the department: service, recall and parts are service, all others sales.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, lead_id, opportunity_id,
                  appointment_id, text)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'AppointmentItem',
       CASE WHEN :kind IN ('service', 'recall', 'parts_install') THEN 'service' ELSE 'sales' END, 'scheduled',
       'Appointment made: ' || replace(:kind, '_', ' '), :employee, :vehicle, :lead, :opportunity, :appointment,
       :concerns
FROM happened;

-- appointment.confirmed, appointment.rescheduled, appointment.cancelled, appointment.shown, appointment.no_showed, appointment.recovered --
-- What becomes of an appointment stands where the appointment does.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, lead_id, opportunity_id,
                  appointment_id)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'AppointmentItem', coalesce(known.category, 'service'), split_part(:type, '.', 2),
       CASE :type
           WHEN 'appointment.confirmed' THEN 'Appointment confirmed'
           WHEN 'appointment.rescheduled' THEN 'Appointment moved'
           WHEN 'appointment.cancelled' THEN 'Appointment cancelled'
           WHEN 'appointment.shown' THEN 'Came to the appointment'
           WHEN 'appointment.no_showed' THEN 'Did not come to the appointment'
           ELSE 'New appointment after a no-show' END, known.employee_id, known.vin, known.lead_id,
       known.opportunity_id, :appointment
FROM happened
LEFT JOIN LATERAL (
    SELECT i.category, i.employee_id, i.vin, i.lead_id, i.opportunity_id FROM item AS i
    WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.appointment_id = :appointment
      AND i.type = 'appointment.scheduled' AND i.position < :position
    ORDER BY i.position DESC LIMIT 1) AS known ON true;

-- repair_order.opened --
-- The repair order is the visit; its number is what people call it by.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, appointment_id,
                  repair_order_id, visit_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'RepairOrderItem', 'service', 'opened', 'Repair order ' || :number, :advisor,
       :vehicle, :appointment, :repair_order, :repair_order
FROM happened;

-- concern.recorded --
-- The customer's own words are content; the title only says that there are some.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key, text)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'RepairOrderItem', 'service', 'recorded', 'Customer described a concern', :vehicle,
       :repair_order, :repair_order, :complaint
FROM happened;

-- inspection.completed, work.approved, promise_time.set, repair_order.closed, vehicle.picked_up --
-- Findings and times stand on the repair order.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'RepairOrderItem', 'service', split_part(:type, '.', 2), CASE :type
           WHEN 'inspection.completed' THEN 'Inspection completed'
           WHEN 'work.approved' THEN 'Work approved'
           WHEN 'promise_time.set' THEN 'Ready time promised'
           WHEN 'repair_order.closed' THEN 'Repair order closed'
           ELSE 'Vehicle picked up' END, :vehicle, :repair_order, :repair_order
FROM happened;

-- work.recommended --
-- Prices of service work are facts about the vehicle, so they are clear.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key,
                  amount_minor, currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'RepairOrderItem', 'service', 'recommended', 'Recommended: ' || :description,
       :vehicle, :repair_order, :repair_order, :price.amount, :price.currency
FROM happened;

-- work.declined --
-- What was declined is a fact, what the customer said about it is content.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key,
                  amount_minor, currency, text)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DeclinedWorkItem', 'service', :decision,
       initcap(:decision) || ': ' || :description, :vehicle, :repair_order, :repair_order, :price.amount,
       :price.currency, :verbatim
FROM happened;

-- declined_work.recovered --
-- The item belongs to the visit in which the work was sold after all.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key,
                  amount_minor, currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DeclinedWorkItem', 'service', 'recovered', 'Declined work recovered', :vehicle,
       :repair_order, :repair_order, :amount.amount, :amount.currency
FROM happened;

-- status_update.given --
-- That the customer was told is communication; what they were told is content.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, repair_order_id, visit_key, text)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'RepairOrderItem', 'communication', :topic, 'Customer told: ' || :topic,
       :repair_order, :repair_order, :message
FROM happened;

-- work.completed --
-- Work nobody is charged for has no amount.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, repair_order_id,
                  visit_key, amount_minor, currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'RepairOrderItem', 'service', 'completed', 'Done: ' || :description, :technician,
       :vehicle, :repair_order, :repair_order, :sale.amount, :sale.currency
FROM happened;

-- repair_order.invoiced --
-- The amount is what the customer pays, not what the factory pays.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key,
                  amount_minor, currency)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'RepairOrderItem', 'service', 'invoiced', 'Repair order invoiced', :vehicle,
       :repair_order, :repair_order, :customer_pay.amount, :customer_pay.currency
FROM happened;

-- note.recorded --
-- A note stands with the visit or the deal it is about.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, lead_id, deal_id, appointment_id,
                  repair_order_id, note_id, visit_key, deal_key, text)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'NoteItem', 'note', 'recorded', 'Note written', :vehicle, :lead, :deal,
       :appointment, :repair_order, :note, :repair_order, :deal, :text
FROM happened;

-- note.corrected --
-- The note's item shows the right wording; the correction has an item of its own, without a second text.
UPDATE item SET text = latest.text, corrected_at = latest.corrected_at
FROM (
    SELECT DISTINCT ON (:customer, :note) :tenant_id AS tenant_id, :customer AS customer_id, :note AS note_id,
           :text AS text, :occurred_at AS corrected_at, :position AS position
    FROM happened
    ORDER BY :customer, :note, :position DESC) AS latest
WHERE item.tenant_id = latest.tenant_id AND item.customer_id = latest.customer_id AND item.note_id = latest.note_id
  AND item.type = 'note.recorded' AND item.position < latest.position;
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, note_id)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'NoteItem', 'note', 'corrected', 'Note corrected', :note
FROM happened;

-- handoff.offered --
-- A handoff about a deal or a visit stands in its group.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, lead_id, deal_id,
                  appointment_id, repair_order_id, handoff_id, visit_key, deal_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'HandoffItem', 'handoff', 'offered', replace(replace(
           'Handoff offered: ' || :from_department || ' to ' || :to_department, 'f_and_i', 'F&I'), 'bdc', 'BDC'),
       :to_employee, :lead, :deal, :appointment, :repair_order, :handoff, :repair_order, :deal
FROM happened;

-- handoff.accepted, handoff.returned, handoff.completed --
-- The answer to a handoff stands where the offer does.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, lead_id, deal_id,
                  appointment_id, repair_order_id, handoff_id, visit_key, deal_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'HandoffItem', 'handoff', split_part(:type, '.', 2), CASE :type
           WHEN 'handoff.accepted' THEN 'Handoff accepted'
           WHEN 'handoff.returned' THEN 'Handoff sent back'
           ELSE 'Handoff completed' END, :employee, known.lead_id, known.deal_id, known.appointment_id,
       known.repair_order_id, :handoff, known.repair_order_id, known.deal_id
FROM happened
LEFT JOIN LATERAL (
    SELECT i.lead_id, i.deal_id, i.appointment_id, i.repair_order_id FROM item AS i
    WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.handoff_id = :handoff
      AND i.type = 'handoff.offered' AND i.position < :position
    ORDER BY i.position DESC LIMIT 1) AS known ON true;

-- ownership.started --
-- The role is the status, so that a lessee is not shown as an owner.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'OwnershipItem', 'ownership', :role,
       'Became ' || replace(:role, '_', '-') || ' of a vehicle', :vehicle
FROM happened;

-- ownership.ended --
-- The cause is the status.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'OwnershipItem', 'ownership', :cause,
       'Ownership ended: ' || replace(:cause, '_', ' '), :vehicle
FROM happened;

-- vehicle.acquired --
-- Whoever the vehicle came from sees that we have it; what we paid is ours.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin)
SELECT :tenant_id, :acquired_from, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'OwnershipItem', 'ownership', 'acquired', 'Vehicle taken into our stock', :vehicle
FROM happened
WHERE :acquired_from IS NOT NULL;

-- lead.received, lead.resent, lead.duplicate_detected, lead.contact_made, lead.routed, lead.first_responded, lead.lost, opportunity.opened, showroom_visit.started, test_drive.taken, trade.appraised, quote.presented, deal.structured, appointment.scheduled, appointment.confirmed, appointment.rescheduled, appointment.cancelled, appointment.shown, appointment.no_showed, appointment.recovered, repair_order.opened, note.recorded, handoff.offered, handoff.accepted, handoff.returned, handoff.completed --
-- What concerns an opportunity is one group: that of its latest deal, or its own while there is none. A lead belongs to
-- the opportunity it became, an appointment to the service visit it led to. It does not matter which of the two we hear
-- of first: both keys follow from all items of the customer.
UPDATE item SET visit_key = home.visit_key, deal_key = home.deal_key
FROM (
    SELECT placed.* FROM (SELECT DISTINCT :customer AS id FROM happened) AS touched
    CROSS JOIN LATERAL (
        SELECT tenant_id, customer_id, position, visit_key AS former_visit, deal_key AS former_deal,
               coalesce(repair_order_id, visit, visit_key) AS visit_key,
               coalesce(deal_id, matter, CASE WHEN lead_id IS NOT NULL
                   THEN (array_agg(matter) FILTER (WHERE type = 'opportunity.opened') OVER lead)[1] END) AS deal_key
        FROM (
            SELECT tenant_id, customer_id, position, type, lead_id, deal_id, repair_order_id, visit_key, deal_key,
                   CASE WHEN appointment_id IS NOT NULL THEN
                       (array_agg(repair_order_id) FILTER (WHERE type = 'repair_order.opened') OVER appointment)[1]
                       END AS visit,
                   CASE WHEN opportunity_id IS NOT NULL THEN coalesce(
                       (array_agg(deal_id) FILTER (WHERE type = 'deal.structured') OVER opportunity)[1],
                       opportunity_id) END AS matter
            FROM item
            WHERE tenant_id = :tenant_id AND customer_id = touched.id
              AND coalesce(lead_id, opportunity_id, appointment_id) IS NOT NULL
            WINDOW appointment AS (PARTITION BY appointment_id ORDER BY position DESC
                       ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
                   opportunity AS (PARTITION BY opportunity_id ORDER BY position DESC
                       ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS named
        WINDOW lead AS (PARTITION BY lead_id ORDER BY position DESC
                   ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) AS placed
    WHERE (placed.former_visit, placed.former_deal) IS DISTINCT FROM (placed.visit_key, placed.deal_key)) AS home
WHERE item.tenant_id = home.tenant_id AND item.customer_id = home.customer_id AND item.position = home.position;

-- deal.structured --
-- The opportunity's own group is empty now.
DELETE FROM item_group AS g
USING (SELECT DISTINCT :tenant_id AS tenant_id, :customer AS customer_id, :opportunity AS key FROM happened) AS former
WHERE g.tenant_id = former.tenant_id AND g.customer_id = former.customer_id AND g.kind = 'deal' AND g.key = former.key;

-- * customer --
-- Every item counts once in its facet: of a customer, all from the first event of the batch on are new. What a vehicle
-- was acquired from somebody by is counted below. The groups of the customers concerned are drawn anew.
WITH touched AS MATERIALIZED (
    SELECT :customer AS id, min(:position) AS since FROM happened GROUP BY :customer
), counted AS (
    INSERT INTO facet (tenant_id, customer_id, category, count)
    SELECT found.* FROM touched
    CROSS JOIN LATERAL (
        SELECT tenant_id, customer_id, category, count(*) FROM item
        WHERE tenant_id = :tenant_id AND customer_id = touched.id AND position >= touched.since
          AND type <> 'vehicle.acquired'
        GROUP BY tenant_id, customer_id, category) AS found
    ON CONFLICT (tenant_id, customer_id, category) DO UPDATE SET count = facet.count + excluded.count
)
INSERT INTO item_group (tenant_id, customer_id, kind, key, title, first_at, last_at, items, position)
SELECT drawn.* FROM touched
CROSS JOIN LATERAL (
    SELECT tenant_id, customer_id, 'visit', visit_key AS key,
           coalesce(max(title) FILTER (WHERE type = 'repair_order.opened'),
                    CASE WHEN count(repair_order_id) > 0 THEN 'Service visit' ELSE 'Showroom visit' END),
           min(occurred_at), max(occurred_at), count(*), max(position)
    FROM item
    WHERE tenant_id = :tenant_id AND customer_id = touched.id AND visit_key IS NOT NULL
    GROUP BY tenant_id, customer_id, visit_key
    UNION ALL
    SELECT tenant_id, customer_id, 'deal', deal_key,
           coalesce(max(title) FILTER (WHERE type = 'deal.structured'),
                    max(title) FILTER (WHERE type = 'opportunity.opened'), 'Interest in a vehicle'),
           min(occurred_at), max(occurred_at), count(*), max(position)
    FROM item
    WHERE tenant_id = :tenant_id AND customer_id = touched.id AND deal_key IS NOT NULL
    GROUP BY tenant_id, customer_id, deal_key) AS drawn
ON CONFLICT (tenant_id, customer_id, kind, key) DO UPDATE
SET title = excluded.title, first_at = excluded.first_at, last_at = excluded.last_at, items = excluded.items,
    position = excluded.position
WHERE (item_group.title, item_group.first_at, item_group.items, item_group.position)
   IS DISTINCT FROM (excluded.title, excluded.first_at, excluded.items, excluded.position);

-- * acquired_from --
-- So does the item of whoever a vehicle came from.
INSERT INTO facet (tenant_id, customer_id, category, count)
SELECT :tenant_id, :acquired_from, this.category, count(*)
FROM happened
CROSS JOIN LATERAL (
    SELECT i.category FROM item AS i
    WHERE i.tenant_id = :tenant_id AND i.customer_id = :acquired_from AND i.position = :position LIMIT 1) AS this
GROUP BY :acquired_from, this.category
ON CONFLICT (tenant_id, customer_id, category) DO UPDATE SET count = facet.count + excluded.count;

-- deal.structured, deal.submitted_to_finance, deal.readiness_assessed, deal.returned_for_rework, deal.funded, deal.unwound, stipulation.requested, stipulation.satisfied, contract.signed, vehicle.sold, vehicle.delivered, service_introduction.made, note.recorded, handoff.offered, handoff.accepted, handoff.returned, handoff.completed --
-- What happens to a joint deal happens with both buyers: the other one gets every item too, without the buyer's money,
-- and each item names the other. Both timelines are counted and drawn anew. An answer to a handoff does not name the
-- deal, but its item does. Whom a later text of the deal names no more has no part in what happens from then on.
INSERT INTO item (tenant_id, customer_id, joint_id, position, id, kind, type, category, title, occurred_at, recorded_at,
                  rooftop_id, actor_type, actor_id, source_system, employee_id, vin, opportunity_id, deal_id, deal_key,
                  status)
SELECT i.tenant_id, other.id, one.id, i.position, i.id, i.kind, i.type, i.category, i.title, i.occurred_at,
       i.recorded_at, i.rooftop_id, i.actor_type, i.actor_id, i.source_system, i.employee_id, i.vin, i.opportunity_id,
       i.deal_id, i.deal_key, i.status
FROM (
    SELECT DISTINCT this.deal_id AS deal FROM happened
    CROSS JOIN LATERAL (
        SELECT i.deal_id FROM item AS i
        WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.position = :position
          AND i.deal_id IS NOT NULL LIMIT 1) AS this) AS touched
CROSS JOIN LATERAL (
    SELECT DISTINCT b.customer_id AS id FROM item AS b
    WHERE b.tenant_id = :tenant_id AND b.deal_id = touched.deal AND b.type = 'deal.structured') AS one
CROSS JOIN LATERAL (
    SELECT b.customer_id AS id, max(b.position) AS last FROM item AS b
    WHERE b.tenant_id = :tenant_id AND b.deal_id = touched.deal AND b.type = 'deal.structured'
      AND b.customer_id <> one.id
    GROUP BY b.customer_id) AS other
CROSS JOIN LATERAL (
    SELECT min(b.position) AS position FROM item AS b
    WHERE b.tenant_id = :tenant_id AND b.deal_id = touched.deal AND b.type = 'deal.structured'
      AND b.position > other.last) AS without
JOIN item AS i ON i.tenant_id = :tenant_id AND i.customer_id = one.id AND i.deal_key = touched.deal
              AND i.deal_id = touched.deal AND (without.position IS NULL OR i.position < without.position)
ON CONFLICT (tenant_id, customer_id, position) DO NOTHING;
UPDATE item SET joint_id = pair.other
FROM (
    SELECT i.tenant_id, i.customer_id, i.position, theirs.id AS other
    FROM (
        SELECT DISTINCT this.deal_id AS deal FROM happened
        CROSS JOIN LATERAL (
            SELECT i.deal_id FROM item AS i
            WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.position = :position
              AND i.deal_id IS NOT NULL LIMIT 1) AS this) AS touched
    CROSS JOIN LATERAL (
        SELECT DISTINCT b.customer_id FROM item AS b
        WHERE b.tenant_id = :tenant_id AND b.deal_id = touched.deal AND b.type = 'deal.structured') AS mine
    JOIN item AS i ON i.tenant_id = :tenant_id AND i.customer_id = mine.customer_id AND i.deal_key = touched.deal
                  AND i.deal_id = touched.deal
    LEFT JOIN LATERAL (
        SELECT other.id FROM (
            SELECT b.customer_id AS id, max(b.position) AS last FROM item AS b
            WHERE b.tenant_id = :tenant_id AND b.deal_id = touched.deal AND b.type = 'deal.structured'
              AND b.customer_id <> mine.customer_id
            GROUP BY b.customer_id) AS other
        WHERE NOT EXISTS (
            SELECT FROM item AS b
            WHERE b.tenant_id = :tenant_id AND b.deal_id = touched.deal AND b.type = 'deal.structured'
              AND b.position > other.last AND b.position <= i.position)
        ORDER BY other.last DESC, other.id LIMIT 1) AS theirs ON true
    WHERE i.joint_id IS DISTINCT FROM theirs.id) AS pair
WHERE item.tenant_id = pair.tenant_id AND item.customer_id = pair.customer_id AND item.position = pair.position;
WITH touched AS MATERIALIZED (
    SELECT DISTINCT buyer.customer_id AS id
    FROM (
        SELECT DISTINCT this.deal_id AS deal FROM happened
        CROSS JOIN LATERAL (
            SELECT i.deal_id FROM item AS i
            WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.position = :position
              AND i.deal_id IS NOT NULL LIMIT 1) AS this) AS dealt
    CROSS JOIN LATERAL (
        SELECT one.customer_id FROM item AS one
        JOIN item AS other ON other.tenant_id = one.tenant_id AND other.deal_id = one.deal_id
                          AND other.type = 'deal.structured' AND other.customer_id <> one.customer_id
        WHERE one.tenant_id = :tenant_id AND one.deal_id = dealt.deal AND one.type = 'deal.structured'
    ) AS buyer
), counted AS (
    INSERT INTO facet (tenant_id, customer_id, category, count)
    SELECT drawn.* FROM touched
    CROSS JOIN LATERAL (
        SELECT tenant_id, customer_id, category, count(*) FROM item
        WHERE tenant_id = :tenant_id AND customer_id = touched.id GROUP BY tenant_id, customer_id, category) AS drawn
    ON CONFLICT (tenant_id, customer_id, category) DO UPDATE SET count = excluded.count
)
INSERT INTO item_group (tenant_id, customer_id, kind, key, title, first_at, last_at, items, position)
SELECT drawn.* FROM touched
CROSS JOIN LATERAL (
    SELECT tenant_id, customer_id, 'deal', deal_key AS key,
           coalesce(max(title) FILTER (WHERE type = 'deal.structured'),
                    max(title) FILTER (WHERE type = 'opportunity.opened'), 'Interest in a vehicle'),
           min(occurred_at), max(occurred_at), count(*), max(position)
    FROM item
    WHERE tenant_id = :tenant_id AND customer_id = touched.id AND deal_key IS NOT NULL
    GROUP BY tenant_id, customer_id, deal_key) AS drawn
ON CONFLICT (tenant_id, customer_id, kind, key) DO UPDATE
SET title = excluded.title, first_at = excluded.first_at, last_at = excluded.last_at, items = excluded.items,
    position = excluded.position
WHERE (item_group.title, item_group.first_at, item_group.items, item_group.position)
   IS DISTINCT FROM (excluded.title, excluded.first_at, excluded.items, excluded.position);
