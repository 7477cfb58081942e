-- privacy_request.received --
-- The clock of the law runs from here; what the person wrote is theirs.
INSERT INTO request (tenant_id, id, customer_id, kind, jurisdiction, method, controllers, statement, received_at, due_at,
                     rooftop_id, position)
VALUES (:tenant_id, :request, :customer, :kind, :jurisdiction, :method, :controllers, :statement, :occurred_at, :due_at,
        :rooftop, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- privacy_request.verified --
-- Only a verified request is carried out.
UPDATE request SET state = 'verified', verified_at = :occurred_at, proof = :proof, position = :position
WHERE tenant_id = :tenant_id AND id = :request AND state = 'received';

-- privacy_request.extended --
-- The later day counts, with the reason the person was given.
UPDATE request SET due_at = :due_at, extension_reason = :reason, position = :position
WHERE tenant_id = :tenant_id AND id = :request;

-- privacy_request.held --
-- It waits for the hold; nobody has to ask again.
UPDATE request SET state = 'held', hold_id = :hold, position = :position
WHERE tenant_id = :tenant_id AND id = :request;

-- privacy_request.resolved --
-- The answer, and what is kept nevertheless.
UPDATE request
SET state = 'resolved', outcome = :outcome, reason = :reason, retained = :retained, resolved_at = :occurred_at,
    position = :position
WHERE tenant_id = :tenant_id AND id = :request;

-- hold.placed --
-- In force until it is released; its day is a reminder, not a release.
INSERT INTO hold (tenant_id, id, customer_id, matter, until, placed_at, rooftop_id, position)
VALUES (:tenant_id, :hold, :customer, :matter, :until, :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- hold.released --
-- What waited for it can go on.
UPDATE hold SET released_at = :occurred_at, release_reason = :reason, position = :position
WHERE tenant_id = :tenant_id AND id = :hold;

-- retention_rule.set --
-- The rule that was set last counts.
INSERT INTO retention_rule (tenant_id, retention_class, keep_days, duty, ground, set_at, position)
VALUES (:tenant_id, :retention_class, :keep_days, :duty, :ground, :occurred_at, :position)
ON CONFLICT (tenant_id, retention_class) DO UPDATE
SET keep_days = excluded.keep_days, duty = excluded.duty, ground = excluded.ground, set_at = excluded.set_at,
    position = excluded.position;

-- subject.fenced --
-- From here the erasure goes on by itself, however often it is interrupted.
INSERT INTO erasure (tenant_id, id, customer_id, request_id, controllers, classes, reason, fenced_at, rooftop_id, position)
VALUES (:tenant_id, :erasure, :customer, :request, :controllers, :classes, :reason, :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- subject.key_destroyed --
-- Nobody can read it any more.
UPDATE erasure SET state = 'destroyed', keys = coalesce(cardinality(:keys), 0), position = :position
WHERE tenant_id = :tenant_id AND id = :erasure;

-- subject.data_erased --
-- Nor is there a copy.
UPDATE erasure SET state = 'erased', rows = :rows, documents = :documents, position = :position
WHERE tenant_id = :tenant_id AND id = :erasure;

-- erasure.certified --
-- The search found nothing, and somebody signed for it.
UPDATE erasure
SET state = 'certified', certificate_sha256 = :certificate_sha256, key = :key, mentions = :mentions,
    certified_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :erasure;

-- erasure.recipient_notified --
-- Every party is told once for an erasure.
INSERT INTO notice (tenant_id, erasure_id, party_id, due_on, disclosures, position)
VALUES (:tenant_id, :erasure, :party, :due_on, :disclosures, :position)
ON CONFLICT (tenant_id, erasure_id, party_id) DO NOTHING;
