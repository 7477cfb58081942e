-- customer.registered, customer.record_linked, customer.record_unlinked, customer.profile_corrected, customer.status_changed, contact_point.added, contact_point.verified, contact_point.invalidated, address.recorded, buying_preference.stated --
-- Titles tell what happened, never the data itself: that is personal and stands on the customer's profile.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
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
            ELSE 'Said how they want to buy' END);

-- customer.assigned --
-- The employee is a reference, so that a page can show the name under its own rules.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'AssignmentItem', 'handoff', split_part(:type, '.', 2),
        'Someone assigned: ' || replace(replace(replace(:slot, 'f_and_i', 'F&I'), 'bdc', 'BDC'), '_', ' '),
        :employee);

-- customer.reassigned --
-- The item names who has the customer now.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'AssignmentItem', 'handoff', split_part(:type, '.', 2),
        'Someone else assigned: ' || replace(replace(replace(:slot, 'f_and_i', 'F&I'), 'bdc', 'BDC'), '_', ' '),
        :to_employee);

-- customer.orphaned --
-- The item names who had the customer last.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'AssignmentItem', 'handoff', split_part(:type, '.', 2),
        'Nobody assigned any more: ' || replace(replace(replace(:slot, 'f_and_i', 'F&I'), 'bdc', 'BDC'), '_', ' '),
        :last_employee);

-- lead.received --
-- Who sent it is a fact; what the shopper wrote is content.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id, text)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'LeadItem', 'sales', 'received', 'Lead received from ' || :provider, :lead,
        :comments);

-- lead.resent, lead.duplicate_detected, lead.contact_made --
-- Resends and duplicates are shown: they explain why someone called twice.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'LeadItem',
        CASE :type WHEN 'lead.contact_made' THEN 'communication' ELSE 'sales' END, split_part(:type, '.', 2),
        CASE :type
            WHEN 'lead.resent' THEN 'Same lead sent again'
            WHEN 'lead.duplicate_detected' THEN 'Duplicate of an earlier lead'
            ELSE 'Dealer and shopper in contact' END, :lead);

-- lead.routed, lead.first_responded --
-- Who has the lead, and who answered it first, are one kind of reference.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id, employee_id)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'LeadItem', CASE :type WHEN 'lead.routed' THEN 'sales' ELSE 'communication' END,
        split_part(:type, '.', 2),
        CASE :type WHEN 'lead.routed' THEN 'Lead routed' ELSE 'Lead answered for the first time' END, :lead,
        :employee);

-- lead.lost --
-- The reason is a fact; what was said about it is content.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id, text)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'LeadItem', 'sales', 'lost', 'Lead lost: ' || replace(:reason, '_', ' '), :lead,
        :comments);

-- opportunity.opened --
-- The title says what they want as far as they named it.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, lead_id, opportunity_id)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'VisitItem', 'sales', 'opened',
        coalesce('Interest in ' || nullif(concat_ws(' ', :wanted.year, :wanted.make, :wanted.model), ''),
                 CASE :kind WHEN 'trade_only' THEN 'Wants to sell a vehicle' ELSE 'Interest in a vehicle' END),
        :lead, :opportunity);

-- showroom_visit.started --
-- A visit to the showroom is a group of its own, and part of the deal it leads to.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, opportunity_id, visit_key)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'VisitItem', 'sales', :how,
        CASE :how WHEN 'appointment' THEN 'Came to the showroom as agreed'
            WHEN 'be_back' THEN 'Came back to the showroom' ELSE 'Walked into the showroom' END, :greeted_by,
        :opportunity, :visit);

-- test_drive.taken --
-- How long the drive took is behaviour and stays in the log.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, opportunity_id)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'VisitItem', 'sales', 'taken', 'Took a test drive', :accompanied_by, :vehicle,
        :opportunity);

-- trade.appraised --
-- The offer is the customer's money; what the dealer thinks the car is worth stays out of the timeline.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, opportunity_id, financial_minor,
                  financial_currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'VisitItem', 'sales', 'appraised', 'Trade-in appraised', :vehicle, :opportunity,
        :offer.amount, :offer.currency);

-- quote.presented --
-- The price shown is the customer's money.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, opportunity_id, financial_minor,
                  financial_currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'VisitItem', 'sales', 'presented', 'Price presented', :vehicle, :opportunity,
        :price.amount, :price.currency);

