-- lists_type --
-- What lists are read into from JSON: unlike a subquery for each list, that is no statement of its own.
DO $$
BEGIN
  IF to_regtype('lifecycle.lists') IS NULL THEN
    CREATE TYPE lifecycle.lists AS (text text[], uuid uuid[]);
  END IF;
END
$$;

-- claim_function --
-- A cell is one projection of one tenant. Claiming gives it to one owner for a while, by the database's clock, under
-- a new fence; what an earlier owner still tries then fails. Cells that others hold, or that stopped, are left out.
CREATE OR REPLACE FUNCTION lifecycle.claim_cells(
  p_tenant uuid, p_checkpoint text[], p_version int[], p_owner text, p_lease interval
) RETURNS TABLE (checkpoint text, version int, "position" bigint, fence bigint)
LANGUAGE plpgsql SET search_path = lifecycle, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  INSERT INTO checkpoint (tenant_id, projection, version)
  SELECT p_tenant, p.checkpoint, p.version FROM unnest(p_checkpoint, p_version) w (name, version)
  JOIN projection p ON p.checkpoint = w.name AND p.version = w.version
  WHERE NOT EXISTS (
    SELECT FROM checkpoint c
    WHERE c.tenant_id = p_tenant AND c.projection = w.name AND c.version = w.version)
  ON CONFLICT DO NOTHING;
  RETURN QUERY
  WITH free AS (
    SELECT c.projection, c.version FROM checkpoint c
    JOIN unnest(p_checkpoint, p_version) w (name, version) ON c.projection = w.name AND c.version = w.version
    WHERE c.tenant_id = p_tenant AND c.status = 'running'
      AND (c.lease_until IS NULL OR c.lease_until < clock_timestamp() OR c.owner = p_owner)
    ORDER BY c.projection, c.version
    FOR UPDATE OF c SKIP LOCKED
  )
  UPDATE checkpoint c
  SET owner = p_owner, fence = c.fence + 1, lease_until = clock_timestamp() + p_lease, updated_at = clock_timestamp()
  FROM free f
  WHERE c.tenant_id = p_tenant AND c.projection = f.projection AND c.version = f.version
  RETURNING c.projection, c.version, c.position, c.fence;
END
$$;

-- project_function --
-- Apply events to one read model and move its position from `p_from` to `p_to`, both or neither. Without `p_lease`
-- the cell is free for others afterwards.
--
-- Answers `moved`; `fenced` when someone else moved it or holds it; `changed` when the function wants other values
-- than these (`p_code`); or `poison` when the statements cannot digest an event, and why. Nothing has happened then.
-- Errors that are not an event's fault are raised.
--
-- Commits need not wait for the disk: what a crash takes back of the rows it takes back of the position too.
CREATE OR REPLACE FUNCTION lifecycle.project(
  p_tenant uuid, p_schema text, p_code text, p_fence bigint, p_from bigint, p_to bigint, p_events jsonb,
  p_lease interval, OUT status text, OUT reason text
) LANGUAGE plpgsql SET search_path = lifecycle, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_projection lifecycle.projection;
  v_size constant text := length(to_hex(p_from / 4096));
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  UPDATE checkpoint c SET position = p_to, lease_until = clock_timestamp() + p_lease, updated_at = clock_timestamp()
  FROM projection p
  WHERE p.schema = p_schema AND c.tenant_id = p_tenant AND c.projection = p.checkpoint AND c.version = p.version
    AND c.fence = p_fence AND c.position = p_from AND c.status = 'running'
    AND p_to <= (SELECT h.position FROM log_head h WHERE h.tenant_id = p_tenant);
  IF NOT FOUND THEN
    status := 'fenced';
    RETURN;
  END IF;
  -- Only now, because a swap that was waited for may have changed it.
  SELECT p.* INTO v_projection FROM projection p WHERE p.schema = p_schema;
  IF v_projection.code IS DISTINCT FROM p_code THEN
    UPDATE checkpoint SET position = p_from, lease_until = NULL
    WHERE tenant_id = p_tenant AND projection = v_projection.checkpoint AND version = v_projection.version;
    status := 'changed';
    RETURN;
  END IF;
  status := 'moved';
  IF p_events IS NULL THEN
    RETURN;
  END IF;
  -- Statements planned while the tables were small may use an index that serves badly when they are not.
  IF v_size > coalesce(current_setting('lifecycle.planned_for', true), '') THEN
    EXECUTE 'DISCARD PLANS';
    PERFORM set_config('lifecycle.planned_for', v_size, false);
  END IF;
  BEGIN
    EXECUTE format('SELECT %I.apply($1, $2)', p_schema) USING p_tenant, p_events;
  EXCEPTION
    WHEN cardinality_violation OR data_exception OR integrity_constraint_violation OR raise_exception
      OR with_check_option_violation OR program_limit_exceeded THEN
    -- Only messages about constraints are sure to quote no values.
    reason := CASE WHEN SQLSTATE LIKE '23%' THEN SQLSTATE || ': ' || SQLERRM ELSE SQLSTATE END;
    status := 'poison';
    UPDATE checkpoint SET position = p_from
    WHERE tenant_id = p_tenant AND projection = v_projection.checkpoint AND version = v_projection.version;
  END;
END
$$;

-- replay_function --
-- Apply events to scratch schemas without keeping any position: the transaction is going to be rolled back.
CREATE OR REPLACE FUNCTION lifecycle.replay(p_tenant uuid, p_schema text[], p_events jsonb[]) RETURNS void
LANGUAGE plpgsql SET search_path = lifecycle, pg_temp AS $$
BEGIN
  FOR n IN 1 .. cardinality(p_schema) LOOP
    EXECUTE format('SELECT %I.apply($1, $2)', p_schema[n]) USING p_tenant, p_events[n];
  END LOOP;
END
$$;

-- grant --
-- Who runs projections needs no rights of its own on the rows: the functions of the read models have them.
GRANT EXECUTE ON FUNCTION
  lifecycle.claim_cells(uuid, text[], int[], text, interval),
  lifecycle.project(uuid, text, text, bigint, bigint, bigint, jsonb, interval),
  lifecycle.replay(uuid, text[], jsonb[])
TO lifecycle_service;
