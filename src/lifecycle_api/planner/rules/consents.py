"""The basis in consent as SQL, gate 7: the last word of a person, and of all identities that are one with them.

In this SQL `m` is the row in `person` of whom it is about, if there is one.
"""

from collections.abc import Sequence

from lifecycle_api.access.policy import LONGEST_LOOKBACK_DAYS, PERMIT, PERSONAL, POLICY, Reason
from lifecycle_api.planner.rules.asking import RIGHTS, Asking

_LIVE = f"y.rank = {PERMIT}"
_UUID = "'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"


def members(subject: str) -> str:
    """The identities that are one person with `subject`."""
    return f"coalesce(m.members, ARRAY[{subject}])"


def found(asking: Asking, subject: str, categories: Sequence[str]) -> str:
    """A lateral query of one row: by category the rank `r_…` of what lacks, the consent `c_…` and its floor `f_…`.

    What is older than the floor no consent covers. `d_…` is whether the party was named, where that counts, and
    `limited` are the consents that hold for so many uses only.
    """
    named = ", y.d_{c}" if asking.directed else ""
    columns = ", ".join(f"coalesce(y.r_{c}, n.last) AS r_{c}, y.c_{c}, y.f_{c}{named.format(c=c)}" for c in categories)
    silent = " OR ".join(f"y.r_{c} IS NULL" for c in categories)
    aggregated = ", ".join(_category(asking, c) for c in categories)
    reached = "" if asking.directed else "a.reached AND "
    last = f"CASE WHEN {reached}({silent}) THEN {_last(asking, subject)} END AS last"
    limited = f"array_agg(y.consent_id) FILTER (WHERE {_LIVE} AND y.max_uses IS NOT NULL) AS limited"
    standing = _standing(asking, subject, categories)
    return (
        f"(SELECT {columns}, y.limited FROM (SELECT {aggregated}, {limited} FROM {standing} y) y"
        f" CROSS JOIN LATERAL (SELECT {last} OFFSET 0) n)"
    )


def granting(asking: Asking) -> str:
    """A query for the `customer_id` of all who agreed to anything like this: lists begin there, not at everyone."""
    agreed = (
        f"c.tenant_id = {asking.tenant} AND c.purpose = '{asking.purpose.name}'"
        f" AND c.recipient = ANY ({asking.recipients}) AND NOT c.overridden"
    )
    return (
        f"SELECT c.customer_id FROM <{RIGHTS}>.consent c WHERE {agreed}"
        f" UNION SELECT unnest(p.members) FROM <{RIGHTS}>.consent c JOIN <{RIGHTS}>.person p"
        f" ON p.tenant_id = c.tenant_id AND p.customer_id = c.customer_id WHERE {agreed} AND c.explicit"
    )


def _category(asking: Asking, category: str) -> str:
    covered, unjoined = _covered("y", category), f"'{category}' = ANY (y.unjoined)"
    live = f"FILTER (WHERE {_LIVE} AND {covered} AND ({unjoined}) IS NOT TRUE)"
    rank = f"CASE WHEN {_LIVE} AND {unjoined} THEN {Reason.CONSENT_NONE.rank} ELSE y.rank END"
    named = f", coalesce(bool_or(y.explicit AND y.recipient = {asking.party}::text) {live}, false) AS d_{category}"
    return (
        f"max({rank}) FILTER (WHERE {covered}) AS r_{category}, min(y.floor) {live} AS f_{category},"
        f" (array_agg(y.consent_id ORDER BY y.floor, y.position DESC) {live})[1] AS c_{category}"
        f"{named if asking.directed else ''}"
    )


def _covered(row: str, category: str) -> str:
    """The condition that a consent is for data of a category."""
    named = f"'{category}' = ANY ({row}.categories)" if category in PERSONAL else "true"
    return f"{named} AND {row}.expression IN ('explicit', 'written')" if category in POLICY.explicit_only else named


