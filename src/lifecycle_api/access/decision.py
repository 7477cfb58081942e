"""What a decision is asked about, and what it says. Standard library only: the offline verifier ships it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal

from lifecycle_api.access.policy import PERMIT, Reason

Capacity = Literal["partner", "rooftop", "auditor", "subject"]


class Effect(StrEnum):
    """What a decision lets through: everything, some of it or coarser values, or nothing."""

    PERMIT = "permit"
    REDACT = "redact"
    DENY = "deny"


class Outcome(StrEnum):
    """What became of one category of one person's data, as disclosures record it."""

    PERMIT = "permit"
    GENERALISE = "generalise"
    DENY = "deny"


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who asks for what, for which purpose, at which moment. Ids are the text of UUIDs.

    `capacity` is the kind of party: a `partner` or `auditor` (`party`, `client`, `engagement`), a `rooftop` (`party` is
    its id) or the `subject` itself (`party` is its customer id). `granted` are the token's purposes, None where tokens
    carry none. `rooftops` are the controllers of what is asked for, `subjects` the people it is about, and `at` when it
    was true. `onward_to` is who it would be passed on to; `channel` and `contact` are those of a message to be sent.
    """

    capacity: Capacity
    party: str | None
    now: datetime
    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    rooftops: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    at: datetime | None = None
    client: str | None = None
    engagement: str | None = None
    scopes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    granted: frozenset[str] | None = None
    action: str = "read"
    onward_to: str | None = None
    channel: str | None = None
    contact: str | None = None
    fault: Literal["TOKEN_INVALID", "CNF_MISMATCH"] | None = None

    @property
    def today(self) -> date:
        """The day of the decision, in UTC."""
        return self.now.astimezone(UTC).date()

    @property
    def day(self) -> date | None:
        """The day on which it was true, in UTC."""
        return None if self.at is None else self.at.astimezone(UTC).date()


@dataclass(frozen=True)
class Ruling:
    """What was decided about one category of one person's data (`subject` None: of nobody's), held by one rooftop.

    What is `generalised` is permitted, in coarser values alone: a month for a day, a number for a person.
    """

    category: str
    subject: str | None
    rooftop: str | None
    reason: Reason | None
    consent: str | None = None
    agreement: str | None = None
    generalised: bool = False

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        if self.reason is not None:
            return Outcome.DENY
        return Outcome.GENERALISE if self.generalised else Outcome.PERMIT

    @property
    def rank(self) -> int:
        """How far it came."""
        return PERMIT if self.reason is None else self.reason.rank


@dataclass(frozen=True)
class Obligation:
    """What comes with the data: `ttl_days`, `no_onward`, `delete_on_withdrawal` or `agreement_ends_at`."""

    name: str
    value: str | int | bool


@dataclass(frozen=True)
class Decision:
    """The outcome: for each category one ruling per person, and what they rested on."""

    effect: Effect
    fields: tuple[Ruling, ...]
    obligations: tuple[Obligation, ...]
    basis: tuple[str, ...]
    policy_digest: str
    position: int

    def reason(self, category: str) -> Reason | None:
        """Why a category is denied; None when it is permitted."""
        return min((each for each in self.fields if each.category == category), key=lambda each: each.rank).reason
