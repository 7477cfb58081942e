-- load --
-- What is remembered of the records $4 of kind $3 in system $2.
SELECT record_id, groups, seen, changed
FROM lifecycle.source_record
WHERE tenant_id = $1 AND system = $2 AND kind = $3 AND record_id = ANY ($4);

-- save --
-- Remember how far records have been told.
INSERT INTO lifecycle.source_record (tenant_id, system, kind, record_id, groups, seen, changed, seen_at)
SELECT $1, $2, $3, r.record_id, r.groups::jsonb, r.seen, r.changed, $8
FROM unnest($4::text[], $5::text[], $6::bytea[], $7::text[]) r (record_id, groups, seen, changed)
ON CONFLICT (tenant_id, system, kind, record_id) DO UPDATE
SET groups = excluded.groups, seen = excluded.seen, changed = excluded.changed, seen_at = excluded.seen_at;
