-- facet --
-- What of each category happened with customers at the rooftops {mine}.
SELECT i.tenant_id, i.customer_id, i.category, count(*) AS count
FROM <customer_timeline>.item i
WHERE i.rooftop_id = ANY ({mine})
GROUP BY i.tenant_id, i.customer_id, i.category;

-- item_group --
-- Visits and deals as far as they happened at the rooftops {mine}: of the others neither titles nor times.
SELECT i.tenant_id, i.customer_id, g.kind, g.key,
       coalesce(max(i.title) FILTER (WHERE g.kind = 'visit' AND i.type = 'repair_order.opened'),
                max(i.title) FILTER (WHERE g.kind = 'deal' AND i.type = 'deal.structured'),
                max(i.title) FILTER (WHERE g.kind = 'deal' AND i.type = 'opportunity.opened'),
                CASE WHEN g.kind = 'deal' THEN 'Interest in a vehicle'
                     WHEN count(i.repair_order_id) > 0 THEN 'Service visit' ELSE 'Showroom visit' END) AS title,
       min(i.occurred_at) AS first_at, max(i.occurred_at) AS last_at, count(*) AS items, max(i.position) AS position
FROM <customer_timeline>.item i
CROSS JOIN LATERAL (VALUES ('visit', i.visit_key), ('deal', i.deal_key)) g (kind, key)
WHERE i.rooftop_id = ANY ({mine}) AND g.key IS NOT NULL
GROUP BY i.tenant_id, i.customer_id, g.kind, g.key;
