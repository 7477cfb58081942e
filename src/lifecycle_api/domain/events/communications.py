"""What was said between the group and a customer, and who may not be contacted: what the contact gate counts."""

from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.events.consents import Channel
from lifecycle_api.domain.events.organisation import Department
from lifecycle_api.domain.fields import (
    CommunicationRef,
    ContactHash,
    Content,
    CustomerRef,
    Fact,
    OptionalConsentRef,
    OptionalContactHash,
    OptionalCustomerRef,
    OptionalEmployeeRef,
)
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.WHO_AND_WHAT).event

Reached = Literal["phone", "sms", "email", "mail", "chat", "push"]


@event("communication.sent")
class CommunicationSent(Event):
    """Somebody of the group wrote to a customer or called them, for a purpose of the registry."""

    communication: CommunicationRef
    customer: CustomerRef
    channel: Fact[Reached]
    purpose: Fact[str]
    department: Fact[Department]
    contact: OptionalContactHash = None
    consent: OptionalConsentRef = None
    employee: OptionalEmployeeRef = None
    automated: Fact[bool] = False
    body: Content[str | None] = None


@event("communication.received")
class CommunicationReceived(Event):
    """A customer wrote to the group or called."""

    communication: CommunicationRef
    customer: CustomerRef
    channel: Fact[Reached]
    department: Fact[Department | None] = None
    contact: OptionalContactHash = None
    body: Content[str | None] = None


@event("communication.suppressed")
class CommunicationSuppressed(Event):
    """The contact gate held something back, by the rule named."""

    communication: CommunicationRef
    customer: CustomerRef
    channel: Fact[Reached]
    purpose: Fact[str]
    department: Fact[Department]
    rule: Fact[str]


@event("do_not_contact.registered")
class DoNotContactRegistered(Event):
    """A number stands on a list of those that may not be called to sell something, whoever uses it."""

    contact: ContactHash
    customer: OptionalCustomerRef = None
    channel: Fact[Channel]
    list: Fact[Literal["internal", "national", "state", "reassigned"]]


@event("do_not_contact.cleared")
class DoNotContactCleared(Event):
    """The number is no longer on the list."""

    contact: ContactHash
    customer: OptionalCustomerRef = None
    list: Fact[Literal["internal", "national", "state", "reassigned"]]
