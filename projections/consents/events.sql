-- notice.served --
-- Showing is not choosing: a notice stands alone until a choice refers to it.
INSERT INTO notice (tenant_id, id, customer_id, text_sha256, version, locale, balanced, via, served_at, position)
VALUES (:tenant_id, :notice, :customer, :text_sha256, :version, :locale, :symmetric, :via, :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- consent.requested --
-- Until the customer answers, nothing is permitted.
INSERT INTO consent (tenant_id, id, customer_id, state, rooftops, recipients, purposes, channels, notice_id,
                     requested_at, recorded_at, position)
VALUES (:tenant_id, :consent, :customer, 'requested', :rooftops, :recipients, :purposes, :channels, :notice,
        :occurred_at, :recorded_at, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- consent.granted --
-- The choice, as wide as it was given: not as wide as it was asked for. What it replaces is over.
INSERT INTO consent (tenant_id, id, customer_id, state, rooftops, recipients, purposes, categories, channels, contact,
                     vin, expression, method, jurisdiction, notice_id, notice_sha256, authority, given_by, evidence,
                     evidence_sha256, indicated_at, valid_from, expires_at, recorded_at, lookback_days, max_uses,
                     joint_with, covers_past, supersedes, position)
VALUES (:tenant_id, :consent, :customer, 'given', :rooftops, :recipients, :purposes, :categories,
        :channels, :contact,
        :vehicle, :expression, :method, :jurisdiction, :notice, :notice_sha256, :authority, :given_by, :evidence,
        :evidence_sha256, :indicated_at, :valid_from, :expires_at, :recorded_at, :lookback_days, :max_uses,
        :joint_with, :covers_past, :supersedes, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET state = excluded.state, rooftops = excluded.rooftops, recipients = excluded.recipients,
    purposes = excluded.purposes, categories = excluded.categories, channels = excluded.channels,
    contact = excluded.contact, vin = excluded.vin, expression = excluded.expression,
    method = excluded.method, jurisdiction = excluded.jurisdiction,
    notice_id = excluded.notice_id, notice_sha256 = excluded.notice_sha256, authority = excluded.authority,
    given_by = excluded.given_by, evidence = excluded.evidence, evidence_sha256 = excluded.evidence_sha256,
    indicated_at = excluded.indicated_at, valid_from = excluded.valid_from, expires_at = excluded.expires_at,
    recorded_at = excluded.recorded_at, lookback_days = excluded.lookback_days, max_uses = excluded.max_uses,
    joint_with = excluded.joint_with, covers_past = excluded.covers_past, supersedes = excluded.supersedes,
    position = excluded.position;
UPDATE consent
SET state = 'withdrawn', end_reason = 'superseded', ended_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :supersedes AND customer_id = :customer AND state IN ('given', 'reaffirmed');

-- consent.refused --
-- A no is kept like a yes.
INSERT INTO consent (tenant_id, id, customer_id, state, rooftops, recipients, purposes, channels, method, notice_id,
                     indicated_at, recorded_at, position)
VALUES (:tenant_id, :consent, :customer, 'refused', :rooftops, :recipients, :purposes, :channels, :method, :notice,
        :indicated_at, :recorded_at, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET state = excluded.state, rooftops = excluded.rooftops, recipients = excluded.recipients,
    purposes = excluded.purposes, channels = excluded.channels, method = excluded.method,
    notice_id = excluded.notice_id, indicated_at = excluded.indicated_at, recorded_at = excluded.recorded_at,
    position = excluded.position;

-- consent.reaffirmed --
-- Confirmed, perhaps for longer; it ends when it did, unless another end is named.
UPDATE consent
SET state = 'reaffirmed', expires_at = coalesce(:expires_at, expires_at), method = :method, position = :position
WHERE tenant_id = :tenant_id AND id = :consent AND state IN ('given', 'reaffirmed');

-- consent.withdrawn --
-- Every taking back is kept in its own width. It ends the consents that it covers in every direction, and takes
-- from the others the purposes it names.
INSERT INTO withdrawal (tenant_id, customer_id, position, consent_id, rooftops, recipients, purposes, channels, method,
                        verbatim, received_at, recorded_at)
VALUES (:tenant_id, :customer, :position, :consent, :rooftops, :recipients, :purposes, :channels, :method,
        :verbatim, :received_at, :recorded_at);
UPDATE consent
SET withdrawn_purposes = ARRAY(
        SELECT DISTINCT purpose FROM unnest(withdrawn_purposes || purposes) AS purpose
        WHERE purpose = ANY (withdrawn_purposes) OR cardinality(:purposes) = 0 OR purpose = ANY (:purposes)
        ORDER BY purpose),
    state = CASE WHEN cardinality(:purposes) = 0 OR purposes <@ (withdrawn_purposes || :purposes) THEN 'withdrawn'
                 ELSE state END,
    ended_at = CASE WHEN cardinality(:purposes) = 0 OR purposes <@ (withdrawn_purposes || :purposes) THEN :received_at
                    ELSE ended_at END,
    end_reason = CASE WHEN cardinality(:purposes) = 0 OR purposes <@ (withdrawn_purposes || :purposes) THEN 'withdrawn'
                      ELSE end_reason END,
    position = :position
WHERE tenant_id = :tenant_id AND customer_id = :customer AND state IN ('given', 'reaffirmed', 'requested')
  AND (:consent IS NULL OR id = :consent)
  AND (cardinality(:rooftops) = 0 OR (cardinality(rooftops) > 0 AND :rooftops @> rooftops))
  AND (cardinality(:recipients) = 0 OR (cardinality(recipients) > 0 AND :recipients @> recipients))
  AND ('any' = ANY (:channels) OR cardinality(:channels) = 0 OR :channels @> channels);

-- consent.expired --
-- It ran out; whoever compared the dates knew before.
UPDATE consent SET state = 'expired', ended_at = :occurred_at, end_reason = :rule, position = :position
WHERE tenant_id = :tenant_id AND id = :consent AND state IN ('given', 'reaffirmed');

-- consent.invalidated --
-- It never was one, whatever happened to it meanwhile.
UPDATE consent SET state = 'invalidated', ended_at = :occurred_at, end_reason = :reason, position = :position
WHERE tenant_id = :tenant_id AND id = :consent;

-- channel.revoked --
-- A stop said again is a stop, also after it was taken back; of everything it stays one until it is.
INSERT INTO channel_stop (tenant_id, contact, channel, everything, keyword, method, stopped_at, position)
VALUES (:tenant_id, :contact, :channel, :everything, :keyword, :method, :occurred_at, :position)
ON CONFLICT (tenant_id, contact, channel) DO UPDATE
SET everything = excluded.everything OR (channel_stop.everything AND channel_stop.restored_at IS NULL),
    keyword = excluded.keyword, method = excluded.method, stopped_at = excluded.stopped_at, restored_at = NULL,
    position = excluded.position;

-- channel.restored --
-- Opening `any` opens every channel of the number; a channel by its name opens that one alone, and no stop of
-- everything.
UPDATE channel_stop SET restored_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND contact = :contact AND (channel = :channel OR :channel = 'any') AND restored_at IS NULL
  AND (NOT everything OR :channel = 'any');

-- contact_point.added --
-- An opt-out that came with a number alone shows on the page of whoever is found to use it. Whoever was known to may
-- have opted in since.
WITH found AS (
    INSERT INTO contact_user (tenant_id, contact, customer_id) VALUES (:tenant_id, :value_hmac, :customer)
    ON CONFLICT DO NOTHING RETURNING customer_id)
INSERT INTO data_limit (tenant_id, customer_id, kind, detail, method, since, position)
SELECT :tenant_id, f.customer_id, 'opt_out', '', o.method, :occurred_at, :position
FROM found AS f JOIN contact_opt_out AS o ON o.tenant_id = :tenant_id AND o.contact = :value_hmac
ON CONFLICT (tenant_id, customer_id, kind, detail) DO UPDATE
SET method = excluded.method, since = excluded.since, ended_at = NULL, position = excluded.position
WHERE data_limit.ended_at IS NOT NULL;

-- sharing.opted_out --
-- By person, by number, or both: it shows on the page of everyone whom it binds.
INSERT INTO contact_opt_out (tenant_id, contact, method)
SELECT :tenant_id, :contact, :method WHERE :contact IS NOT NULL
ON CONFLICT (tenant_id, contact) DO UPDATE SET method = excluded.method;
INSERT INTO data_limit (tenant_id, customer_id, kind, detail, method, since, position)
SELECT :tenant_id, who.customer_id, 'opt_out', '', :method, :occurred_at, :position
FROM (SELECT :customer AS customer_id WHERE :customer IS NOT NULL
      UNION SELECT u.customer_id FROM contact_user AS u WHERE u.tenant_id = :tenant_id AND u.contact = :contact) AS who
ON CONFLICT (tenant_id, customer_id, kind, detail) DO UPDATE
SET method = excluded.method, since = excluded.since, ended_at = NULL, position = excluded.position;

-- sharing.opted_in --
-- The opt-out is over; it permits nothing by itself.
UPDATE data_limit SET ended_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND customer_id = :customer AND kind = 'opt_out' AND ended_at IS NULL;

-- processing.restricted --
-- One restriction for each matter.
INSERT INTO data_limit (tenant_id, customer_id, kind, detail, since, position)
VALUES (:tenant_id, :customer, 'restriction', :matter, :occurred_at, :position)
ON CONFLICT (tenant_id, customer_id, kind, detail) DO UPDATE
SET since = excluded.since, ended_at = NULL, position = excluded.position;

-- processing.unrestricted --
-- The matter is settled; others may not be.
UPDATE data_limit SET ended_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND customer_id = :customer AND kind = 'restriction' AND detail = :matter
  AND ended_at IS NULL;

-- processing.objected --
-- One row for each purpose; an objection to nothing in particular is one to everything that can be objected to.
INSERT INTO data_limit (tenant_id, customer_id, kind, detail, grounds, since, position)
SELECT DISTINCT :tenant_id, :customer, 'objection', purpose, :grounds, :occurred_at, :position
FROM unnest(CASE WHEN cardinality(:purposes) = 0 THEN ARRAY[''] ELSE :purposes END) AS purpose
ON CONFLICT (tenant_id, customer_id, kind, detail) DO UPDATE
SET grounds = excluded.grounds, since = excluded.since, ended_at = NULL, position = excluded.position;

-- processing.objection_withdrawn --
-- Taken back for the purposes named; with none named, all of them.
UPDATE data_limit SET ended_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND customer_id = :customer AND kind = 'objection' AND ended_at IS NULL
  AND (cardinality(:purposes) = 0 OR detail = ANY (:purposes));

-- minority.declared --
-- A minor until the day given: what was declared last.
INSERT INTO data_limit (tenant_id, customer_id, kind, detail, method, since, until, position)
VALUES (:tenant_id, :customer, 'minority', '', :basis, :occurred_at, :majority_on, :position)
ON CONFLICT (tenant_id, customer_id, kind, detail) DO UPDATE
SET method = excluded.method, since = excluded.since, until = excluded.until, position = excluded.position;

-- customer.identities_linked --
-- All whom links lead to are one person: each is shown with every other, by the link that brought the two together.
-- Whoever is linked to themselves is not. Why is told on the record that it was said of, under whose key it is sealed.
INSERT INTO identity_edge (tenant_id, customer_id, other_id)
SELECT :tenant_id, one, other FROM (VALUES (:customer, :other), (:other, :customer)) AS edge (one, other)
WHERE one <> other
ON CONFLICT DO NOTHING;
WITH side (number, id) AS (
    VALUES (1, :customer), (2, :other)
    UNION
    SELECT ends.number, l.other_id FROM (VALUES (1, :customer), (2, :other)) AS ends (number, id)
    JOIN identity_link AS l ON l.tenant_id = :tenant_id AND l.customer_id = ends.id AND l.unlinked_at IS NULL)
INSERT INTO identity_link (tenant_id, customer_id, other_id, method, reason, linked_at, position)
SELECT DISTINCT :tenant_id, one.id, other.id, :method, CASE WHEN one.id = :customer THEN :reason END,
       :occurred_at, :position
FROM side AS one JOIN side AS other ON other.number <> one.number AND other.id <> one.id
ON CONFLICT (tenant_id, customer_id, other_id) DO UPDATE
SET method = excluded.method, reason = excluded.reason, linked_at = excluded.linked_at, unlinked_at = NULL,
    position = excluded.position
WHERE identity_link.unlinked_at IS NOT NULL
   OR (identity_link.customer_id, identity_link.other_id) IN ((:customer, :other), (:other, :customer));

-- customer.identities_unlinked --
-- Whoever links no longer lead to is shown as unlinked, so that the mistake can be seen.
DELETE FROM identity_edge
WHERE tenant_id = :tenant_id
  AND ((customer_id = :customer AND other_id = :other) OR (customer_id = :other AND other_id = :customer));
WITH RECURSIVE reached (id) AS (
    VALUES (:customer)
    UNION
    SELECT e.other_id FROM reached AS r JOIN identity_edge AS e ON e.tenant_id = :tenant_id AND e.customer_id = r.id),
parted (here, there) AS (
    SELECT r.id, l.other_id FROM reached AS r
    JOIN identity_link AS l ON l.tenant_id = :tenant_id AND l.customer_id = r.id AND l.unlinked_at IS NULL
    WHERE l.other_id NOT IN (SELECT within.id FROM reached AS within))
UPDATE identity_link AS l
SET unlinked_at = :occurred_at, reason = CASE WHEN l.customer_id = :customer THEN :reason END, position = :position
FROM parted AS p
CROSS JOIN LATERAL (VALUES (p.here, p.there), (p.there, p.here)) AS pair (one, other)
WHERE l.tenant_id = :tenant_id AND l.customer_id = pair.one AND l.other_id = pair.other;