-- deal.structured --
-- The opportunity's group becomes the deal's. The co-buyer gets the item too, without the buyer's money.
UPDATE item SET deal_key = :deal
WHERE tenant_id = :tenant_id AND customer_id = :customer AND deal_key = :opportunity;
DELETE FROM item_group
WHERE tenant_id = :tenant_id AND customer_id = :customer AND kind = 'deal' AND key = :opportunity;
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, opportunity_id, deal_id,
                  deal_key, financial_minor, financial_currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DealItem', 'sales', 'structured', 'Deal ' || :number, :salesperson, :vehicle,
        :opportunity, :deal, :deal, :price.amount, :price.currency);
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, opportunity_id, deal_id,
                  deal_key)
SELECT :tenant_id, :co_buyer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'DealItem', 'sales', 'structured', 'Co-buyer in deal ' || :number, :salesperson,
       :vehicle, :opportunity, :deal, :deal
WHERE :co_buyer IS NOT NULL AND :co_buyer <> :customer;

-- deal.submitted_to_finance, deal.readiness_assessed, deal.returned_for_rework, stipulation.requested, stipulation.satisfied --
-- What is missing, and why, stands on the deal.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, deal_id, deal_key)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DealItem', 'finance', split_part(:type, '.', 2), CASE :type
            WHEN 'deal.submitted_to_finance' THEN 'Deal handed to F&I'
            WHEN 'deal.readiness_assessed' THEN 'Deal checked by F&I'
            WHEN 'deal.returned_for_rework' THEN 'Deal sent back to the desk'
            WHEN 'stipulation.requested' THEN 'Lender asks for a document'
            ELSE 'Document for the lender handed in' END, :deal, :deal);

-- contract.signed --
-- The amount financed is the customer's money; the lender is named on the deal.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, deal_id, deal_key, financial_minor,
                  financial_currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DealItem', 'finance', 'signed', 'Contract signed', :deal, :deal,
        :amount_financed.amount, :amount_financed.currency);

-- deal.funded --
-- What the lender paid is the customer's debt.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, deal_id, deal_key, financial_minor,
                  financial_currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DealItem', 'finance', 'funded', 'Deal funded by the lender', :deal, :deal,
        :amount.amount, :amount.currency);

-- deal.unwound --
-- What it means for the ownership is said by events of its own.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, deal_id, deal_key)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DealItem', 'sales', 'unwound', 'Deal undone', :vehicle, :deal, :deal);

-- vehicle.sold --
-- The price is the customer's money.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, deal_id, deal_key,
                  financial_minor, financial_currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DealItem', 'sales', 'sold', initcap(:condition) || ' vehicle sold', :salesperson,
        :vehicle, :deal, :deal, :price.amount, :price.currency);

-- vehicle.delivered --
-- The handover is the end of the sale and the start of ownership.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, deal_id, deal_key)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DeliveryItem', 'sales', 'delivered',
        CASE :method WHEN 'home' THEN 'Vehicle delivered at home' ELSE 'Vehicle delivered' END, :delivered_by,
        :vehicle, :deal, :deal);

-- service_introduction.made --
-- The item names the advisor, who is the customer's next face.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, deal_id, deal_key)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DeliveryItem', 'handoff', 'made', 'Introduced to service', :advisor, :vehicle,
        :deal, :deal);

-- appointment.scheduled --
-- The kind decides the department: service, recall and parts are service, all others sales.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, lead_id, opportunity_id,
                  appointment_id, text)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'AppointmentItem',
        CASE WHEN :kind IN ('service', 'recall', 'parts_install') THEN 'service' ELSE 'sales' END, 'scheduled',
        'Appointment made: ' || replace(:kind, '_', ' '), :employee, :vehicle, :lead, :opportunity, :appointment,
        :concerns);

-- appointment.confirmed, appointment.rescheduled, appointment.cancelled, appointment.shown, appointment.no_showed, appointment.recovered --
-- What becomes of an appointment stands where the appointment does.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, lead_id, opportunity_id,
                  appointment_id, deal_key)
