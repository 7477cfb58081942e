-- claim.asserted --
-- A claim is made once; it changes by dispute and settlement only.
INSERT INTO claim (tenant_id, id, claimant, customer_id, vin, lead_id, categories, basis, agreement_id, clause,
                   document_sha256, page, status, asserted_at, position)
VALUES (:tenant_id, :claim, :claimant, :customer, :vehicle, :lead, :categories, :basis, :agreement, :clause,
        :document_sha256, :page, 'asserted', :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- claim.disputed --
-- Every contradiction is kept.
INSERT INTO dispute (tenant_id, claim_id, position, disputed_by, statement, disputed_at)
VALUES (:tenant_id, :claim, :position, :disputed_by, :statement, :occurred_at);
UPDATE claim SET status = 'disputed', position = :position WHERE tenant_id = :tenant_id AND id = :claim;

-- claim.settled --
-- How it ended, and why.
UPDATE claim
SET status = 'settled', outcome = :outcome, outcome_reason = :reason, settled_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND id = :claim;

-- * claim --
-- Whatever is said of a claim, also what is said again, moves its version on.
UPDATE claim SET position = named.position
FROM (
    SELECT :tenant_id AS tenant_id, :claim AS id, max(:position) AS position
    FROM happened GROUP BY :claim) AS named
WHERE claim.tenant_id = named.tenant_id AND claim.id = named.id
  AND claim.position < named.position;
