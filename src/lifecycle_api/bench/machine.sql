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
