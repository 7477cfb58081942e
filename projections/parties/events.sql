-- party.registered --
-- A party registered again, as by another administrator, is described anew.
INSERT INTO party (tenant_id, id, kind, name, legal_name, country, territory, brands, website, registered_at, position)
VALUES (:tenant_id, :party, :kind, :name, :legal_name, :country, :territory, :brands, :website, :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET kind = excluded.kind, name = excluded.name, legal_name = excluded.legal_name, country = excluded.country,
    territory = excluded.territory, brands = excluded.brands, website = excluded.website, position = excluded.position;
INSERT INTO recipient (tenant_id, id, kind, name, website, position)
VALUES (:tenant_id, :party, :kind, :name, :website, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET kind = excluded.kind, name = excluded.name, website = excluded.website, position = excluded.position;

-- rooftop.registered --
-- A rooftop receives what its siblings share with it.
INSERT INTO recipient (tenant_id, id, name, position) VALUES (:tenant_id, :rooftop, :name, :position)
ON CONFLICT (tenant_id, id) DO UPDATE SET name = excluded.name, position = excluded.position;

-- party.suspended --
-- The party is refused everything; people see since when, and why.
UPDATE party SET status = 'suspended', suspended_reason = :reason, suspended_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :party;

-- party.reinstated --
-- It is served again, and nothing of the suspension is left on its page.
UPDATE party SET status = 'active', suspended_reason = NULL, suspended_at = NULL, position = :position
WHERE tenant_id = :tenant_id AND id = :party;

-- controller.succeeded --
-- Each succession at a rooftop stays, so that a consent to an earlier entity can be read.
INSERT INTO succession (tenant_id, rooftop_id, position, predecessor, successor, notice_ends_on, succeeded_at)
VALUES (:tenant_id, :rooftop, :position, :predecessor, :successor, :notice_ends_on, :occurred_at);

-- engagement.opened --
-- What the auditor may look at, as it was agreed.
INSERT INTO engagement (tenant_id, id, party_id, matter, purpose, rooftops, customers, categories, from_on, to_on,
                        ends_on, opened_at, position)
VALUES (:tenant_id, :engagement, :party, :matter, :purpose, :rooftops, :customers, :categories, :from_on, :to_on,
        :ends_on, :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- engagement.ended --
-- It ends once.
UPDATE engagement SET ended_at = :occurred_at, end_reason = :reason, position = :position
WHERE tenant_id = :tenant_id AND id = :engagement AND ended_at IS NULL;

-- * party --
-- Whatever names a party, such as an agreement with it, moves its version on.
UPDATE party SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :party AS id, max(:position) AS position
    FROM happened GROUP BY :party) AS named
WHERE party.tenant_id = named.tenant_id AND party.id = named.id
  AND party.position < named.position;

-- * given_by --
-- So does giving a consent for somebody.
UPDATE party SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :given_by AS id, max(:position) AS position
    FROM happened GROUP BY :given_by) AS named
WHERE party.tenant_id = named.tenant_id AND party.id = named.id
  AND party.position < named.position;

-- * recipient_party --
-- And having been handed somebody's data.
UPDATE party SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :recipient_party AS id, max(:position) AS position
    FROM happened GROUP BY :recipient_party) AS named
WHERE party.tenant_id = named.tenant_id AND party.id = named.id
  AND party.position < named.position;

-- * engagement --
-- The same holds for an engagement.
UPDATE engagement SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :engagement AS id, max(:position) AS position
    FROM happened GROUP BY :engagement) AS named
WHERE engagement.tenant_id = named.tenant_id AND engagement.id = named.id
  AND engagement.position < named.position;
