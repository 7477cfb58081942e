-- The only way into the log.

-- Inline projections see the events of the types they asked for while the append holds its lock. They run as the
-- owner of the read models, who may not touch the log. The projector replaces these two functions; they start empty.
GRANT CREATE ON SCHEMA lifecycle TO lifecycle_read_model;
SET LOCAL ROLE lifecycle_read_model;
CREATE FUNCTION lifecycle.apply_inline(p_tenant uuid, p_first bigint, p_last bigint, p_events jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN;
END
$$;
REVOKE ALL ON FUNCTION lifecycle.apply_inline(uuid, bigint, bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.apply_inline(uuid, bigint, bigint, jsonb) TO lifecycle_log;
-- Whether events of these types change nothing in any inline projection, as long as no others come with them.
CREATE FUNCTION lifecycle.inline_idle(p_tenant uuid, p_types text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN true;
END
$$;
REVOKE ALL ON FUNCTION lifecycle.inline_idle(uuid, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.inline_idle(uuid, text[]) TO lifecycle_log;
SET LOCAL ROLE lifecycle_log;
REVOKE CREATE ON SCHEMA lifecycle FROM lifecycle_read_model;

-- Append the events of several requests, each accepted or refused on its own, under one lock of the tenant's head.
--
-- Every argument is a flat array. `r_…` has an element per request, `i_…` per condition item, `s_…` per seal key used,
-- `e_…` per event, `t_…` per tag of an event; `…_request` points to the request and `…_event` to the event (from 1), and
-- the events of a request stand together, in order. No event has a tag twice.
-- A request without items is unconditional. Of an item, `i_tag` is its first tag, `i_tags` all of them (as an array
-- literal) if it has several, `i_types` its types (likewise) or null; all null matches everything. An array of which
-- every element would be null may be null itself.
-- `e_digest` is sha256(marks, sha256(clear)) followed by sha256(sealed), or by 32 zero bytes if nothing is sealed; the
-- marks of an event are 16 bytes for each of its tags, in order, and for `rooftop:…` of its envelope where no tag says it:
-- a keyed hash of the tag.
--
-- Returns a row for each request that was not appended: `replayed`, `key_reused`, `duplicate_id`, `fenced`, `conflict`
-- (`first` is the position of a match), `deferred` (ask again: an earlier request of this call stands in the way)
-- or `unknown_tenant`. All others were appended, in order and without gaps, each event a microsecond after the one
-- before it: of these one row says, as of request 0, `first` and `last` and when the first was recorded.
--
-- The leaf of an event is sha256 over: one zero byte, position (int8), recorded_at in microseconds since 1970 (int8),
-- id (16 bytes), length of the type in bytes (int4), the type (UTF-8), e_digest (64 bytes); integers big-endian.
CREATE FUNCTION lifecycle.append_many(
  p_tenant uuid,
  r_events int[], r_key text[], r_digest bytea[],
  i_request int[], i_after bigint[], i_tag text[], i_tags text[], i_types text[],
  s_request int[], s_key uuid[],
  e_request int[], e_id uuid[], e_type text[], e_version smallint[], e_occurred timestamptz[],
  e_clear bytea[], e_sealed bytea[], e_digest bytea[],
  t_event int[], t_tag text[]
) RETURNS TABLE (request int, status text, first bigint, last bigint, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = lifecycle, pg_temp
-- Plans are made once, perhaps while the tables were empty: they must suit full ones.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_nestloop = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  v_n constant int := cardinality(r_events);
  -- What stands against a request; null if nothing does.
  v_status text[] := array_fill(NULL::text, ARRAY[v_n]);
  v_first bigint[] := array_fill(NULL::bigint, ARRAY[v_n]);
  v_last bigint[] := v_first;
  v_at timestamptz[] := array_fill(NULL::timestamptz, ARRAY[v_n]);
  -- How far the position of a request's events is from their place in this call; null if they are not appended.
  v_shift bigint[];
  v_seen int := 0;
  v_head bigint;
  v_position bigint;
  v_time timestamptz;
  v_micros bigint;
  v_twice constant boolean :=
    cardinality(e_id) > 1 AND (SELECT count(DISTINCT e.id) < count(*) FROM unnest(e_id) e (id));
  v_keyed constant boolean := r_key IS NOT NULL;
  v_untagged constant boolean := i_tag IS NULL OR array_position(i_tag, NULL) IS NOT NULL;
  v_untyped constant boolean := i_types IS NULL OR array_position(i_types, NULL) IS NOT NULL;
  -- What the events are, and what conditions ask for: many of either have few types between them.
  v_types constant text[] := ARRAY(SELECT DISTINCT y.type FROM unnest(e_type) y (type));
  v_asked text[] := '{}';
  v_recent text[];
  v_met boolean := true;
  v_later int[] := '{}';
  v_hit record;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE 'append_many needs READ COMMITTED: the check must see what the lock waited for'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;

  IF i_types IS NOT NULL THEN
    v_asked := ARRAY(
      SELECT DISTINCT y.type
      FROM (SELECT DISTINCT i.types FROM unnest(i_types) i (types)) i, unnest(i.types::text[]) y (type));
  END IF;

  -- What an earlier request of this call may decide waits for the next one. This needs no lock, so it is found out
  -- while others have it.
  IF v_n > 1 AND cardinality(i_request) > 0 AND (v_untyped OR v_asked && v_types) THEN
    SELECT coalesce(array_agg(i.request), '{}') INTO v_later
    FROM unnest(t_event, t_tag) t (event, tag)
    JOIN unnest(i_request, i_tag, i_tags, i_types) i (request, tag, tags, types)
      ON i.tag = t.tag AND e_request[t.event] < i.request
    WHERE (i.tags IS NULL OR i.tags::text[] <@ ARRAY(
        SELECT o.tag FROM unnest(t_event, t_tag) o (event, tag) WHERE o.event = t.event))
      AND (i.types IS NULL OR e_type[t.event] = ANY (i.types::text[]));
    IF v_untagged THEN
      SELECT v_later || coalesce(array_agg(i.request), '{}') INTO v_later
      FROM unnest(i_request, i_tag, i_types) i (request, tag, types)
      -- Many events have few types; which request is the first to write one is found once.
      JOIN (SELECT e.type, min(e.request) AS request FROM unnest(e_request, e_type) e (request, type)
            GROUP BY e.type) e ON e.request < i.request
      WHERE i.tag IS NULL AND (i.types IS NULL OR e.type = ANY (i.types::text[]));
    END IF;
  END IF;
  -- So do an id and a key that an earlier request has, too.
  IF v_twice THEN
    SELECT v_later || coalesce(array_agg(e.request), '{}') INTO v_later
    FROM (SELECT e.request, min(e.request) OVER (PARTITION BY e.id) AS earlier
          FROM unnest(e_request, e_id) e (request, id)) e
    WHERE e.earlier < e.request;
  END IF;
  IF v_keyed THEN
    SELECT v_later || coalesce(array_agg(r.n), '{}') INTO v_later
    FROM (SELECT r.n::int, min(r.n) OVER (PARTITION BY r.key) AS earlier
          FROM unnest(r_key) WITH ORDINALITY r (key, n) WHERE r.key IS NOT NULL) r
    WHERE r.earlier < r.n;
  END IF;

  -- The lock is a statement of its own, so that every check below has a snapshot taken after it.
  SELECT h.position, h.last_at INTO v_head, v_time FROM log_head h WHERE h.tenant_id = p_tenant FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT n, 'unknown_tenant', NULL::bigint, NULL::bigint, NULL::timestamptz
      FROM generate_series(1, v_n) n;
    RETURN;
  END IF;

  -- Most conditions with types are younger than the last few batches: of what types these were is found out once.
  IF i_types IS NOT NULL THEN
    SELECT min(i.after) INTO v_position FROM unnest(i_after, i_types) i (after, types) WHERE i.types IS NOT NULL;
    IF v_head - v_position <= 256 THEN
      v_recent := ARRAY(
        SELECT DISTINCT e.type FROM event e WHERE e.tenant_id = p_tenant AND e.position > v_position);
      v_met := v_recent && v_asked;
    END IF;
  END IF;

  -- Conditions without tags. The match looked for is the first one after `after`.
  IF v_untagged AND (v_untyped OR v_met) THEN
    FOR v_hit IN
      SELECT i.request, m.position
      FROM unnest(i_request, i_after, i_tag, i_types) i (request, after, tag, types)
      CROSS JOIN LATERAL unnest(i.types::text[]) y (type)
      CROSS JOIN LATERAL (
        SELECT e.position FROM event e
        WHERE e.tenant_id = p_tenant AND e.type = y.type AND e.position > i.after
        ORDER BY e.position LIMIT 1
      ) m
      WHERE i.tag IS NULL AND (v_recent IS NULL OR y.type = ANY (v_recent))
      UNION ALL
      SELECT i.request, i.after + 1
      FROM unnest(i_request, i_after, i_tag, i_types) i (request, after, tag, types)
      WHERE i.tag IS NULL AND i.types IS NULL AND i.after < v_head
    LOOP
      v_status[v_hit.request] := 'conflict';
      v_first[v_hit.request] := least(v_first[v_hit.request], v_hit.position);
    END LOOP;
  END IF;

  -- Conditions with several tags, or with types beside them.
  IF i_tags IS NOT NULL OR (i_types IS NOT NULL AND v_met) THEN
    FOR v_hit IN
      SELECT i.request, m.position
      FROM unnest(i_request, i_after, i_tag, i_tags, i_types) i (request, after, tag, tags, types)
      CROSS JOIN LATERAL (
        SELECT t.position FROM event_tag t
        WHERE t.tenant_id = p_tenant AND t.position > i.after
          AND t.tag = CASE WHEN i.tags IS NULL THEN i.tag ELSE (
            -- Of several tags, the rarest leads.
            SELECT u.tag FROM unnest(i.tags::text[]) u (tag)
            ORDER BY (
              SELECT count(*) FROM (
                SELECT FROM event_tag c
                WHERE c.tenant_id = p_tenant AND c.tag = u.tag AND c.position > i.after LIMIT 256) c)
            LIMIT 1) END
          AND (i.tags IS NULL OR (
            SELECT bool_and((
              SELECT true FROM event_tag o
              WHERE o.tenant_id = p_tenant AND o.tag = u.tag AND o.position = t.position) IS TRUE)
            FROM unnest(i.tags::text[]) u (tag)))
          AND (i.types IS NULL OR (
            SELECT e.type FROM event e WHERE e.tenant_id = p_tenant AND e.position = t.position
            ) = ANY (i.types::text[]))
        ORDER BY t.position LIMIT 1
      ) m
      WHERE i.tag IS NOT NULL AND (i.tags IS NOT NULL OR i.types IS NOT NULL)
    LOOP
      v_status[v_hit.request] := 'conflict';
      v_first[v_hit.request] := least(v_first[v_hit.request], v_hit.position);
    END LOOP;
  END IF;

  -- What stands against a request, in the order of rank, which Append keeps: the last one counts.
  FOR v_hit IN
    -- Conditions of one tag, which most have.
    SELECT i.request, 'conflict' AS status, m.position
    FROM unnest(i_request, i_after, i_tag, i_tags, i_types) i (request, after, tag, tags, types)
    CROSS JOIN LATERAL (
      SELECT t.position FROM event_tag t
      WHERE t.tenant_id = p_tenant AND t.tag = i.tag AND t.position > i.after
      ORDER BY t.position LIMIT 1
    ) m
    WHERE i.tag IS NOT NULL AND i.tags IS NULL AND i.types IS NULL
    UNION ALL
    -- Seal keys that may not be used: fenced, destroyed or never made.
    SELECT s.request, 'fenced', NULL
    FROM unnest(s_request, s_key) s (request, key)
    WHERE (SELECT k.fenced_at IS NULL FROM seal_key k WHERE k.tenant_id = p_tenant AND k.key_id = s.key) IS NOT TRUE
    UNION ALL
    -- Ids that stand in the log.
    SELECT e.request, 'duplicate_id', NULL
    FROM unnest(e_request, e_id) e (request, id)
    CROSS JOIN LATERAL (SELECT FROM event d WHERE d.tenant_id = p_tenant AND d.id = e.id LIMIT 1) d
  LOOP
    v_status[v_hit.request] := v_hit.status;
    v_first[v_hit.request] := least(v_first[v_hit.request], v_hit.position);
  END LOOP;
  -- Or twice in a request.
  IF v_twice THEN
    FOR v_hit IN
      SELECT e.request FROM unnest(e_request, e_id) e (request, id) GROUP BY e.request, e.id HAVING count(*) > 1
    LOOP
      v_status[v_hit.request] := 'duplicate_id';
    END LOOP;
  END IF;

  -- Repeated keys come last, because they outrank the rest: a retry gets the first outcome whatever happened since.
  IF v_keyed THEN
    FOR v_hit IN
      SELECT r.n, a.first, a.last, a.recorded_at, a.digest = r.digest AS same
      FROM unnest(r_key, r_digest) WITH ORDINALITY r (key, digest, n)
      CROSS JOIN LATERAL (SELECT * FROM append_key a WHERE a.tenant_id = p_tenant AND a.key = r.key LIMIT 1) a
      WHERE r.key IS NOT NULL
    LOOP
      v_status[v_hit.n] := CASE WHEN v_hit.same THEN 'replayed' ELSE 'key_reused' END;
      v_first[v_hit.n] := v_hit.first;
      v_last[v_hit.n] := v_hit.last;
      v_at[v_hit.n] := v_hit.recorded_at;
    END LOOP;
  END IF;

  -- Where everything goes.
  v_time := greatest(clock_timestamp(), v_time + interval '1 microsecond');
  v_position := v_head;
  IF v_later = '{}' AND array_remove(v_status, NULL) = '{}' THEN
    v_shift := array_fill(v_head, ARRAY[v_n]);
    v_position := v_head + cardinality(e_id);
  ELSE
    v_shift := array_fill(NULL::bigint, ARRAY[v_n]);
    FOR n IN 1..v_n LOOP
      IF v_status[n] IS NULL AND n = ANY (v_later) THEN
        v_status[n] := 'deferred';
      ELSIF v_status[n] IS NULL THEN
        v_shift[n] := v_position - v_seen;
        v_position := v_position + r_events[n];
      END IF;
      v_seen := v_seen + r_events[n];
    END LOOP;
    RETURN QUERY SELECT r.n::int, r.status, r.first, r.last, r.at
      FROM unnest(v_status, v_first, v_last, v_at) WITH ORDINALITY r (status, first, last, at, n)
      WHERE r.status IS NOT NULL;
    IF v_position = v_head THEN
      RETURN;
    END IF;
  END IF;

  v_micros := (extract(epoch FROM v_time) * 1000000)::bigint;
  WITH written AS (
    INSERT INTO event (tenant_id, position, id, recorded_at, occurred_at, version, type, clear, sealed, leaf)
    SELECT p_tenant, p.position, e.id, v_time + k.later * interval '1 microsecond', e.occurred, e.version, e.type,
      e.clear, e.sealed,
      sha256('\x00'::bytea || int8send(p.position) || int8send(v_micros + k.later) || uuid_send(e.id)
             || int4send(octet_length(e.type)) || convert_to(e.type, 'UTF8') || e.digest)
    FROM unnest(e_request, e_id, e_type, e_version, e_occurred, e_clear, e_sealed, e_digest)
      WITH ORDINALITY e (request, id, type, version, occurred, clear, sealed, digest, n)
    CROSS JOIN LATERAL (SELECT v_shift[e.request] + e.n AS position) p
    CROSS JOIN LATERAL (SELECT p.position - v_head - 1 AS later) k
    WHERE p.position IS NOT NULL
  ), tagged AS (
    INSERT INTO event_tag (tenant_id, tag, position)
    SELECT p_tenant, t.tag, p.position
    FROM unnest(t_event, t_tag) t (event, tag)
    CROSS JOIN LATERAL (SELECT v_shift[e_request[t.event]] + t.event AS position) p
    WHERE p.position IS NOT NULL
  )
  UPDATE log_head SET position = v_position,
    last_at = v_time + (v_position - v_head - 1) * interval '1 microsecond'
  WHERE tenant_id = p_tenant;

  IF v_keyed THEN
    INSERT INTO append_key (tenant_id, key, digest, first, last, recorded_at)
    SELECT p_tenant, r.key, r.digest, p.last - r.events + 1, p.last,
      v_time + (p.last - v_head - 1) * interval '1 microsecond'
    FROM (
      SELECT r.n, r.key, r.digest, r.events, sum(r.events) OVER (ORDER BY r.n) AS upto
      FROM unnest(r_key, r_digest, r_events) WITH ORDINALITY r (key, digest, events, n)) r
    CROSS JOIN LATERAL (SELECT v_shift[r.n] + r.upto AS last) p
    WHERE r.key IS NOT NULL AND p.last IS NOT NULL;
  END IF;

  IF NOT inline_idle(p_tenant, v_types) THEN
    PERFORM apply_inline(p_tenant, v_head + 1, v_position, j.events) FROM (
      SELECT jsonb_agg(
        convert_from(e.clear, 'UTF8')::jsonb || jsonb_build_object('position', e.position, 'recorded_at', e.recorded_at)
        ORDER BY e.position) AS events
      FROM event e
      WHERE e.tenant_id = p_tenant AND e.position > v_head AND e.type IN (SELECT y.type FROM inline_type y)) j
    WHERE j.events IS NOT NULL;
  END IF;

  RETURN QUERY SELECT 0, 'appended', v_head + 1, v_position, v_time;
END
$$;

GRANT EXECUTE ON FUNCTION lifecycle.append_many(
  uuid, int[], text[], bytea[], int[], bigint[], text[], text[], text[], int[], uuid[],
  int[], uuid[], text[], smallint[], timestamptz[], bytea[], bytea[], bytea[], int[], text[]
) TO lifecycle_service;
