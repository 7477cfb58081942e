-- begin --
-- Remember an erasure that is about to begin; one that is known stays as it is.
INSERT INTO lifecycle.erasure (tenant_id, erasure, customer, orders, step, found, started_at, updated_at)
VALUES ($1, $2, $3, $4, 'ordered', $5, $6, $6)
ON CONFLICT (tenant_id, erasure) DO NOTHING;

-- find --
-- How far an erasure has come.
SELECT customer, orders, step, identifiers, found, certificate, started_at
FROM lifecycle.erasure WHERE tenant_id = $1 AND erasure = $2;

-- unfinished --
-- The erasures of a tenant that were interrupted, the oldest first.
SELECT erasure FROM lifecycle.erasure WHERE tenant_id = $1 AND step <> 'certified' ORDER BY started_at, erasure;

-- save --
-- An erasure finished a step, unless another process was faster: then no row is answered.
UPDATE lifecycle.erasure
SET step = $3, identifiers = $4, found = $5, certificate = $6, updated_at = $7
WHERE tenant_id = $1 AND erasure = $2 AND step = $8
RETURNING erasure;

-- again --
-- After a restore an erasure starts again from its beginning.
UPDATE lifecycle.erasure SET step = 'ordered', identifiers = NULL, certificate = NULL
WHERE tenant_id = $1 AND erasure = $2;

-- tenants --
-- The dealer groups of this database.
SELECT tenant_id FROM lifecycle.tenant ORDER BY tenant_id;

-- survivors --
-- Whether some key of a subject exists that is barred, or the subject is not barred at all.
SELECT EXISTS (
  SELECT FROM lifecycle.seal_key k
  WHERE k.tenant_id = $1 AND k.subject = $2 AND k.destroyed_at IS NULL
    AND (k.controller = ANY ($3::text[]) OR '*' = ANY ($3::text[]))
    AND (k.retention_class = ANY ($4::text[]) OR '*' = ANY ($4::text[]))
) OR NOT EXISTS (
  SELECT FROM lifecycle.seal_bar b WHERE b.tenant_id = $1 AND b.subject = $2);

-- some_live --
-- Whether one of these keys exists.
SELECT EXISTS (
  SELECT FROM lifecycle.seal_key k
  WHERE k.tenant_id = $1 AND k.key_id = ANY ($2::uuid[]) AND k.destroyed_at IS NULL);

-- requesting --
-- The dealer groups in which somebody asked for something, or an erasure was interrupted.
SELECT h.tenant_id FROM lifecycle.log_head h
WHERE EXISTS (SELECT FROM lifecycle.event e WHERE e.tenant_id = h.tenant_id AND e.type = 'privacy_request.received')
  OR EXISTS (SELECT FROM lifecycle.erasure r WHERE r.tenant_id = h.tenant_id AND r.step <> 'certified')
ORDER BY h.tenant_id;

-- overdue --
-- Whose records of class $2 are all older than $4: the last of the event types $3 that is about them.
SELECT k.subject, max(l.last) AS last
FROM lifecycle.seal_key k
CROSS JOIN LATERAL (
  SELECT max(e.occurred_at) AS last FROM lifecycle.event_tag t
  JOIN lifecycle.event e ON e.tenant_id = t.tenant_id AND e.position = t.position
  WHERE t.tenant_id = $1 AND t.tag = k.subject AND e.tenant_id = $1 AND e.type = ANY ($3::text[])) l
WHERE k.tenant_id = $1 AND k.retention_class = $2 AND k.subject LIKE 'customer:%' AND k.fenced_at IS NULL
GROUP BY k.subject
HAVING max(l.last) < $4
ORDER BY k.subject;

-- document_keys --
-- The keys of raw documents $2 (their subjects).
SELECT key_id, subject, controller, retention_class FROM lifecycle.seal_key
WHERE tenant_id = $1 AND subject = ANY ($2::text[]);

-- of_others --
-- Those of the documents $2 from which leads of others than $3 (a tag) were taken.
SELECT DISTINCT j.sha256
FROM lifecycle.event e
CROSS JOIN LATERAL (
  SELECT coalesce(h.clear #>> '{envelope,source,raw_sha256}', h.clear #>> '{data,raw_sha256}') AS sha256
  FROM (SELECT convert_from(e.clear, 'UTF8')::jsonb AS clear) h) j
WHERE e.tenant_id = $1 AND e.type IN ('lead.received', 'lead.resent') AND j.sha256 = ANY ($2::text[])
  AND NOT EXISTS (
    SELECT FROM lifecycle.event_tag t WHERE t.tenant_id = $1 AND t.tag = $3 AND t.position = e.position);

-- documents --
-- Those of the documents $2 (hexadecimal hashes) that are kept.
SELECT encode(sha256, 'hex') AS sha256 FROM lifecycle.raw_document
WHERE tenant_id = $1 AND sha256 = ANY (SELECT decode(w, 'hex') FROM unnest($2::text[]) w);

-- forget_documents --
-- Remove raw documents by their hashes; their keys are gone already.
DELETE FROM lifecycle.raw_document WHERE tenant_id = $1 AND sha256 = ANY (SELECT decode(w, 'hex') FROM unnest($2::text[]) w);

-- forget_bundles --
-- Remove prepared bundles: they hold opened values, compressed. Whoever needs one asks for it again.
DELETE FROM lifecycle.audit_bundle_part WHERE tenant_id = $1;

-- hold_cells --
-- From here to the end of the transaction no projection of this tenant moves.
SELECT projection, version, position, status FROM lifecycle.checkpoint
WHERE tenant_id = $1 ORDER BY projection, version FOR UPDATE;

-- schemas --
-- All read models, those that were swapped out included.
SELECT schema, name, version, mode, checkpoint, live FROM lifecycle.projection ORDER BY schema;

-- columns --
-- The columns of schema $1, as table.column.
SELECT c.relname || '.' || a.attname AS name
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped;

-- rows_of --
-- A person's rows in a table.
SELECT lifecycle.rows_of($1, $2, $3, $4, $5)::text;

-- replace_rows --
-- Replace a person's rows in a table by others; how many went.
SELECT lifecycle.replace_rows($1, $2, $3, $4, $5, $6::jsonb);

-- search --
-- Where one of some texts stands.
SELECT place, "column", key::text AS key FROM lifecycle.search_rows($1, $2);

-- sampled --
-- Tables whose statistics hold one of some texts.
SELECT DISTINCT s.schemaname AS schema, s.tablename AS table FROM pg_stats s
WHERE s.schemaname !~ '^(pg_|information_schema$)'
  AND EXISTS (
    SELECT FROM unnest($1::text[]) x (part)
    WHERE strpos(lower(concat_ws(E'\n', s.most_common_vals::text, s.histogram_bounds::text)), x.part) > 0);

-- sample_again --
-- Take new statistics.
SELECT lifecycle.sample_again($1, $2);

-- recipients --
-- Which parties were shown data about a person, and how often.
SELECT convert_from(e.clear, 'UTF8')::jsonb #>> '{data,party}' AS party, count(*) AS disclosures
FROM lifecycle.event_tag t
JOIN lifecycle.event e ON e.tenant_id = t.tenant_id AND e.position = t.position
WHERE t.tenant_id = $1 AND t.tag = $2 AND e.tenant_id = $1 AND e.type = 'data.disclosed'
GROUP BY 1 ORDER BY 1;
