"""Commands about parties outside the group: known, suspended, served again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.commands.vocabulary import country, named
from lifecycle_api.domain.events.parties import PartyKind, PartyRegistered, PartyReinstated, PartySuspended
from lifecycle_api.domain.registry import Event


@dataclass
class AboutParty(Command):
    """A decision about one party. Parties belong to the whole group: the scope decides who may take it."""

    groupwide: ClassVar[bool] = True
    party: UUID

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._known = False
        self._suspended = False

    def boundary(self) -> Sequence[Selector]:
        """The party's own events."""
        return [about("party", self.party, PartyRegistered, PartySuspended, PartyReinstated)]

    def subjects(self) -> Sequence[str]:
        """Parties are at no rooftop."""
        return []

    @given(PartyRegistered)
    def _(self) -> None:
        self._known = True

    @given(PartySuspended)
    def _(self) -> None:
        self._suspended = True

    @given(PartyReinstated)
    def _(self) -> None:
        self._suspended = False

    def _check_known(self) -> None:
        if not self._known:
            raise NotFound("There is no such party; ask for `parties`.", argument="party")


@dataclass
class RegisterParty(AboutParty):
    """Make an organisation known; registering it permits nothing."""

    kind: PartyKind
    name: str
    legal_name: str | None = None
    country: str = "US"
    territory: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    website: str | None = None

    def decide(self) -> Iterator[Event]:
        """The party."""
        if self._known:
            raise PolicyRefused("This party is registered already.")
        yield PartyRegistered(
            party=self.party,
            kind=self.kind,
            name=named(self.name, "name", "A party needs a name."),
            legal_name=self.legal_name,
            country=country(self.country),
            territory=self.territory,
            brands=self.brands,
            website=self.website,
        )


@dataclass
class SuspendParty(AboutParty):
    """Refuse a party everything until it is reinstated."""

    reason: str

    def decide(self) -> Iterator[Event]:
        """The suspension, once."""
        self._check_known()
        if self._suspended:
            raise PolicyRefused("The party is suspended already.")
        yield PartySuspended(party=self.party, reason=named(self.reason, "reason", "Say why the party is suspended."))


@dataclass
class ReinstateParty(AboutParty):
    """Serve a party again, as far as agreements and consent allow."""

    reason: str

    def decide(self) -> Iterator[Event]:
        """The end of its suspension."""
        self._check_known()
        if not self._suspended:
            raise PolicyRefused("The party is not suspended.")
        yield PartyReinstated(party=self.party, reason=named(self.reason, "reason", "Say why it is served again."))
