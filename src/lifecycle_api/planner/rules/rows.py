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


class Rooftops(NamedTuple):
    """SQL for the rooftop that holds a record, or for the array of all that do."""

    sql: str
    several: bool = True

    def hold(self, row: str) -> str:
        """The condition that the rooftop of a row of what is known is one of them."""
        return f"{row}.rooftop_id = {f'ANY ({self.sql})' if self.several else self.sql}"


class Said(NamedTuple):
    """What the ranks of a row `p` of what is known are made of, and its number if that says it all."""

    judged: str
    told: str = "NULL::bigint"


class Record(NamedTuple):
    """A record to decide about: who holds it, and by category its rank in a row `p` of what is known."""

    rooftops: Rooftops
    ranks: Mapping[str, str]


def holders(asking: Asking, categories: Sequence[str]) -> str:
    """The common table `held`: every rooftop with what agreements, or an engagement, let through of what it holds.

    `reached` is whether they let through anything, and `recipients` all that the word of a person can call the party.
    A rooftop that asks for what its siblings share is not among them.
    """
    others = f" AND r.rooftop_id <> {asking.party}" if asking.capacity == "rooftop" else ""
    reached = f"greatest({', '.join(f'x.a_{c}' for c in categories)}) = {PERMIT} AS reached"
    return (
        f"{HOLDERS} AS MATERIALIZED (SELECT r.rooftop_id, {asking.recipients} AS recipients, x.*, {reached}"
        f" FROM <{RIGHTS}>.controller r CROSS JOIN LATERAL {agreements.held(asking, categories)} x"
        f" WHERE r.tenant_id = {asking.tenant}{others})"
    )


def known(
    name: str, asking: Asking, person: str, documents: Mapping[str, Sequence[str]], others: Sequence[str] = ()
) -> str:
    """A common table of what is known of one person, by which any number of records about them are decided.

    `documents` are the columns with what ranks are made of, each with the categories that it says something of;
    `others` are queries for the ids of those whom some of the records are about as well. Rows are numbered, by `n`.
    """
    categories = sorted({each for some in documents.values() for each in some})
    made = ", ".join(f"{_document({c: f'p.r_{c}' for c in each})} AS {column}" for column, each in documents.items())
    people = f"({' UNION '.join([f'SELECT {person}', *others])})" if others else f"unnest(ARRAY[{person}])"
    rows = f"({concerned(asking, people, categories)} OFFSET 0)"
    return f"{name} AS MATERIALIZED (SELECT p.*, row_number() OVER () AS n, {made} FROM {rows} p)"


def decided(
    asking: Asking,
    subjects: Sequence[str],
    rooftops: Rooftops,
    at: str | None,
    categories: Sequence[str],
    *,
    of: Known | None = None,
) -> str:
    """A lateral query about a record: by category its rank `r_…`; no row, or no standing, when no rooftop holds it.

    `subjects` are SQL expressions for the people it is about (those that are NULL do not count), and `at` for when it
    was true. `of` is where what is known of all of them can be looked up. `judged` says by rooftop and person what
    every rank is made of, as JSON arrays with commas between them; where one row of what is known says just that, its
    number is in `told`.
    """
    record = Record(rooftops, {c: _rank(asking, c, at, personal=bool(subjects)) for c in categories})
    if of is not None:
        return f"({_among(record, subjects, of)})"
    people = concerned(asking, f"unnest(ARRAY[{', '.join(subjects)}])", categories) if subjects else None
    rows, said = f"({people or nobody(asking, categories)} OFFSET 0) p WHERE true", Said(_document(record.ranks))
    return f"({(_of_all if len(subjects) > 1 else _of_one)(record, rows, said)})"


def _among(record: Record, subjects: Sequence[str], of: Known) -> str:
    """What is said of a record by what is known of its people; most records are about the first of them alone."""
    person, *others = subjects
    rows, said = f"{of.table} p WHERE p.id", _looked_up(of, record.ranks)
    if not others:
        return _of_one(record, f"{rows} = {person}", said)
    alone = " AND ".join(f"{each} IS NULL" for each in others)
    together = _of_all(record, f"{rows} IN ({', '.join(subjects)})", said)
    return f"({_of_one(record, f'{rows} = {person}', said, alone)}) UNION ALL ({together} HAVING NOT ({alone}))"


def _of_one(record: Record, rows: str, said: Said, alone: str = "true") -> str:
    """What is said by `rows` of a record that is about one person, or about none; nothing unless it is `alone`."""
    held = f"{rows} AND {record.rooftops.hold('p')}"
    if not record.rooftops.several:
        found = ", ".join(f"{rank} AS r_{c}" for c, rank in record.ranks.items())
        return f"SELECT {found}, {said.judged} AS judged, {said.told} AS told FROM {held} AND {alone} OFFSET 0"
    best = ", ".join(f"{_best(rank)} AS r_{c}" for c, rank in record.ranks.items())
    return f"SELECT {best}, {_joined(said.judged)} FROM {held} HAVING {alone}"


def _of_all(record: Record, rows: str, said: Said) -> str:
    """What is said of a record by everyone it is about: all have to agree, and the best rooftop counts."""
    held = f"{rows} AND {record.rooftops.hold('p')}"
    agreed = ", ".join(f"min({rank}) AS r_{c}" for c, rank in record.ranks.items())
    by_rooftop = f"SELECT {agreed}, {_joined(said.judged)} FROM {held} GROUP BY p.rooftop_id"
    best = ", ".join(f"{_best(f'h.r_{c}')} AS r_{c}" for c in record.ranks)
    return f"SELECT {best}, {_joined('h.judged')} FROM ({by_rooftop}) h"


def _joined(judged: str) -> str:
    return f"string_agg({judged}, ',') AS judged, NULL::bigint AS told"


def _best(rank: str) -> str:
    return f"coalesce(max({rank}), {Reason.NO_STANDING.rank})"


def _rank(asking: Asking, category: str, at: str | None, *, personal: bool) -> str:
    """The rank in a record that was true `at` a moment, of which `p` says what is known without it."""
    beyond = None if at is None else too_far(asking, category, at, personal=personal)
    return f"p.r_{category}" if beyond is None else f"least(p.r_{category}, {beyond})"


def _looked_up(of: Known, ranks: Mapping[str, str]) -> Said:
    """What the ranks are made of: as it is known, unless when the record was true makes a difference."""
    known, same = f"p.{of.document}", [f"{rank} = p.r_{c}" for c, rank in ranks.items() if rank != f"p.r_{c}"]
    if not same:
        return Said(known, "p.n")
    as_known = f"CASE WHEN {' AND '.join(same)} THEN"
    return Said(f"{as_known} {known} ELSE {_document(ranks)} END", f"{as_known} p.n END")


def _document(ranks: Mapping[str, str]) -> str:
    made = ", ".join(f"{rank}, p.g_{c}, p.c_{c}" for c, rank in ranks.items())
    return f"json_build_array(p.rooftop_id, p.id, p.deciding, p.limited, {made})::text"
