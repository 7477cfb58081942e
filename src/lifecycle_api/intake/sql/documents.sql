-- keep --
-- Keep a document, unless it is kept already.
INSERT INTO lifecycle.raw_document (tenant_id, sha256, sealed, media_type, received_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, sha256) DO NOTHING;

-- find --
-- A document by its hash.
SELECT sealed, media_type, received_at FROM lifecycle.raw_document WHERE tenant_id = $1 AND sha256 = $2;

-- page --
-- Documents in the order of their hashes, after one of them.
SELECT sha256, sealed, media_type, received_at FROM lifecycle.raw_document
WHERE tenant_id = $1 AND sha256 > $2 ORDER BY sha256 LIMIT $3;
