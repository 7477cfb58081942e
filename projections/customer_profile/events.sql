-- customer.registered --
-- A customer registered again, as by a second system, is corrected; the earliest registration keeps its time.
INSERT INTO customer (tenant_id, id, kind, name, given_name, family_name, language, first_seen_via, registered_at,
                      last_seen_at, since, position)
VALUES (:tenant_id, :customer, :kind, :name.full, :name.given, :name.family, :language, :first_seen_via, :occurred_at,
        :occurred_at, :position, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET kind = excluded.kind, name = excluded.name, given_name = excluded.given_name, family_name = excluded.family_name,
    language = coalesce(excluded.language, customer.language),
    registered_at = least(customer.registered_at, excluded.registered_at);

-- customer.profile_corrected --
-- A correction replaces only what it names.
UPDATE customer
SET name = CASE WHEN :name.full IS NULL THEN name ELSE :name.full END,
    given_name = CASE WHEN :name.full IS NULL THEN given_name ELSE :name.given END,
    family_name = CASE WHEN :name.full IS NULL THEN family_name ELSE :name.family END,
    language = coalesce(:language, language)
WHERE tenant_id = :tenant_id AND id = :customer;
UPDATE customer
SET address_lines = :address.lines, city = :address.city, region = :address.region,
    postal_code = :address.postal_code, country = :address.country
WHERE tenant_id = :tenant_id AND id = :customer AND :address.lines IS NOT NULL;

-- customer.status_changed --
-- The status is what was said last.
UPDATE customer SET status = :status WHERE tenant_id = :tenant_id AND id = :customer;

-- address.recorded --
-- The newest address is the address, however late we hear of an older one.
UPDATE customer
SET address_lines = :address.lines, city = :address.city, region = :address.region,
    postal_code = :address.postal_code, country = :address.country, address_since = :occurred_at
WHERE tenant_id = :tenant_id AND id = :customer AND coalesce(address_since <= :occurred_at, true);

-- contact_point.added --
-- Adding a contact point that had been invalidated makes it good again.
INSERT INTO contact_point (tenant_id, id, customer_id, kind, value, raw, hmac, label, valid, added_at, position)
VALUES (:tenant_id, :contact_point, :customer, :kind, :value, :raw, :value_hmac, :label, :valid, :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET kind = excluded.kind, value = excluded.value, raw = excluded.raw, hmac = excluded.hmac, label = excluded.label,
    valid = excluded.valid, invalid_reason = NULL, position = excluded.position;

-- contact_point.verified --
-- How the customer was reached there is worth more than when.
UPDATE contact_point SET verified_by = :method, position = :position
WHERE tenant_id = :tenant_id AND id = :contact_point;

-- contact_point.invalidated --
-- The contact point stays on the page, marked, so that nobody adds it again.
UPDATE contact_point SET valid = false, invalid_reason = :reason, position = :position
WHERE tenant_id = :tenant_id AND id = :contact_point;

-- note.recorded --
-- A note is written once; it changes by correction only.
INSERT INTO note (tenant_id, id, customer_id, text, about, vin, lead_id, deal_id, appointment_id, repair_order_id,
                  author_type, author_id, rooftop_id, recorded_at, position)
VALUES (:tenant_id, :note, :customer, :text, :about, :vehicle, :lead, :deal, :appointment, :repair_order,
        :actor_type, :actor_id, :rooftop, :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- note.corrected --
-- The page shows the right wording, and that it was corrected and why; the first wording stays in the log.
UPDATE note
SET text = :text, corrected_at = :occurred_at, correction_reason = :reason, position = :position
WHERE tenant_id = :tenant_id AND id = :note;

-- ownership.started, repair_order.opened, deal.structured, vehicle.sold --
-- A customer is found by the cars they own, bring or buy, under the whole VIN and the last eight of it.
INSERT INTO search_term (tenant_id, term, kind, customer_id)
SELECT DISTINCT :tenant_id, lower(term), 'vin', :customer
FROM unnest(ARRAY[:vehicle, right(:vehicle, 8)]) AS term
ON CONFLICT (tenant_id, term, kind, customer_id) DO NOTHING;

-- vehicle.vin_corrected --
-- Who was found by the wrong VIN is found by the right one too.
INSERT INTO search_term (tenant_id, term, kind, customer_id)
SELECT DISTINCT known.tenant_id, lower(spelling.term), known.kind, known.customer_id
FROM search_term AS known
CROSS JOIN LATERAL unnest(ARRAY[:vehicle, right(:vehicle, 8)]) AS spelling (term)
WHERE known.tenant_id = :tenant_id AND known.term = lower(:previous) AND known.kind = 'vin'
ON CONFLICT (tenant_id, term, kind, customer_id) DO NOTHING;

-- deal.structured --
-- Whoever signs along is found by the same car.
INSERT INTO search_term (tenant_id, term, kind, customer_id)
SELECT DISTINCT :tenant_id, lower(term), 'vin', :co_buyer
FROM unnest(ARRAY[:vehicle, right(:vehicle, 8)]) AS term
WHERE :co_buyer IS NOT NULL
ON CONFLICT (tenant_id, term, kind, customer_id) DO NOTHING;

-- customer.record_linked --
-- Linking a record again, after it was unlinked, renews the link.
INSERT INTO source_link (tenant_id, id, customer_id, system, record_id, method, rule, score, linked_at, position)
SELECT DISTINCT ON (:link)
       :tenant_id, :link, :customer, :system, :record_id, :method, :rule, :score, :occurred_at, :position
FROM happened
ORDER BY :link, :position DESC
ON CONFLICT (tenant_id, id) DO UPDATE
SET customer_id = excluded.customer_id, system = excluded.system, record_id = excluded.record_id,
    method = excluded.method, rule = excluded.rule, score = excluded.score, linked_at = excluded.linked_at,
    unlinked_at = NULL, position = excluded.position;

-- customer.record_unlinked --
-- The link stays, ended, so that the mistake can be seen.
UPDATE source_link AS l SET unlinked_at = ended.at, position = ended.position
FROM (
    SELECT DISTINCT ON (:link) :tenant_id AS tenant_id, :link AS id, :occurred_at AS at, :position AS position
    FROM happened
    ORDER BY :link, :position DESC) AS ended
WHERE l.tenant_id = ended.tenant_id AND l.id = ended.id AND l.position < ended.position;

-- customer.assigned --
-- One slot has one person; whoever was assigned last has it, however late we hear of who had it before.
INSERT INTO assignment (tenant_id, customer_id, slot, employee_id, since, position)
SELECT DISTINCT ON (:customer, :slot) :tenant_id, :customer, :slot, :employee, :occurred_at, :position
FROM happened
ORDER BY :customer, :slot, :occurred_at DESC, :position DESC
ON CONFLICT (tenant_id, customer_id, slot) DO UPDATE
SET employee_id = excluded.employee_id, since = excluded.since, orphaned = false, position = excluded.position
WHERE (assignment.since, assignment.position) < (excluded.since, excluded.position);

-- customer.reassigned --
-- The slot passes to the next person, also when we never knew of the first.
INSERT INTO assignment (tenant_id, customer_id, slot, employee_id, since, position)
SELECT DISTINCT ON (:customer, :slot) :tenant_id, :customer, :slot, :to_employee, :occurred_at, :position
FROM happened
ORDER BY :customer, :slot, :occurred_at DESC, :position DESC
ON CONFLICT (tenant_id, customer_id, slot) DO UPDATE
SET employee_id = excluded.employee_id, since = excluded.since, orphaned = false, position = excluded.position
WHERE (assignment.since, assignment.position) < (excluded.since, excluded.position);

-- customer.orphaned --
-- An orphaned slot stays visible as one that needs someone.
INSERT INTO assignment (tenant_id, customer_id, slot, employee_id, since, orphaned, position)
SELECT DISTINCT ON (:customer, :slot) :tenant_id, :customer, :slot, NULL::uuid, :occurred_at, true, :position
FROM happened
ORDER BY :customer, :slot, :occurred_at DESC, :position DESC
ON CONFLICT (tenant_id, customer_id, slot) DO UPDATE
SET employee_id = NULL, since = excluded.since, orphaned = true, position = excluded.position
WHERE (assignment.since, assignment.position) < (excluded.since, excluded.position);

-- buying_preference.stated --
-- What the customer said last counts, however late we hear of something they said before.
INSERT INTO buying_preference (tenant_id, customer_id, path, wants, contact_channel, contact_time, earliest, latest,
                               stated_via, stated_at, position)
SELECT DISTINCT ON (:customer)
       :tenant_id, :customer, :path, :wants, :contact_channel, :contact_time, :earliest, :latest, :stated_via,
       :occurred_at, :position
FROM happened
ORDER BY :customer, :occurred_at DESC, :position DESC
ON CONFLICT (tenant_id, customer_id) DO UPDATE
SET path = excluded.path, wants = excluded.wants, contact_channel = excluded.contact_channel,
    contact_time = excluded.contact_time, earliest = excluded.earliest, latest = excluded.latest,
    stated_via = excluded.stated_via, stated_at = excluded.stated_at, position = excluded.position
WHERE excluded.stated_at >= buying_preference.stated_at;

-- customer.registered, customer.profile_corrected --
-- A customer is found by the whole name and by each part of it, double names whole and halved, and no longer by a name
-- that was put right.
DELETE FROM search_term AS t
USING (SELECT DISTINCT :tenant_id AS tenant_id, :customer AS customer_id FROM happened WHERE :name.full IS NOT NULL)
    AS renamed
WHERE t.tenant_id = renamed.tenant_id AND t.customer_id = renamed.customer_id AND t.kind = 'name';
INSERT INTO search_term (tenant_id, term, kind, customer_id)
SELECT DISTINCT :tenant_id, lower(btrim(part)), 'name', named.customer_id
FROM (
    SELECT DISTINCT ON (:customer) :customer AS customer_id, :name.full AS whole,
           concat_ws(' ', :name.given, :name.family) AS usual,
           concat_ws(' ', :name.full, :name.given, :name.middle, :name.family) AS parts
    FROM happened
    WHERE :name.full IS NOT NULL
    ORDER BY :customer, :position DESC) AS named
CROSS JOIN LATERAL unnest(
    ARRAY[named.whole, named.usual] || regexp_split_to_array(named.parts, '[\s,]+')
    || regexp_split_to_array(named.parts, '[\s,.&/()"-]+')) AS part
WHERE length(btrim(part)) >= 2;

-- contact_point.added, contact_point.invalidated --
-- A customer is found by every contact point still in use: a phone by all its digits, without the country code of
-- +1, and by the last seven; an e-mail address in lower case.
DELETE FROM search_term AS t
USING (
    SELECT DISTINCT owner.* FROM happened
    CROSS JOIN LATERAL (
        SELECT c.tenant_id, c.customer_id FROM contact_point AS c
        WHERE c.tenant_id = :tenant_id AND c.id = :contact_point LIMIT 1) AS owner) AS touched
WHERE t.tenant_id = touched.tenant_id AND t.customer_id = touched.customer_id AND t.kind IN ('phone', 'email');
INSERT INTO search_term (tenant_id, term, kind, customer_id)
SELECT DISTINCT found.*
FROM (
    SELECT DISTINCT owner.* FROM happened
    CROSS JOIN LATERAL (
        SELECT c.customer_id FROM contact_point AS c
        WHERE c.tenant_id = :tenant_id AND c.id = :contact_point LIMIT 1) AS owner) AS touched
CROSS JOIN LATERAL (
    SELECT c.tenant_id, spelling.term, c.kind, c.customer_id
    FROM contact_point AS c
    CROSS JOIN LATERAL (SELECT regexp_replace(c.value, '[^0-9]', '', 'g') AS digits) AS phone
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN c.kind = 'phone' THEN phone.digits END),
        (CASE WHEN c.kind = 'phone' AND c.value LIKE '+1%' THEN substr(phone.digits, 2) END),
        (CASE WHEN c.kind = 'phone' AND length(phone.digits) > 7 THEN right(phone.digits, 7) END),
        (CASE WHEN c.kind = 'email' THEN lower(c.value) END)) AS spelling (term)
    WHERE c.tenant_id = :tenant_id AND c.customer_id = touched.customer_id AND c.invalid_reason IS NULL
      AND spelling.term <> '') AS found;

-- * customer --
-- Whatever happens with a customer, once they are registered, makes them a customer of that rooftop, seen then, and
-- moves their version on. A few of these are the times when they stood in front of us.
UPDATE customer
SET rooftops = ARRAY(SELECT DISTINCT unnest(customer.rooftops || seen.rooftops) AS rooftop ORDER BY rooftop),
    last_seen_at = greatest(customer.last_seen_at, seen.last_seen_at),
    last_visit_at = greatest(customer.last_visit_at, seen.last_visit_at),
    position = greatest(customer.position, seen.position)
FROM (
    SELECT known.tenant_id, known.id, max(:occurred_at) AS last_seen_at, max(:position) AS position,
           max(:occurred_at) FILTER (WHERE :type IN (
               'showroom_visit.started', 'appointment.shown', 'repair_order.opened', 'vehicle.delivered')) AS last_visit_at,
           array_agg(:rooftop) FILTER (WHERE :rooftop IS NOT NULL) AS rooftops
    FROM happened
    CROSS JOIN LATERAL (
        SELECT c.tenant_id, c.id FROM customer AS c
        WHERE c.tenant_id = :tenant_id AND c.id = :customer AND c.since <= :position LIMIT 1) AS known
    GROUP BY known.tenant_id, known.id) AS seen
WHERE customer.tenant_id = seen.tenant_id AND customer.id = seen.id;

-- * co_buyer --
-- The same holds for whoever signs along.
UPDATE customer
SET rooftops = ARRAY(SELECT DISTINCT unnest(customer.rooftops || seen.rooftops) AS rooftop ORDER BY rooftop),
    last_seen_at = greatest(customer.last_seen_at, seen.last_seen_at),
    position = greatest(customer.position, seen.position)
FROM (
    SELECT known.tenant_id, known.id, max(:occurred_at) AS last_seen_at, max(:position) AS position,
           array_agg(:rooftop) FILTER (WHERE :rooftop IS NOT NULL) AS rooftops
    FROM happened
    CROSS JOIN LATERAL (
        SELECT c.tenant_id, c.id FROM customer AS c
        WHERE c.tenant_id = :tenant_id AND c.id = :co_buyer AND c.since <= :position LIMIT 1) AS known
    GROUP BY known.tenant_id, known.id) AS seen
WHERE customer.tenant_id = seen.tenant_id AND customer.id = seen.id;

-- * acquired_from --
-- And for whoever sold us their car.
UPDATE customer
SET rooftops = ARRAY(SELECT DISTINCT unnest(customer.rooftops || seen.rooftops) AS rooftop ORDER BY rooftop),
    last_seen_at = greatest(customer.last_seen_at, seen.last_seen_at),
    position = greatest(customer.position, seen.position)
FROM (
    SELECT known.tenant_id, known.id, max(:occurred_at) AS last_seen_at, max(:position) AS position,
           array_agg(:rooftop) FILTER (WHERE :rooftop IS NOT NULL) AS rooftops
    FROM happened
    CROSS JOIN LATERAL (
        SELECT c.tenant_id, c.id FROM customer AS c
        WHERE c.tenant_id = :tenant_id AND c.id = :acquired_from AND c.since <= :position LIMIT 1) AS known
    GROUP BY known.tenant_id, known.id) AS seen
WHERE customer.tenant_id = seen.tenant_id AND customer.id = seen.id;

-- * other --
-- And for whoever turns out to be the same person, or not to be.
UPDATE customer
SET rooftops = ARRAY(SELECT DISTINCT unnest(customer.rooftops || seen.rooftops) AS rooftop ORDER BY rooftop),
    last_seen_at = greatest(customer.last_seen_at, seen.last_seen_at),
    position = greatest(customer.position, seen.position)
FROM (
    SELECT known.tenant_id, known.id, max(:occurred_at) AS last_seen_at, max(:position) AS position,
           array_agg(:rooftop) FILTER (WHERE :rooftop IS NOT NULL) AS rooftops
    FROM happened
    CROSS JOIN LATERAL (
        SELECT c.tenant_id, c.id FROM customer AS c
        WHERE c.tenant_id = :tenant_id AND c.id = :other AND c.since <= :position LIMIT 1) AS known
    GROUP BY known.tenant_id, known.id) AS seen
WHERE customer.tenant_id = seen.tenant_id AND customer.id = seen.id;

-- * note --
-- A note that is stated again stays as it is, but for its version.
UPDATE note SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :note AS id, max(:position) AS position
    FROM happened GROUP BY :note) AS named
WHERE note.tenant_id = named.tenant_id AND note.id = named.id
  AND note.position < named.position;
