-- holder --
-- What recipients have seen of what the rooftops {mine} hold. A holder that saw nothing else stands added up already; few
-- saw what other rooftops hold of the same customer, and are added up anew.
SELECT h.tenant_id, h.id, h.customer_id, h.party_id, h.client_id, h.recipient_kind, h.categories, h.purposes,
       h.agreement_id, h.disclosures, h.first_disclosed_at, h.last_disclosed_at, h.rooftops, h.position
FROM <disclosure_ledger>.holder h
WHERE h.rooftops <@ {mine}
UNION ALL
SELECT h.tenant_id, h.id, h.customer_id, h.party_id, seen.client_id, h.recipient_kind, seen.categories, seen.purposes,
       seen.agreement_id, seen.disclosures, seen.first_disclosed_at, seen.last_disclosed_at, h.rooftops, seen.position
FROM <disclosure_ledger>.holder h
CROSS JOIN LATERAL (
    SELECT (array_agg(d.client_id ORDER BY d.position DESC))[1] AS client_id,
           array_agg(DISTINCT shown.category ORDER BY shown.category) AS categories,
           array_agg(DISTINCT d.purpose ORDER BY d.purpose) AS purposes,
           (array_agg(d.agreement_id ORDER BY d.position DESC) FILTER (WHERE d.agreement_id IS NOT NULL))[1]
               AS agreement_id,
           count(DISTINCT d.id)::int AS disclosures, min(d.disclosed_at) AS first_disclosed_at,
           max(d.disclosed_at) AS last_disclosed_at, max(d.position) AS position
    FROM <disclosure_ledger>.disclosure d
    CROSS JOIN unnest(d.categories) AS shown (category)
    WHERE d.tenant_id = h.tenant_id AND d.customer_id = h.customer_id AND d.rooftops && {mine}
      AND coalesce(d.party_id::text, d.client_id) = coalesce(h.party_id::text, h.client_id)) AS seen
WHERE h.rooftops && {mine} AND NOT h.rooftops <@ {mine};
