"""A source record as its system keeps it: fields that fill in over time, remembered with the moment of each change."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.hours import LONG_AGO

Value: TypeAlias = "str | int | bool | date | datetime | Record | None"
Fields: TypeAlias = "dict[str, Value]"


class Change(NamedTuple):
    """Fields that changed at one moment, of the record itself or of one line of one of its lists."""

    at: datetime
    lines: str
    line: str
    fields: Fields


@dataclass(slots=True)
class State:
    """Everything the record held after its last change of one day. The same object is reused for the next day."""

    at: datetime = LONG_AGO
    fields: Fields = field(default_factory=dict)
    lists: dict[str, dict[str, Fields]] = field(default_factory=dict)

    def apply(self, change: Change) -> None:
        """Take the change in."""
        self.at = change.at
        if change.lines:
            self.lists.setdefault(change.lines, {}).setdefault(change.line, {}).update(change.fields)
        else:
            self.fields.update(change.fields)


class Record:
    """One record of one system. Its key is given once all of its kind are known, so that numbers follow time."""

    __slots__ = ("changes", "key", "kind", "rooftop", "series", "system")

    def __init__(self, kind: str, system: str, rooftop: Rooftop, series: str = "") -> None:
        self.kind = kind
        self.system = system
        self.rooftop = rooftop
        self.series = series
        self.key = ""
        self.changes: list[Change] = []

    def set(self, at: datetime, **fields: Value) -> None:
        """The fields have these values from now on."""
        self.changes.append(Change(at, "", "", fields))

    def line(self, at: datetime, lines: str, line: object, **fields: Value) -> None:
        """The line of the list has these values from now on."""
        self.changes.append(Change(at, lines, str(line), fields))

    @property
    def born(self) -> datetime:
        """Moment of the first change."""
        return min(change.at for change in self.changes)

    def states(self, end: datetime) -> Iterator[tuple[State, date]]:
        """The state after each day on which the record changed, and the day of the next, up to the end."""
        state = State()
        ordered = sorted((change for change in self.changes if change.at <= end), key=lambda change: change.at)
        for index, change in enumerate(ordered):
            state.apply(change)
            following = ordered[index + 1].at.date() if index + 1 < len(ordered) else date.max
            if following != change.at.date():
                yield state, following


def stamp(name: str, at: datetime) -> Fields:
    """The pair of date and time fields of one moment: `closedDate` and `closedTime`."""
    return {f"{name}Date": at, f"{name}Time": at}


def money(cents: int) -> str:
    """Minor units as a DMS prints them: 123450 is `1234.50`."""
    return f"{cents // 100}.{cents % 100:02d}"
