"""Decides about one record: all people that it is about have to agree, and one rooftop that may share it suffices."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lifecycle_api.access.policy import PERMIT, Reason
from lifecycle_api.planner.rules import agreements
from lifecycle_api.planner.rules.asking import RIGHTS, Asking
from lifecycle_api.planner.rules.known import Known, document
from lifecycle_api.planner.rules.people import Beyond, beyond, concerned, nobody

HOLDERS = "held"


class Rooftops(NamedTuple):
    """SQL for the rooftop that holds a record, or for the array of all that do."""

    sql: str
    several: bool = True

    def hold(self, row: str) -> str:
        """The condition that the rooftop of a row of what is known is one of them."""
        return f"{row}.rooftop_id = {f'ANY ({self.sql})' if self.several else self.sql}"


@dataclass(frozen=True)
class Record:
    """A record to decide about by some categories: who holds it, and when it was true.

    It is looked for only where those that are `sought` are permitted. `p` is a row of what is known of its people.
    """

    asking: Asking
    rooftops: Rooftops
    at: str | None
    categories: Sequence[str]
    personal: bool
    sought: Collection[str] = ()

    def ranks(self, p: str = "p") -> dict[str, str]:
        """By category its rank."""
        return {c: self._rank(c, p) for c in self.categories}

    @property
    def near(self) -> str | None:
        """The condition that when it was true makes no difference; None where it makes none if the record is found."""
        # Where several rooftops hold it, it is found though what one of them may share does not reach so far.
        near = () if self.rooftops.several else self.sought
        may_be_far = [self._beyond(c, "p") for c in self.categories if c not in near]
        conditions = dict.fromkeys(f"({each.condition}) IS NOT TRUE" for each in may_be_far if each is not None)
        return " AND ".join(conditions) or None

    def _rank(self, category: str, p: str) -> str:
        known, far = f"{p}.r_{category}", self._beyond(category, p)
        return known if far is None else f"least({known}, CASE WHEN {far.condition} THEN {far.rank} ELSE {PERMIT} END)"

    def _beyond(self, category: str, p: str) -> Beyond | None:
        return None if self.at is None else beyond(self.asking, category, self.at, personal=self.personal, p=p)


class Said(NamedTuple):
    """What the ranks of a row `p` of what is known are made of, and its number if that says it all."""

    judged: str
    told: str = "NULL::bigint"


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


def decided(record: Record, subjects: Sequence[str], *, of: Known | None = None) -> str:
    """A lateral query about a record: by category its rank `r_…`; no row, or no standing, when no rooftop holds it.

    `subjects` are SQL expressions for the people it is about (those that are NULL do not count). `of` is where what is
    known of the first can be looked up, also together with the second. `judged` says by rooftop and person what every
    rank is made of, as JSON arrays with commas between them; where one row of what is known says just that, its number
    is in `told`.
    """
    if of is not None:
        return f"({_best(record, _together(of, subjects), _looked_up(record, of))})"
    asking, categories = record.asking, record.categories
    people = concerned(asking, f"unnest(ARRAY[{', '.join(subjects)}])", categories) if subjects else None
    rows = f"({people or nobody(asking, categories)} OFFSET 0) p WHERE true"
    return f"({_of_all(record, rows) if len(subjects) > 1 else _best(record, rows, Said(document(record.ranks())))})"


def _together(of: Known, subjects: Sequence[str]) -> str:
    """The rows of what is known of all whom a record is about."""
    return f"{of.table} p WHERE p.other_id = coalesce({', '.join(reversed(subjects))})"


def _best(record: Record, rows: str, said: Said) -> str:
    """What is said by `rows`, one for each rooftop that holds the record, if there are several by the best of them."""
    held, ranks = f"{rows} AND {record.rooftops.hold('p')}", record.ranks()
    if record.rooftops.several:
        return f"SELECT {_highest(ranks)}, {_joined(said.judged)} FROM {held}"
    # What is sought is compared where the row is found, which is quicker than to find it and compare it then.
    sought = {c: rank for c, rank in ranks.items() if c in record.sought}
    held += "".join(f" AND {rank} = {PERMIT}" for rank in sought.values())
    others = "".join(f"{rank} AS r_{c}, " for c, rank in ranks.items() if c not in sought)
    permitted = "".join(f"{PERMIT} AS r_{c}, " for c in sought)
    found = f"SELECT {others}{said.judged} AS judged, {said.told} AS told FROM {held} OFFSET 0"
    return f"SELECT {permitted}p.* FROM ({found}) p"


def _of_all(record: Record, rows: str) -> str:
    """What is said by `rows`, one for each rooftop and person: all have to agree, and the best rooftop counts."""
    ranks = record.ranks()
    agreed = ", ".join(f"min({rank}) AS r_{c}" for c, rank in ranks.items())
    held = f"{rows} AND {record.rooftops.hold('p')} GROUP BY p.rooftop_id"
    by_rooftop = f"SELECT {agreed}, {_joined(document(ranks))} FROM {held}"
    return f"SELECT {_highest({c: f'h.r_{c}' for c in ranks})}, {_joined('h.judged')} FROM ({by_rooftop}) h"


def _joined(judged: str) -> str:
    return f"string_agg({judged}, ',') AS judged, NULL::bigint AS told"


def _highest(ranks: Mapping[str, str]) -> str:
    return ", ".join(f"coalesce(max({rank}), {Reason.NO_STANDING.rank}) AS r_{c}" for c, rank in ranks.items())


def _looked_up(record: Record, of: Known) -> Said:
    """What the ranks are made of: as it is known, unless when the record was true makes a difference."""
    known = f"p.{of.document}"
    if record.near is None:
        return Said(known, "p.n")
    # Of two people the floors may lie differently: then each is looked at alone.
    own = f"string_agg({document(record.ranks('one'), 'one')}, ',')"
    each = f"SELECT {own} FROM {of.each} one WHERE one.rooftop_id = p.rooftop_id AND one.id IN (p.id, p.other_id)"
    return Said(f"CASE WHEN {record.near} THEN {known} ELSE ({each}) END", f"CASE WHEN {record.near} THEN p.n END")
