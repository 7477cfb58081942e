-- behind --
-- The tenants whose tree does not hold all of their log yet.
SELECT h.tenant_id
FROM lifecycle.log_head h
LEFT JOIN lifecycle.audit_tree t ON t.tenant_id = h.tenant_id
WHERE h.position > coalesce(t.size, 0);

-- tree --
-- The tree of a tenant, and the head of its log.
SELECT t.origin, t.size, t.root, h.position AS head
FROM lifecycle.audit_tree t
JOIN lifecycle.log_head h ON h.tenant_id = t.tenant_id
WHERE t.tenant_id = $1;

-- begin --
-- Begin a tenant's tree, unless there is one.
SELECT lifecycle.begin_audit_tree($1, $2, $3, $4, $5, $6);

-- leaves --
-- At most $3 leaves after position $2, one after another, and how many they are.
SELECT count(*) AS many, min(l.position) AS first, max(l.position) AS last,
  string_agg(l.leaf, ''::bytea ORDER BY l.position) AS leaves
FROM (
  SELECT e.position, e.leaf FROM lifecycle.event e
  WHERE e.tenant_id = $1 AND e.position > $2 AND e.position <= $2 + $3) l;

-- grow --
-- Whether the tree grew from $2 to $3 leaves; not, if somebody else was faster.
SELECT lifecycle.grow_audit_tree($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- tiles --
-- Tiles by level and number.
SELECT a.level, a.number, a.hashes
FROM unnest($2::smallint[], $3::bigint[]) w (level, number)
CROSS JOIN LATERAL (
  SELECT t.level, t.number, t.hashes FROM lifecycle.audit_tile t
  WHERE t.tenant_id = $1 AND t.level = w.level AND t.number = w.number LIMIT 1) a;

-- entries --
-- What the entries of the events after $2 up to $3 are made of.
SELECT e.position, e.recorded_at, e.id, e.type, e.version,
  ARRAY(SELECT t.tag FROM json_array_elements_text(h.clear -> 'tags') WITH ORDINALITY t (tag, place) ORDER BY t.place) AS tags,
  h.clear #>> '{envelope,rooftop}' AS rooftop, sha256(e.clear) AS clear, sha256(e.sealed) AS sealed
FROM lifecycle.event e
CROSS JOIN LATERAL (SELECT convert_from(e.clear, 'UTF8')::json AS clear) h
WHERE e.tenant_id = $1 AND e.position > $2 AND e.position <= $3
ORDER BY e.position;

-- checkpoint --
-- The newest checkpoint that enough witnesses have cosigned.
SELECT size, note, signed_at FROM lifecycle.audit_checkpoint
WHERE tenant_id = $1 AND accepted ORDER BY size DESC LIMIT 1;

-- newest --
-- The newest checkpoint, whoever has cosigned it.
SELECT size, note, accepted FROM lifecycle.audit_checkpoint WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1;

-- countersign --
-- Put signature lines under a checkpoint.
SELECT lifecycle.countersign_checkpoint($1, $2, $3, $4);

-- unwitnessed --
-- The tenants whose newest checkpoint still wants witnesses.
SELECT t.tenant_id
FROM lifecycle.audit_tree t
JOIN lifecycle.audit_checkpoint c ON c.tenant_id = t.tenant_id AND c.size = t.size
WHERE NOT c.accepted;

-- keys --
-- The keys of a log, oldest first, and which of them sign now.
SELECT key_id, public, wrapped, succession, created_at, retires_at,
  coalesce(retires_at > clock_timestamp(), true) AS signs
FROM lifecycle.audit_key WHERE tenant_id = $1 ORDER BY created_at, key_id;

-- rotate --
-- Whether the key $3 has taken over from $2.
SELECT lifecycle.rotate_audit_key($1, $2, $3, $4, $5, $6, $7);