def _standing(asking: Asking, subject: str, categories: Sequence[str]) -> str:
    """Consents that nothing overrides, each with its rank: how far it lets come what it covers.

    `unjoined` says to what of it somebody else would have to agree and does not. Where no agreement lets anything
    through it does not matter what they say.
    """
    reached = "" if asking.directed else "a.reached AND "
    return (
        f"(SELECT c.*, CASE WHEN {_ran_out(asking, 'c')} THEN {Reason.CONSENT_EXPIRED.rank}"
        f" WHEN c.valid_from <= {asking.now} THEN {PERMIT} ELSE {Reason.CONSENT_NONE.rank} END AS rank,"
        f" {_unjoined(asking, categories)} AS unjoined, {_floor(asking)} AS floor"
        f" FROM <{RIGHTS}>.consent c WHERE {reached}c.tenant_id = {asking.tenant}"
        f" AND c.customer_id = ANY ({members(subject)}) AND NOT c.overridden"
        f" AND (c.customer_id = {subject} OR (c.explicit AND c.position > m.linked_at)) AND {_asked(asking, 'c')}"
        f" AND NOT EXISTS (SELECT FROM {_refusals(asking, 'c.customer_id')} AND {_of('c')} AND n.position > c.position)"
        f" AND (m.members IS NULL OR NOT EXISTS (SELECT FROM {_refusals(asking, 'ANY (m.members)')} AND {_of('c')}"
        " AND n.customer_id <> c.customer_id"
        " AND (n.position > c.position OR NOT (c.explicit AND c.position > m.linked_at)))) OFFSET 0)"
    )


def _last(asking: Asking, subject: str) -> str:
    """What the last refusal says to who has no consent."""
    kind = (
        f"SELECT CASE n.kind WHEN 'refused' THEN {Reason.CONSENT_REFUSED.rank}"
        f" ELSE {Reason.CONSENT_WITHDRAWN.rank} END"
        f" FROM {_refusals(asking, f'ANY ({members(subject)})')} AND 'any' = ANY (n.channels)"
        " ORDER BY n.position DESC LIMIT 1"
    )
    return f"coalesce(({kind}), {Reason.CONSENT_NONE.rank})"


def _asked(asking: Asking, row: str) -> str:
    strong = (
        ""
        if asking.purpose.name in POLICY.claims_suffice_for
        else (f" AND {row}.expression NOT IN ('implied', 'source_claim')")
    )
    given, rooftop = f"{row}.recipient = ANY (a.recipients)", "a.rooftop_id"
    if asking.capacity == "rooftop":
        # A sibling needs consent of its own: what was given to the rooftop next door is not for it. A no is.
        given, rooftop = f"{row}.recipient = ''", asking.party
    return f"{row}.purpose = '{asking.purpose.name}' AND {given} AND {_said_to(row, rooftop)}{strong}"


def _refusals(asking: Asking, whose: str) -> str:
    heard = ["a.rooftop_id", *([asking.party] if asking.capacity == "rooftop" else [])]
    return (
        f"<{RIGHTS}>.refusal n WHERE n.tenant_id = {asking.tenant} AND n.customer_id = {whose}"
        f" AND n.purpose IN ('{asking.purpose.name}', '*') AND n.recipient = ANY (a.recipients)"
        f" AND {_said_to('n', *heard)}"
    )


def _of(consent: str) -> str:
    """The condition that a no is about a consent. A no to some channels leaves a consent that was for others, too."""
    channels = f"('any' = ANY (n.channels) OR {consent}.channels <@ n.channels)"
    return f"(n.consent_id IS NULL OR n.consent_id = {consent}.consent_id) AND {channels}"


def _said_to(row: str, *rooftops: str) -> str:
    """The condition that a word was said to one of these rooftops, or to all."""
    named = " OR ".join(f"{each}::text = ANY ({row}.rooftops)" for each in rooftops)
    return f"(cardinality({row}.rooftops) = 0 OR {named})"


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


def _unjoined(asking: Asking, categories: Sequence[str]) -> str:
    """The categories to which somebody who would have to agree, too, does not; NULL where nobody has to."""
    theirs = f"z.customer_id = CASE WHEN j.id ~ {_UUID} THEN j.id::uuid END"
    asked = f"unnest('{{{','.join(categories)}}}'::text[]) AS k (category)"
    covered = " ".join(f"WHEN '{each}' THEN {_covered('z', each)}" for each in categories)
    return (
        f"CASE WHEN c.joint_with <> '{{}}' THEN ARRAY(SELECT k.category FROM {asked},"
        " unnest(c.joint_with) AS j (id) WHERE NOT EXISTS ("
        f"SELECT FROM <{RIGHTS}>.consent z WHERE z.tenant_id = {asking.tenant} AND {theirs}"
        f" AND CASE k.category {covered} END"
        f" AND NOT z.overridden AND {_asked(asking, 'z')} AND {_live(asking, 'z')}"
        f" AND NOT EXISTS (SELECT FROM {_refusals(asking, 'z.customer_id')} AND {_of('z')}"
        " AND n.position > z.position))) END"
    )


def _floor(asking: Asking) -> str:
    return (
        f"coalesce(CASE WHEN c.lookback_days <= {LONGEST_LOOKBACK_DAYS}"
        f" THEN {asking.now} - c.lookback_days * interval '24 hours' END, '-infinity')"
    )
