"""Takes a decided answer apart: the data as it may leave, and what it rests on, which came along inside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import starmap
from typing import Any, Final, NamedTuple

import orjson
from msgspec.structs import replace

from lifecycle_api.access.policy import Reason
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.coordinates import Apart
from lifecycle_api.planner.cutting import cut
from lifecycle_api.planner.deciding import MARK, MARKS, STOPPED
from lifecycle_api.planner.grounds import Grounds, Judged
from lifecycle_api.planner.marks import Marks
from lifecycle_api.planner.plan import Plan
from lifecycle_api.planner.released import Coarser, Released, Withheld
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
class Releasing:
    """Takes the marks off the rows of one answer, and remembers what was kept back or told in coarser values."""

    grounds: Grounds
    masked: Masked = field(default_factory=dict)
    general: Generalised = field(default_factory=dict)
    apart: Apart = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    coarser: set[str] = field(default_factory=set)
    told: set[Path] = field(default_factory=set)

    def released(self, purpose: str, decided_on: int, decided_at: datetime, fields: Sequence[str]) -> Released:
        """What the answer rests on, and what is missing in it."""
        rests = self.grounds.released(purpose, decided_on, decided_at, fields)
        return replace(rests, withheld=tuple(self.withheld), generalised=tuple(sorted(self.coarser)))

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
        return self._row(value, path, plain, self.grounds.judge(number, matrix, at, [key]), kind)

    def _rows(self, rows: list[Any], marks: Marks, path: Path, plain: tuple[str, ...]) -> None:
        """Clear the rows of a page, if any of them has something in it to be cleared."""
        judged = self.grounds.judge_page(marks)
        if marks.flat and None not in rows and all(each.verdict.open for each in judged.values()):
            self.grounds.rows += len(rows)
            return
        for index, (row, matrix) in enumerate(zip(rows, marks.matrices(), strict=True)):
            if row is not None:
                rows[index] = self._row(row, (*path, index), plain, judged[matrix], None)

    def _row(self, value: Any, path: Path, plain: tuple[str, ...], judged: Judged, kind: str | None) -> Any:
        if not value and self._denied(path, judged.verdict):
            return None
        self.grounds.rows += 1
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
    snapshot, decisions = (row["head"], row["decided_at"]), plan.decisions or ()
    grounds = Grounds(decisions)
    if plan.whole and (whole := _whole(row["data"], grounds)) is not None:
        return whole, grounds.released(purpose, *snapshot, plan.fields)
    releasing = Releasing(Grounds(decisions), plan.masks, plan.generalised, plan.apart)
    data = orjson.dumps(releasing.clear(orjson.loads(row["data"]))).decode()
    return data, releasing.released(purpose, *snapshot, plan.fields)


def _whole(data: str, grounds: Grounds) -> str | None:
    """The data without its marks, if these keep nothing back."""
    left = cut(data)
    if any(left.stops):
        return None
    judged = [grounds.judge(number, matrix, at, [key]) for number, at, key, matrix, _ in left.rows]
    grounds.rows = len(left.rows)
    for each in starmap(Marks, left.pages):
        judged += grounds.judge_page(each).values()
        grounds.rows += each.length
    return left.data if all(each.verdict.open for each in judged) else None
