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

-- Replace the rows of one person in a table of a read model by those that were replayed for them under the throw-away
-- tenant `p_replayed`; without a scratch schema they only go. The number of rows that went.
CREATE FUNCTION lifecycle.replace_rows(
  p_tenant uuid, p_replayed uuid, p_schema text, p_scratch text, p_table text, p_subject text, p_customer uuid
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_columns text;
  v_gone bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM lifecycle.projection WHERE schema = p_schema) THEN
    RAISE EXCEPTION 'there is no read model %', p_schema;
  END IF;
  EXECUTE format('DELETE FROM %I.%I WHERE tenant_id = $1 AND %I = $2', p_schema, p_table, p_subject)
    USING p_tenant, p_customer;
  GET DIAGNOSTICS v_gone = ROW_COUNT;
  IF p_scratch IS NOT NULL THEN
    SELECT string_agg(format('%I', attname), ', ' ORDER BY attnum) INTO v_columns FROM pg_attribute
    WHERE attrelid = format('%I.%I', p_schema, p_table)::regclass AND attnum > 0 AND NOT attisdropped
      AND attname <> 'tenant_id';
    EXECUTE format('INSERT INTO %1$I.%3$I (tenant_id, %4$s) SELECT $1, %4$s FROM %2$I.%3$I WHERE tenant_id = $2 AND %5$I = $3',
                   p_schema, p_scratch, p_table, v_columns, p_subject)
      USING p_tenant, p_replayed, p_customer;
  END IF;
  RETURN v_gone;
END
$$;
REVOKE ALL ON FUNCTION lifecycle.replace_rows(uuid, uuid, text, text, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifecycle.replace_rows(uuid, uuid, text, text, text, text, uuid) TO lifecycle_service;

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
