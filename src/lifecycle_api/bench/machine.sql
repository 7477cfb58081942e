-- settings --
-- The settings that decide how durable a commit is.
SELECT
  current_setting('server_version') AS postgresql,
  current_setting('fsync') AS fsync,
  current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('shared_buffers') AS shared_buffers;

-- table --
-- Something to commit to.
CREATE TABLE flushed (id int);

-- commit --
-- The smallest commit that has to reach the disk.
INSERT INTO flushed VALUES (1);

-- slow_down --
-- A delay before each flush, whether or not others are about to commit.
DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I SET commit_delay = {microseconds}', current_database());
  EXECUTE format('ALTER DATABASE %I SET commit_siblings = 0', current_database());
END
$$;
