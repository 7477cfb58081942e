"""Takes a decided answer apart: the data as it may leave, and what it rests on, which came along inside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from lifecycle_api.access.policy import OF_RANK, PERMIT, Reason
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.coordinates import Apart
from lifecycle_api.planner.deciding import MARK, STOPPED
from lifecycle_api.planner.plan import Plan
from lifecycle_api.planner.released import Coarser, Released, Ruled, Withheld

Path = tuple[str | int, ...]
Masked = Mapping[tuple[str, ...], Category]
Generalised = Mapping[tuple[str, ...], Coarser]

_NESTED: Final = (dict, list)

_uuid = lru_cache(10_000)(UUID)  # a page names few, again and again


class Verdict(NamedTuple):
    """What was decided about one row: the rank of each category, and the rulings that these are made of."""

    ranks: Mapping[Category, int]
    rulings: Sequence[Ruled]
    deciding: Sequence[UUID]
    limited: Sequence[UUID]
    vehicle: str | None

    @property
    def open(self) -> bool:
        """Whether nothing of the row is denied."""
        return all(each == PERMIT for each in self.ranks.values())

    def reason(self, category: Category) -> Reason | None:
        """Why a category is denied."""
        return OF_RANK.get(self.ranks.get(category, Reason.NO_STANDING.rank))


class _Row(NamedTuple):
    """What was decided about the row that is being cleared, its type if that matters, and whether a stop binds it."""

    verdict: Verdict | None
    kind: str | None = None
    stopped: bool = False


@dataclass
class Judged:
    """What one matrix says, and when the oldest of the rows that it was said of was true."""

    verdict: Verdict
    oldest: datetime | None
    open: bool

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
    apart: Apart = field(default_factory=dict)
    rulings: dict[tuple[Any, ...], Ruled] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    judged: dict[tuple[int, str | None], Judged] = field(default_factory=dict)
    deciding: dict[UUID, None] = field(default_factory=dict)
    limited: dict[UUID, None] = field(default_factory=dict)
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
        permits = [each for each in rulings if each.reason is None]
        agreements = dict.fromkeys(each.agreement for each in permits if each.agreement)
        used = dict.fromkeys(each.consent for each in permits if each.consent in self.limited)
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
            limited=tuple(used),
        )

    def clear(self, value: Any, path: Path = (), plain: tuple[str, ...] = (), above: Judged | None = None) -> Any:
        """Take the marks off a list or an object, and give what is left of it; `plain` is its path without indexes."""
        if type(value) is list:
            for index, each in enumerate(value):
                if type(each) in _NESTED:
                    value[index] = self.clear(each, (*path, index), plain, above)
            return value
        mark = value.pop(MARK, None)
        stopped = value.pop(STOPPED, None) is True
        judged, kind = (above, None) if mark is None else (self._marked(*mark), mark[-1])
        if mark is not None and judged is not None:
            if not value and self._denied(path, judged.verdict):
                return None
            self.rows += 1
            self.generalise(path, self.general.get(plain))
        row = _closed(judged, kind, stopped=stopped)
        for key, each in value.items():
            if row is not None:
                self._withhold((*path, key), (*plain, key), row)
            if type(each) in _NESTED:
                value[key] = self.clear(each, (*path, key), (*plain, key), judged)
            elif self.general and type(each) is str:
                self.generalise((*path, key), self.general.get((*plain, key)))
        return value

    def _marked(self, number: int, at: str | None, key: str | None, matrix: str | None, _: str | None) -> Judged:
        """What was decided about a marked row, remembered with when the row was true."""
        moment = None if at is None else datetime.fromisoformat(at)
        if key is not None:
            self.vehicles[key] = None
        judged = self.judged.get((number, matrix))
        if judged is None:
            made = verdict_of([number, None, None, matrix], self.decisions)
            judged = self.judged[number, matrix] = Judged(made, moment, made.open)
        judged.see(moment)
        return judged

    def note(self, verdict: Verdict) -> None:
        """Remember what a row rests on."""
        for one in verdict.rulings:
            key = (one.customer, one.category, one.rooftop, one.reason, one.consent, one.agreement)
            known = self.rulings.get(key)
            if known is None or (one.occurred_at and known.occurred_at and one.occurred_at < known.occurred_at):
                self.rulings[key] = one
        self.deciding.update(dict.fromkeys(verdict.deciding))
        self.limited.update(dict.fromkeys(verdict.limited))
        if verdict.vehicle is not None:
            self.vehicles[verdict.vehicle] = None

    def deny(self, path: Path, category: Category, verdict: Verdict | None, *, stopped: bool = False) -> None:
        """Remember that a field is null because of a decision, or of a stop of the number that it is; if it is."""
        reason = Reason.NO_STANDING if verdict is None else verdict.reason(category)
        if stopped and category is Category.CONTACT and (reason is None or reason.rank > Reason.CHANNEL_REVOKED.rank):
            reason = Reason.CHANNEL_REVOKED
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

    def _withhold(self, path: Path, plain: tuple[str, ...], row: "_Row") -> None:
        category = self._category(plain, row.kind)
        if category is not Category.NONE and (row.verdict is not None or category.sealed):
            self.deny(path, category, row.verdict, stopped=row.stopped)

    def _category(self, plain: tuple[str, ...], kind: str | None) -> Category:
        if self.apart and plain in self.apart:
            return self.apart[plain].get(kind or "", Category.NONE)
        return self.masked.get(plain, Category.NONE)

    def _denied(self, path: Path, verdict: Verdict) -> bool:
        """Whether a row with nothing in it is denied; of one that is permitted, nothing was selected."""
        base = next(iter(verdict.ranks))  # categories begin with the one that stands for the row
        self.deny(path, base, verdict)
        return verdict.reason(base) is not None


def _closed(judged: Judged | None, kind: str | None, *, stopped: bool) -> _Row | None:
    """What keeps some of a row back; None when nothing does."""
    if judged is None:
        return _Row(None)
    return _Row(judged.verdict, kind, stopped) if stopped or not judged.open else None


def verdict_of(mark: Sequence[Any], decisions: Sequence[Sequence[str]]) -> Verdict:
    """What the mark of a row says: the number of its decision, when it was true, its key, and its matrix.

    The matrix has a JSON array for each rooftop and person, with commas between them.
    """
    number, at, key, text = mark
    matrix = orjson.loads(f"[{text or ''}]")
    categories = [Category(each) for each in decisions[number]]
    moment = None if at is None else datetime.fromisoformat(at)
    ranks: dict[Category, int] = {}
    rulings: list[Ruled] = []
    held = _by_rooftop(matrix)
    for index, category in enumerate(categories):
        found = [(min(_rank(each, index) for each in people), people) for people in held]
        ranks[category], best = max(found, key=lambda one: one[0], default=(Reason.NO_STANDING.rank, []))
        rulings += (_ruled(each, index, category, moment) for each in best)
    return Verdict(ranks, rulings, _named(matrix, 2), _named(matrix, 3), key)


def _at(verdict: Verdict, moment: datetime | None) -> Verdict:
    return verdict._replace(rulings=[replace(each, occurred_at=moment) for each in verdict.rulings])


def _named(matrix: Any, place: int) -> tuple[UUID, ...]:
    return tuple(sorted({_uuid(each) for person in matrix for each in person[place] or ()}))


def _by_rooftop(matrix: Any) -> Sequence[Sequence[Any]]:
    """What is said of people, by rooftop, in the order of their ids."""
    held: dict[str, list[Any]] = {}
    for person in matrix:
        held.setdefault(str(person[0]), []).append(person)
    return [held[each] for each in sorted(held)]


def _rank(person: Sequence[Any], index: int) -> int:
    rank: int = person[4 + 3 * index]
    return rank


def _ruled(person: Sequence[Any], index: int, category: Category, at: datetime | None) -> Ruled:
    rooftop, customer, _, _, *ranks = person
    rank, agreement, consent = ranks[3 * index : 3 * index + 3]
    return Ruled(
        None if customer is None else _uuid(customer),
        category,
        _uuid(rooftop),
        None if rank == PERMIT else OF_RANK[rank],
        None if consent is None else _uuid(consent),
        None if agreement is None else _uuid(agreement),
        at,
    )


def release(row: Mapping[str, Any], plan: Plan, purpose: str) -> tuple[str, Released]:
    """The data of what a plan fetched as it may leave, and what it rests on."""
    releasing = Releasing(dict(plan.masked), plan.decisions or (), plan.generalised, plan.apart)
    data = releasing.clear(orjson.loads(row["data"]))
    released = releasing.released(purpose, row["head"], row["decided_at"], plan.fields)
    return orjson.dumps(data).decode(), released
