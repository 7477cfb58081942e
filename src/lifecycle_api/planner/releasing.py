"""Takes a decided answer apart: the data as it may leave, and what it rests on, which came along inside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from lifecycle_api.access.policy import OF_RANK, PERMIT, Reason
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.deciding import MARK
from lifecycle_api.planner.plan import Plan
from lifecycle_api.planner.released import Coarser, Released, Ruled, Withheld

Path = tuple[str | int, ...]
Masked = Mapping[tuple[str, ...], Category]
Generalised = Mapping[tuple[str, ...], Coarser]


class Verdict(NamedTuple):
    """What was decided about one row: the rank of each category, and the rulings that these are made of."""

    ranks: Mapping[Category, int]
    rulings: Sequence[Ruled]
    deciding: Sequence[UUID]
    vehicle: str | None

    def reason(self, category: Category) -> Reason | None:
        """Why a category is denied."""
        return OF_RANK.get(self.ranks.get(category, Reason.NO_STANDING.rank))


@dataclass
class Judged:
    """What one matrix says, and when the oldest of the rows that it was said of was true."""

    verdict: Verdict
    oldest: datetime | None

    def see(self, moment: datetime | None) -> None:
        """Take in another row."""
        if moment is not None and self.oldest is not None and moment < self.oldest:
            self.oldest = moment


@dataclass
class Releasing:
    """Collects what the rows of one answer rest on, while their marks are taken off."""

    masked: Masked
    decisions: Sequence[Sequence[str]]
    general: Generalised = field(default_factory=dict)
    rulings: dict[tuple[Any, ...], Ruled] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    judged: dict[tuple[int, str | None], Judged] = field(default_factory=dict)
    deciding: dict[UUID, None] = field(default_factory=dict)
    vehicles: dict[str, None] = field(default_factory=dict)
    rows: int = 0
    coarser: set[str] = field(default_factory=set)
    told: set[Path] = field(default_factory=set)

    def released(self, purpose: str, decided_on: int, decided_at: datetime, fields: Sequence[str]) -> Released:
        """What the answer rests on."""
        for each in self.judged.values():
            self.note(_at(each.verdict, each.oldest))
        rulings = tuple(self.rulings.values())
        customers = dict.fromkeys(each.customer for each in rulings if each.customer is not None)
        agreements = dict.fromkeys(each.agreement for each in rulings if each.agreement and each.reason is None)
        return Released(
            purpose=purpose,
            decided_on=decided_on,
            decided_at=decided_at,
            rulings=rulings,
            withheld=tuple(self.withheld),
            customers=tuple(customers),
            deciding=tuple(each for each in self.deciding if each not in customers),
            vehicles=tuple(self.vehicles),
            fields=fields,
            generalised=tuple(sorted(self.coarser)),
            rows=self.rows,
            agreements=tuple(agreements),
        )

    def cleared(self, value: Any, path: Path = (), plain: tuple[str, ...] = (), above: Verdict | None = None) -> Any:
        """A value without its marks; `path` leads to it, `plain` is that without indexes."""
        if isinstance(value, list):
            return [self.cleared(each, (*path, index), plain, above) for index, each in enumerate(value)]
        if not isinstance(value, dict):
            return value
        mark = value.pop(MARK, None)
        verdict = above if mark is None else self._marked(*mark)
        if mark is not None and not value and verdict is not None:
            return self._denied(path, verdict)
        if mark is not None:
            self.rows += 1
            self.generalise(path, self.general.get(plain))
        return {key: self._member(key, each, path, plain, verdict) for key, each in value.items()}

    def _marked(self, number: int, at: str | None, key: str | None, matrix: str | None) -> Verdict:
        """The verdict on a marked row, remembered with when the row was true."""
        moment = None if at is None else datetime.fromisoformat(at)
        if key is not None:
            self.vehicles[key] = None
        judged = self.judged.get((number, matrix))
        if judged is None:
            made = verdict_of([number, None, None, orjson.loads(matrix or "null")], self.decisions)
            judged = self.judged[number, matrix] = Judged(made, moment)
        judged.see(moment)
        return judged.verdict

    def note(self, verdict: Verdict) -> None:
        """Remember what a row rests on."""
        for one in verdict.rulings:
            key = (one.customer, one.category, one.rooftop, one.reason, one.consent, one.agreement)
            known = self.rulings.get(key)
            if known is None or (one.occurred_at and known.occurred_at and one.occurred_at < known.occurred_at):
                self.rulings[key] = one
        self.deciding.update(dict.fromkeys(verdict.deciding))
        if verdict.vehicle is not None:
            self.vehicles[verdict.vehicle] = None

    def deny(self, path: Path, category: Category, verdict: Verdict | None) -> None:
        """Remember that a field is null because of a decision, if it is."""
        reason = Reason.NO_STANDING if verdict is None else verdict.reason(category)
        if reason is not None:
            self.withheld.append(Withheld(path, category, reason))

    def generalise(self, path: Path, coarser: Coarser | None) -> None:
        """Remember that a row was told in coarser values, if it was."""
        if coarser is None:
            return
        self.coarser.update(coarser.coordinates)
        if path not in self.told:
            self.told.add(path)
            self.withheld.append(Withheld(path, coarser.category, Reason.GENERALISED))

    def _member(self, key: str, value: Any, path: Path, plain: tuple[str, ...], verdict: Verdict | None) -> Any:
        here = (*plain, key)
        category = self.masked.get(here)
        if category is not None and (verdict is not None or category.sealed):
            self.deny((*path, key), category, verdict)
        if self.general and isinstance(value, str):
            self.generalise((*path, key), self.general.get(here))
        return self.cleared(value, (*path, key), here, verdict)

    def _denied(self, path: Path, verdict: Verdict) -> None:
        self.deny(path, next(iter(verdict.ranks)), verdict)  # categories begin with the one that stands for the row


def verdict_of(mark: Sequence[Any], decisions: Sequence[Sequence[str]]) -> Verdict:
    """What the mark of a row says: the number of its decision, when it was true, its key, and its matrix."""
    number, at, key, matrix = mark
    categories = [Category(each) for each in decisions[number]]
    moment = None if at is None else datetime.fromisoformat(at)
    ranks: dict[Category, int] = {}
    rulings: list[Ruled] = []
    for index, category in enumerate(categories):
        found = [(min(_rank(each, index) for each in rooftop), rooftop) for rooftop in _ordered(matrix)]
        ranks[category], best = max(found, key=lambda one: one[0], default=(Reason.NO_STANDING.rank, []))
        rulings += (_ruled(each, index, category, moment) for each in best)
    deciding = {UUID(each) for rooftop in matrix or () for person in rooftop for each in person[2] or ()}
    return Verdict(ranks, rulings, tuple(sorted(deciding)), key)


def _at(verdict: Verdict, moment: datetime | None) -> Verdict:
    return verdict._replace(rulings=[replace(each, occurred_at=moment) for each in verdict.rulings])


def _ordered(matrix: Any) -> Iterator[Any]:
    return iter(sorted(matrix or (), key=lambda rooftop: str(rooftop[0][0])))


def _rank(person: Sequence[Any], index: int) -> int:
    rank: int = person[3 + 3 * index]
    return rank


def _ruled(person: Sequence[Any], index: int, category: Category, at: datetime | None) -> Ruled:
    rooftop, customer, _, *ranks = person
    rank, agreement, consent = ranks[3 * index : 3 * index + 3]
    return Ruled(
        None if customer is None else UUID(customer),
        category,
        UUID(rooftop),
        None if rank == PERMIT else OF_RANK[rank],
        None if consent is None else UUID(consent),
        None if agreement is None else UUID(agreement),
        at,
    )


def release(row: Mapping[str, Any], plan: Plan, purpose: str) -> tuple[str, Released]:
    """The data of what a plan fetched as it may leave, and what it rests on."""
    releasing = Releasing(dict(plan.masked), plan.decisions or (), plan.generalised)
    data = releasing.cleared(orjson.loads(row["data"]))
    released = releasing.released(purpose, row["head"], row["decided_at"], plan.fields)
    return orjson.dumps(data).decode(), released
