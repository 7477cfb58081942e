-- data.disclosed --
-- Each customer gets a row of their own. A category counts as seen when any decision about them let some of it through.
INSERT INTO disclosure (tenant_id, id, disclosure_id, customer_id, party_id, client_id, recipient_kind, engagement_id,
                        agreement_id, purpose, categories, withheld, fields, generalised, vehicles, document_sha256,
                        response_sha256, decided_on, transport, disclosed_at, rooftops, position)
SELECT :tenant_id, md5(:disclosure::text || coalesce(who.customer::text, ''))::uuid, :disclosure, who.customer, :party,
       :client_id, :recipient_kind, :engagement, :agreement, :purpose,
       coalesce((SELECT array_agg(DISTINCT upper(about.category) ORDER BY upper(about.category))
                 FROM jsonb_array_elements(:decisions) AS made (decided)
                 CROSS JOIN jsonb_array_elements_text(made.decided->'categories') AS about (category)
                 WHERE made.decided->>'customer' = who.customer::text AND made.decided->>'effect' <> 'deny'),
                CASE WHEN who.customer IS NULL
                     THEN ARRAY(SELECT upper(named) FROM unnest(:categories) AS named) ELSE '{}' END),
       coalesce((SELECT jsonb_agg(DISTINCT jsonb_build_object(
                            'category', upper(about.category), 'reason', made.decided->>'reason'))
                 FROM jsonb_array_elements(:decisions) AS made (decided)
                 CROSS JOIN jsonb_array_elements_text(made.decided->'categories') AS about (category)
                 WHERE made.decided->>'customer' = who.customer::text AND made.decided->>'effect' = 'deny'), '[]'),
       :fields, :generalised, :vehicles, :document_sha256, :response_sha256, :decided_on, :transport, :occurred_at,
       ARRAY(SELECT DISTINCT (made.decided->>'rooftop')::uuid FROM jsonb_array_elements(:decisions) AS made (decided)
             WHERE made.decided->>'customer' = who.customer::text AND made.decided->>'rooftop' IS NOT NULL),
       :position
FROM unnest(CASE WHEN cardinality(:customers) > 0 THEN :customers ELSE ARRAY[NULL]::uuid[] END) AS who (customer)
ON CONFLICT (tenant_id, id) DO NOTHING;
INSERT INTO holder (tenant_id, id, customer_id, party_id, client_id, recipient_kind, categories, purposes, agreement_id,
                    disclosures, first_disclosed_at, last_disclosed_at, rooftops, position)
SELECT :tenant_id, md5(d.customer_id::text || coalesce(d.party_id::text, d.client_id))::uuid, d.customer_id, d.party_id,
       d.client_id, d.recipient_kind, d.categories, ARRAY[d.purpose], d.agreement_id, 1, d.disclosed_at, d.disclosed_at,
       d.rooftops, d.position
FROM disclosure AS d
WHERE d.tenant_id = :tenant_id AND d.position = :position AND d.customer_id IS NOT NULL
  AND cardinality(d.categories) > 0
ON CONFLICT (tenant_id, id) DO UPDATE
SET categories = (SELECT array_agg(DISTINCT seen ORDER BY seen)
                  FROM unnest(holder.categories || excluded.categories) AS seen),
    purposes = (SELECT array_agg(DISTINCT named ORDER BY named)
                FROM unnest(holder.purposes || excluded.purposes) AS named),
    agreement_id = coalesce(excluded.agreement_id, holder.agreement_id), client_id = excluded.client_id,
    disclosures = holder.disclosures + 1,
    rooftops = ARRAY(SELECT DISTINCT held FROM unnest(holder.rooftops || excluded.rooftops) AS held ORDER BY held),
    first_disclosed_at = least(holder.first_disclosed_at, excluded.first_disclosed_at),
    last_disclosed_at = greatest(holder.last_disclosed_at, excluded.last_disclosed_at), position = excluded.position;

-- data.disclosure_refused --
-- A refusal is as much a fact about the recipient as an answer.
INSERT INTO refusal (tenant_id, id, party_id, client_id, purpose, reason, decided_on, refused_at, position)
VALUES (:tenant_id, :disclosure, :party, :client_id, :purpose, :reason, :decided_on, :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- withdrawal_notice.issued --
-- Open until the recipient confirms, or the time it had is over. A recipient that is a rooftop finds it there.
INSERT INTO withdrawal_notice (tenant_id, id, customer_id, party_id, agreement_id, status, duty, purposes, categories,
                               disclosures, issued_at, due_at, rooftops, position)
VALUES (:tenant_id, :withdrawal_notice, :customer, :party, :agreement, 'open', :duty, :purposes,
        ARRAY(SELECT upper(named) FROM unnest(:categories) AS named), :disclosures, :occurred_at, :due_at,
        ARRAY[:party], :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- withdrawal_notice.acknowledged --
-- A late confirmation still counts as one.
UPDATE withdrawal_notice SET status = 'acknowledged', acknowledged_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :withdrawal_notice;

-- withdrawal_notice.lapsed --
-- Nobody answered in time.
UPDATE withdrawal_notice SET status = 'lapsed', position = :position
WHERE tenant_id = :tenant_id AND id = :withdrawal_notice AND status = 'open';

-- staff_access.recorded --
-- Within the dealership, too, the customer can be told who looked.
INSERT INTO staff_access (tenant_id, id, customer_id, reader, client_id, roles, categories, fields, document_sha256, seen_at,
                          position)
SELECT :tenant_id, md5(:event_id::text || who.customer::text)::uuid, who.customer, :reader, :client_id, :roles,
       ARRAY(SELECT upper(named) FROM unnest(:categories) AS named), :fields, :document_sha256, :occurred_at, :position
FROM unnest(:customers) AS who (customer)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- staff_access.summarised --
-- One row for each reader and stretch of time.
INSERT INTO staff_summary (tenant_id, id, reader, client_id, categories, answers, from_at, to_at, position)
VALUES (:tenant_id, :event_id, :reader, :client_id, ARRAY(SELECT upper(named) FROM unnest(:categories) AS named), :answers,
        :from_at, :to_at, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;
