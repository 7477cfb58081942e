-- group.registered --
-- The group's name is what the latest registration says.
INSERT INTO dealer_group (tenant_id, name, position)
VALUES (:tenant_id, :name, :position)
ON CONFLICT (tenant_id) DO UPDATE SET name = excluded.name, position = excluded.position;

-- rooftop.registered --
-- Registering a rooftop again corrects it.
INSERT INTO rooftop (tenant_id, id, code, name, timezone, country, currency, lead_names, position)
VALUES (:tenant_id, :rooftop, :code, :name, :timezone, :country, :currency, :lead_names, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET code = excluded.code, name = excluded.name, timezone = excluded.timezone, country = excluded.country,
    currency = excluded.currency, lead_names = excluded.lead_names, position = excluded.position;

-- employee.onboarded --
-- Onboarding someone after their last day makes them active again, with the roles they have now; stated again of the
-- time before, it corrects what is known of someone who left.
INSERT INTO employee (tenant_id, id, name, roles, department, rooftop_codes, position)
VALUES (:tenant_id, :employee, :name, :roles, :department, :rooftops, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET name = excluded.name, roles = excluded.roles, department = excluded.department,
    rooftop_codes = excluded.rooftop_codes,
    active = employee.active OR (:occurred_at AT TIME ZONE 'UTC')::date > employee.last_day,
    last_day = CASE WHEN (:occurred_at AT TIME ZONE 'UTC')::date <= employee.last_day THEN employee.last_day END,
    position = excluded.position;

-- employee.departed --
-- Who left stays listed, so that what they did keeps a name.
UPDATE employee
SET active = false, last_day = :last_day, position = :position
WHERE tenant_id = :tenant_id AND id = :employee;

-- access_rule.set --
-- One row for each cell of the matrix that the group has decided; the last word counts.
INSERT INTO access_rule (tenant_id, id, role, category, action, allowed, reason, set_by, set_at, position)
VALUES (:tenant_id, md5(concat_ws('|', :role, :category, :action))::uuid, :role, :category, :action, :allowed, :reason,
        :actor_id, :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET allowed = excluded.allowed, reason = excluded.reason, set_by = excluded.set_by, set_at = excluded.set_at,
    position = excluded.position;

-- contact_policy.set --
-- One row for the group and one for each rooftop that has decided for itself; the last word replaces the one before.
INSERT INTO contact_policy (tenant_id, id, rooftop_id, jurisdiction, quiet_from, quiet_until, messages, days, reason,
                            set_by, set_at, position)
VALUES (:tenant_id, coalesce(:rooftop, :tenant_id), :rooftop, :jurisdiction, :quiet_from, :quiet_until, :messages, :days,
        :reason, :actor_id, :occurred_at, :position)
ON CONFLICT (tenant_id, id) DO UPDATE
SET jurisdiction = excluded.jurisdiction, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
    messages = excluded.messages, days = excluded.days, reason = excluded.reason, set_by = excluded.set_by,
    set_at = excluded.set_at, position = excluded.position;
