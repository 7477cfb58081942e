"""Gates 3 to 5 as SQL: what agreements, or an engagement, let through of what one rooftop holds."""

from collections.abc import Sequence

from lifecycle_api.access.policy import PERMIT, PERSONAL, Reason
from lifecycle_api.planner.rules.asking import RIGHTS, Asking


def held(asking: Asking, categories: Sequence[str]) -> str:
    """A lateral query for the rooftop `r`, a row of `controller`: by category its rank `a_…` and agreement `g_…`."""
    return _engaged(asking, categories) if asking.capacity == "auditor" else _agreed(asking, categories)


def _agreed(asking: Asking, categories: Sequence[str]) -> str:
    columns = ", ".join(
        f"least(coalesce(max(x.r_{c}), {Reason.NO_STANDING.rank}), min(x.b_{c})) AS a_{c},"
        f" (array_agg(x.agreement_id ORDER BY x.r_{c} DESC, x.agreement_id))[1] AS g_{c}"
        for c in categories
    )
    ranks = ", ".join(f"{_permitted(asking, c)} AS r_{c}, {_bound(asking, c)} AS b_{c}" for c in categories)
    return f"(SELECT {columns} FROM (SELECT g.agreement_id, {ranks} FROM {_binding(asking)}) x)"


def _binding(asking: Asking) -> str:
    live = (
        "t.agreement_id IS NOT NULL AND NOT g.suspended AND NOT g.ended"
        f" AND (g.expires_at IS NULL OR {asking.now} < g.expires_at)"
        f" AND (g.ends_at IS NULL OR {asking.now} < g.ends_at)"
        f" AND (r.succeeded_at IS NULL OR t.version <= r.succeeded_at OR {asking.today} > r.notice_ends_on)"
    )
    # What rooftops of the group share, they have to agree among themselves; a client bounds none but partners.
    between = " AND g.kind = 'intra_group'" if asking.capacity == "rooftop" else _at_client(asking)
    return (
        f"<{RIGHTS}>.agreement g LEFT JOIN <{RIGHTS}>.term t ON t.tenant_id = g.tenant_id"
        f" AND t.agreement_id = g.agreement_id AND t.starts_at <= {asking.now}"
        f" AND (t.replaced_at IS NULL OR {asking.now} < t.replaced_at)"
        f" LEFT JOIN <{RIGHTS}>.party p ON p.tenant_id = g.tenant_id AND p.party_id = g.party_id"
        f" CROSS JOIN LATERAL (SELECT {live} AS live) f"
        f" WHERE g.tenant_id = {asking.tenant} AND g.party_id = {asking.party} AND g.signed"
        f" AND (cardinality(g.rooftops) = 0 OR r.rooftop_id::text = ANY (g.rooftops)){between}"
    )


def _at_client(asking: Asking) -> str:
    return (
        f" AND NOT EXISTS (SELECT FROM <{RIGHTS}>.client c WHERE c.tenant_id = g.tenant_id AND c.party_id = g.party_id"
        f" AND c.client_id = {asking.client} AND cardinality(c.rooftops) > 0"
        " AND NOT r.rooftop_id::text = ANY (c.rooftops))"
    )


def _permitted(asking: Asking, category: str) -> str:
    named = f" WHEN NOT '{category}' = ANY (t.categories) THEN {Reason.AGREEMENT_CATEGORY.rank}"
    return (
        f"CASE WHEN NOT f.live THEN {Reason.AGREEMENT_NOT_IN_FORCE.rank}"
        f" WHEN t.effect <> 'permit' OR NOT 'read' = ANY (t.actions) OR NOT '{asking.purpose.name}' = ANY (t.purposes)"
        f" THEN {Reason.AGREEMENT_PURPOSE.rank}{named if category != 'none' else ''}"
        f" WHEN cardinality(t.territory) > 0 AND (p.country = ANY (t.territory)) IS NOT TRUE"
        f" THEN {Reason.AGREEMENT_TERRITORY.rank}"
        f" WHEN {asking.onward} IS NOT NULL AND t.onward <> 'yes'"
        f" AND NOT (t.onward = 'listed' AND {asking.onward} = ANY (t.recipients))"
        f" THEN {Reason.RESALE_PROHIBITED.rank} ELSE {PERMIT} END"
    )


def _bound(asking: Asking, category: str) -> str:
    """How far prohibitions let anything come: one overrides whatever other clauses permit."""
    return (
        f"CASE WHEN NOT f.live OR t.effect <> 'prohibit' THEN {PERMIT}"
        f" WHEN cardinality(t.recipients) > 0 THEN CASE WHEN {asking.onward} = ANY (t.recipients)"
        f" THEN {Reason.COMPETITOR_EXCLUDED.rank} ELSE {PERMIT} END"
        " WHEN 'read' = ANY (t.actions)"
        f" AND (cardinality(t.purposes) = 0 OR '{asking.purpose.name}' = ANY (t.purposes))"
        f" AND (cardinality(t.categories) = 0 OR '{category}' = ANY (t.categories))"
        f" THEN {Reason.AGREEMENT_CATEGORY.rank} ELSE {PERMIT} END"
    )


def _engaged(asking: Asking, categories: Sequence[str]) -> str:
    ranks = ", ".join(f"{_opened(asking, c)} AS a_{c}, NULL::uuid AS g_{c}" for c in categories)
    return (
        f"(SELECT {ranks}, e.customers, e.from_on, e.to_on FROM (SELECT) one LEFT JOIN <{RIGHTS}>.engagement e"
        f" ON e.tenant_id = {asking.tenant} AND e.engagement_id = {asking.engagement}"
        f" AND e.party_id = {asking.party}"
        " AND (cardinality(e.rooftops) = 0 OR r.rooftop_id::text = ANY (e.rooftops)))"
    )


def _opened(asking: Asking, category: str) -> str:
    named = f" WHEN NOT '{category}' = ANY (e.categories) THEN {Reason.AGREEMENT_CATEGORY.rank}"
    return (
        f"CASE WHEN e.engagement_id IS NULL THEN {Reason.NO_STANDING.rank}"
        f" WHEN e.ended OR {asking.today} > e.ends_on THEN {Reason.AGREEMENT_NOT_IN_FORCE.rank}"
        f" WHEN e.purpose <> '{asking.purpose.name}' THEN {Reason.AGREEMENT_PURPOSE.rank}"
        f"{named if category in PERSONAL else ''} ELSE {PERMIT} END"
    )
