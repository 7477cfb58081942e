-- roles --
-- Three roles without login: `lifecycle_log` owns the log and its functions, `lifecycle_service` may call them,
-- `lifecycle_read_model` owns projections. Whoever migrates becomes a member, which needs CREATEROLE the first time.
DO $$
DECLARE
  v_role text;
BEGIN
  FOREACH v_role IN ARRAY ARRAY['lifecycle_log', 'lifecycle_service', 'lifecycle_read_model'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = v_role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', v_role);
    END IF;
    IF NOT pg_has_role(current_user, v_role, 'USAGE') THEN
      EXECUTE format('GRANT %I TO CURRENT_USER', v_role);
    END IF;
  END LOOP;
END
$$;

-- schema --
-- The schema of the log. Nothing in it is for PUBLIC.
CREATE SCHEMA IF NOT EXISTS lifecycle AUTHORIZATION lifecycle_log;

-- migration_table --
-- Which migrations have been applied, and what they said. Its lock is what makes two migrating processes take turns.
CREATE TABLE IF NOT EXISTS lifecycle.migration (
  name text PRIMARY KEY,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

-- is_bootstrapped --
-- Whether the three statements above have been run here.
SELECT to_regclass('lifecycle.migration') IS NOT NULL;

-- lock --
-- Wait for another process that is migrating.
LOCK TABLE lifecycle.migration IN EXCLUSIVE MODE;

-- applied --
-- The applied migrations and their checksums.
SELECT name, sha256 FROM lifecycle.migration;

-- as_log_owner --
-- Until the end of the transaction, work as the owner of the log.
SET LOCAL ROLE lifecycle_log;

-- record --
-- Remember that a migration was applied.
INSERT INTO lifecycle.migration (name, sha256) VALUES ($1, $2);
