"""When and how often people may be written to who did not ask for it: law, group and rooftop together.

Pure. Each may be stricter than the others and none loosens what another says, so the law always holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from lifecycle_api.domain.calling_hours import CallingHours, Span, calling_hours

_TRIES: Final = 50
"""How often a way out of quiet hours is looked for; hours that leave no way out close the gate without an end."""


class Level(StrEnum):
    """Who set a rule."""

    DEFAULT = "default"
    LAW = "law"
    GROUP = "group"
    ROOFTOP = "rooftop"


@dataclass(frozen=True)
class Source:
    """Where a rule comes from: which law, or why the group or the rooftop decided so."""

    level: Level
    law: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Hours:
    """At which hours messages may go."""

    source: Source
    open: CallingHours

    def opening(self, at: datetime) -> datetime | None:
        """When it opens next, in the zone of `at`; None when it is open."""
        today = self.open.on(at.weekday())
        if today.start <= at.time() < today.end:
            return None
        day = at.date() if at.time() < today.start else at.date() + timedelta(days=1)
        return datetime.combine(day, self.open.on(day.weekday()).start, at.tzinfo)


@dataclass(frozen=True)
class Cap:
    """So many messages in so many days across all departments, then silence."""

    source: Source
    messages: int = 3
    days: int = 7

    @property
    def window(self) -> timedelta:
        """How far back messages count."""
        return timedelta(days=self.days)


@dataclass(frozen=True)
class Manners:
    """All hours and all caps that hold at a rooftop, the law's first. `timed` are the channels that wake people."""

    hours: tuple[Hours, ...]
    caps: tuple[Cap, ...]
    timed: frozenset[str] = frozenset({"phone", "sms", "push"})

    def closed(self, at: datetime) -> Hours | None:
        """The first hours that keep a message back at this local time."""
        return next((each for each in self.hours if each.opening(at) is not None), None)

    def opening(self, at: datetime) -> datetime | None:
        """When all hours are open, from this local time on; None when they never are at once."""
        for _ in range(_TRIES):
            closed = self.closed(at)
            if closed is None:
                return at
            at = closed.opening(at) or at
        return None


DEFAULT_HOURS: Final = Hours(Source(Level.DEFAULT), CallingHours("", Span(time(8), time(21)), {}))
DEFAULT_CAP: Final = Cap(Source(Level.DEFAULT))


def manners(country: str, group: Mapping[str, Any] | None = None, rooftop: Mapping[str, Any] | None = None) -> Manners:
    """What holds at a rooftop of a country, by the last `contact_policy.set` of the group and of the rooftop."""
    jurisdiction = (rooftop or {}).get("jurisdiction") or country
    law = calling_hours(jurisdiction)
    own = [(Level.GROUP, group or {}), (Level.ROOFTOP, rooftop or {})]
    hours = [_hours(level, said) for level, said in own if said.get("quiet_from")]
    caps = [_cap(level, said) for level, said in own if said.get("messages")]
    if not (group or {}).get("quiet_from"):
        hours.insert(0, DEFAULT_HOURS)
    if not (group or {}).get("messages"):
        caps.insert(0, DEFAULT_CAP)
    return Manners((Hours(Source(Level.LAW, law=law.law), law), *hours), tuple(caps))


def span(quiet_from: str, quiet_until: str) -> Span:
    """The hours between two nights. Raises ValueError unless both are local times such as `20:30`."""
    return Span(time.fromisoformat(quiet_until), time.fromisoformat(quiet_from))


def _hours(level: Level, said: Mapping[str, Any]) -> Hours:
    open_hours = CallingHours("", span(said["quiet_from"], said["quiet_until"]), {})
    return Hours(Source(level, reason=said["reason"]), open_hours)


def _cap(level: Level, said: Mapping[str, Any]) -> Cap:
    return Cap(Source(level, reason=said["reason"]), said["messages"], said["days"])
