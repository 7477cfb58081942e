-- appointment.scheduled --
-- Stating an appointment again corrects it; one that was cancelled or missed is on again. Who states it for the time
-- for which it was booked says nothing new of one that was moved since: it stays where it was moved to.
INSERT INTO appointment (tenant_id, id, customer_id, kind, status, booked_for, starts_at, ends_at, vin, lead_id,
                         opportunity_id, employee_id, concerns, transport, origin, scheduled_at, rooftop_id, position)
VALUES (:tenant_id, :appointment, :customer, :kind, 'scheduled', :starts_at, :starts_at, :ends_at, :vehicle, :lead,
        :opportunity, :employee, :concerns, :transport, :origin, :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET customer_id = excluded.customer_id, kind = excluded.kind, booked_for = excluded.booked_for,
    starts_at = CASE WHEN appointment.reschedules > 0 AND appointment.booked_for = excluded.booked_for
                     THEN appointment.starts_at ELSE excluded.starts_at END,
    ends_at = CASE
        WHEN appointment.reschedules = 0 OR appointment.booked_for <> excluded.booked_for THEN excluded.ends_at
        WHEN excluded.ends_at >= excluded.starts_at
         AND excluded.ends_at - excluded.starts_at < '10000-01-01T00:00:00Z'::timestamptz - appointment.starts_at
        THEN appointment.starts_at + (excluded.ends_at - excluded.starts_at) END,
    vin = excluded.vin, lead_id = excluded.lead_id,
    opportunity_id = excluded.opportunity_id, employee_id = excluded.employee_id, concerns = excluded.concerns,
    transport = excluded.transport, origin = excluded.origin, rooftop_id = excluded.rooftop_id,
    status = CASE WHEN appointment.status IN ('cancelled', 'no_showed') THEN 'scheduled' ELSE appointment.status END,
    scheduled_at = least(appointment.scheduled_at, excluded.scheduled_at), position = excluded.position;

-- appointment.confirmed --
-- A confirmation that is recorded late changes nothing about a customer who already came or cancelled.
UPDATE appointment
SET status = CASE WHEN status IN ('scheduled', 'rescheduled') THEN 'confirmed' ELSE status END,
    confirmed_at = :occurred_at, confirmed_by = :by, position = :position
WHERE tenant_id = :tenant_id AND id = :appointment;

-- appointment.rescheduled --
-- The new time keeps the old length, if it has a sensible one that ends within the calendar, and has to be confirmed
-- anew.
UPDATE appointment
SET status = CASE WHEN status = 'shown' THEN status ELSE 'rescheduled' END,
    ends_at = CASE WHEN ends_at >= starts_at AND ends_at - starts_at < '10000-01-01T00:00:00Z'::timestamptz - :starts_at
                   THEN :starts_at + (ends_at - starts_at) END,
    starts_at = :starts_at, reschedules = reschedules + 1,
    confirmed_at = NULL, confirmed_by = NULL, position = :position
WHERE tenant_id = :tenant_id AND id = :appointment;

-- appointment.cancelled --
-- Who came did not cancel, whatever is recorded later.
UPDATE appointment
SET status = CASE WHEN status = 'shown' THEN status ELSE 'cancelled' END,
    cancelled_at = :occurred_at, cancelled_by = :initiator, position = :position
WHERE tenant_id = :tenant_id AND id = :appointment;

-- appointment.shown --
-- Coming is the strongest fact: it corrects a no-show that was declared too early.
UPDATE appointment
SET status = 'shown', shown_at = :occurred_at, late_minutes = :late_minutes, position = :position
WHERE tenant_id = :tenant_id AND id = :appointment;

-- appointment.no_showed --
-- The declaration is kept; the status changes only if the customer did not come after all.
UPDATE appointment
SET status = CASE WHEN status IN ('shown', 'recovered') THEN status ELSE 'no_showed' END,
    no_showed_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :appointment;

-- appointment.recovered --
-- The missed appointment points to the one that replaces it.
UPDATE appointment
SET status = 'recovered', recovered_by = :new_appointment, position = :position
WHERE tenant_id = :tenant_id AND id = :appointment;

-- * appointment --
-- Whatever names an appointment, such as a repair order or a note, moves its version on.
UPDATE appointment SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :appointment AS id, max(:position) AS position
    FROM happened GROUP BY :appointment) AS named
WHERE appointment.tenant_id = named.tenant_id AND appointment.id = named.id
  AND appointment.position < named.position;

-- * new_appointment --
-- So does replacing one that was missed.
UPDATE appointment SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :new_appointment AS id, max(:position) AS position
    FROM happened GROUP BY :new_appointment) AS named
WHERE appointment.tenant_id = named.tenant_id AND appointment.id = named.id
  AND appointment.position < named.position;
