"""What an auditor is engaged for, and when that is over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.commands.vocabulary import categories, named
from lifecycle_api.domain.events.engagements import EngagementEnded, EngagementOpened
from lifecycle_api.domain.events.parties import PartyRegistered
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument

AUDITORS = ("auditor", "regulator")


@dataclass
class OpenEngagement(Command):
    """Engage an auditor on a matter; no view of the log reaches beyond it."""

    groupwide: ClassVar[bool] = True
    engagement: UUID
    party: UUID
    matter: str
    ends_on: date
    purpose: Literal["audit", "dsar"] = "audit"
    rooftops: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._kind: str | None = None

    def boundary(self) -> Sequence[Selector]:
        """The auditor."""
        return [about("party", self.party, PartyRegistered)]

    def subjects(self) -> Sequence[str]:
        """Parties are at no rooftop."""
        return []

    @given(PartyRegistered)
    def _(self, kind: str) -> None:
        self._kind = kind

    def decide(self) -> Iterator[Event]:
        """The engagement."""
        if self._kind is None:
            raise NotFound("There is no such party; register it first.", argument="party")
        if self._kind not in AUDITORS:
            raise PolicyRefused("Only an auditor or a regulator can be engaged.", argument="party")
        if self.ends_on < self.at.date():
            raise InvalidArgument("An engagement ends today or later.", argument="endsOn")
        if self.from_on is not None and self.to_on is not None and self.to_on < self.from_on:
            raise InvalidArgument("The period ends after it begins.", argument="toOn")
        yield EngagementOpened(
            engagement=self.engagement,
            party=self.party,
            matter=named(self.matter, "matter", "Say what the auditor is engaged for."),
            purpose=self.purpose,
            rooftops=self.rooftops,
            customers=self.customers,
            categories=categories(self.categories),
            from_on=self.from_on,
            to_on=self.to_on,
            ends_on=self.ends_on,
        )


@dataclass
class EndEngagement(Command):
    """End an engagement: its tokens open nothing any more."""

    groupwide: ClassVar[bool] = True
    engagement: UUID
    reason: str

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._party: UUID | None = None
        self._ended = False

    def boundary(self) -> Sequence[Selector]:
        """The engagement's own events."""
        return [about("engagement", self.engagement, EngagementOpened, EngagementEnded)]

    def subjects(self) -> Sequence[str]:
        """Engagements are at no rooftop."""
        return []

    @given(EngagementOpened)
    def _(self, party: UUID) -> None:
        self._party = party

    @given(EngagementEnded)
    def _(self) -> None:
        self._ended = True

    def decide(self) -> Iterator[Event]:
        """The end."""
        if self._party is None:
            raise NotFound("There is no such engagement; ask for `engagements`.", argument="engagement")
        if self._ended:
            raise PolicyRefused("The engagement is over.")
        reason = named(self.reason, "reason", "Say why it ends.")
        yield EngagementEnded(engagement=self.engagement, party=self._party, reason=reason)