SELECT :tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'AppointmentItem', coalesce(known.category, 'service'), split_part(:type, '.', 2),
       CASE :type
           WHEN 'appointment.confirmed' THEN 'Appointment confirmed'
           WHEN 'appointment.rescheduled' THEN 'Appointment moved'
           WHEN 'appointment.cancelled' THEN 'Appointment cancelled'
           WHEN 'appointment.shown' THEN 'Came to the appointment'
           WHEN 'appointment.no_showed' THEN 'Did not come to the appointment'
           ELSE 'New appointment after a no-show' END, known.employee_id, known.vin, known.lead_id,
       known.opportunity_id, :appointment, known.deal_key
FROM (VALUES (:appointment)) AS this (appointment)
LEFT JOIN LATERAL (
    SELECT category, employee_id, vin, lead_id, opportunity_id, deal_key FROM item
    WHERE tenant_id = :tenant_id AND customer_id = :customer AND appointment_id = this.appointment
      AND kind = 'AppointmentItem'
    ORDER BY position LIMIT 1) AS known ON true;

-- repair_order.opened --
-- The repair order is the visit; its number is what people call it by.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, appointment_id,
                  repair_order_id, visit_key)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'RepairOrderItem', 'service', 'opened', 'Repair order ' || :number, :advisor,
        :vehicle, :appointment, :repair_order, :repair_order);

-- concern.recorded --
-- The customer's own words are content; the title only says that there are some.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key, text)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'RepairOrderItem', 'service', 'recorded', 'Customer described a concern',
        :vehicle, :repair_order, :repair_order, :complaint);

-- inspection.completed, work.approved, promise_time.set, repair_order.closed, vehicle.picked_up --
-- Findings and times stand on the repair order.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'RepairOrderItem', 'service', split_part(:type, '.', 2), CASE :type
            WHEN 'inspection.completed' THEN 'Inspection completed'
            WHEN 'work.approved' THEN 'Recommended work approved'
            WHEN 'promise_time.set' THEN 'Ready time promised'
            WHEN 'repair_order.closed' THEN 'Repair order closed'
            ELSE 'Vehicle picked up' END, :vehicle, :repair_order, :repair_order);

-- work.recommended --
-- Prices of service work are facts about the vehicle, so they are clear.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key,
                  amount_minor, currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'RepairOrderItem', 'service', 'recommended', 'Recommended: ' || :description,
        :vehicle, :repair_order, :repair_order, :price.amount, :price.currency);

-- work.declined --
-- What was declined is a fact, what the customer said about it is content.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key,
                  amount_minor, currency, text)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DeclinedWorkItem', 'service', :decision,
        initcap(:decision) || ': ' || :description, :vehicle, :repair_order, :repair_order, :price.amount,
        :price.currency, :verbatim);

-- declined_work.recovered --
-- The item belongs to the visit in which the work was sold after all.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key,
                  amount_minor, currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'DeclinedWorkItem', 'service', 'recovered', 'Declined work recovered', :vehicle,
        :repair_order, :repair_order, :amount.amount, :amount.currency);

-- status_update.given --
-- That the customer was told is communication; what they were told is content.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, repair_order_id, visit_key, text)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'RepairOrderItem', 'communication', :topic, 'Customer told: ' || :topic,
        :repair_order, :repair_order, :message);

-- work.completed --
-- Work nobody is charged for has no amount.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, vin, repair_order_id,
                  visit_key, amount_minor, currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'RepairOrderItem', 'service', 'completed', 'Done: ' || :description, :technician,
        :vehicle, :repair_order, :repair_order, :sale.amount, :sale.currency);

-- repair_order.invoiced --
-- The amount is what the customer pays, not what the factory pays.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, repair_order_id, visit_key,
                  amount_minor, currency)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'RepairOrderItem', 'service', 'invoiced', 'Repair order invoiced', :vehicle,
        :repair_order, :repair_order, :customer_pay.amount, :customer_pay.currency);

-- note.recorded --
-- A note stands with the visit or the deal it is about.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin, lead_id, deal_id, appointment_id,
                  repair_order_id, note_id, visit_key, deal_key, text)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'NoteItem', 'note', 'recorded', 'Note written', :vehicle, :lead, :deal,
        :appointment, :repair_order, :note, :repair_order, :deal, :text);

