-- Tenants and the life of a data key: created, fenced, destroyed. The service role can do it only through these.

CREATE FUNCTION lifecycle.create_tenant(p_tenant uuid, p_name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = lifecycle, pg_temp AS $$
BEGIN
  INSERT INTO tenant (tenant_id, name) VALUES (p_tenant, p_name) ON CONFLICT (tenant_id) DO NOTHING;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO log_head (tenant_id) VALUES (p_tenant);
  RETURN true;
END
$$;

-- For whom no key may be made any more: `*` stands for every controller, or every retention class.
CREATE TABLE lifecycle.seal_bar (
  tenant_id uuid NOT NULL,
  subject text COLLATE "C" NOT NULL,
  controller text COLLATE "C" NOT NULL,
  retention_class text COLLATE "C" NOT NULL,
  barred_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, subject, controller, retention_class)
);
GRANT SELECT ON lifecycle.seal_bar TO lifecycle_service;

-- The newest unfenced key of every wanted (subject, controller, retention class), in the order asked. Where there is
-- none, the proposed one becomes the next epoch. If another process was faster, its key is the answer. Where the subject
-- is barred, the answer is null.
CREATE FUNCTION lifecycle.ensure_seal_keys(
  p_tenant uuid,
  p_subject text[],
  p_controller text[],
  p_class text[],
  p_key_id uuid[],
  p_wrapped bytea[]
) RETURNS TABLE (key_id uuid, wrapped bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = lifecycle, pg_temp
-- Plans are made once, perhaps while the tables were empty: they must suit full ones.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
  -- The events sealed under a new key are committed later in the same WAL, so the key is never lost before them.
  PERFORM set_config('synchronous_commit', 'off', true);
  -- Whoever bars a subject waits for the keys that are being made, and the next ones see the bar.
  PERFORM FROM tenant WHERE tenant_id = p_tenant FOR KEY SHARE;
  -- Each look-up stands alone, so that no plan goes through all keys of a tenant. Of a scope's keys only the newest
  -- can be unfenced, because none is made beside one that is.
  INSERT INTO seal_key (tenant_id, key_id, subject, controller, retention_class, epoch, wrapped, created_at)
  SELECT p_tenant, w.key_id, w.subject, w.controller, w.class, 1 + coalesce(k.epoch, 0), w.wrapped, clock_timestamp()
  FROM unnest(p_subject, p_controller, p_class, p_key_id, p_wrapped) w (subject, controller, class, key_id, wrapped)
  LEFT JOIN LATERAL (
    SELECT s.epoch, s.fenced_at FROM seal_key s
    WHERE s.tenant_id = p_tenant AND s.subject = w.subject AND s.controller = w.controller
      AND s.retention_class = w.class
    ORDER BY s.epoch DESC LIMIT 1) k ON true
  WHERE (k.epoch IS NULL OR k.fenced_at IS NOT NULL)
    AND (SELECT true FROM seal_bar b
         WHERE b.tenant_id = p_tenant AND b.subject = w.subject AND b.controller IN (w.controller, '*')
           AND b.retention_class IN (w.class, '*')
         LIMIT 1) IS NULL
  -- In one order for everybody: two who wait for each other's rows would be a deadlock.
  ORDER BY w.subject, w.controller, w.class
  ON CONFLICT DO NOTHING;
  RETURN QUERY
  SELECT k.key_id, k.wrapped
  FROM unnest(p_subject, p_controller, p_class) WITH ORDINALITY w (subject, controller, class, n)
  LEFT JOIN LATERAL (
    SELECT s.key_id, s.wrapped FROM seal_key s
    WHERE s.tenant_id = p_tenant AND s.subject = w.subject AND s.controller = w.controller
      AND s.retention_class = w.class AND s.fenced_at IS NULL
    ORDER BY s.epoch DESC LIMIT 1) k ON true
  ORDER BY w.n;
END
$$;

-- From now on nothing can be sealed under these keys: whoever holds the head's lock sees the fence or came before it.
CREATE FUNCTION lifecycle.fence_seal_keys(p_tenant uuid, p_subject text, p_controller text, p_class text)
RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = lifecycle, pg_temp AS $$
DECLARE
  v_fenced uuid[];
BEGIN
  PERFORM FROM log_head WHERE tenant_id = p_tenant FOR NO KEY UPDATE;
  UPDATE seal_key SET fenced_at = clock_timestamp()
  WHERE tenant_id = p_tenant AND subject = p_subject AND fenced_at IS NULL
    AND controller = coalesce(p_controller, controller) AND retention_class = coalesce(p_class, retention_class);
  SELECT coalesce(array_agg(key_id ORDER BY epoch, key_id), '{}') INTO v_fenced FROM seal_key
  WHERE tenant_id = p_tenant AND subject = p_subject AND fenced_at IS NOT NULL AND destroyed_at IS NULL
    AND controller = coalesce(p_controller, controller) AND retention_class = coalesce(p_class, retention_class);
  RETURN v_fenced;
END
$$;

-- Bar a subject at these controllers in these retention classes (`*` for all), now and for the future. The fenced keys
-- of what is barred that still exist.
CREATE FUNCTION lifecycle.bar_subject(p_tenant uuid, p_subject text, p_controller text[], p_class text[])
RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = lifecycle, pg_temp AS $$
DECLARE
  v_fenced uuid[];
BEGIN
  PERFORM FROM tenant WHERE tenant_id = p_tenant FOR UPDATE;
  PERFORM FROM log_head WHERE tenant_id = p_tenant FOR NO KEY UPDATE;
  INSERT INTO seal_bar (tenant_id, subject, controller, retention_class, barred_at)
  SELECT p_tenant, p_subject, c.controller, r.class, clock_timestamp()
  FROM unnest(p_controller) c (controller) CROSS JOIN unnest(p_class) r (class)
  ON CONFLICT DO NOTHING;
  UPDATE seal_key SET fenced_at = clock_timestamp()
  WHERE tenant_id = p_tenant AND subject = p_subject AND fenced_at IS NULL
    AND (controller = ANY (p_controller) OR '*' = ANY (p_controller))
    AND (retention_class = ANY (p_class) OR '*' = ANY (p_class));
  SELECT coalesce(array_agg(key_id ORDER BY epoch, key_id), '{}') INTO v_fenced FROM seal_key
  WHERE tenant_id = p_tenant AND subject = p_subject AND fenced_at IS NOT NULL AND destroyed_at IS NULL
    AND (controller = ANY (p_controller) OR '*' = ANY (p_controller))
    AND (retention_class = ANY (p_class) OR '*' = ANY (p_class));
  RETURN v_fenced;
END
$$;

-- Destroy keys for good and return those that are gone. A key that is not fenced stays: fence it first.
CREATE FUNCTION lifecycle.destroy_seal_keys(p_tenant uuid, p_key_id uuid[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = lifecycle, pg_temp AS $$
DECLARE
  v_gone uuid[];
BEGIN
  UPDATE seal_key SET wrapped = NULL, destroyed_at = clock_timestamp()
  WHERE tenant_id = p_tenant AND key_id = ANY (p_key_id) AND fenced_at IS NOT NULL AND destroyed_at IS NULL;
  SELECT coalesce(array_agg(key_id), '{}') INTO v_gone FROM seal_key
  WHERE tenant_id = p_tenant AND key_id = ANY (p_key_id) AND destroyed_at IS NOT NULL;
  RETURN v_gone;
END
$$;

GRANT EXECUTE ON FUNCTION
  lifecycle.create_tenant(uuid, text),
  lifecycle.ensure_seal_keys(uuid, text[], text[], text[], uuid[], bytea[]),
  lifecycle.fence_seal_keys(uuid, text, text, text),
  lifecycle.bar_subject(uuid, text, text[], text[]),
  lifecycle.destroy_seal_keys(uuid, uuid[])
TO lifecycle_service;
