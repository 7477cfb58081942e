"""Gates 6 to 8 as SQL: what one person put in the way, what is never shared, and what the purpose is served without.

What depends on a single record, and not on whom it is about, is said by `beyond`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lifecycle_api.access.policy import PERMIT, PERSONAL, POLICY, Reason
from lifecycle_api.planner.rules import consents
from lifecycle_api.planner.rules.asking import RIGHTS, Asking, day


def nobody(asking: Asking, categories: Sequence[str]) -> str:
    """A query for records that are about no person, in the form of `concerned`."""
    ranks = ", ".join(f"least(a.a_{c}, {_shared(asking, c)}) AS r_{c}, NULL::uuid AS c_{c}" for c in categories)
    alone = "NULL::uuid AS id, NULL::uuid[] AS deciding, NULL::uuid[] AS limited"
    return f"SELECT {_carried(asking, categories)}, {alone}, {ranks} FROM held a"


def concerned(asking: Asking, people: str, categories: Sequence[str]) -> str:
    """A query that says of `people`, a table of ids, at every rooftop, how far anything about them comes.

    A row has the `rooftop_id`, the person's `id`, and by category the rank `r_…`, agreement `g_…` and consent `c_…`,
    with the consent's floor `f_…` where consent is asked for. `deciding` are the identities that are one person with
    them, NULL when there are none, `limited` the consents that hold for so many uses only.
    """
    consenting = [each for each in categories if asking.needs_consent(each)]
    ranks = ", ".join(
        f"{_rank(asking, c, 's.id')} AS r_{c}, {f'k.c_{c}, k.f_{c}' if c in consenting else f'NULL::uuid AS c_{c}'}"
        for c in categories
    )
    found = f" CROSS JOIN LATERAL {consents.found(asking, 's.id', consenting)} k" if consenting else ""
    limited = "k.limited" if consenting else "NULL::uuid[] AS limited"
    return (
        f"SELECT {_carried(asking, categories)}, s.id, m.members AS deciding, {limited}, {ranks}"
        f" FROM {people} s (id)"
        f" LEFT JOIN <{RIGHTS}>.person m ON m.tenant_id = {asking.tenant} AND m.customer_id = s.id"
        f" CROSS JOIN LATERAL {_wishes(asking, 's.id')} w CROSS JOIN held a{found} WHERE s.id IS NOT NULL"
    )


class Beyond(NamedTuple):
    """The condition that a record was true out of reach, NULL as well as not, and the rank that it has then."""

    condition: str
    rank: int


def beyond(asking: Asking, category: str, at: str, *, personal: bool, p: str = "p") -> Beyond | None:
    """When a record that was true `at` a moment is out of reach; `p` is a row of what is known without it."""
    if asking.capacity == "auditor":
        return Beyond(f"({day(at)} < {p}.from_on OR {day(at)} > {p}.to_on)", Reason.NO_STANDING.rank)
    if personal and asking.needs_consent(category):
        return Beyond(f"{at} < {p}.f_{category}", Reason.CONSENT_LOOKBACK.rank)
    return None


def _carried(asking: Asking, categories: Sequence[str]) -> str:
    period = ", a.from_on, a.to_on" if asking.capacity == "auditor" else ""
    return f"a.rooftop_id{period}, {', '.join(f'a.g_{c}' for c in categories)}"


def _rank(asking: Asking, category: str, subject: str) -> str:
    ranks = [_reached(asking, category), "w.wishes", str(_shared(asking, category))]
    if asking.capacity == "auditor":
        outside = f"cardinality(a.customers) > 0 AND NOT {subject}::text = ANY (a.customers)"
        ranks.append(f"CASE WHEN {outside} THEN {Reason.NO_STANDING.rank} ELSE {PERMIT} END")
    if category in PERSONAL:
        erased = "'*' = ANY (m.erased_at) OR a.rooftop_id::text = ANY (m.erased_at)"
        ranks.append(f"CASE WHEN {erased} THEN {Reason.ERASED.rank} ELSE {PERMIT} END")
    if category == "contact" and asking.contact is not None and asking.heeds_stops:
        stop = stopped(asking, asking.contact, consents.members(subject))
        ranks.append(f"CASE WHEN {stop} THEN {Reason.CHANNEL_REVOKED.rank} ELSE {PERMIT} END")
    if asking.needs_consent(category):
        ranks.append(f"k.r_{category}")
    return f"least({', '.join(ranks)})"


def stopped(asking: Asking, contact: str, members: str) -> str:
    """The condition that a stop binds a number or an address, or that one of `members`, its person, stopped everything.

    Whoever reads a number does not say by which channel it will be used: so any stop of it counts.
    """
    number = (
        f"EXISTS (SELECT FROM <{RIGHTS}>.channel_stop s WHERE s.tenant_id = {asking.tenant} AND s.contact = {contact})"
    )
    person = (
        f"EXISTS (SELECT FROM <{RIGHTS}>.person x WHERE x.tenant_id = {asking.tenant}"
        f" AND x.customer_id = ANY ({members}) AND x.stopped)"
    )
    return f"({contact} IS NOT NULL AND ({number} OR {person}))"


def members_of(asking: Asking, subject: str) -> str:
    """The identities that are one person with `subject`, looked up."""
    linked = (
        f"SELECT m.members FROM <{RIGHTS}>.person m WHERE m.tenant_id = {asking.tenant} AND m.customer_id = {subject}"
    )
    return f"coalesce(({linked}), ARRAY[{subject}])"


def _reached(asking: Asking, category: str) -> str:
    if not asking.directed or category not in ("none", "telematics"):
        return f"a.a_{category}"
    gatekeeper = (
        f"EXISTS (SELECT FROM <{RIGHTS}>.party p WHERE p.tenant_id = {asking.tenant}"
        f" AND p.party_id = {asking.party} AND p.gatekeeper)"
    )
    told = f"CASE WHEN {gatekeeper} THEN {Reason.COMPETITOR_EXCLUDED.rank} ELSE {PERMIT} END"
    return f"CASE WHEN k.d_{category} THEN {told} ELSE a.a_{category} END"


def _shared(asking: Asking, category: str) -> int:
    """How far anyone's data of a category comes: some is never shared, some withheld."""
    if asking.capacity == "auditor":
        return Reason.NEVER_SHARED.rank if category in POLICY.never_shared else PERMIT
    if not POLICY.shares(category, asking.purpose.name):
        return Reason.NEVER_SHARED.rank
    return Reason.WITHHELD.rank if category in PERSONAL and not asking.purpose.personal else PERMIT


def _wishes(asking: Asking, subject: str) -> str:
    """The most restrictive of the wishes of all identities that are one person."""
    purpose, checks = asking.purpose, []
    if asking.under_agreements:
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
