"""What a person can put in the way of any use of their data, whatever was agreed before."""

from datetime import date
from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.events.consents import Channel, Method
from lifecycle_api.domain.fields import (
    ContactHash,
    Content,
    CustomerRef,
    Fact,
    OptionalContactHash,
    OptionalCustomerRef,
)
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.RULE).event


@event("channel.revoked")
class ChannelRevoked(Event):
    """Someone said stop. It binds the number or address itself, whoever uses it: `contact` is its keyed hash."""

    contact: ContactHash
    customer: OptionalCustomerRef = None
    channel: Fact[Channel]
    everything: Fact[bool] = False
    keyword: Fact[str | None] = None
    method: Fact[Method]


@event("channel.restored")
class ChannelRestored(Event):
    """The person who stopped a channel opened it again, themselves."""

    contact: ContactHash
    customer: OptionalCustomerRef = None
    channel: Fact[Channel]
    method: Fact[Method]


@event("sharing.opted_out")
class SharingOptedOut(Event):
    """A person opted out of the sale and sharing of their data. No identity check may be asked for."""

    customer: OptionalCustomerRef = None
    contact: OptionalContactHash = None
    method: Fact[Method]


@event("sharing.opted_in")
class SharingOptedIn(Event):
    """The person took their opt-out back, themselves."""

    customer: CustomerRef
    method: Fact[Method]


@event("processing.restricted")
class ProcessingRestricted(Event):
    """The person's data may only be stored, until the matter is settled.

    The matter is what the restriction is found by, also of erased customers: it is clear and names nobody.
    """

    customer: CustomerRef
    matter: Fact[str]


@event("processing.unrestricted")
class ProcessingUnrestricted(Event):
    """The matter is settled; the data may be used again, as far as consent allows."""

    customer: CustomerRef
    matter: Fact[str]


@event("processing.objected")
class ProcessingObjected(Event):
    """The person objected to these purposes; with none named, to all that can be objected to."""

    customer: CustomerRef
    purposes: Fact[tuple[str, ...]] = ()
    grounds: Content[str | None] = None


@event("processing.objection_withdrawn")
class ProcessingObjectionWithdrawn(Event):
    """The person took their objection back, themselves; with no purpose named, all of their objections."""

    customer: CustomerRef
    purposes: Fact[tuple[str, ...]] = ()


@event("minority.declared")
class MinorityDeclared(Event):
    """The customer is a minor until `majority_on`: purposes that rest on consent alone are closed to them."""

    customer: CustomerRef
    majority_on: Fact[date]
    basis: Fact[Literal["document", "guardian", "self"]]


@event("customer.identities_linked")
class CustomerIdentitiesLinked(Event):
    """Two customers are one person. Their streams stay apart, and the more restrictive of their wishes holds."""

    customer: CustomerRef
    other: CustomerRef
    method: Fact[Literal["verified", "rule", "manual"]]
    reason: Content[str]


@event("customer.identities_unlinked")
class CustomerIdentitiesUnlinked(Event):
    """Two customers turned out to be two persons; each has their own wishes back."""

    customer: CustomerRef
    other: CustomerRef
    reason: Content[str]
