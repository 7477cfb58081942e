-- handoff.offered --
-- Offering a matter again after it was returned starts its clock anew. Otherwise stating an offer again corrects it, and
-- takes back nothing of what was answered.
UPDATE handoff
SET status = 'offered', return_reason = NULL, accepted_at = NULL, returned_at = NULL, completed_at = NULL
WHERE tenant_id = :tenant_id AND id = :handoff AND status = 'returned' AND returned_at < :occurred_at;
INSERT INTO handoff (tenant_id, id, customer_id, status, from_department, to_department, from_employee_id, to_employee_id,
                     about, lead_id, deal_id, appointment_id, repair_order_id, reason, checklist, due_at, offered_at,
                     rooftop_id, position)
VALUES (:tenant_id, :handoff, :customer, 'offered', :from_department, :to_department, :from_employee, :to_employee,
        :about, :lead, :deal, :appointment, :repair_order, :reason, :checklist, :due_at, :occurred_at,
        :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET customer_id = excluded.customer_id, from_department = excluded.from_department,
    to_department = excluded.to_department, from_employee_id = excluded.from_employee_id,
    to_employee_id = CASE WHEN handoff.accepted_at IS NULL THEN excluded.to_employee_id ELSE handoff.to_employee_id END,
    about = excluded.about, lead_id = excluded.lead_id, deal_id = excluded.deal_id,
    appointment_id = excluded.appointment_id, repair_order_id = excluded.repair_order_id, reason = excluded.reason,
    checklist = CASE WHEN handoff.completed_at IS NULL THEN excluded.checklist ELSE handoff.checklist END,
    due_at = excluded.due_at, offered_at = excluded.offered_at, position = excluded.position;

-- handoff.accepted --
-- From here on the other department answers for the matter, in the person of whoever took it.
UPDATE handoff
SET status = 'accepted', to_employee_id = coalesce(:employee, to_employee_id), accepted_at = :occurred_at,
    position = :position
WHERE tenant_id = :tenant_id AND id = :handoff;

-- handoff.returned --
-- The matter is back with the department that offered it, and the reason is shown there.
UPDATE handoff
SET status = 'returned', return_reason = :reason, returned_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :handoff;

-- handoff.completed --
-- The checklist of the completion replaces the one that was offered, unless none was given.
UPDATE handoff
SET status = 'completed', completed_at = :occurred_at, position = :position,
    checklist = CASE WHEN jsonb_array_length(:checklist) > 0 THEN :checklist ELSE checklist END
WHERE tenant_id = :tenant_id AND id = :handoff;
