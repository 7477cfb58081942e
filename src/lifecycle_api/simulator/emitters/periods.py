"""Which files a change of a day belongs to: the first dump, a monthly delta, or the daily windows at the end."""

from dataclasses import dataclass
from datetime import date, timedelta

WINDOW_DAYS = 31
DAILY_DAYS = 3
MODES = ("full", "leads", "delta", "window")


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one mode that are sent together on one day."""

    mode: str
    last_day: date

    @property
    def name(self) -> str:
        """Name of the batch's folder."""
        return f"{self.last_day.isoformat()}-{self.mode}"


@dataclass(frozen=True, slots=True)
class Periods:
    """The batches of a simulation from `start` to `end`, both included."""

    start: date
    end: date

    def of_state(self, day: date, following: date) -> list[Batch]:
        """Where a state belongs that was reached on a day and holds until the day of the following state."""
        if day <= self.start:
            batches = [Batch("full", self.start)] if following > self.start else []
        else:
            delta = self._delta(day)
            batches = [delta] if delta else []
        if following <= self.end - timedelta(days=DAILY_DAYS - 1):
            return batches
        return batches + [window for window in self._windows() if _shows(window, day, following)]

    def of_lead(self, day: date) -> Batch:
        """The folder of leads received on a day: one for each delta, and one for each of the last days."""
        delta = self._delta(day)
        return Batch("leads", delta.last_day if delta else day)

    def _delta(self, day: date) -> Batch | None:
        last = self.end - timedelta(days=DAILY_DAYS)
        return Batch("delta", min(_month_end(day), last)) if day <= last else None

    def _windows(self) -> list[Batch]:
        return [Batch("window", self.end - timedelta(days=back)) for back in reversed(range(DAILY_DAYS))]


def _shows(window: Batch, day: date, following: date) -> bool:
    """A window shows the state that holds on its day when it was reached not long before."""
    return day <= window.last_day < following and window.last_day - day <= timedelta(days=WINDOW_DAYS)


def _month_end(day: date) -> date:
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)
