-- lock --
-- One process deploys at a time; the others then find it done.
LOCK TABLE lifecycle.migration IN EXCLUSIVE MODE;

-- as_log_owner --
-- Until the end of the transaction or the next such statement, work as the owner of the log's schema.
SET LOCAL ROLE lifecycle_log;

-- as_read_model --
-- Work as the owner of all read models, who can reach nothing else.
SET LOCAL ROLE lifecycle_read_model;

-- as_oneself --
-- Work as the login again.
RESET ROLE;

-- table --
-- Every read model there is. `checkpoint` is the name under which its positions are kept; `digest` is of what its
-- rows follow from, `code` of how its function is called; `layout` says which values of which events it wants.
CREATE TABLE IF NOT EXISTS lifecycle.projection (
  schema text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  version int NOT NULL,
  mode text NOT NULL CHECK (mode IN ('inline', 'async')),
  checkpoint text COLLATE "C" NOT NULL,
  digest text NOT NULL,
  code text NOT NULL,
  layout jsonb NOT NULL,
  live boolean NOT NULL,
  deployed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  retired_at timestamptz,
  CHECK (NOT live OR retired_at IS NULL)
);

-- one_live --
-- Of the versions of a projection, readers see one.
CREATE UNIQUE INDEX IF NOT EXISTS projection_live ON lifecycle.projection (name) WHERE live;

-- grant --
-- The service reads which read models there are; only a deployment changes it.
GRANT SELECT ON lifecycle.projection TO lifecycle_service, lifecycle_read_model;

-- is_made --
-- Whether this database has read models.
SELECT to_regclass('lifecycle.projection') IS NOT NULL;

-- all --
-- Every read model that is not retired.
SELECT schema, name, version, mode, checkpoint, digest, code, layout::text AS layout, live
FROM lifecycle.projection WHERE retired_at IS NULL ORDER BY name, version, schema;

-- insert --
-- Remember a read model that was just made.
INSERT INTO lifecycle.projection (schema, name, version, mode, checkpoint, digest, code, layout, live)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- recode --
-- The function of a read model was generated anew.
UPDATE lifecycle.projection SET code = $2, layout = $3 WHERE schema = $1;

-- forget --
-- A read model is gone.
DELETE FROM lifecycle.projection WHERE schema = $1;

-- forget_positions --
-- It has no position any more.
DELETE FROM lifecycle.checkpoint WHERE projection = $1 AND version = $2;

-- has_events --
-- Whether anything has been recorded.
SELECT EXISTS (SELECT FROM lifecycle.log_head WHERE position > 0);

-- allow_inline --
-- The function that the append calls belongs to the owner of the read models and stands in the schema of the log.
GRANT CREATE ON SCHEMA lifecycle TO lifecycle_read_model;

-- disallow_inline --
-- Only while it is being replaced.
REVOKE CREATE ON SCHEMA lifecycle FROM lifecycle_read_model;

-- no_inline_types --
-- What the append tells inline projections about is written anew.
DELETE FROM lifecycle.inline_type;

-- inline_types --
-- These types.
INSERT INTO lifecycle.inline_type (type) SELECT DISTINCT unnest($1::text[]);

-- primary_keys_last --
-- Make the primary keys of the first schema in the search path anew: among indexes that seem to cost the same, as all
-- do while tables are empty, PostgreSQL takes the youngest.
DO $$
DECLARE
  v_key record;
BEGIN
  FOR v_key IN
    SELECT conrelid::regclass AS table, conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'p' AND connamespace = current_schema()::regnamespace
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I %s',
                   v_key.table, v_key.name, v_key.definition);
  END LOOP;
END
$$;

-- few_tenants --
-- Say of the young tables of the first schema in the search path that one tenant may have all of their rows: without
-- statistics PostgreSQL takes a tenant's rows for few and reads all of them where it should look one up. ANALYZE puts
-- better figures in their place; before version 18 nothing else can.
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats(
      'schemaname', n.nspname::text, 'relname', c.relname::text, 'attname', 'tenant_id', 'inherited', false,
      'null_frac', 0.0::real, 'avg_width', 16, 'n_distinct', 1.0::real)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r';
  END IF;
END
$$;
