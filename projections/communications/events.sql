-- communication.sent --
-- Said once; a message that is reported again is the same message.
INSERT INTO communication (tenant_id, id, customer_id, direction, channel, purpose, department, employee_id, automated,
                           body, happened_at, rooftop_id, position)
VALUES (:tenant_id, :communication, :customer, 'sent', :channel, :purpose, :department, :employee, :automated,
        :body, :occurred_at, :rooftop, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- communication.received --
-- What the customer said to us.
INSERT INTO communication (tenant_id, id, customer_id, direction, channel, department, body, happened_at, rooftop_id,
                           position)
VALUES (:tenant_id, :communication, :customer, 'received', :channel, :department, :body, :occurred_at, :rooftop,
        :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- communication.suppressed --
-- What was held back shows with the rule, so that nobody wonders.
INSERT INTO communication (tenant_id, id, customer_id, direction, channel, purpose, department, rule, happened_at,
                           rooftop_id, position)
VALUES (:tenant_id, :communication, :customer, 'suppressed', :channel, :purpose, :department, :rule, :occurred_at,
        :rooftop, :position)
ON CONFLICT (tenant_id, id) DO NOTHING;

-- do_not_contact.registered --
-- Listed again after it was cleared, it is listed.
INSERT INTO do_not_contact (tenant_id, contact, list, channel, listed_at, position)
VALUES (:tenant_id, :contact, :list, :channel, :occurred_at, :position)
ON CONFLICT (tenant_id, contact, list) DO UPDATE
SET channel = excluded.channel, listed_at = excluded.listed_at, cleared_at = NULL, position = excluded.position;

-- do_not_contact.cleared --
-- It stays visible that it was listed once.
UPDATE do_not_contact SET cleared_at = :occurred_at, position = :position
WHERE tenant_id = :tenant_id AND contact = :contact AND list = :list AND cleared_at IS NULL;
