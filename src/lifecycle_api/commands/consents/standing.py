"""What every decision about a customer's consent knows: each consent with its state, and what they said no to."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from lifecycle_api.commands.about_customer import AboutCustomer
from lifecycle_api.commands.command import NotFound, PolicyRefused, given
from lifecycle_api.domain.events.consents import (
    ConsentExpired,
    ConsentGranted,
    ConsentInvalidated,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRequested,
    ConsentWithdrawn,
    Expression,
    NoticeServed,
)
from lifecycle_api.domain.events.privacy import MinorityDeclared

State = Literal["requested", "given", "refused", "reaffirmed", "withdrawn", "expired", "invalidated"]
LIVE: tuple[State, ...] = ("given", "reaffirmed")
WEAK: tuple[Expression, ...] = ("implied", "source_claim")


@dataclass(frozen=True)
class Standing:
    """One consent as it stands: its state and, once it was given, what it is for.

    It is `narrowed` when some of that was taken back.
    """

    state: State
    rooftops: frozenset[str] = frozenset()
    recipients: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    expires_at: datetime | None = None
    narrowed: bool = False

    def covered_by(
        self, rooftops: frozenset[str], recipients: frozenset[str], purposes: frozenset[str], channels: frozenset[str]
    ) -> bool:
        """Whether a withdrawal of this width takes all of it back; what is left out does not narrow a withdrawal."""
        return (
            _covers(rooftops, self.rooftops)
            and _covers(recipients, self.recipients)
            and _covers(purposes, self.purposes)
            and ("any" in channels or not channels or _covers(channels, self.channels - {"any"} or {"any"}))
        )

    def touched_by(
        self, rooftops: frozenset[str], recipients: frozenset[str], purposes: frozenset[str], channels: frozenset[str]
    ) -> bool:
        """Whether a withdrawal of this width takes some of it back."""
        return (
            _meet(rooftops, self.rooftops)
            and _meet(recipients, self.recipients)
            and _meet(purposes, self.purposes)
            and _meet(channels - {"any"}, self.channels - {"any"})
        )


@dataclass
class AboutConsents(AboutCustomer):
    """A decision about a customer's consents. Consent may be given to the group as a whole, at no rooftop."""

    groupwide: ClassVar[bool] = True
    personal: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        super().__post_init__()
        self._notices: dict[UUID, str] = {}
        self._consents: dict[UUID, Standing] = {}
        self._refused: set[str] = set()
        self._majority_on: date | None = None

    @given(NoticeServed)
    def _(self, notice: UUID, text_sha256: str) -> None:
        self._notices[notice] = text_sha256

    @given(ConsentRequested)
    def _(self, consent: UUID) -> None:
        self._consents[consent] = Standing("requested")

    @given(ConsentGranted)
    def _(
        self,
        *,
        consent: UUID,
        rooftops: tuple[str, ...],
        recipients: tuple[str, ...],
        purposes: tuple[str, ...],
        channels: tuple[str, ...],
        expression: str,
        expires_at: datetime | None,
        supersedes: UUID | None,
    ) -> None:
        wide = (frozenset(rooftops), frozenset(recipients), frozenset(purposes), frozenset(channels))
        self._consents[consent] = Standing("given", *wide, expires_at)
        if expression not in WEAK:
            self._refused -= wide[2]
        if supersedes in self._consents:
            self._become(supersedes, "withdrawn")

    @given(ConsentRefused)
    def _(self, consent: UUID, purposes: tuple[str, ...]) -> None:
        self._consents[consent] = Standing("refused")
        self._refused |= set(purposes)

    @given(ConsentReaffirmed)
    def _(self, consent: UUID, expires_at: datetime | None) -> None:
        self._become(consent, "reaffirmed", expires_at)

    @given(ConsentWithdrawn)
    def _(
        self,
        consent: UUID | None,
        rooftops: tuple[str, ...],
        recipients: tuple[str, ...],
        purposes: tuple[str, ...],
        channels: tuple[str, ...],
    ) -> None:
        wide = (frozenset(rooftops), frozenset(recipients), frozenset(purposes), frozenset(channels))
        named = list(self._consents) if consent is None else [consent]
        for each in named:
            standing = self._consents.get(each)
            if standing is not None and standing.state in LIVE:
                if standing.covered_by(*wide):
                    self._become(each, "withdrawn")
                elif standing.touched_by(*wide):
                    self._consents[each] = replace(standing, narrowed=True)
                self._refused |= standing.purposes & (wide[2] or standing.purposes)

    @given(ConsentExpired)
    def _(self, consent: UUID) -> None:
        self._become(consent, "expired")

    @given(ConsentInvalidated)
    def _(self, consent: UUID) -> None:
        self._become(consent, "invalidated")

    @given(MinorityDeclared)
    def _(self, majority_on: date) -> None:
        self._majority_on = majority_on

    def _become(self, consent: UUID, state: State, expires_at: datetime | None = None) -> None:
        if consent in self._consents:
            before = self._consents[consent]
            self._consents[consent] = replace(before, state=state, expires_at=expires_at or before.expires_at)

    def _check_notice(self, notice: UUID | None) -> None:
        if notice is not None and notice not in self._notices:
            raise NotFound("The customer was not served this notice.", argument="notice")

    def _asked_for(self, consent: UUID, *, answering: bool) -> Standing | None:
        """The consent that a choice is about, if it is known. Raises NotFound for a question put to nobody, or others.

        Under the name of another customer's consent, a choice would take that one's place.
        """
        if answering and consent not in self._consents:
            raise NotFound("The customer was not asked this.", argument="consent")
        return self._consents.get(consent)

    def _require(self, consent: UUID, *states: State) -> Standing:
        """The consent as it stands. Raises NotFound, or PolicyRefused unless it is in one of these states."""
        self._check_customer()
        standing = self._consents.get(consent)
        if standing is None:
            raise NotFound("The customer has no such consent.", argument="consent")
        if standing.state not in states:
            raise PolicyRefused(f"The consent is {standing.state}; this can be done when it is {' or '.join(states)}.")
        return standing


def _covers(wide: frozenset[str], narrow: frozenset[str] | set[str]) -> bool:
    # Neither a rooftop nor a recipient in a consent means the group or the controller alone: only all covers that.
    return not wide or (bool(narrow) and wide >= narrow)


def _meet(some: frozenset[str], others: frozenset[str]) -> bool:
    # Naming none means all of them.
    return not some or not others or bool(some & others)
