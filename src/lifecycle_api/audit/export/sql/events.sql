-- certificates --
-- The certificates of erasures, by the events that speak of them.
SELECT e.position, x.certificate
FROM lifecycle.event e
JOIN lifecycle.erasure x
  ON x.tenant_id = e.tenant_id AND x.erasure = (convert_from(e.clear, 'UTF8')::json #>> '{data,erasure}')::uuid
WHERE e.tenant_id = $1 AND e.type = 'erasure.certified' AND e.position <= $2 AND e.position = ANY ($3::bigint[])
  AND x.certificate IS NOT NULL
ORDER BY e.position;

-- events --
-- The events after $2 up to $3 as they are stored.
SELECT position, recorded_at, type, version, id, clear, sealed
FROM lifecycle.event
WHERE tenant_id = $1 AND position > $2 AND position <= $3
ORDER BY position;
