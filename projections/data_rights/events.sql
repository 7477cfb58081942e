-- rooftop.registered --
-- Every rooftop is a controller of its own.
INSERT INTO controller (tenant_id, rooftop_id, position) VALUES (:tenant_id, :rooftop, :position)
ON CONFLICT (tenant_id, rooftop_id) DO UPDATE SET position = excluded.position;

-- controller.succeeded --
-- What is agreed from here on waits until the notice ends.
INSERT INTO controller (tenant_id, rooftop_id, succeeded_at, notice_ends_on, position)
VALUES (:tenant_id, :rooftop, :position, :notice_ends_on, :position)
ON CONFLICT (tenant_id, rooftop_id) DO UPDATE
SET succeeded_at = excluded.succeeded_at, notice_ends_on = excluded.notice_ends_on, position = excluded.position;

-- party.registered --
-- Registering a party again corrects it; it stays suspended.
INSERT INTO party (tenant_id, party_id, kind, country, gatekeeper, position)
VALUES (:tenant_id, :party, :kind, coalesce(:country, 'US'), coalesce(:gatekeeper, false), :position)
ON CONFLICT (tenant_id, party_id) DO UPDATE
SET kind = excluded.kind, country = excluded.country, gatekeeper = excluded.gatekeeper, position = excluded.position;

-- party.suspended --
-- Everything it asks for is refused.
UPDATE party SET suspended = true, position = :position WHERE tenant_id = :tenant_id AND party_id = :party;

-- party.reinstated --
-- It is served again.
UPDATE party SET suspended = false, position = :position WHERE tenant_id = :tenant_id AND party_id = :party;

-- partner_access.granted --
-- The latest grant to a client is the one that counts.
INSERT INTO client (tenant_id, party_id, client_id, scopes, purposes, rooftops, until, position)
VALUES (:tenant_id, :party, :client_id, :scopes, :purposes,
        ARRAY(SELECT regexp_replace(r.id, '^rooftop:', '') FROM unnest(:rooftops) AS r (id)), :until, :position)
ON CONFLICT (tenant_id, party_id, client_id) DO UPDATE
SET scopes = excluded.scopes, purposes = excluded.purposes, rooftops = excluded.rooftops, until = excluded.until,
    position = excluded.position;

-- partner_access.revoked --
-- A client that was never granted anything and one that was revoked are the same.
DELETE FROM client WHERE tenant_id = :tenant_id AND party_id = :party AND client_id = :client_id;

-- agreement.drafted --
-- A draft can be written again until it is signed.
DELETE FROM term AS t USING agreement AS g
WHERE t.tenant_id = :tenant_id AND t.agreement_id = :agreement AND g.tenant_id = t.tenant_id
  AND g.agreement_id = t.agreement_id AND NOT g.signed;
INSERT INTO agreement (tenant_id, agreement_id, party_id, kind, rooftops, position)
VALUES (:tenant_id, :agreement, :party, :kind,
        ARRAY(SELECT regexp_replace(r.id, '^rooftop:', '') FROM unnest(:rooftops) AS r (id)), :position)
ON CONFLICT (tenant_id, agreement_id) DO UPDATE
SET kind = excluded.kind, rooftops = excluded.rooftops, position = excluded.position WHERE NOT agreement.signed;
INSERT INTO term (tenant_id, agreement_id, version, ordinal, effect, actions, purposes, categories, territory, onward,
                  recipients, position)
SELECT :tenant_id, :agreement, :position, c.ordinal, c.clause->>'effect',
       ARRAY(SELECT jsonb_array_elements_text(c.clause->'actions')),
       ARRAY(SELECT jsonb_array_elements_text(c.clause->'purposes')),
       ARRAY(SELECT jsonb_array_elements_text(c.clause->'categories')),
       ARRAY(SELECT jsonb_array_elements_text(c.clause->'territory')),
       coalesce(c.clause->>'onward', 'no'),
       ARRAY(SELECT regexp_replace(jsonb_array_elements_text(c.clause->'recipients'), '^party:', '')), :position
FROM jsonb_array_elements(:clauses) WITH ORDINALITY AS c (clause, ordinal)
WHERE EXISTS (SELECT FROM agreement AS g
              WHERE g.tenant_id = :tenant_id AND g.agreement_id = :agreement AND g.position = :position);

