"""Who a customer is: registration, source records, contact points, corrections and stated wishes."""

from datetime import date
from typing import Literal
from uuid import UUID

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import Contact, ContactPoint, Content, CustomerRef, Fact, Identity
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import PersonName, PostalAddress

event = Area(Bearing.WHO_AND_WHAT).event


@event("customer.registered")
class CustomerRegistered(Event):
    """A person or business became known to the dealer group."""

    customer: CustomerRef
    kind: Fact[Literal["person", "business"]] = "person"
    name: Identity[PersonName]
    language: Fact[str | None] = None
    first_seen_via: Fact[Literal["lead", "dms", "crm", "service", "api"]]


@event("customer.record_linked")
class CustomerRecordLinked(Event):
    """A record of a source system was recognised as this customer, for a stated reason."""

    customer: CustomerRef
    link: Fact[UUID]
    system: Fact[str]
    record_id: Fact[str]
    method: Fact[Literal["deterministic", "rule", "model", "manual"]]
    rule: Fact[str]
    score: Fact[float] = 1.0


@event("customer.record_unlinked")
class CustomerRecordUnlinked(Event):
    """A source record turned out not to be this customer."""

    customer: CustomerRef
    link: Fact[UUID]
    reason: Content[str]


@event("customer.profile_corrected")
class CustomerProfileCorrected(Event):
    """The customer's name, language or address was put right; what was recorded before stays in the log."""

    customer: CustomerRef
    name: Identity[PersonName | None] = None
    address: Contact[PostalAddress | None] = None
    language: Fact[str | None] = None
    reason: Content[str]


@event("customer.status_changed")
class CustomerStatusChanged(Event):
    """The customer became active, inactive, deceased or archived."""

    customer: CustomerRef
    status: Fact[Literal["active", "inactive", "deceased_dissolved", "archived"]]
    basis: Content[str | None] = None


@event("contact_point.added")
class ContactPointAdded(Event):
    """A way to reach the customer became known. `value` is normalised: E.164, or a lower-case domain."""

    customer: CustomerRef
    contact_point: Fact[UUID]
    kind: Fact[Literal["phone", "email"]]
    value: ContactPoint[str]
    raw: Contact[str | None] = None
    label: Fact[str | None] = None
    valid: Fact[bool] = True
    region: Fact[str | None] = None


@event("contact_point.verified")
class ContactPointVerified(Event):
    """The customer was reached at, or proved control of, a contact point."""

    customer: CustomerRef
    contact_point: Fact[UUID]
    method: Fact[Literal["reply", "one_time_code", "carrier", "staff"]]


@event("contact_point.invalidated")
class ContactPointInvalidated(Event):
    """A contact point no longer reaches the customer."""

    customer: CustomerRef
    contact_point: Fact[UUID]
    reason: Fact[Literal["bounced", "disconnected", "wrong_person", "recycled", "replaced"]]


@event("address.recorded")
class AddressRecorded(Event):
    """The customer's postal address became known or changed."""

    customer: CustomerRef
    address: Contact[PostalAddress]


@event("buying_preference.stated")
class BuyingPreferenceStated(Event):
    """The customer said how they want to buy and be contacted."""

    customer: CustomerRef
    path: Fact[Literal["online", "in_store", "hybrid", "remote_delivery", "unstated"]] = "unstated"
    wants: Fact[Literal["price_first", "drive_first", "trade_first", "payment_first", "browse", "unstated"]] = (
        "unstated"
    )
    contact_channel: Fact[Literal["phone", "sms", "email", "chat", "unstated"]] = "unstated"
    contact_time: Fact[Literal["morning", "afternoon", "evening", "day", "no_preference"]] = "no_preference"
    earliest: Fact[date | None] = None
    latest: Fact[date | None] = None
    stated_via: Fact[Literal["website", "bdc", "sales", "lead", "portal"]]
