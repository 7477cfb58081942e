"""The basis in consent as SQL, gate 7: the last word of a person, and of all identities that are one with them."""

from collections.abc import Sequence

from lifecycle_api.access.policy import LONGEST_LOOKBACK_DAYS, PERMIT, PERSONAL, POLICY, Reason
from lifecycle_api.planner.rules.asking import RIGHTS, Asking

_UUID = "'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"


def members(subject: str) -> str:
    """The identities that are one person with `subject`, whose row in `person` is `m`."""
    return f"coalesce(m.members, ARRAY[{subject}])"


def recipients(asking: Asking) -> str:
    """All that a word of a person can call this recipient."""
    kind = (
        f"(SELECT 'class:' || p.kind FROM <{RIGHTS}>.party p"
        f" WHERE p.tenant_id = {asking.tenant} AND p.party_id = {asking.party})"
    )
    return f"ARRAY[{asking.party}::text, {kind}, '*']"


def found(asking: Asking, subject: str, at: str, categories: Sequence[str]) -> str:
    """A lateral query: by category the rank `r_…` of what lacks, the consent `c_…`, and `d_…`: the party was named."""
    columns = ", ".join(_category(asking, subject, at, each) for each in categories)
    return (
        f"(SELECT {columns} FROM (SELECT c.*, {_live(asking, 'c')} AND {_joined(asking)} AS live,"
        f" {_ran_out(asking, 'c')} AS ran_out, {_floor(asking)} AS floor"
        f" FROM <{RIGHTS}>.consent c WHERE c.tenant_id = {asking.tenant} AND c.customer_id = ANY ({members(subject)})"
        f" AND (c.customer_id = {subject} OR (c.explicit AND c.position > m.linked_at)) AND {_asked(asking, 'c')}"
        f" AND NOT EXISTS (SELECT FROM {_refusals(asking, f'ANY ({members(subject)})')}"
        " AND (n.consent_id IS NULL OR n.consent_id = c.consent_id)"
        " AND (n.position > c.position OR (n.customer_id <> c.customer_id"
        " AND NOT (c.explicit AND c.position > m.linked_at)))) OFFSET 0) y)"
    )


def _category(asking: Asking, subject: str, at: str, category: str) -> str:
    covered = f"'{category}' = ANY (y.categories)" if category in PERSONAL else "true"
    if category in POLICY.explicit_only:
        covered += " AND y.expression IN ('explicit', 'written')"
    live = f"FILTER (WHERE y.live AND {covered})"
    last = (
        f"(SELECT CASE n.kind WHEN 'refused' THEN {Reason.CONSENT_REFUSED.rank}"
        f" ELSE {Reason.CONSENT_WITHDRAWN.rank} END"
        f" FROM {_refusals(asking, f'ANY ({members(subject)})')} ORDER BY n.position DESC LIMIT 1)"
    )
    return (
        f"CASE WHEN bool_or(y.live AND {covered}) THEN"
        f" CASE WHEN {at} < min(y.floor) {live} THEN {Reason.CONSENT_LOOKBACK.rank} ELSE {PERMIT} END"
        f" WHEN bool_or(y.ran_out AND {covered}) THEN {Reason.CONSENT_EXPIRED.rank}"
        f" WHEN bool_or({covered}) THEN {Reason.CONSENT_NONE.rank}"
        f" ELSE coalesce({last}, {Reason.CONSENT_NONE.rank}) END AS r_{category},"
        f" (array_agg(y.consent_id ORDER BY y.floor, y.position DESC) {live})[1] AS c_{category},"
        f" coalesce(bool_or(y.explicit AND y.recipient = {asking.party}::text) {live}, false) AS d_{category}"
    )


def _asked(asking: Asking, row: str) -> str:
    strong = (
        ""
        if asking.purpose.name in POLICY.claims_suffice_for
        else (f" AND {row}.expression NOT IN ('implied', 'source_claim')")
    )
    return (
        f"{row}.purpose = '{asking.purpose.name}' AND {row}.recipient = ANY ({recipients(asking)})"
        f" AND {_here(row)}{strong}"
    )


def _refusals(asking: Asking, whose: str) -> str:
    return (
        f"<{RIGHTS}>.refusal n WHERE n.tenant_id = {asking.tenant} AND n.customer_id = {whose}"
        f" AND n.purpose IN ('{asking.purpose.name}', '*') AND n.recipient = ANY ({recipients(asking)})"
        f" AND {_here('n')} AND 'any' = ANY (n.channels)"
    )


def _here(row: str) -> str:
    return f"(cardinality({row}.rooftops) = 0 OR a.rooftop_id::text = ANY ({row}.rooftops))"


def _live(asking: Asking, row: str) -> str:
    return f"{row}.valid_from <= {asking.now} AND NOT ({_ran_out(asking, row)})"


def _ran_out(asking: Asking, row: str) -> str:
    of_age = (
        f"EXISTS (SELECT FROM <{RIGHTS}>.person o WHERE o.tenant_id = {asking.tenant}"
        f" AND o.customer_id = {row}.customer_id AND o.majority_on <= {asking.today})"
    )
    return (
        f"({row}.expires_at IS NOT NULL AND {row}.expires_at <= {asking.now})"
        f" OR ({row}.max_uses IS NOT NULL AND {row}.uses >= {row}.max_uses)"
        f" OR ({row}.authority = 'guardian' AND {of_age})"
    )


def _joined(asking: Asking) -> str:
    """Whether all others who have to agree, too, do."""
    theirs = f"z.customer_id = CASE WHEN j.id ~ {_UUID} THEN j.id::uuid END"
    return (
        "NOT EXISTS (SELECT FROM unnest(c.joint_with) AS j (id) WHERE NOT EXISTS ("
        f"SELECT FROM <{RIGHTS}>.consent z WHERE z.tenant_id = {asking.tenant} AND {theirs}"
        f" AND {_asked(asking, 'z')} AND {_live(asking, 'z')}"
        f" AND NOT EXISTS (SELECT FROM {_refusals(asking, 'z.customer_id')}"
        " AND (n.consent_id IS NULL OR n.consent_id = z.consent_id) AND n.position > z.position)))"
    )


def _floor(asking: Asking) -> str:
    return (
        f"coalesce(CASE WHEN c.lookback_days <= {LONGEST_LOOKBACK_DAYS}"
        f" THEN {asking.now} - c.lookback_days * interval '24 hours' END, '-infinity')"
    )