-- agreement.signed --
-- The drafted text is in force from the day that was agreed.
UPDATE agreement SET signed = true, expires_at = :expires_at, position = :position
WHERE tenant_id = :tenant_id AND agreement_id = :agreement;
UPDATE term SET starts_at = :effective_at
WHERE tenant_id = :tenant_id AND agreement_id = :agreement
  AND version = (SELECT min(t.version) FROM term AS t WHERE t.tenant_id = :tenant_id AND t.agreement_id = :agreement);

-- agreement.amended --
-- From its first day, an amendment replaces all that was agreed before it was.
UPDATE term SET replaced_at = least(replaced_at, :effective_at)
WHERE tenant_id = :tenant_id AND agreement_id = :agreement;
INSERT INTO term (tenant_id, agreement_id, version, ordinal, starts_at, effect, actions, purposes, categories, territory,
                  onward, recipients, position)
SELECT :tenant_id, :agreement, :position, c.ordinal, :effective_at, c.clause->>'effect',
       ARRAY(SELECT jsonb_array_elements_text(c.clause->'actions')),
       ARRAY(SELECT jsonb_array_elements_text(c.clause->'purposes')),
       ARRAY(SELECT jsonb_array_elements_text(c.clause->'categories')),
       ARRAY(SELECT jsonb_array_elements_text(c.clause->'territory')),
       coalesce(c.clause->>'onward', 'no'),
       ARRAY(SELECT regexp_replace(jsonb_array_elements_text(c.clause->'recipients'), '^party:', '')), :position
FROM jsonb_array_elements(:clauses) WITH ORDINALITY AS c (clause, ordinal)
WHERE EXISTS (SELECT FROM agreement AS g WHERE g.tenant_id = :tenant_id AND g.agreement_id = :agreement);

-- agreement.suspended --
-- Nothing is shared under it.
UPDATE agreement SET suspended = true, position = :position
WHERE tenant_id = :tenant_id AND agreement_id = :agreement;

-- agreement.resumed --
-- It is in force again.
UPDATE agreement SET suspended = false, position = :position
WHERE tenant_id = :tenant_id AND agreement_id = :agreement;

-- agreement.termination_noticed --
-- It stays in force until then.
UPDATE agreement SET ends_at = :ends_at, position = :position
WHERE tenant_id = :tenant_id AND agreement_id = :agreement;

-- agreement.ended --
-- It is over.
UPDATE agreement SET ended = true, position = :position
WHERE tenant_id = :tenant_id AND agreement_id = :agreement;

-- consent.granted --
-- Whoever may receive the data has it from the controller, who may use it for the purpose, too.
DELETE FROM consent WHERE tenant_id = :tenant_id AND consent_id IN (:consent, :supersedes);
INSERT INTO consent (tenant_id, consent_id, customer_id, purpose, recipient, rooftops, categories, channels, expression,
                     authority, explicit, valid_from, expires_at, lookback_days, max_uses, joint_with, position)
SELECT :tenant_id, :consent, :customer, p.name, r.id,
       ARRAY(SELECT regexp_replace(k.id, '^rooftop:', '') FROM unnest(:rooftops) AS k (id)), :categories,
       CASE WHEN cardinality(:channels) > 0 THEN :channels ELSE '{any}' END, :expression, coalesce(:authority, 'self'),
       coalesce(:authority, 'self') = 'self' AND :expression IN ('explicit', 'written'), :valid_from, :expires_at,
       :lookback_days, :max_uses,
       ARRAY(SELECT regexp_replace(j.id, '^customer:', '') FROM unnest(:joint_with) AS j (id)), :position
FROM (SELECT DISTINCT unnest(:purposes)) AS p (name)
CROSS JOIN (SELECT DISTINCT regexp_replace(n.id, '^party:', '') FROM unnest(:recipients || ''::text) AS n (id)) AS r (id);

-- consent.reaffirmed --
-- Affirmed again, it is a later word than any refusal before. It ends when it did, unless another end is named.
UPDATE consent SET position = :position, expires_at = coalesce(:expires_at, expires_at), overridden = false
WHERE tenant_id = :tenant_id AND consent_id = :consent;

-- consent.invalidated --
-- It never was one.
DELETE FROM consent WHERE tenant_id = :tenant_id AND consent_id = :consent;

-- consent.refused --
-- Said to nobody in particular, it is meant for everyone.
INSERT INTO refusal (tenant_id, customer_id, position, purpose, recipient, kind, rooftops, channels)
SELECT :tenant_id, :customer, :position, p.name, r.id, 'refused',
       ARRAY(SELECT regexp_replace(k.id, '^rooftop:', '') FROM unnest(:rooftops) AS k (id)),
       CASE WHEN cardinality(:channels) > 0 THEN :channels ELSE '{any}' END
