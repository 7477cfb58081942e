"""Which events a bundle shows: those in scope with header and body, all others by their digests."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

# What parties and agreements are, and who was engaged: nothing personal, and no decision can be re-run without it.
_FRAME: Final = ("agreement.", "controller.", "engagement.", "group.", "party.", "partner_access.", "rooftop.")
# What a person said about their data, and what became of it: shown from the first day on, whatever the period.
_RIGHTS: Final = (
    *("channel.", "consent.", "contact_point.added", "customer.identities_", "data.", "erasure.", "hold.", "minority."),
    *("notice.", "privacy_request.", "processing.", "sharing.", "subject.", "withdrawal_notice."),
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Scope(NamedTuple):
    """`subjects` are tags such as `customer:…` or `rooftop:…`, none means everything. Days are in UTC, inclusive.

    `within` are rooftops, as tags, to which what is shown of customers is bounded; none means all.
    """

    subjects: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    within: tuple[str, ...] = ()

    def shows(self, kind: str, tags: Collection[str], micros: int) -> bool:
        """Whether an event of this type is shown; `tags` include its rooftop's, `micros` is when it was recorded."""
        of_rights = kind.startswith(_RIGHTS)
        if kind.startswith(_FRAME) or (of_rights and not self.names_people):
            return True
        if self.subjects and not any(subject in tags for subject in self.subjects):
            return False
        here = not self.within or any(place in tags for place in self.within)
        return of_rights or (here and self._in_period(micros))

    @property
    def marked(self) -> tuple[str, ...]:
        """The tags by which it is told what is in scope."""
        return self.subjects + self.within

    @property
    def names_people(self) -> bool:
        """Whether it is about certain customers, so that the wishes of others are not shown."""
        return any(subject.startswith("customer:") for subject in self.subjects)

    def covers(self, customer: str) -> bool:
        """Whether everything is shown that decisions about this customer rest on."""
        return not self.names_people or f"customer:{customer}" in self.subjects

    def _in_period(self, micros: int) -> bool:
        after = self.from_on is None or micros >= _micros(self.from_on)
        return after and (self.to_on is None or micros < _micros(self.to_on + timedelta(days=1)))

    def as_dict(self) -> dict[str, Any]:
        """The scope as JSON values."""
        days = {"from_on": self.from_on, "to_on": self.to_on}
        tags = {"subjects": list(self.subjects), "within": list(self.within)}
        return {**tags, **{name: day and day.isoformat() for name, day in days.items()}}


def parse_scope(told: dict[str, Any]) -> Scope:
    """The scope that :meth:`Scope.as_dict` wrote. Raises KeyError, TypeError, ValueError."""
    subjects, within = (tuple(str(tag) for tag in told[name]) for name in ("subjects", "within"))
    from_on, to_on = (told[name] and date.fromisoformat(told[name]) for name in ("from_on", "to_on"))
    return Scope(subjects, from_on, to_on, within)


def _micros(day: date) -> int:
    return (datetime(day.year, day.month, day.day, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
