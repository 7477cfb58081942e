-- table_logs --
-- The newest checkpoint that was cosigned, of each log.
CREATE TABLE IF NOT EXISTS log (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note TEXT NOT NULL
) STRICT;

-- table_refused --
-- Checkpoints that a log signed and that do not fit to what it signed before: evidence.
CREATE TABLE IF NOT EXISTS refused (
  origin TEXT NOT NULL,
  known_size INTEGER NOT NULL,
  note TEXT NOT NULL,
  reason TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (origin, note)
) STRICT;

-- begin --
-- Nobody else writes until this transaction ends.
BEGIN IMMEDIATE;

-- known --
-- How far a log was seen.
SELECT size, root, note FROM log WHERE origin = ?;

-- remember --
-- The log was seen this far.
INSERT INTO log (origin, size, root, note) VALUES (?, ?, ?, ?)
ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note;

-- refuse --
-- Keep what a log signed and should not have.
INSERT OR IGNORE INTO refused (origin, known_size, note, reason, seen_at) VALUES (?, ?, ?, ?, ?);

-- refused --
-- All that was refused.
SELECT origin, known_size, note, reason, seen_at FROM refused ORDER BY seen_at;
