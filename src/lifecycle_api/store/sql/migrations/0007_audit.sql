-- The verifiable log: per tenant one growing hash tree over the leaves of its events, cut into tiles, and the
-- checkpoints that were signed over it. The service role changes it only through these functions.

-- Signing keys. `name` is the origin of the log, `wrapped` the secret half under the master key. A rotated key signs
-- beside its successor until `retires_at`; `succession` is the note, signed by both, that introduces a key.
CREATE TABLE lifecycle.audit_key (
  tenant_id uuid NOT NULL,
  key_id uuid NOT NULL,
  public bytea NOT NULL,
  wrapped bytea NOT NULL,
  succession text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  retires_at timestamptz,
  PRIMARY KEY (tenant_id, key_id)
);

-- How far each tree has grown. The origin is fixed when the tree begins: it is the log's name for all time.
CREATE TABLE lifecycle.audit_tree (
  tenant_id uuid PRIMARY KEY,
  origin text NOT NULL,
  size bigint NOT NULL DEFAULT 0,
  root bytea NOT NULL
);

-- The hashes of a tile, as many as there are; a narrower one is its beginning.
CREATE TABLE lifecycle.audit_tile (
  tenant_id uuid NOT NULL,
  level smallint NOT NULL,
  number bigint NOT NULL,
  hashes bytea NOT NULL,
  PRIMARY KEY (tenant_id, level, number)
);
ALTER TABLE lifecycle.audit_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- Every checkpoint that was signed, as a note; `accepted` once enough witnesses have cosigned it.
CREATE TABLE lifecycle.audit_checkpoint (
  tenant_id uuid NOT NULL,
  size bigint NOT NULL,
  note text NOT NULL,
  accepted boolean NOT NULL,
  signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, size)
);

GRANT SELECT ON lifecycle.audit_key, lifecycle.audit_tree, lifecycle.audit_tile, lifecycle.audit_checkpoint
TO lifecycle_service;

-- Begin a tenant's tree under an origin, with its first key. If there is one already, nothing changes.
CREATE FUNCTION lifecycle.begin_audit_tree(
  p_tenant uuid, p_origin text, p_root bytea, p_key_id uuid, p_public bytea, p_wrapped bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = lifecycle, pg_temp AS $$
BEGIN
  INSERT INTO audit_tree (tenant_id, origin, root)
  SELECT h.tenant_id, p_origin, p_root FROM log_head h WHERE h.tenant_id = p_tenant
  ON CONFLICT (tenant_id) DO NOTHING;
  IF FOUND THEN
    INSERT INTO audit_key (tenant_id, key_id, public, wrapped) VALUES (p_tenant, p_key_id, p_public, p_wrapped);
  END IF;
END
$$;

-- Grow a tree from `p_from` to `p_to` leaves, with the tiles that changed and the signed checkpoint. False if somebody
-- else was faster. A tile that would not go on from what it was is refused, whoever asks.
CREATE FUNCTION lifecycle.grow_audit_tree(
  p_tenant uuid, p_from bigint, p_to bigint, p_root bytea, p_note text, p_accepted boolean,
  t_level smallint[], t_number bigint[], t_hashes bytea[]
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = lifecycle, pg_temp AS $$
BEGIN
  UPDATE audit_tree SET size = p_to, root = p_root WHERE tenant_id = p_tenant AND size = p_from;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF p_to <= p_from OR p_to > (SELECT h.position FROM log_head h WHERE h.tenant_id = p_tenant) THEN
    RAISE 'a tree grows, and not beyond its log' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT FROM unnest(t_level, t_number, t_hashes) t (level, number, hashes)
    CROSS JOIN LATERAL (
      SELECT a.hashes FROM audit_tile a
      WHERE a.tenant_id = p_tenant AND a.level = t.level AND a.number = t.number LIMIT 1) a
    WHERE substr(t.hashes, 1, octet_length(a.hashes)) <> a.hashes
  ) THEN
    RAISE 'a tile only ever grows' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  INSERT INTO audit_tile (tenant_id, level, number, hashes)
  SELECT p_tenant, t.level, t.number, t.hashes FROM unnest(t_level, t_number, t_hashes) t (level, number, hashes)
  ON CONFLICT (tenant_id, level, number) DO UPDATE SET hashes = excluded.hashes;
  INSERT INTO audit_checkpoint (tenant_id, size, note, accepted) VALUES (p_tenant, p_to, p_note, p_accepted);
  RETURN true;
END
$$;

-- Put signature lines under a checkpoint: of witnesses, or of a key that is new. What was signed stays as it is.
CREATE FUNCTION lifecycle.countersign_checkpoint(p_tenant uuid, p_size bigint, p_lines text, p_accepted boolean)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = lifecycle, pg_temp AS $$
BEGIN
  UPDATE audit_checkpoint SET note = note || p_lines, accepted = accepted OR p_accepted
  WHERE tenant_id = p_tenant AND size = p_size AND strpos(note, p_lines) = 0;
END
$$;

-- Introduce a key; those before it retire at `p_retire`. False if another key came meanwhile: then look again.
CREATE FUNCTION lifecycle.rotate_audit_key(
  p_tenant uuid, p_before uuid, p_key_id uuid, p_public bytea, p_wrapped bytea, p_succession text, p_retire timestamptz
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = lifecycle, pg_temp AS $$
BEGIN
  UPDATE audit_key SET retires_at = p_retire
  WHERE tenant_id = p_tenant AND key_id = p_before AND retires_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO audit_key (tenant_id, key_id, public, wrapped, succession)
  VALUES (p_tenant, p_key_id, p_public, p_wrapped, p_succession);
  RETURN true;
END
$$;

GRANT EXECUTE ON FUNCTION
  lifecycle.begin_audit_tree(uuid, text, bytea, uuid, bytea, bytea),
  lifecycle.grow_audit_tree(uuid, bigint, bigint, bytea, text, boolean, smallint[], bigint[], bytea[]),
  lifecycle.countersign_checkpoint(uuid, bigint, text, boolean),
  lifecycle.rotate_audit_key(uuid, uuid, uuid, bytea, bytea, text, timestamptz)
TO lifecycle_service;
