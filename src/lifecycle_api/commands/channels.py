"""A stop binds the number or the address itself, whoever uses it. Only its keyed hash comes here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lifecycle_api.commands.about_customer import BEGINNING_AND_END, AboutCustomer
from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.domain.events.consents import Channel, Method
from lifecycle_api.domain.events.customers import ContactPointAdded, ContactPointInvalidated, CustomerRegistered
from lifecycle_api.domain.events.privacy import ChannelRestored, ChannelRevoked
from lifecycle_api.domain.registry import Event


@dataclass
class RevokeChannel(Command):
    """Stop all contact through a number or an address; `everything` stops every channel that uses it.

    Nobody has to be identified for it, and it can be said again and again.
    """

    groupwide: ClassVar[bool] = True
    personal: ClassVar[bool] = True
    belated: ClassVar[bool] = True
    contact: str
    channel: Channel
    method: Method
    everything: bool = False
    keyword: str | None = None
    customer: UUID | None = None

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._registered = self.customer is None

    def boundary(self) -> Sequence[Selector]:
        """The number or address, and the customer who said it, when that is known."""
        here = about("contact", self.contact, ChannelRevoked)
        return [here] if self.customer is None else [here, about("customer", self.customer, CustomerRegistered)]

    def subjects(self) -> Sequence[str]:
        """The customer, if one is named; the number belongs to whoever uses it."""
        return [] if self.customer is None else [f"customer:{self.customer}"]

    @given(CustomerRegistered)
    def _(self) -> None:
        self._registered = True

    def decide(self) -> Iterator[Event]:
        """The stop."""
        if not self._registered:
            raise NotFound("There is no such customer in your reach.", argument="customer")
        yield ChannelRevoked(
            contact=self.contact,
            customer=self.customer,
            channel=self.channel,
            everything=self.everything,
            keyword=self.keyword,
            method=self.method,
        )


@dataclass
class RestoreChannel(AboutCustomer):
    """Open a channel again, as the person who uses the number or address said themselves."""

    groupwide: ClassVar[bool] = True
    personal: ClassVar[bool] = True
    contact: str
    channel: Channel
    method: Method

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        super().__post_init__()
        self._theirs: set[UUID] = set()
        self._stopped: set[str] = set()

    def boundary(self) -> Sequence[Selector]:
        """The customer, whether the number or address is theirs still, and what was stopped there."""
        return [
            about("customer", self.customer, *BEGINNING_AND_END, ContactPointInvalidated),
            Selector(types=[ContactPointAdded], tags=[f"customer:{self.customer}", f"contact:{self.contact}"]),
            about("contact", self.contact, ChannelRevoked, ChannelRestored),
        ]

    def subjects(self) -> Sequence[str]:
        """The customer; the number belongs to whoever uses it."""
        return [f"customer:{self.customer}"]

    @given(ContactPointAdded)
    def _(self, contact_point: UUID) -> None:
        self._theirs.add(contact_point)

    @given(ContactPointInvalidated)
    def _(self, contact_point: UUID) -> None:
        self._theirs.discard(contact_point)

    @given(ChannelRevoked)
    def _(self, *, channel: str, everything: bool) -> None:
        self._stopped.add("any" if everything else channel)

    @given(ChannelRestored)
    def _(self, channel: str) -> None:
        self._stopped -= self._stopped if channel == "any" else {channel}

    def decide(self) -> Iterator[Event]:
        """The end of the stop."""
        self._check_customer()
        if not self._theirs:
            raise NotFound("The customer has no such number or address.", argument="contactPoint")
        if "any" in self._stopped and self.channel not in {"any", *self._stopped}:
            raise PolicyRefused("Everything was stopped there; open it with the channel ANY.", argument="channel")
        if self.channel not in self._stopped and not (self.channel == "any" and self._stopped):
            raise PolicyRefused("Nobody has stopped this channel.", argument="channel")
        yield ChannelRestored(contact=self.contact, customer=self.customer, channel=self.channel, method=self.method)
