"""What a person puts in the way of any use of their data, whatever was agreed before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from lifecycle_api.access.facts import ANYTHING
from lifecycle_api.commands.about_customer import AboutCustomer
from lifecycle_api.commands.command import NotFound, PolicyRefused, given
from lifecycle_api.commands.vocabulary import named, purposes
from lifecycle_api.domain.events.consents import Method
from lifecycle_api.domain.events.privacy import (
    MinorityDeclared,
    ProcessingObjected,
    ProcessingObjectionWithdrawn,
    ProcessingRestricted,
    ProcessingUnrestricted,
    SharingOptedIn,
    SharingOptedOut,
)
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument


class NotRefusable(PolicyRefused):
    """Nobody can object to this purpose: the law asks for it, such as a safety recall."""

    code: ClassVar[str] = "PURPOSE_NOT_REFUSABLE"


@dataclass
class AboutPerson(AboutCustomer):
    """A decision about what a customer allows nobody. It needs no rooftop, and customers can take it themselves."""

    groupwide: ClassVar[bool] = True
    personal: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        super().__post_init__()
        self._objections: set[str] = set()
        self._matters: set[str] = set()

    @given(ProcessingObjected)
    def _(self, purposes: tuple[str, ...]) -> None:
        self._objections |= set(purposes) or {ANYTHING}

    @given(ProcessingObjectionWithdrawn)
    def _(self, purposes: tuple[str, ...]) -> None:
        self._objections -= set(purposes) or self._objections

    @given(ProcessingRestricted)
    def _(self, matter: str) -> None:
        self._matters.add(matter)

    @given(ProcessingUnrestricted)
    def _(self, matter: str) -> None:
        self._matters.discard(matter)


@dataclass
class OptOutOfSharing(AboutPerson):
    """End the sale and sharing of a customer's data. Said twice, it is recorded twice."""

    belated: ClassVar[bool] = True
    method: Method

    def decide(self) -> Iterator[Event]:
        """The opt-out."""
        self._check_customer()
        yield SharingOptedOut(customer=self.customer, method=self.method)


@dataclass
class OptInToSharing(AboutPerson):
    """Take opt-outs back, also those that came with a number or an address alone: nobody knows whose those were."""

    method: Method

    def decide(self) -> Iterator[Event]:
        """The end of the opt-out, which permits nothing by itself."""
        self._check_customer()
        yield SharingOptedIn(customer=self.customer, method=self.method)


@dataclass
class RestrictProcessing(AboutPerson):
    """Let a customer's data only be stored, until a matter is settled."""

    belated: ClassVar[bool] = True
    matter: str

    def decide(self) -> Iterator[Event]:
        """The restriction, once for each matter."""
        self._check_customer()
        matter = named(self.matter, "matter", "Say what has to be settled.")
        if matter in self._matters:
            raise PolicyRefused("Processing is restricted for this matter already.")
        yield ProcessingRestricted(customer=self.customer, matter=matter)


@dataclass
class LiftRestriction(AboutPerson):
    """Say that a matter is settled: the data may be used again, as far as consent allows."""

    personal: ClassVar[bool] = False
    outlasts_erasure: ClassVar[bool] = True
    matter: str

    def decide(self) -> Iterator[Event]:
        """The end of the restriction."""
        self._check_customer()
        if self.matter.strip() not in self._matters:
            raise NotFound("Processing is not restricted for this matter.", argument="matter")
        yield ProcessingUnrestricted(customer=self.customer, matter=self.matter.strip())


@dataclass
class ObjectToProcessing(AboutPerson):
    """Record that the customer objects to purposes; with none named, to all that can be objected to."""

    belated: ClassVar[bool] = True
    purposes: tuple[str, ...] = ()
    grounds: str | None = None

    def decide(self) -> Iterator[Event]:
        """The objection."""
        self._check_customer()
        for name in purposes(self.purposes):
            if not PURPOSES[name].refusable:
                raise NotRefusable(argument="purposes", purpose=name)
        yield ProcessingObjected(customer=self.customer, purposes=purposes(self.purposes), grounds=self.grounds)


@dataclass
class DeclareMinority(AboutPerson):
    """Record that the customer is a minor: purposes that rest on consent alone are closed to them."""

    personal: ClassVar[bool] = False
    majority_on: date
    basis: Literal["document", "guardian", "self"]

    def decide(self) -> Iterator[Event]:
        """The declaration."""
        self._check_customer()
        if self.majority_on <= self.at.date():
            raise InvalidArgument("Who has come of age is no minor.", argument="majorityOn")
        yield MinorityDeclared(customer=self.customer, majority_on=self.majority_on, basis=self.basis)


@dataclass
class WithdrawObjection(AboutPerson):
    """Record that the customer takes objections back; with no purpose named, all of them."""

    purposes: tuple[str, ...] = ()

    def decide(self) -> Iterator[Event]:
        """The end of the objection, which permits nothing by itself."""
        self._check_customer()
        named = purposes(self.purposes)
        if not self._objections:
            raise PolicyRefused("The customer objects to nothing.")
        if named and ANYTHING in self._objections:
            raise PolicyRefused("The customer objects to everything; all of it is taken back.", argument="purposes")
        if not self._objections.issuperset(named):
            raise PolicyRefused("The customer does not object to that.", argument="purposes")
        yield ProcessingObjectionWithdrawn(customer=self.customer, purposes=named)
