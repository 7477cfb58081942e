"""Gates 6 to 8 as SQL: what one person put in the way, what is never shared, and what the purpose is served without."""

from collections.abc import Sequence

from lifecycle_api.access.policy import PERMIT, PERSONAL, POLICY, Reason
from lifecycle_api.planner.rules import consents
from lifecycle_api.planner.rules.asking import RIGHTS, Asking, day


def of_nobody(asking: Asking, category: str, at: str) -> str:
    """The rank of a category in a record that is about no person and was true `at` a moment, or NULL."""
    return f"least({', '.join([f'a.a_{category}', *_general(asking, category, at)])})"


def of_person(asking: Asking, subject: str, at: str, categories: Sequence[str]) -> str:
    """A lateral query about one person: by category its rank `r_…` and consent `c_…`.

    `deciding` are the identities that are one person with them, NULL when there are none.
    """
    consenting = [each for each in categories if asking.needs_consent(each)]
    found = f" CROSS JOIN LATERAL {consents.found(asking, subject, at, consenting)} k" if consenting else ""
    columns = ", ".join(
        f"{_rank(asking, each, subject, at)} AS r_{each},"
        f" {f'k.c_{each}' if each in consenting else 'NULL::uuid'} AS c_{each}"
        for each in categories
    )
    return (
        f"(SELECT {columns}, m.members AS deciding FROM (SELECT) one"
        f" LEFT JOIN <{RIGHTS}>.person m ON m.tenant_id = {asking.tenant} AND m.customer_id = {subject}"
        f" CROSS JOIN LATERAL {_wishes(asking, subject)} w{found})"
    )


def _rank(asking: Asking, category: str, subject: str, at: str) -> str:
    ranks = [_reached(asking, category), "w.wishes", *_general(asking, category, at)]
    if asking.capacity == "auditor":
        outside = f"cardinality(a.customers) > 0 AND NOT {subject}::text = ANY (a.customers)"
        ranks.append(f"CASE WHEN {outside} THEN {Reason.NO_STANDING.rank} ELSE {PERMIT} END")
    if category in PERSONAL:
        erased = "'*' = ANY (m.erased_at) OR a.rooftop_id::text = ANY (m.erased_at)"
        ranks.append(f"CASE WHEN {erased} THEN {Reason.ERASED.rank} ELSE {PERMIT} END")
    if asking.needs_consent(category):
        ranks.append(f"k.r_{category}")
    return f"least({', '.join(ranks)})"


def _reached(asking: Asking, category: str) -> str:
    if not asking.directed or category not in ("none", "telematics"):
        return f"a.a_{category}"
    gatekeeper = (
        f"EXISTS (SELECT FROM <{RIGHTS}>.party p WHERE p.tenant_id = {asking.tenant}"
        f" AND p.party_id = {asking.party} AND p.gatekeeper)"
    )
    told = f"CASE WHEN {gatekeeper} THEN {Reason.COMPETITOR_EXCLUDED.rank} ELSE {PERMIT} END"
    return f"CASE WHEN k.d_{category} THEN {told} ELSE a.a_{category} END"


def _general(asking: Asking, category: str, at: str) -> list[str]:
    """What holds whoever the record is about: what is never shared, what is withheld, and an engagement's period."""
    if asking.capacity == "auditor":
        outside = f"{day(at)} < a.from_on OR {day(at)} > a.to_on"
        never = Reason.NEVER_SHARED.rank if category in POLICY.never_shared else PERMIT
        return [str(never), f"CASE WHEN {outside} THEN {Reason.NO_STANDING.rank} ELSE {PERMIT} END"]
    withheld = category in PERSONAL and not asking.purpose.personal
    shared = POLICY.shares(category, asking.purpose.name)
    return [str(PERMIT if shared else Reason.NEVER_SHARED.rank), str(Reason.WITHHELD.rank if withheld else PERMIT)]


def _wishes(asking: Asking, subject: str) -> str:
    """The most restrictive of the wishes of all identities that are one person."""
    purpose, checks = asking.purpose, []
    if asking.capacity == "partner":
        if purpose.name not in POLICY.despite_restriction:
            checks.append(f"WHEN bool_or(cardinality(x.restrictions) > 0) THEN {Reason.RESTRICTED.rank}")
        if purpose.consent_only:
            checks.append(f"WHEN max(x.majority_on) > {asking.today} THEN {Reason.MINOR.rank}")
        if purpose.consent_only or purpose.sale_or_share:
            checks.append(f"WHEN bool_or(x.opted_out) THEN {Reason.OPT_OUT_SALE_SHARE.rank}")
        if purpose.refusable:
            named = [f"'{purpose.name}'", *(["'*'"] if POLICY.objectable(purpose) else [])]
            objected = f"bool_or(x.objections && ARRAY[{', '.join(named)}])"
            checks.append(f"WHEN {objected} THEN {Reason.OBJECTED.rank}")
    if not checks:
        return f"(SELECT {PERMIT} AS wishes)"
    return (
        f"(SELECT CASE {' '.join(checks)} ELSE {PERMIT} END AS wishes FROM <{RIGHTS}>.person x"
        f" WHERE x.tenant_id = {asking.tenant} AND x.customer_id = ANY ({consents.members(subject)}))"
    )
