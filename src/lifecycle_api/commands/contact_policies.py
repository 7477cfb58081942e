"""A group, or one of its rooftops, decides when and how often customers are written to who did not ask for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from lifecycle_api.access.manners import span
from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, given
from lifecycle_api.commands.vocabulary import named
from lifecycle_api.domain.calling_hours import CALLING_HOURS, CallingHours, Span, calling_hours
from lifecycle_api.domain.events.contact_policies import ContactPolicySet
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument

MOST_MESSAGES: Final = 100
MOST_DAYS: Final = 366
_WEEK: Final = range(7)


@dataclass
class SetContactPolicy(Command):
    """Keep quiet hours and a cap; what is left out is left to the group, or to the defaults."""

    groupwide: ClassVar[bool] = True
    reason: str
    at_rooftop: UUID | None = None
    jurisdiction: str | None = None
    quiet_from: str | None = None
    quiet_until: str | None = None
    messages: int | None = None
    days: int | None = None

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._countries: dict[UUID, str] = {}

    def boundary(self) -> Sequence[Selector]:
        """The rooftop, or all of them: their law bounds the hours."""
        tags = [] if self.at_rooftop is None else [f"rooftop:{self.at_rooftop}"]
        return [Selector(types=[RooftopRegistered], tags=tags)]

    @given(RooftopRegistered)
    def _(self, rooftop: UUID, country: str) -> None:
        self._countries[rooftop] = country

    def decide(self) -> Iterator[Event]:
        """The policy, whole: it replaces the one before."""
        if not self._countries:
            raise NotFound("There is no such rooftop in your reach; ask for `rooftops`.", argument="rooftop")
        reason = named(self.reason, "reason", "Say why: whoever audits the group reads it.")
        self._check_jurisdiction()
        self._check_hours()
        self._check_cap()
        yield ContactPolicySet(
            rooftop=self.at_rooftop,
            jurisdiction=self.jurisdiction,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            messages=self.messages,
            days=self.days,
            reason=reason,
        )

    def _check_jurisdiction(self) -> None:
        if self.jurisdiction is None:
            return
        if self.at_rooftop is None:
            raise InvalidArgument("Rooftops have a jurisdiction, the group has none.", argument="jurisdiction")
        country = self._countries[self.at_rooftop]
        known = sorted(name for name in CALLING_HOURS if name.partition("-")[0] == country)
        if self.jurisdiction not in known:
            there = ", ".join(known) or "none"
            raise InvalidArgument(f"The jurisdictions known in {country} are: {there}.", argument="jurisdiction")

    def _check_hours(self) -> None:
        if self.quiet_from is None and self.quiet_until is None:
            return
        hours = _span(self.quiet_from or "", self.quiet_until or "")
        laws = [calling_hours(self.jurisdiction or country) for country in sorted({*self._countries.values()})]
        if not any(_within(hours, law) for law in laws):
            bounds = "; ".join(f"{law.daily.start:%H:%M} to {law.daily.end:%H:%M}, {law.law}" for law in laws)
            raise PolicyRefused(f"The law allows fewer hours than these: {bounds}.", argument="quietFrom")

    def _check_cap(self) -> None:
        if self.messages is None and self.days is None:
            return
        if not 0 < (self.messages or 0) <= MOST_MESSAGES or not 0 < (self.days or 0) <= MOST_DAYS:
            raise InvalidArgument(
                f"A cap is from 1 to {MOST_MESSAGES} messages in from 1 to {MOST_DAYS} days; name both.",
                argument="messages",
            )


def _span(quiet_from: str, quiet_until: str) -> Span:
    try:
        hours = span(quiet_from, quiet_until)
    except ValueError:
        hours = None
    if hours is None or hours.start >= hours.end or hours.start.tzinfo or hours.end.tzinfo:
        raise InvalidArgument(
            "Quiet hours go from an evening until a morning in local time, such as from 20:30 until 09:00; name both.",
            argument="quietFrom",
        )
    return hours


def _within(hours: Span, law: CallingHours) -> bool:
    """Whether the law allows these hours on some day; on the others it holds by itself."""
    return any(hours in law.on(day) for day in _WEEK)
