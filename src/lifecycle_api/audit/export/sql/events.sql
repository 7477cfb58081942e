-- events --
-- The events after $2 up to $3 as they are stored.
SELECT position, recorded_at, type, version, id, clear, sealed
FROM lifecycle.event
WHERE tenant_id = $1 AND position > $2 AND position <= $3
ORDER BY position;
