-- checkpoints --
-- When each checkpoint was signed, and over how many leaves.
SELECT size, signed_at FROM lifecycle.audit_checkpoint WHERE tenant_id = $1 ORDER BY size;

-- recorded --
-- When each event was recorded.
SELECT position, recorded_at FROM lifecycle.event WHERE tenant_id = $1 ORDER BY position;
