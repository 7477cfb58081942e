-- source_batch.ingested --
-- A file is listed once, with the counts of its latest reading.
INSERT INTO batch (tenant_id, id, system, kind, snapshot_date, raw_sha256, records, emitted, unchanged, quarantined,
                   ingested_at, rooftop_id, position)
VALUES (:tenant_id, :batch, :system, :kind, :snapshot_date, :raw_sha256, :records, :emitted, :unchanged, :quarantined,
        :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET records = excluded.records, emitted = excluded.emitted, unchanged = excluded.unchanged,
    quarantined = excluded.quarantined, ingested_at = excluded.ingested_at, position = excluded.position;

-- source_record.quarantined --
-- A record set aside waits for a person; setting it aside again after a release opens the matter anew.
INSERT INTO quarantined_record (tenant_id, id, system, kind, status, findings, raw_sha256, set_aside_at, rooftop_id,
                                position)
VALUES (:tenant_id, :quarantine, :system, :kind, 'set_aside', :findings, :raw_sha256, :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET status = excluded.status, findings = excluded.findings, raw_sha256 = excluded.raw_sha256,
    set_aside_at = excluded.set_aside_at, released_at = NULL, release_reason = NULL, position = excluded.position;

-- source_record.released --
-- The outcome is the status from now on: recorded after all, or dismissed for good.
UPDATE quarantined_record
SET status = :outcome, released_at = :occurred_at, release_reason = :reason, position = :position
WHERE tenant_id = :tenant_id AND id = :quarantine;
