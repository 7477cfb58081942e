"""Signs that a lead went further than it was allowed to, from the strongest to the weakest."""

from typing import Annotated, Literal
from uuid import UUID

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import (
    ContactHash,
    Content,
    CustomerRef,
    Fact,
    LeadRef,
    OptionalCustomerRef,
    OptionalLeadRef,
    OptionalPartyRef,
    PartyRef,
    ref,
)
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.RULE).event

CanaryRef = Annotated[UUID, ref("canary")]
ReportRef = Annotated[UUID, ref("leak_report")]
Channel = Literal["phone", "sms", "email", "mail", "chat", "in_person", "other"]


@event("canary.planted")
class CanaryPlanted(Event):
    """A made-up shopper's number or address was given to one recipient, and to nobody else."""

    canary: CanaryRef
    party: PartyRef
    contact: ContactHash
    lead: OptionalLeadRef = None


@event("canary.contacted")
class CanaryContacted(Event):
    """Somebody wrote to, or called, a canary: whoever it was given to let it out."""

    canary: CanaryRef
    party: PartyRef
    company: Fact[str]
    channel: Fact[Channel]


@event("canary.received")
class CanaryReceived(Event):
    """A lead came with a canary's number or address: who sent it, in the envelope, had it from the one recipient.

    `company` is what the lead says of its sender.
    """

    canary: CanaryRef
    party: PartyRef
    lead: LeadRef
    company: Fact[str]


@event("unexpected_contact.reported")
class UnexpectedContactReported(Event):
    """A customer was contacted by a company to which they never gave their data."""

    leak_report: ReportRef
    customer: CustomerRef
    lead: OptionalLeadRef = None
    company: Fact[str]
    channel: Fact[Channel]
    account: Content[str | None] = None


@event("onward_receipt.reported")
class OnwardReceiptReported(Event):
    """A recipient said, as its agreement obliges it to, to whom it passed data on; `recipient` is a name."""

    leak_report: ReportRef
    party: PartyRef
    recipient: Fact[str]
    recipient_party: OptionalPartyRef = None
    customer: OptionalCustomerRef = None
    lead: OptionalLeadRef = None
    purpose: Fact[str]