-- note.corrected --
-- The note's item shows the right wording; the correction has an item of its own, without a second text.
UPDATE item SET text = :text, corrected_at = :occurred_at
WHERE tenant_id = :tenant_id AND customer_id = :customer AND note_id = :note AND type = 'note.recorded';
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, note_id)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'NoteItem', 'note', 'corrected', 'Note corrected', :note);

-- handoff.offered --
-- A handoff about a deal or a visit stands in its group.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, employee_id, lead_id, deal_id,
                  appointment_id, repair_order_id, handoff_id, visit_key, deal_key)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'HandoffItem', 'handoff', 'offered', replace(replace(
            'Handoff offered: ' || :from_department || ' to ' || :to_department, 'f_and_i', 'F&I'), 'bdc', 'BDC'),
        :to_employee, :lead, :deal, :appointment, :repair_order, :handoff, :repair_order, :deal);

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
       known.repair_order_id, :handoff, known.visit_key, known.deal_key
FROM (VALUES (:handoff)) AS this (handoff)
LEFT JOIN LATERAL (
    SELECT lead_id, deal_id, appointment_id, repair_order_id, visit_key, deal_key FROM item
    WHERE tenant_id = :tenant_id AND customer_id = :customer AND handoff_id = this.handoff
      AND type = 'handoff.offered'
    ORDER BY position DESC LIMIT 1) AS known ON true;

-- ownership.started --
-- The role is the status, so that a lessee is not shown as an owner.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'OwnershipItem', 'ownership', :role,
        'Became ' || replace(:role, '_', '-') || ' of a vehicle', :vehicle);

-- ownership.ended --
-- The cause is the status.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin)
VALUES (:tenant_id, :customer, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
        :actor_id, :source_system, 'OwnershipItem', 'ownership', :cause,
        'Ownership ended: ' || replace(:cause, '_', ' '), :vehicle);

-- vehicle.acquired --
-- Whoever the vehicle came from sees that we have it; what we paid is ours.
INSERT INTO item (tenant_id, customer_id, position, id, type, occurred_at, recorded_at, rooftop_id, actor_type,
                  actor_id, source_system, kind, category, status, title, vin)
SELECT :tenant_id, :acquired_from, :position, :event_id, :type, :occurred_at, :recorded_at, :rooftop, :actor_type,
       :actor_id, :source_system, 'OwnershipItem', 'ownership', 'acquired', 'Vehicle taken into our stock', :vehicle
WHERE :acquired_from IS NOT NULL;

-- * opportunity --
-- What concerns an opportunity stands in one group, which is the deal's once there is a deal.
UPDATE item SET deal_key = coalesce((
    SELECT i.deal_key FROM item AS i
    WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.opportunity_id = :opportunity
      AND i.deal_key IS NOT NULL
    ORDER BY i.position DESC LIMIT 1), :opportunity)
WHERE tenant_id = :tenant_id AND customer_id = :customer AND position = :position AND deal_key IS NULL;

-- * lead --
-- A lead joins the group of the opportunity it became, whichever of the two we hear of first.
UPDATE item SET deal_key = (
    SELECT i.deal_key FROM item AS i
    WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.lead_id = :lead
      AND i.deal_key IS NOT NULL
    ORDER BY i.position DESC LIMIT 1)
WHERE tenant_id = :tenant_id AND customer_id = :customer AND position = :position AND deal_key IS NULL;
UPDATE item SET deal_key = this.deal_key FROM item AS this
WHERE this.tenant_id = :tenant_id AND this.customer_id = :customer AND this.position = :position
  AND item.tenant_id = :tenant_id AND item.customer_id = :customer AND item.lead_id = :lead
  AND item.deal_key IS NULL;

-- * appointment --
-- So does an appointment join the service visit it led to.
UPDATE item SET visit_key = (
    SELECT i.visit_key FROM item AS i
    WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.appointment_id = :appointment
      AND i.visit_key IS NOT NULL
    ORDER BY i.position DESC LIMIT 1)
WHERE tenant_id = :tenant_id AND customer_id = :customer AND position = :position AND visit_key IS NULL;
UPDATE item SET visit_key = this.visit_key FROM item AS this
WHERE this.tenant_id = :tenant_id AND this.customer_id = :customer AND this.position = :position
  AND item.tenant_id = :tenant_id AND item.customer_id = :customer AND item.appointment_id = :appointment
  AND item.visit_key IS NULL;

