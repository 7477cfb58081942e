-- Erasing a person: how far each erasure has come, who must not be taken in again, and how read models are rewritten.

-- What a source could bring an erased person back by: keyed hashes of contact points, source records, leads. It stands
-- outside the log and outlives the erasure.
CREATE TABLE lifecycle.suppression (
  tenant_id uuid NOT NULL,
  mark text COLLATE "C" NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, mark)
);

-- An erasure under way or done. `step` is the last one that was finished; `identifiers` are what is searched for, sealed
-- under a key of their own that is destroyed at the end. The rest says nothing of the person but their pseudonym.
CREATE TABLE lifecycle.erasure (
  tenant_id uuid NOT NULL,
  erasure uuid NOT NULL,
  customer uuid NOT NULL,
  orders bytea NOT NULL,
  step text COLLATE "C" NOT NULL,
  identifiers bytea,
  found bytea NOT NULL,
  certificate bytea,
  started_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, erasure)
);

GRANT SELECT, INSERT ON lifecycle.suppression TO lifecycle_service;
GRANT SELECT, INSERT, UPDATE ON lifecycle.erasure TO lifecycle_service;
GRANT DELETE ON lifecycle.raw_document TO lifecycle_service;

GRANT CREATE ON SCHEMA lifecycle TO lifecycle_read_model;
SET LOCAL ROLE lifecycle_read_model;

-- Replace the rows of one person in a table of a read model by `p_rows`; the number of rows that went.
CREATE FUNCTION lifecycle.replace_rows(
  p_tenant uuid, p_schema text, p_table text, p_subject text, p_customer uuid, p_rows jsonb
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_gone bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM lifecycle.projection WHERE schema = p_schema) THEN
    RAISE EXCEPTION 'there is no read model %', p_schema;
  END IF;
  EXECUTE format('DELETE FROM %I.%I WHERE tenant_id = $1 AND %I = $2', p_schema, p_table, p_subject)
    USING p_tenant, p_customer;
  GET DIAGNOSTICS v_gone = ROW_COUNT;
  EXECUTE format('INSERT INTO %1$I.%2$I SELECT r.* FROM jsonb_array_elements($1) j'
                 ' CROSS JOIN LATERAL jsonb_populate_record(NULL::%1$I.%2$I, j || jsonb_build_object(''tenant_id'', $2)) r',
                 p_schema, p_table)
    USING p_rows, p_tenant;
  RETURN v_gone;
END
$$;
REVOKE ALL ON FUNCTION lifecycle.replace_rows(uuid, text, text, text, uuid, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.replace_rows(uuid, text, text, text, uuid, jsonb) TO lifecycle_service;

-- The rows of one person in a table of a read model or of its scratch schema.
CREATE FUNCTION lifecycle.rows_of(p_tenant uuid, p_schema text, p_table text, p_subject text, p_customer uuid)
RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_rows jsonb;
BEGIN
  EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(t)), ''[]'') FROM %I.%I t WHERE tenant_id = $1 AND %I = $2',
                 p_schema, p_table, p_subject)
    INTO v_rows USING p_tenant, p_customer;
  RETURN v_rows;
