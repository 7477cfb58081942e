"""Local dates and times of a rooftop become instants, with the precision they were given in."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

Precision = Literal["instant", "minute", "date"]


class Stamp(msgspec.Struct, frozen=True, order=True):
    """A local date, with its time of day when the source has one; without it the date is no midnight."""

    day: date
    clock: time | None = None

    def at(self, zone: ZoneInfo) -> "Moment":
        """The moment this is in the rooftop's zone; of an hour that occurs twice, the first."""
        local = datetime.combine(self.day, self.clock or time.min, tzinfo=zone)
        return Moment(local.astimezone(UTC), "date" if self.clock is None else "minute")

    @property
    def text(self) -> str:
        """As in `2025-03-04T16:20:00`, or the date alone."""
        return self.day.isoformat() if self.clock is None else f"{self.day}T{self.clock.isoformat('seconds')}"


class Moment(msgspec.Struct, frozen=True, order=True):
    """When something was true, in UTC, and how exactly that is known."""

    at: datetime
    precision: Precision = "instant"

    @property
    def latest(self) -> datetime:
        """The last instant that it can mean: of a day, its end."""
        return self.at + timedelta(days=1) if self.precision == "date" else self.at
