-- add --
-- Never take in again what bears one of these marks; the earliest time stays.
INSERT INTO lifecycle.suppression (tenant_id, mark, since)
SELECT $1, mark, $3 FROM unnest($2::text[]) AS mark
ON CONFLICT (tenant_id, mark) DO NOTHING;

-- among --
-- Those of the marks that are suppressed, and since when.
SELECT mark, since FROM lifecycle.suppression WHERE tenant_id = $1 AND mark = ANY ($2::text[]);
