"""Collects what one answer rests on: the rulings about everyone it shows, and how many rows it has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecycle_api.planner import verdicts
from lifecycle_api.planner.marks import Marks
from lifecycle_api.planner.released import Released, Ruled
from lifecycle_api.planner.verdicts import Verdict


@dataclass
class Judged:
    """What one matrix says, and when the oldest of the rows that it was said of was true, as the database wrote it."""

    verdict: Verdict
    oldest: str | None = None


@dataclass
class Grounds:
    """The rulings, those whose wishes counted besides, consents that are used up, and vehicles: each once, in order."""

    decisions: Sequence[tuple[str, ...]] = ()
    rows: int = 0
    rulings: dict[tuple[Any, ...], Ruled] = field(default_factory=dict)
    deciding: dict[UUID, None] = field(default_factory=dict)
    limited: dict[UUID, None] = field(default_factory=dict)
    vehicles: dict[str, None] = field(default_factory=dict)
    judged: dict[tuple[int, str | None], Judged] = field(default_factory=dict)

    def judge(self, number: int, matrix: str | None, at: str | None, keys: Iterable[str | None]) -> Judged:
        """What was decided about rows with one matrix; `at` is when the oldest was true, their `keys` are vehicles'.

        It is noted when all rows were seen, with when the oldest of all was true.
        """
        judged = self.judged.get((number, matrix))
        if judged is None:
            made = verdicts.read(matrix or "", self.decisions[number])
            judged = self.judged[number, matrix] = Judged(made)
        # The database writes all of them alike, in UTC, so the least text is the least instant.
        if at is not None and (judged.oldest is None or at < judged.oldest):
            judged.oldest = at
        for each in keys:
            if each is not None:
                self.vehicles[each] = None
        return judged

    def judge_page(self, marks: Marks) -> dict[str | None, Judged]:
        """What was decided about the rows of a page, by their matrices."""
        return {matrix: self.judge(marks.number, matrix, at, keys) for matrix, at, keys in marks.said()}

    def note(self, verdict: Verdict, oldest: datetime | None = None) -> None:
        """Remember what rows rest on, the `oldest` of which was true then."""
        for one in verdict.rulings:
            self._rule(one[:-1], one, one.occurred_at or oldest)
        if verdict.deciding:
            self.deciding.update(dict.fromkeys(verdict.deciding))
        if verdict.limited:
            self.limited.update(dict.fromkeys(verdict.limited))
        if verdict.vehicle is not None:
            self.vehicles[verdict.vehicle] = None

    def _rule(self, ruling: tuple[Any, ...], one: Ruled, at: datetime | None) -> None:
        """Remember a ruling, whenever it was true, with when the oldest was of what it is about."""
        known = self.rulings.get(ruling)
        if known is None:
            self.rulings[ruling] = one if at is one.occurred_at else one._replace(occurred_at=at)
        elif at and known.occurred_at and at < known.occurred_at:
            self.rulings[ruling] = one._replace(occurred_at=at)

    def released(self, purpose: str, decided_on: int, decided_at: datetime, fields: Sequence[str]) -> Released:
        """What the answer rests on."""
        for each in self.judged.values():
            self.note(each.verdict, None if each.oldest is None else datetime.fromisoformat(each.oldest))
        rulings = tuple(self.rulings.values())
        customers = dict.fromkeys([each.customer for each in rulings if each.customer is not None])
        permits = [each for each in rulings if each.reason is None]
        return Released(
            purpose=purpose,
            decided_on=decided_on,
            decided_at=decided_at,
            rulings=rulings,
            customers=tuple(customers),
            deciding=tuple([each for each in self.deciding if each not in customers]),
            vehicles=tuple(self.vehicles),
            fields=fields,
            rows=self.rows,
            agreements=tuple(dict.fromkeys([each.agreement for each in permits if each.agreement])),
            limited=tuple(dict.fromkeys([each.consent for each in permits if each.consent in self.limited])),
        )