-- * customer --
-- Every item counts once in its facet; the groups it stands in are drawn anew, because items can have moved.
INSERT INTO facet (tenant_id, customer_id, category, count)
SELECT tenant_id, customer_id, category, 1 FROM item
WHERE tenant_id = :tenant_id AND customer_id = :customer AND position = :position
ON CONFLICT (tenant_id, customer_id, category) DO UPDATE SET count = facet.count + 1;
INSERT INTO item_group (tenant_id, customer_id, kind, key, title, first_at, last_at, items, position)
SELECT i.tenant_id, i.customer_id, 'visit', i.visit_key,
       coalesce(max(m.title) FILTER (WHERE m.type = 'repair_order.opened'),
                CASE WHEN count(m.repair_order_id) > 0 THEN 'Service visit' ELSE 'Showroom visit' END),
       min(m.occurred_at), max(m.occurred_at), count(*), i.position
FROM item AS i
JOIN item AS m ON m.tenant_id = i.tenant_id AND m.customer_id = i.customer_id AND m.visit_key = i.visit_key
WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.position = :position
GROUP BY i.tenant_id, i.customer_id, i.visit_key, i.position
ON CONFLICT (tenant_id, customer_id, kind, key) DO UPDATE
SET title = excluded.title, first_at = excluded.first_at, last_at = excluded.last_at, items = excluded.items,
    position = excluded.position;
INSERT INTO item_group (tenant_id, customer_id, kind, key, title, first_at, last_at, items, position)
SELECT i.tenant_id, i.customer_id, 'deal', i.deal_key,
       coalesce(max(m.title) FILTER (WHERE m.type = 'deal.structured'),
                max(m.title) FILTER (WHERE m.type = 'opportunity.opened'), 'Interest in a vehicle'),
       min(m.occurred_at), max(m.occurred_at), count(*), i.position
FROM item AS i
JOIN item AS m ON m.tenant_id = i.tenant_id AND m.customer_id = i.customer_id AND m.deal_key = i.deal_key
WHERE i.tenant_id = :tenant_id AND i.customer_id = :customer AND i.position = :position
GROUP BY i.tenant_id, i.customer_id, i.deal_key, i.position
ON CONFLICT (tenant_id, customer_id, kind, key) DO UPDATE
SET title = excluded.title, first_at = excluded.first_at, last_at = excluded.last_at, items = excluded.items,
    position = excluded.position;

-- * co_buyer --
-- The co-buyer's item counts on the co-buyer's timeline.
INSERT INTO facet (tenant_id, customer_id, category, count)
SELECT tenant_id, customer_id, category, 1 FROM item
WHERE tenant_id = :tenant_id AND customer_id = :co_buyer AND position = :position AND :co_buyer <> :customer
ON CONFLICT (tenant_id, customer_id, category) DO UPDATE SET count = facet.count + 1;
INSERT INTO item_group (tenant_id, customer_id, kind, key, title, first_at, last_at, items, position)
SELECT i.tenant_id, i.customer_id, 'deal', i.deal_key,
       coalesce(max(m.title) FILTER (WHERE m.type = 'deal.structured'),
                max(m.title) FILTER (WHERE m.type = 'opportunity.opened'), 'Interest in a vehicle'),
       min(m.occurred_at), max(m.occurred_at), count(*), i.position
FROM item AS i
JOIN item AS m ON m.tenant_id = i.tenant_id AND m.customer_id = i.customer_id AND m.deal_key = i.deal_key
WHERE i.tenant_id = :tenant_id AND i.customer_id = :co_buyer AND i.position = :position AND :co_buyer <> :customer
GROUP BY i.tenant_id, i.customer_id, i.deal_key, i.position
ON CONFLICT (tenant_id, customer_id, kind, key) DO UPDATE
SET title = excluded.title, first_at = excluded.first_at, last_at = excluded.last_at, items = excluded.items,
    position = excluded.position;

-- * acquired_from --
-- So does the item of whoever a vehicle came from.
INSERT INTO facet (tenant_id, customer_id, category, count)
SELECT tenant_id, customer_id, category, 1 FROM item
WHERE tenant_id = :tenant_id AND customer_id = :acquired_from AND position = :position
ON CONFLICT (tenant_id, customer_id, category) DO UPDATE SET count = facet.count + 1;
