"""Signs that a lead went too far: canaries, what customers report, and what recipients say they passed on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lifecycle_api.commands.about_customer import AboutCustomer
from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.commands.received import no_such_lead
from lifecycle_api.commands.vocabulary import named, purposes
from lifecycle_api.domain.events.customers import ContactPointAdded, CustomerRegistered
from lifecycle_api.domain.events.leads import LeadReceived
from lifecycle_api.domain.events.leaks import (
    CanaryContacted,
    CanaryPlanted,
    Channel,
    OnwardReceiptReported,
    UnexpectedContactReported,
)
from lifecycle_api.domain.events.parties import PartyRegistered
from lifecycle_api.domain.registry import Event


class ContactInUse(PolicyRefused):
    """This number or address is a customer's; a canary takes one that nobody uses, or it proves nothing."""

    code: ClassVar[str] = "CONTACT_IN_USE"


@dataclass
class PlantCanary(Command):
    """Note that a made-up shopper's number or address was given to one recipient. `contact` is its keyed hash."""

    groupwide: ClassVar[bool] = True
    canary: UUID
    party: UUID
    contact: str

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._known = False
        self._taken = False
        self._used = False

    def boundary(self) -> Sequence[Selector]:
        """The recipient, and every canary and every customer with this number or address."""
        here = about("contact", self.contact, CanaryPlanted, ContactPointAdded)
        return [about("party", self.party, PartyRegistered), here]

    def subjects(self) -> Sequence[str]:
        """Canaries are the group's."""
        return []

    @given(PartyRegistered)
    def _(self) -> None:
        self._known = True

    @given(CanaryPlanted)
    def _(self) -> None:
        self._taken = True

    @given(ContactPointAdded)
    def _(self) -> None:
        self._used = True

    def decide(self) -> Iterator[Event]:
        """The canary."""
        if not self._known:
            raise NotFound("There is no such party; ask for `parties`.", argument="party")
        if self._taken:
            raise PolicyRefused("This number or address is a canary already: one that two have proves nothing.")
        if self._used:
            raise ContactInUse(argument="contactPoint")
        yield CanaryPlanted(canary=self.canary, party=self.party, contact=self.contact)


@dataclass
class ReportCanaryContact(Command):
    """Note that somebody contacted a canary."""

    groupwide: ClassVar[bool] = True
    canary: UUID
    company: str
    channel: Channel

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._party: UUID | None = None

    def boundary(self) -> Sequence[Selector]:
        """The canary."""
        return [about("canary", self.canary, CanaryPlanted)]

    def subjects(self) -> Sequence[str]:
        """Canaries are the group's."""
        return []

    @given(CanaryPlanted)
    def _(self, party: UUID) -> None:
        self._party = party

    def decide(self) -> Iterator[Event]:
        """The contact, which proves who let the canary out."""
        if self._party is None:
            raise NotFound("There is no such canary.", argument="canary")
        company = named(self.company, "company", "Say who made contact.")
        yield CanaryContacted(canary=self.canary, party=self._party, company=company, channel=self.channel)


@dataclass
class ReportUnexpectedContact(AboutCustomer):
    """Note that a customer was contacted by a company to which they never gave their data."""

    groupwide: ClassVar[bool] = True
    personal: ClassVar[bool] = True
    belated: ClassVar[bool] = True
    leak_report: UUID
    company: str
    channel: Channel
    lead: UUID | None = None
    account: str | None = None

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        super().__post_init__()
        self._asked = self.lead is None

    def boundary(self) -> Sequence[Selector]:
        """The customer, and the lead that they suspect."""
        here = about("customer", self.customer, CustomerRegistered)
        return [here] if self.lead is None else [here, about("lead", self.lead, LeadReceived)]

    @given(LeadReceived)
    def _(self, customer: UUID) -> None:
        self._asked = self._asked or customer == self.customer

    def decide(self) -> Iterator[Event]:
        """The report."""
        self._check_customer()
        if not self._asked:
            raise NotFound("This customer has no such lead.", argument="lead")
        yield UnexpectedContactReported(
            leak_report=self.leak_report,
            customer=self.customer,
            lead=self.lead,
            company=named(self.company, "company", "Say who made contact."),
            channel=self.channel,
            account=self.account,
        )


@dataclass
class ReportOnwardReceipt(Command):
    """A recipient says to whom it passed a lead on. That it received the lead has been checked."""

    groupwide: ClassVar[bool] = True
    leak_report: UUID
    party: UUID | None
    recipient: str
    purpose: str
    lead: UUID

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._customer: UUID | None = None
        self._registered = False

    def boundary(self) -> Sequence[Selector]:
        """The recipient, and the lead."""
        lead = about("lead", self.lead, LeadReceived)
        return [lead] if self.party is None else [lead, about("party", self.party, PartyRegistered)]

    def subjects(self) -> Sequence[str]:
        """The report is the recipient's own."""
        return []

    @given(LeadReceived)
    def _(self, customer: UUID) -> None:
        self._customer = customer

    @given(PartyRegistered)
    def _(self) -> None:
        self._registered = True

    def decide(self) -> Iterator[Event]:
        """The receipt."""
        if self.party is None or not self._registered or self._customer is None:
            raise no_such_lead()
        yield OnwardReceiptReported(
            leak_report=self.leak_report,
            party=self.party,
            recipient=named(self.recipient, "recipient", "Say who got it."),
            customer=self._customer,
            lead=self.lead,
            purpose=purposes([self.purpose], "purpose")[0],
        )