FROM (SELECT DISTINCT unnest(CASE WHEN cardinality(:purposes) > 0 THEN :purposes ELSE '{*}' END)) AS p (name)
CROSS JOIN (SELECT DISTINCT regexp_replace(n.id, '^party:', '')
            FROM unnest(CASE WHEN cardinality(:recipients) > 0 THEN :recipients ELSE '{*}' END) AS n (id)) AS r (id)
ON CONFLICT DO NOTHING;

-- consent.withdrawn --
-- Of one consent, what that covers; of none in particular, whatever is named, or everything.
INSERT INTO refusal (tenant_id, customer_id, position, purpose, recipient, kind, rooftops, channels)
SELECT :tenant_id, :customer, :position, p.name, r.id, 'withdrawn',
       ARRAY(SELECT regexp_replace(k.id, '^rooftop:', '') FROM unnest(:rooftops) AS k (id)),
       CASE WHEN cardinality(:channels) > 0 THEN :channels ELSE '{any}' END
FROM (SELECT DISTINCT unnest(CASE WHEN cardinality(:purposes) > 0 THEN :purposes ELSE '{*}' END)) AS p (name)
CROSS JOIN (SELECT DISTINCT regexp_replace(n.id, '^party:', '')
            FROM unnest(CASE WHEN cardinality(:recipients) > 0 THEN :recipients ELSE '{*}' END) AS n (id)) AS r (id)
WHERE :consent IS NULL
ON CONFLICT DO NOTHING;
INSERT INTO refusal (tenant_id, customer_id, position, purpose, recipient, kind, rooftops, channels, consent_id)
SELECT DISTINCT c.tenant_id, c.customer_id, :position, c.purpose, r.id, 'withdrawn',
       ARRAY(SELECT regexp_replace(k.id, '^rooftop:', '') FROM unnest(:rooftops) AS k (id)),
       CASE WHEN cardinality(:channels) > 0 THEN :channels ELSE '{any}' END, c.consent_id
FROM consent AS c
CROSS JOIN LATERAL (
    SELECT c.recipient WHERE cardinality(:recipients) = 0
    UNION SELECT regexp_replace(n.id, '^party:', '') FROM unnest(:recipients) AS n (id)) AS r (id)
WHERE c.tenant_id = :tenant_id AND c.consent_id = :consent
  AND (cardinality(:purposes) = 0 OR c.purpose = ANY (:purposes))
ON CONFLICT DO NOTHING;

-- consent.refused, consent.withdrawn --
-- A consent of which nothing is left is overridden, and an earlier word is dropped once a later one says the same: only
-- what is in force is ever looked at.
UPDATE consent AS c SET overridden = true FROM refusal AS n
WHERE n.tenant_id = :tenant_id AND n.customer_id = :customer AND n.position = :position
  AND ('any' = ANY (n.channels) OR c.channels <@ n.channels)
  AND c.tenant_id = n.tenant_id AND c.customer_id = n.customer_id AND NOT c.overridden
  AND n.purpose IN (c.purpose, '*') AND n.recipient IN (c.recipient, '*')
  AND (n.consent_id IS NULL OR n.consent_id = c.consent_id)
  AND (cardinality(n.rooftops) = 0 OR (cardinality(c.rooftops) > 0 AND c.rooftops <@ n.rooftops));
DELETE FROM refusal AS o USING refusal AS n
WHERE n.tenant_id = :tenant_id AND n.customer_id = :customer AND n.position = :position
  AND o.tenant_id = n.tenant_id AND o.customer_id = n.customer_id AND o.position < n.position
  AND o.purpose = n.purpose AND o.recipient = n.recipient AND o.rooftops = n.rooftops AND o.channels = n.channels
  AND (n.consent_id IS NULL OR NOT EXISTS (
      SELECT FROM consent AS c WHERE c.tenant_id = o.tenant_id AND c.consent_id = o.consent_id AND NOT c.overridden)
      AND o.consent_id IS NOT NULL);

-- processing.restricted --
-- Any one matter restricts.
INSERT INTO person (tenant_id, customer_id, restrictions, position)
VALUES (:tenant_id, :customer, ARRAY[:matter], :position)
ON CONFLICT (tenant_id, customer_id) DO UPDATE
SET restrictions = array_remove(person.restrictions, :matter) || :matter, position = excluded.position;

