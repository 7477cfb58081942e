-- find --
-- The document of hash $3 that the client $2 of the group $1 has registered.
SELECT document FROM lifecycle.trusted_document WHERE tenant_id = $1 AND client_id = $2 AND sha256 = $3;

-- add --
-- Keep the documents $4, of the hashes $3, for a client; those that are there already stay as they are.
INSERT INTO lifecycle.trusted_document (tenant_id, client_id, sha256, document, registered_by, registered_at)
SELECT $1, $2, d.sha256, d.document, $5, $6 FROM unnest($3::text[], $4::text[]) d (sha256, document)
ON CONFLICT (tenant_id, client_id, sha256) DO NOTHING;

-- of_group --
-- All documents that clients of the group $1 have registered.
SELECT client_id, sha256, document FROM lifecycle.trusted_document WHERE tenant_id = $1 ORDER BY client_id, sha256;
