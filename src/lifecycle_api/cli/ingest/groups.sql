-- groups --
-- All dealer groups of this database.
SELECT tenant_id, name FROM lifecycle.tenant ORDER BY name, tenant_id;
