"""Decides about one record: all people that it is about have to agree, and one rooftop that may share it suffices.

What is known of a person does not depend on the record. Records that are all about one person are decided by one table
of what is known of them, made once for all.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lifecycle_api.access.policy import PERMIT, Reason
from lifecycle_api.planner.rules import agreements
from lifecycle_api.planner.rules.asking import RIGHTS, Asking
from lifecycle_api.planner.rules.people import concerned, nobody, too_far

HOLDERS = "held"


class Known(NamedTuple):
    """A common table of what is known of one person, and the column in it with what a record's ranks are made of."""

    table: str
    document: str


def holders(asking: Asking, categories: Sequence[str]) -> str:
    """The common table `held`: every rooftop with what agreements, or an engagement, let through of what it holds.

    `reached` is whether they let through anything, and `recipients` all that the word of a person can call the party.
    """
    reached = f"greatest({', '.join(f'x.a_{c}' for c in categories)}) = {PERMIT} AS reached"
    return (
        f"{HOLDERS} AS MATERIALIZED (SELECT r.rooftop_id, {asking.recipients} AS recipients, x.*, {reached}"
        f" FROM <{RIGHTS}>.controller r CROSS JOIN LATERAL {agreements.held(asking, categories)} x"
        f" WHERE r.tenant_id = {asking.tenant})"
    )


def known(name: str, asking: Asking, subject: str, documents: Mapping[str, Sequence[str]]) -> str:
    """A common table of what is known of one person, by which any number of records about them are decided.

    `documents` are the columns with what ranks are made of, each with the categories that it says something of.
    """
    categories = sorted({each for some in documents.values() for each in some})
    made = ", ".join(f"{_document({c: f'p.r_{c}' for c in each})} AS {column}" for column, each in documents.items())
    people = concerned(asking, [subject], categories)
    return f"{name} AS MATERIALIZED (SELECT p.*, {made} FROM ({people} OFFSET 0) p)"


def decided(
    asking: Asking,
    subjects: Sequence[str],
    rooftops: str,
    at: str | None,
    categories: Sequence[str],
    *,
    of: Known | None = None,
) -> str:
    """A lateral query about a record: by category its rank `r_…`; one row, also when no rooftop holds it.

    `subjects` are SQL expressions for the people it is about (those that are NULL do not count), `rooftops` is one for
    the array of its controllers, `at` for when it was true. `of` is where what is known of the one person can be looked
    up. `judged` says by rooftop and person what every rank is made of, as JSON.
    """
    people = concerned(asking, subjects, categories) if subjects else nobody(asking, categories)
    source = f"({people} OFFSET 0)" if of is None else of.table
    ranks = {c: _rank(asking, c, at, personal=bool(subjects)) for c in categories}
    found = ", ".join(f"{rank} AS r_{c}" for c, rank in ranks.items())
    judged = _document(ranks) if of is None else _looked_up(of, ranks)
    by_person = (
        f"SELECT p.rooftop_id, {found}, {judged} AS judged FROM {source} p WHERE p.rooftop_id = ANY ({rooftops})"
    )
    best = ", ".join(f"coalesce(max(h.r_{c}), {Reason.NO_STANDING.rank}) AS r_{c}" for c in categories)
    if len(subjects) > 1:
        agreed = ", ".join(f"min(q.r_{c}) AS r_{c}" for c in categories)
        by_rooftop = f"SELECT {agreed}, json_agg(q.judged) AS judged FROM ({by_person}) q GROUP BY q.rooftop_id"
        return f"(SELECT {best}, json_agg(h.judged) AS judged FROM ({by_rooftop}) h)"
    return f"(SELECT {best}, json_agg(json_build_array(h.judged)) AS judged FROM ({by_person}) h)"


def _rank(asking: Asking, category: str, at: str | None, *, personal: bool) -> str:
    """The rank in a record that was true `at` a moment, of which `p` says what is known without it."""
    beyond = None if at is None else too_far(asking, category, at, personal=personal)
    return f"p.r_{category}" if beyond is None else f"least(p.r_{category}, {beyond})"


def _looked_up(of: Known, ranks: Mapping[str, str]) -> str:
    """What the ranks are made of: as it is known, unless when the record was true makes a difference."""
    same = [f"{rank} = p.r_{c}" for c, rank in ranks.items() if rank != f"p.r_{c}"]
    known = f"p.{of.document}"
    return f"CASE WHEN {' AND '.join(same)} THEN {known} ELSE {_document(ranks)} END" if same else known


def _document(ranks: Mapping[str, str]) -> str:
    made = ", ".join(f"{rank}, p.g_{c}, p.c_{c}" for c, rank in ranks.items())
    return f"json_build_array(p.rooftop_id, p.id, p.deciding, p.limited, {made})"