END
$$;
REVOKE ALL ON FUNCTION lifecycle.rows_of(uuid, text, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.rows_of(uuid, text, text, text, uuid) TO lifecycle_service;

-- The planner's statistics hold samples of values: take new ones of a table from which a person was erased.
CREATE FUNCTION lifecycle.sample_again(p_schema text, p_table text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ANALYZE %I.%I', p_schema, p_table);
END
$$;
REVOKE ALL ON FUNCTION lifecycle.sample_again(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.sample_again(text, text) TO lifecycle_service;

SET LOCAL ROLE lifecycle_log;
REVOKE CREATE ON SCHEMA lifecycle FROM lifecycle_read_model;

-- Every row of a tenant, in every table that the caller can read, in which one of some texts stands: `p_texts` in lower
-- case, and as bytea shows them with `escape`. `key` has the row's ids and positions, never its texts. Tables without
-- tenants are searched whole. Nothing is changed; what cannot be read is told with column `*`.
CREATE FUNCTION lifecycle.search_rows(p_tenant uuid, p_texts text[])
RETURNS TABLE (place text, "column" text, key jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_table record;
  v_columns text[];
  v_bodies text[];
  v_ids text;
BEGIN
  FOR v_table IN
    SELECT c.oid, n.nspname, c.relname,
      has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable,
      EXISTS (SELECT FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS owned
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^(pg_|information_schema$)'
    ORDER BY n.nspname, c.relname
  LOOP
    place := v_table.nspname || '.' || v_table.relname;
    IF NOT v_table.readable THEN
      "column" := '*';
      key := '{}';
      RETURN NEXT;
      CONTINUE;
    END IF;
    SELECT array_agg(a.attname ORDER BY a.attnum),
      array_agg(CASE WHEN a.atttypid = 'bytea'::regtype THEN format('lower(encode(t.%I, ''escape''))', a.attname)
                     ELSE format('lower(t.%I::text)', a.attname) END ORDER BY a.attnum)
    INTO v_columns, v_bodies
    FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
    LEFT JOIN pg_type e ON e.oid = y.typelem AND y.typcategory = 'A'
    WHERE a.attrelid = v_table.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND (coalesce(e.typcategory, y.typcategory) = 'S'
           OR coalesce(e.oid, y.oid) IN ('bytea'::regtype, 'json'::regtype, 'jsonb'::regtype));
    CONTINUE WHEN v_columns IS NULL;
    SELECT coalesce(string_agg(format('%L, t.%I', a.attname, a.attname), ', '), '') INTO v_ids
    FROM pg_attribute a
    WHERE a.attrelid = v_table.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'tenant_id'
      AND a.atttypid IN ('uuid'::regtype, 'bigint'::regtype);
    RETURN QUERY EXECUTE format(
      'SELECT %L, ($1::text[])[b.n], jsonb_strip_nulls(jsonb_build_object(%s))'
      ' FROM %I.%I t'
      ' CROSS JOIN LATERAL (SELECT concat_ws(E''\n'', %s) AS body OFFSET 0) w'
      ' CROSS JOIN LATERAL unnest(ARRAY[%s]) WITH ORDINALITY b (body, n)'
      ' WHERE %s EXISTS (SELECT FROM unnest($2) x (part) WHERE strpos(w.body, x.part) > 0)'
      ' AND EXISTS (SELECT FROM unnest($2) x (part) WHERE strpos(b.body, x.part) > 0)',
      place, v_ids, v_table.nspname, v_table.relname, array_to_string(v_bodies, ', '),
      array_to_string(v_bodies, ', '), CASE WHEN v_table.owned THEN 't.tenant_id = $3 AND' ELSE '' END)
      USING v_columns, p_texts, p_tenant;
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION lifecycle.search_rows(uuid, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.search_rows(uuid, text[]) TO lifecycle_service;

-- Every row of a tenant, made up or real, in the tables of a schema: the table, the row's key without its tenant, the row.
CREATE FUNCTION lifecycle.rows_under(p_tenant uuid, p_schema text)
RETURNS TABLE ("table" text, key jsonb, body jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  v_table record;
BEGIN
  FOR v_table IN
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) AS keys
    FROM pg_class c
    JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) AND a.attname <> 'tenant_id'
    WHERE c.relnamespace = p_schema::regnamespace AND c.relkind = 'r'
    GROUP BY c.relname ORDER BY c.relname
  LOOP
    RETURN QUERY EXECUTE format(
      'SELECT %L, (SELECT jsonb_object_agg(k, j.body -> k) FROM unnest($2) k), j.body FROM %I.%I t'
      ' CROSS JOIN LATERAL (SELECT to_jsonb(t) - ''tenant_id'' AS body) j WHERE t.tenant_id = $1',
      v_table.relname, p_schema, v_table.relname) USING p_tenant, v_table.keys;
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION lifecycle.rows_under(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.rows_under(uuid, text) TO lifecycle_service;