-- processing.unrestricted --
-- Other matters may still restrict.
UPDATE person SET restrictions = array_remove(restrictions, :matter), position = :position
WHERE tenant_id = :tenant_id AND customer_id = :customer;

-- processing.objected --
-- With no purpose named, `*` stands for all that can be objected to.
INSERT INTO person (tenant_id, customer_id, objections, position)
VALUES (:tenant_id, :customer, CASE WHEN cardinality(:purposes) > 0 THEN :purposes ELSE '{*}' END, :position)
ON CONFLICT (tenant_id, customer_id) DO UPDATE
SET objections = person.objections || excluded.objections, position = excluded.position;

-- processing.objection_withdrawn --
-- With no purpose named, all of them.
UPDATE person
SET objections = CASE WHEN cardinality(:purposes) = 0 THEN '{}'
                 ELSE ARRAY(SELECT o.purpose FROM unnest(objections) AS o (purpose)
                            WHERE NOT o.purpose = ANY (:purposes)) END,
    position = :position
WHERE tenant_id = :tenant_id AND customer_id = :customer;

-- minority.declared --
-- The last declaration counts.
INSERT INTO person (tenant_id, customer_id, majority_on, position)
VALUES (:tenant_id, :customer, :majority_on, :position)
ON CONFLICT (tenant_id, customer_id) DO UPDATE
SET majority_on = excluded.majority_on, position = excluded.position;

-- contact_point.added --
-- An opt-out that came with a number alone binds whoever is found to use it. Whoever was known to may have opted in
-- since.
WITH found AS (
    INSERT INTO holder (tenant_id, contact, customer_id, position)
    VALUES (:tenant_id, :value_hmac, :customer, :position)
    ON CONFLICT DO NOTHING RETURNING customer_id)
INSERT INTO person (tenant_id, customer_id, opted_out, position)
SELECT :tenant_id, f.customer_id, true, :position
FROM found AS f JOIN contact_opt_out AS o ON o.tenant_id = :tenant_id AND o.contact = :value_hmac
ON CONFLICT (tenant_id, customer_id) DO UPDATE SET opted_out = true, position = excluded.position;

-- sharing.opted_out --
-- By person, by number, or both.
INSERT INTO contact_opt_out (tenant_id, contact, position)
SELECT :tenant_id, :contact, :position WHERE :contact IS NOT NULL
ON CONFLICT DO NOTHING;
INSERT INTO person (tenant_id, customer_id, opted_out, position)
SELECT :tenant_id, who.customer_id, true, :position
FROM (SELECT :customer AS customer_id WHERE :customer IS NOT NULL
      UNION SELECT h.customer_id FROM holder AS h WHERE h.tenant_id = :tenant_id AND h.contact = :contact) AS who
ON CONFLICT (tenant_id, customer_id) DO UPDATE SET opted_out = true, position = excluded.position;

-- sharing.opted_in --
-- The person took it back, themselves.
UPDATE person SET opted_out = false, position = :position
WHERE tenant_id = :tenant_id AND customer_id = :customer;

-- channel.revoked --
-- It binds the number; whoever says everything also stops all other ways to themselves.
INSERT INTO channel_stop (tenant_id, contact, channel, position)
VALUES (:tenant_id, :contact, CASE WHEN coalesce(:everything, false) THEN 'any' ELSE :channel END, :position)
ON CONFLICT DO NOTHING;
INSERT INTO person (tenant_id, customer_id, stopped, position)
SELECT :tenant_id, :customer, true, :position WHERE coalesce(:everything, false) AND :customer IS NOT NULL
ON CONFLICT (tenant_id, customer_id) DO UPDATE SET stopped = true, position = excluded.position;

-- channel.restored --
-- Opened again by whoever stopped it: a channel by its name that one alone, and no stop of everything.
DELETE FROM channel_stop
WHERE tenant_id = :tenant_id AND contact = :contact AND (channel = :channel OR :channel = 'any');
UPDATE person SET stopped = false, position = :position
WHERE tenant_id = :tenant_id AND customer_id = :customer AND :channel = 'any';

