-- ensure --
-- The newest key of every scope in $2, $3, $4, made from the proposals $5, $6 where there is none.
SELECT key_id, wrapped FROM lifecycle.ensure_seal_keys($1, $2, $3, $4, $5, $6);

-- open --
-- Keys by id. A destroyed one has lost its material.
SELECT key_id, wrapped FROM lifecycle.seal_key WHERE tenant_id = $1 AND key_id = ANY ($2::uuid[]);

-- fence --
-- Fence a subject's keys, perhaps of one controller and class only; the fenced ones that still exist.
SELECT lifecycle.fence_seal_keys($1, $2, $3, $4) AS keys;

-- bar --
-- Bar a subject and fence what it has; the fenced keys that still exist.
SELECT lifecycle.bar_subject($1, $2, $3, $4) AS keys;

-- destroy --
-- Destroy fenced keys; those of $2 that are gone.
SELECT lifecycle.destroy_seal_keys($1, $2) AS keys;
