"""What was said between the group and a customer is written down, and which numbers may not be called to sell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from uuid import UUID

from lifecycle_api.commands import vocabulary
from lifecycle_api.commands.about_customer import AboutCustomer
from lifecycle_api.commands.about_staff import AboutStaff
from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, Terms, about, given
from lifecycle_api.domain.events.communications import (
    CommunicationReceived,
    CommunicationSent,
    CommunicationSuppressed,
    DoNotContactCleared,
    DoNotContactRegistered,
    Reached,
)
from lifecycle_api.domain.events.consents import Channel
from lifecycle_api.domain.events.organisation import Department
from lifecycle_api.domain.registry import Event

ListName = Literal["internal", "national", "state", "reassigned"]


@dataclass
class RecordCommunication(AboutCustomer, AboutStaff):
    """Write a message or a call down, so that every department and the contact gate know of it."""

    communication: UUID
    direction: Literal["sent", "received", "suppressed"]
    channel: Reached
    department: Department
    purpose: str | None = None
    rule: str | None = None
    contact: str | None = None
    employee: UUID | None = None
    automated: bool = False
    body: str | None = None

    def boundary(self) -> Sequence[Selector]:
        """The customer's registration, and who wrote or called."""
        return [*super().boundary(), *self._coming_and_going_of(self.employee)]

    def terms(self) -> Terms:
        """The purpose it was for."""
        return Terms(purposes=() if self.purpose is None else (self.purpose,))

    def decide(self) -> Iterator[Event]:
        """The message, with its purpose when it is one of ours."""
        self._check_customer()
        self._check_known(self.employee, "employee")
        common: dict[str, Any] = {
            "communication": self.communication,
            "customer": self.customer,
            "channel": self.channel,
        }
        if self.direction == "received":
            yield CommunicationReceived(**common, department=self.department, contact=self.contact, body=self.body)
            return
        (purpose,) = vocabulary.purposes([self.purpose or ""], "purpose")
        if self.direction == "suppressed":
            rule = vocabulary.named(self.rule or "", "rule", "Say by which rule it was held back.")
            yield CommunicationSuppressed(**common, purpose=purpose, department=self.department, rule=rule)
            return
        yield CommunicationSent(
            **common,
            purpose=purpose,
            department=self.department,
            contact=self.contact,
            employee=self.employee,
            automated=self.automated,
            body=self.body,
        )


@dataclass
class AboutList(Command):
    """A decision about a number on a list of those that may not be called to sell something."""

    groupwide: ClassVar[bool] = True
    contact: str
    name: ListName

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._listed: set[str] = set()

    def boundary(self) -> Sequence[Selector]:
        """The lists the number is on."""
        return [about("contact", self.contact, DoNotContactRegistered, DoNotContactCleared)]

    def subjects(self) -> Sequence[str]:
        """A number belongs to whoever uses it."""
        return []

    @given(DoNotContactRegistered)
    def _(self, list: str) -> None:  # noqa: A002  # a field of the event
        self._listed.add(list)

    @given(DoNotContactCleared)
    def _(self, list: str) -> None:  # noqa: A002  # a field of the event
        self._listed.discard(list)


@dataclass
class ListDoNotContact(AboutList):
    """Put a number on a list."""

    channel: Channel

    def decide(self) -> Iterator[Event]:
        """The entry, once."""
        if self.name in self._listed:
            raise PolicyRefused("The number is on this list already.", argument="list")
        yield DoNotContactRegistered(contact=self.contact, channel=self.channel, list=self.name)


@dataclass
class ClearDoNotContact(AboutList):
    """Take a number off a list."""

    def decide(self) -> Iterator[Event]:
        """The end of the entry."""
        if self.name not in self._listed:
            raise NotFound("The number is not on this list.", argument="list")
        yield DoNotContactCleared(contact=self.contact, list=self.name)