-- customer.identities_linked --
-- All customers that links lead to are one person.
INSERT INTO identity_link (tenant_id, customer_id, other_id, position)
SELECT :tenant_id, l.here, l.there, :position
FROM (VALUES (:customer, :other), (:other, :customer)) AS l (here, there) WHERE l.here <> l.there
ON CONFLICT (tenant_id, customer_id, other_id) DO UPDATE SET position = excluded.position;
INSERT INTO person (tenant_id, customer_id, position)
SELECT :tenant_id, l.id, :position FROM (VALUES (:customer), (:other)) AS l (id) WHERE :customer <> :other
ON CONFLICT (tenant_id, customer_id) DO UPDATE SET position = excluded.position;
WITH RECURSIVE reached (id) AS (
    SELECT l.id FROM (VALUES (:customer), (:other)) AS l (id) WHERE :customer <> :other
    UNION
    SELECT l.other_id FROM reached AS r
    JOIN identity_link AS l ON l.tenant_id = :tenant_id AND l.customer_id = r.id)
UPDATE person SET members = (SELECT array_agg(r.id ORDER BY r.id) FROM reached AS r), linked_at = :position
WHERE tenant_id = :tenant_id AND customer_id IN (SELECT r.id FROM reached AS r);

-- customer.identities_unlinked --
-- Whoever links no longer lead to is a person of their own again.
DELETE FROM identity_link
WHERE tenant_id = :tenant_id
  AND ((customer_id = :customer AND other_id = :other) OR (customer_id = :other AND other_id = :customer));
WITH RECURSIVE reached (start, id) AS (
    SELECT m.id, m.id FROM person AS p CROSS JOIN LATERAL unnest(p.members) AS m (id)
    WHERE p.tenant_id = :tenant_id AND p.customer_id = :customer
    UNION
    SELECT r.start, l.other_id FROM reached AS r
    JOIN identity_link AS l ON l.tenant_id = :tenant_id AND l.customer_id = r.id),
anew (start, members) AS (SELECT r.start, array_agg(r.id ORDER BY r.id) FROM reached AS r GROUP BY r.start)
UPDATE person AS p
SET members = CASE WHEN cardinality(a.members) > 1 THEN a.members END,
    linked_at = coalesce((SELECT max(l.position) FROM identity_link AS l
                          WHERE l.tenant_id = :tenant_id AND l.customer_id = ANY (a.members)), 0)
FROM anew AS a
WHERE p.tenant_id = :tenant_id AND p.customer_id = a.start;

-- subject.fenced --
-- From the fence on, what is about to be erased is not shared either. The end of retention of a class erases nobody.
INSERT INTO person (tenant_id, customer_id, erased_at, position)
SELECT :tenant_id, :customer,
       CASE WHEN cardinality(:controllers) = 0 THEN '{*}'
       ELSE ARRAY(SELECT regexp_replace(k.id, '^rooftop:', '') FROM unnest(:controllers) AS k (id)) END, :position
WHERE coalesce(:lasting, true)
ON CONFLICT (tenant_id, customer_id) DO UPDATE
SET erased_at = person.erased_at || excluded.erased_at, position = excluded.position;

-- engagement.opened --
-- What an auditor may look at, and until when.
INSERT INTO engagement (tenant_id, engagement_id, party_id, purpose, rooftops, customers, categories, from_on, to_on,
                        ends_on, position)
VALUES (:tenant_id, :engagement, :party, coalesce(:purpose, 'audit'),
        ARRAY(SELECT regexp_replace(k.id, '^rooftop:', '') FROM unnest(:rooftops) AS k (id)),
        ARRAY(SELECT regexp_replace(k.id, '^customer:', '') FROM unnest(:customers) AS k (id)), :categories, :from_on,
        :to_on, :ends_on, :position)
ON CONFLICT (tenant_id, engagement_id) DO UPDATE
SET party_id = excluded.party_id, purpose = excluded.purpose, rooftops = excluded.rooftops,
    customers = excluded.customers, categories = excluded.categories, from_on = excluded.from_on,
    to_on = excluded.to_on, ends_on = excluded.ends_on, ended = false, position = excluded.position;

-- engagement.ended --
-- Its tokens open nothing any more.
UPDATE engagement SET ended = true, position = :position
WHERE tenant_id = :tenant_id AND engagement_id = :engagement;

-- data.disclosed --
-- A consent for so many uses is used up by the disclosures that rested on it.
UPDATE consent SET uses = uses + 1
WHERE tenant_id = :tenant_id AND max_uses IS NOT NULL
  AND consent_id IN (SELECT (made.decided->>'consent')::uuid FROM jsonb_array_elements(:decisions) AS made (decided)
                     WHERE made.decided->>'effect' = 'permit');
