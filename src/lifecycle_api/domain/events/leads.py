"""Leads: someone asked about a vehicle, and how that question was answered."""

from datetime import datetime
from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import (
    Content,
    CustomerRef,
    EmployeeRef,
    Fact,
    Financial,
    LeadRef,
    OpportunityRef,
    OptionalEmployeeRef,
    OptionalLeadRef,
    OptionalVehicleRef,
    VehicleFact,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import WantedVehicle, WholeNumber

event = Area(Bearing.HAPPENING).event

LeadChannel = Literal["internet", "phone", "showroom", "chat", "service", "referral", "equity"]


@event("lead.received")
class LeadReceived(Event):
    """Someone asked about buying, leasing, selling or trading a vehicle.

    `arrived_at` is when the mailbox received a lead that was loaded from its files later.
    """

    lead: LeadRef
    customer: CustomerRef
    channel: Fact[LeadChannel]
    provider: Fact[str]
    provider_service: Fact[str | None] = None
    external_id: Fact[str | None] = None
    requested_at: Fact[datetime | None] = None
    requested_at_raw: Fact[str | None] = None
    arrived_at: Fact[datetime | None] = None
    format: Fact[Literal["adf", "star_bod", "star_json", "api", "manual"]]
    wanted: VehicleFact[tuple[WantedVehicle, ...]] = ()
    trade_in_vin: OptionalVehicleRef = None
    trade_in: VehicleFact[WantedVehicle | None] = None
    finance_method: Financial[str | None] = None
    comments: Content[str | None] = None
    timeframe: Fact[str | None] = None
    claimed_consent: Fact[tuple[str, ...]] = ()


@event("lead.resent")
class LeadResent(Event):
    """The sender sent the same lead again; it counts once."""

    lead: LeadRef
    customer: CustomerRef
    rule: Fact[str]
    raw_sha256: Fact[str]


@event("lead.duplicate_detected")
class LeadDuplicateDetected(Event):
    """Another lead of the same customer asks the same thing, perhaps through another provider."""

    lead: LeadRef
    customer: CustomerRef
    duplicate_of: LeadRef
    rule: Fact[str]
    hours_between: Fact[WholeNumber]


@event("lead.routed")
class LeadRouted(Event):
    """A lead was put into someone's hands."""

    lead: LeadRef
    customer: CustomerRef
    employee: OptionalEmployeeRef = None
    queue: Fact[str | None] = None
    rule: Fact[str]


@event("lead.first_responded")
class LeadFirstResponded(Event):
    """A human being answered the lead for the first time."""

    lead: LeadRef
    customer: CustomerRef
    employee: EmployeeRef
    channel: Fact[Literal["phone", "sms", "email", "chat", "in_person"]]
    latency_seconds: Fact[WholeNumber]


@event("lead.contact_made")
class LeadContactMade(Event):
    """The shopper and the dealer spoke or wrote both ways."""

    lead: LeadRef
    customer: CustomerRef
    channel: Fact[Literal["phone", "sms", "email", "chat", "in_person"]]


@event("lead.lost")
class LeadLost(Event):
    """The lead will not become a sale, for a stated reason."""

    lead: LeadRef
    customer: CustomerRef
    reason: Fact[
        Literal["price", "bought_elsewhere", "no_contact", "credit", "bad_lead", "timing", "vehicle_sold", "other"]
    ]
    comments: Content[str | None] = None


@event("opportunity.opened")
class OpportunityOpened(Event):
    """A customer's wish to buy is being worked on, from a lead or a walk-in."""

    opportunity: OpportunityRef
    customer: CustomerRef
    lead: OptionalLeadRef = None
    kind: Fact[Literal["new", "used", "lease", "trade_only", "service_to_sales"]]
    wanted: VehicleFact[WantedVehicle | None] = None
