-- lead.received --
-- The same person through another sender, or at another rooftop, within two weeks: people do ask around, so it is weak.
-- Who sent it, its token says, not its words; words count where no token brought it.
INSERT INTO evidence (tenant_id, id, kind, strength, customer_id, lead_id, other_lead_id, company, sender,
                      hours_between, seen_at, rooftop_id, position)
SELECT :tenant_id, md5(before.lead_id::text || :lead::text)::uuid,
       CASE WHEN before.rooftop_id IS DISTINCT FROM :rooftop THEN 'at_a_sibling' ELSE 'from_a_second_source' END,
       'weak', :customer, before.lead_id, :lead, :provider, CASE WHEN :actor_type = 'partner' THEN :originator END,
       least(abs(extract(epoch FROM :occurred_at - before.received_at)) / 3600, 1000000)::int, :occurred_at, :rooftop,
       :position
FROM seen AS before
WHERE before.tenant_id = :tenant_id AND before.customer_id = :customer AND before.lead_id <> :lead
  AND (before.rooftop_id IS DISTINCT FROM :rooftop
       OR CASE WHEN before.sender IS NOT NULL AND :actor_type = 'partner'
                    THEN before.sender IS DISTINCT FROM :originator
               ELSE lower(before.provider) <> lower(:provider) END)
  AND before.received_at BETWEEN :occurred_at - interval '14 days' AND :occurred_at + interval '14 days'
ON CONFLICT (tenant_id, id) DO NOTHING;
INSERT INTO seen (tenant_id, lead_id, customer_id, provider, sender, rooftop_id, received_at, position)
VALUES (:tenant_id, :lead, :customer, :provider, CASE WHEN :actor_type = 'partner' THEN :originator END, :rooftop,
        :occurred_at, :position)
ON CONFLICT (tenant_id, lead_id) DO UPDATE
SET provider = excluded.provider, sender = excluded.sender, rooftop_id = excluded.rooftop_id,
    received_at = excluded.received_at, position = excluded.position;

-- canary.planted --
-- Planting one proves nothing yet; it is listed so that everybody knows which recipients are watched.
INSERT INTO evidence (tenant_id, id, kind, strength, lead_id, party_id, seen_at, rooftop_id, position)
VALUES (:tenant_id, :canary, 'canary_planted', 'none', :lead, :party, :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- canary.contacted --
-- Nobody else had it.
INSERT INTO evidence (tenant_id, id, kind, strength, party_id, company, channel, seen_at, rooftop_id, position)
VALUES (:tenant_id, :event_id, 'canary_contacted', 'proof', :party, :company, :channel, :occurred_at, :rooftop,
        :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- canary.received --
-- Sent by the one who has it, it is only on its way home. From anybody else it is proof, once a token says who sent it:
-- a file says what it likes, and may be the recipient's own under another name.
INSERT INTO evidence (tenant_id, id, kind, strength, lead_id, party_id, company, sender, seen_at, rooftop_id, position)
VALUES (:tenant_id, :event_id, 'canary_received',
        CASE WHEN :originator = 'party:' || :party THEN 'none' WHEN :actor_type = 'partner' THEN 'proof'
             ELSE 'moderate' END,
        :lead, :party, :company, CASE WHEN :actor_type = 'partner' THEN :originator END, :occurred_at, :rooftop,
        :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- unexpected_contact.reported --
-- The customer says so: they may have forgotten, or been found elsewhere.
INSERT INTO evidence (tenant_id, id, kind, strength, customer_id, lead_id, company, channel, account, seen_at,
                      rooftop_id, position)
VALUES (:tenant_id, :leak_report, 'customer_report', 'moderate', :customer, :lead, :company, :channel, :account,
        :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- onward_receipt.reported --
-- The recipient says it itself, each time: a report of a customer may have the same name.
INSERT INTO evidence (tenant_id, id, kind, strength, customer_id, lead_id, party_id, company, seen_at, rooftop_id,
                      position)
VALUES (:tenant_id, :event_id, 'onward_receipt', 'strong', :customer, :lead, :party, :recipient, :occurred_at,
        :rooftop, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;
