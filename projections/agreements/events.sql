-- agreement.drafted --
-- A draft shares nothing; it is there to be read and signed.
INSERT INTO agreement (tenant_id, id, party_id, kind, title, rooftops, document_sha256, pages, jurisdiction, notice_days,
                       deletion_on_end, audit_right, status, drafted_at, position)
VALUES (:tenant_id, :agreement, :party, :kind, :title, :rooftops, :document_sha256, :pages, :jurisdiction, :notice_days,
        :deletion_on_end, :audit_right, 'draft', :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- agreement.drafted, agreement.amended --
-- The clauses are replaced as a whole, as they are in the document.
DELETE FROM clause WHERE tenant_id = :tenant_id AND agreement_id = :agreement;
INSERT INTO clause (tenant_id, agreement_id, id, ordinal, page, effect, text_sha256, actions, purposes, categories,
                    territory, onward, recipients, retention_days, fields, delay_hours)
SELECT :tenant_id, :agreement, said ->> 'id', ordinal, (said ->> 'page')::int, said ->> 'effect', said ->> 'text_sha256',
       ARRAY(SELECT jsonb_array_elements_text(said -> 'actions')),
       ARRAY(SELECT jsonb_array_elements_text(said -> 'purposes')),
       ARRAY(SELECT jsonb_array_elements_text(said -> 'categories')),
       ARRAY(SELECT jsonb_array_elements_text(said -> 'territory')),
       coalesce(said ->> 'onward', 'no'),
       ARRAY(SELECT jsonb_array_elements_text(said -> 'recipients')),
       (said ->> 'retention_days')::int,
       ARRAY(SELECT jsonb_array_elements_text(said -> 'fields')),
       (said ->> 'delay_hours')::int
FROM jsonb_array_elements(:clauses) WITH ORDINALITY AS clauses (said, ordinal)
ON CONFLICT (tenant_id, agreement_id, id) DO NOTHING;

-- agreement.drafted --
-- The first text.
INSERT INTO amendment (tenant_id, agreement_id, position, document_sha256, pages, clauses, recorded_at)
VALUES (:tenant_id, :agreement, :position, :document_sha256, :pages, jsonb_array_length(:clauses), :recorded_at);

-- agreement.amended --
-- Later texts, each with the reason why it replaced the one before.
INSERT INTO amendment (tenant_id, agreement_id, position, document_sha256, pages, clauses, reason, effective_at, recorded_at)
VALUES (:tenant_id, :agreement, :position, :document_sha256, :pages, jsonb_array_length(:clauses), :reason, :effective_at,
        :recorded_at);
UPDATE agreement SET document_sha256 = :document_sha256, pages = :pages, position = :position
WHERE tenant_id = :tenant_id AND id = :agreement;

-- agreement.signed --
-- In force from its effective date; readers compare that with their own clock.
UPDATE agreement
SET status = 'active', signed_by = :signed_by, signed_at = :occurred_at, effective_at = :effective_at,
    expires_at = :expires_at, document_sha256 = :document_sha256, position = :position
WHERE tenant_id = :tenant_id AND id = :agreement;

-- agreement.suspended --
-- Nothing is shared meanwhile.
UPDATE agreement SET status = 'suspended', status_reason = :reason, position = :position
WHERE tenant_id = :tenant_id AND id = :agreement;

-- agreement.resumed --
-- It goes on as before: within its notice period, if one is running.
UPDATE agreement
SET status = CASE WHEN ends_at IS NULL THEN 'active' ELSE 'notice' END, status_reason = :reason, position = :position
WHERE tenant_id = :tenant_id AND id = :agreement;

-- agreement.termination_noticed --
-- Still in force, and it says until when; what is suspended stays so until it is resumed.
UPDATE agreement
SET status = CASE WHEN status = 'suspended' THEN status ELSE 'notice' END,
    status_reason = CASE WHEN status = 'suspended' THEN status_reason ELSE :reason END,
    noticed_by = :noticed_by, noticed_at = :occurred_at, ends_at = :ends_at, position = :position
WHERE tenant_id = :tenant_id AND id = :agreement;

-- agreement.ended --
-- What the partner holds has to be deleted or returned by the day given.
UPDATE agreement
SET status = 'ended', end_reason = :reason, ended_at = :occurred_at, export_sha256 = :export_sha256,
    deletion_due_at = :deletion_due_at, position = :position
WHERE tenant_id = :tenant_id AND id = :agreement;

-- agreement.deletion_certified --
-- The certificate ends the partner's duty to delete.
UPDATE agreement
SET deletion_certified_at = :occurred_at, certificate_sha256 = :certificate_sha256, certificate_signed_by = :signed_by,
    position = :position
WHERE tenant_id = :tenant_id AND id = :agreement;

-- agreement.breached --
-- Breaches are kept one by one, and counted.
INSERT INTO breach (tenant_id, agreement_id, position, clause, rule, detail, reported_at)
VALUES (:tenant_id, :agreement, :position, :clause, :rule, :detail, :occurred_at);
UPDATE agreement SET breaches = breaches + 1, position = :position WHERE tenant_id = :tenant_id AND id = :agreement;

-- * agreement --
-- Whatever names an agreement, such as a claim or a partner's access under it, moves its version on.
UPDATE agreement SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :agreement AS id, max(:position) AS position
    FROM happened GROUP BY :agreement) AS named
WHERE agreement.tenant_id = named.tenant_id AND agreement.id = named.id
  AND agreement.position < named.position;
