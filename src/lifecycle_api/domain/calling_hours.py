"""At which hours the law of each jurisdiction lets a business call or text people to sell them something."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final

SATURDAY: Final = 5
SUNDAY: Final = 6


@dataclass(frozen=True)
class Span:
    """From when to when on one day, in local time; the end is outside."""

    start: time
    end: time

    def __contains__(self, other: "Span") -> bool:
        """Whether all of the other one lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class CallingHours:
    """The span of every day, and of the days of the week (Monday is 0) that differ; `law` names the rule."""

    law: str
    daily: Span
    differing: Mapping[int, Span]

    def on(self, weekday: int) -> Span:
        """The span of a day of the week."""
        return self.differing.get(weekday, self.daily)


def _hours(law: str, start: time, end: time, differing: Mapping[int, Span] | None = None) -> CallingHours:
    return CallingHours(law, Span(start, end), differing or {})


_EIGHT, _NINE, _EVENING, _NIGHT = time(8), time(9), time(20), time(21)
_CANADIAN_WEEKEND: Final = Span(time(10), time(18))

HOUSE: Final = _hours("house rule, where no law is known", _EIGHT, _NIGHT)

CALLING_HOURS: Final = {
    "CA": _hours(
        "CRTC Telemarketing Rules, section 23",
        _NINE,
        time(21, 30),
        {SATURDAY: _CANADIAN_WEEKEND, SUNDAY: _CANADIAN_WEEKEND},
    ),
    "US": _hours("47 CFR 64.1200(c)(1)", _EIGHT, _NIGHT),
    "US-CT": _hours("Conn. Gen. Stat. 42-288a", _NINE, _EVENING),
    "US-FL": _hours("Fla. Stat. 501.616(6)", _EIGHT, _EVENING),
    "US-MD": _hours("Maryland Stop the Spam Calls Act", _EIGHT, _EVENING),
    "US-OK": _hours("Oklahoma Telephone Solicitation Act", _EIGHT, _EVENING),
    "US-TX": _hours("Tex. Bus. & Com. Code 301.051", _NINE, _NIGHT, {SUNDAY: Span(time(12), _NIGHT)}),
    "US-WA": _hours("RCW 80.36.390", _EIGHT, _EVENING),
}


def calling_hours(jurisdiction: str) -> CallingHours:
    """The hours of a jurisdiction such as `CA` or `US-FL`; of a state without a rule of its own, its country's."""
    return CALLING_HOURS.get(jurisdiction) or CALLING_HOURS.get(jurisdiction.partition("-")[0]) or HOUSE
