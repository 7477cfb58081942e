"""Takes a decided answer apart: the data as it may leave, and what it rests on, which came along inside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import starmap
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from lifecycle_api.access.policy import Reason
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner import verdicts
from lifecycle_api.planner.coordinates import Apart
from lifecycle_api.planner.cutting import cut
from lifecycle_api.planner.deciding import MARK, MARKS, STOPPED
from lifecycle_api.planner.marks import Marks
from lifecycle_api.planner.plan import Plan
from lifecycle_api.planner.released import Coarser, Released, Ruled, Withheld
from lifecycle_api.planner.verdicts import Verdict

Path = tuple[str | int, ...]
Masked = Mapping[tuple[str, ...], Category]
Generalised = Mapping[tuple[str, ...], Coarser]

_NESTED: Final = (dict, list)


class _Row(NamedTuple):
    """What was decided about the row that is being cleared, its type if that matters, and whether a stop binds it."""

    verdict: Verdict | None
    kind: str | None = None
    stopped: bool = False


@dataclass
class Judged:
    """What one matrix says, and when the oldest of the rows that it was said of was true."""

    verdict: Verdict
    oldest: datetime | None = None

    def see(self, moment: datetime | None) -> None:
        """Take in another row."""
        if moment is not None and (self.oldest is None or moment < self.oldest):
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
            self.note(verdicts.at(each.verdict, each.oldest))
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

    def whole(self, data: str) -> str | None:
        """The data without its marks, if they keep nothing back; None if they do, and what they say is then to come."""
        left = cut(data)
        if any(left.stops):
            return None
        pages = list(starmap(Marks, left.pages))
        judged = [self._judged(number, matrix, [at], [key]) for number, at, key, matrix, _ in left.rows]
        for each in pages:
            judged += self._of_page(each).values()
        if not all(each.verdict.open for each in judged):
            return None
        self.rows = len(left.rows) + sum(each.length for each in pages)
        return left.data

    def clear(self, value: Any, path: Path = (), plain: tuple[str, ...] = (), above: Judged | None = None) -> Any:
        """Take the marks off a list or an object, and give what is left of it; `plain` is its path without indexes."""
        if type(value) is list:
            for index, each in enumerate(value):
                if type(each) in _NESTED:
                    value[index] = self.clear(each, (*path, index), plain, above)
            return value
        if (mark := value.pop(MARK, None)) is None:
            marks = value.pop(MARKS, None)
            return self._object(value, path, plain, above, page=None if marks is None else Marks(*marks))
        number, at, key, matrix, kind = mark
        return self._row(value, path, plain, self._judged(number, matrix, [at], [key]), kind)

    def _rows(self, rows: list[Any], marks: Marks, path: Path, plain: tuple[str, ...]) -> None:
        """Clear the rows of a page, if any of them has something in it to be cleared."""
        judged = self._of_page(marks)
        if marks.flat and None not in rows and all(each.verdict.open for each in judged.values()):
            self.rows += len(rows)
            return
        for index, (row, matrix) in enumerate(zip(rows, marks.matrices(), strict=True)):
            if row is not None:
                rows[index] = self._row(row, (*path, index), plain, judged[matrix], None)

    def _of_page(self, marks: Marks) -> Mapping[str | None, Judged]:
        """What was decided about the rows of a page, by their matrices."""
        return {matrix: self._judged(marks.number, matrix, at, keys) for matrix, at, keys in marks.said()}

    def _row(self, value: Any, path: Path, plain: tuple[str, ...], judged: Judged, kind: str | None) -> Any:
        if not value and self._denied(path, judged.verdict):
            return None
        self.rows += 1
        self.generalise(path, self.general.get(plain))
        return self._object(value, path, plain, judged, kind)

    def _object(
        self,
        value: Any,
        path: Path,
        plain: tuple[str, ...],
        judged: Judged | None,
        kind: str | None = None,
        *,
        page: Marks | None = None,
    ) -> Any:
        """Clear what is in an object, which may be a `page`."""
        row = _closed(judged, kind, stopped=value.pop(STOPPED, None) is True)
        for key, each in value.items():
            if row is not None:
                self._withhold((*path, key), (*plain, key), row)
            if page is not None and key == page.rows:
                self._rows(each, page, (*path, key), (*plain, key))
            elif type(each) in _NESTED:
                value[key] = self.clear(each, (*path, key), (*plain, key), judged)
            elif self.general and type(each) is str:
                self.generalise((*path, key), self.general.get((*plain, key)))
        return value

    def _judged(self, number: int, matrix: str | None, at: Iterable[str | None], keys: Iterable[str | None]) -> Judged:
        """What was decided about rows that have the same matrix, remembered with when the oldest of them was true."""
        self.vehicles.update(dict.fromkeys(filter(None, keys)))
        judged = self.judged.get((number, matrix))
        if judged is None:
            made = verdicts.read(matrix or "", tuple(self.decisions[number]))
            judged = self.judged[number, matrix] = Judged(made)
        # The database writes all of them alike, in UTC, so the least text is the least instant.
        oldest = min(filter(None, at), default=None)
        judged.see(None if oldest is None else datetime.fromisoformat(oldest))
        return judged

    def note(self, verdict: Verdict) -> None:
        """Remember what a row rests on."""
        for one in verdict.rulings:
            known = self.rulings.setdefault(one[:-1], one)  # whenever it was true
            if one.occurred_at and known.occurred_at and one.occurred_at < known.occurred_at:
                self.rulings[one[:-1]] = one
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
        if row.verdict is not None and category not in row.verdict.ranks:
            return  # nobody decided on it: it is closed to the reader's roles
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
    return _Row(judged.verdict, kind, stopped) if stopped or not judged.verdict.open else None


def release(row: Mapping[str, Any], plan: Plan, purpose: str) -> tuple[str, Released]:
    """The data of what a plan fetched as it may leave, and what it rests on."""
    releasing = Releasing(plan.masks, plan.decisions or (), plan.generalised, plan.apart)
    data = releasing.whole(row["data"]) if plan.whole else None
    if data is None:
        data = orjson.dumps(releasing.clear(orjson.loads(row["data"]))).decode()
    return data, releasing.released(purpose, row["head"], row["decided_at"], plan.fields)
