-- standing --
-- How far each read model of tenant $1 is.
SELECT projection, version, position FROM lifecycle.checkpoint WHERE tenant_id = $1;
