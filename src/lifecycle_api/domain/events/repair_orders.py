"""The service drive: the repair order from write-up to pick-up, and the work that was declined."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import (
    Content,
    CustomerRef,
    Fact,
    OptionalAppointmentRef,
    OptionalEmployeeRef,
    RepairOrderRef,
    VehicleFact,
    VehicleRef,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import Distance, InspectionItem, Money, WholeNumber

event = Area(Bearing.HAPPENING).event

Priority = Literal[
    "primary_concern", "safety_critical", "routine_maintenance", "recommended_add_on", "optional_desired"
]


@event("repair_order.opened")
class RepairOrderOpened(Event):
    """The customer's vehicle was written up for service."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    number: Fact[str]
    advisor: OptionalEmployeeRef = None
    appointment: OptionalAppointmentRef = None
    odometer: VehicleFact[Distance | None] = None
    waiting: Fact[bool] = False
    promised_at: Fact[datetime | None] = None


@event("concern.recorded")
class ConcernRecorded(Event):
    """The customer said what is wrong, or what they want done."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    line: Fact[str]
    complaint: Content[str]
    op_code: VehicleFact[str | None] = None


@event("inspection.completed")
class InspectionCompleted(Event):
    """A technician finished a multi-point inspection."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    items: VehicleFact[tuple[InspectionItem, ...]]
    technician: OptionalEmployeeRef = None


@event("work.recommended")
class WorkRecommended(Event):
    """The rooftop recommended work and quoted a price, tax excluded."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    recommendation: Fact[UUID]
    op_code: VehicleFact[str]
    description: VehicleFact[str]
    price: Fact[Money]
    priority: VehicleFact[Priority] = "recommended_add_on"
    basis: VehicleFact[Literal["inspection", "diagnosis", "maintenance_schedule", "customer_request"]] = "inspection"


@event("work.approved")
class WorkApproved(Event):
    """The customer said yes to recommended work, at the price that was quoted then."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    recommendation: Fact[UUID]
    method: Fact[Literal["in_person", "phone", "sms_link", "email_link", "portal", "unstated"]] = "unstated"
    price: Fact[Money | None] = None


@event("work.declined")
class WorkDeclined(Event):
    """The customer said no, or not now, to recommended work."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    recommendation: Fact[UUID]
    decision: Fact[Literal["declined", "deferred"]]
    op_code: VehicleFact[str]
    description: VehicleFact[str]
    price: Fact[Money]
    reason: Fact[Literal["cost", "time", "second_opinion", "not_convinced", "self_repair", "other"]] = "other"
    verbatim: Content[str | None] = None
    revisit_at: Fact[datetime | None] = None


@event("declined_work.recovered")
class DeclinedWorkRecovered(Event):
    """Work the customer had declined was sold to them at a later visit."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    recommendation: Fact[UUID]
    declined_on: RepairOrderRef
    days_since_decline: Fact[WholeNumber]
    amount: Fact[Money]


@event("promise_time.set")
class PromiseTimeSet(Event):
    """The advisor promised, or moved, the time the vehicle will be ready."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    promised_at: Fact[datetime]
    original: Fact[bool] = False
    told_customer: Fact[bool] = False
    reason: Content[str | None] = None


@event("status_update.given")
class StatusUpdateGiven(Event):
    """The customer was told how the work is going."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    topic: Fact[Literal["progress", "parts", "estimate", "ready", "delay"]]
    channel: Fact[Literal["phone", "sms", "email", "chat", "in_person"]]
    proactive: Fact[bool] = True
    message: Content[str | None] = None


@event("work.completed")
class WorkCompleted(Event):
    """Approved work was done."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    line: Fact[str]
    op_code: VehicleFact[str]
    description: VehicleFact[str]
    pay_type: Fact[Literal["customer_pay", "warranty", "internal", "sublet"]] = "customer_pay"
    sale: Fact[Money | None] = None
    technician: OptionalEmployeeRef = None


@event("repair_order.invoiced")
class RepairOrderInvoiced(Event):
    """The work was billed."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    customer_pay: Fact[Money]
    warranty: Fact[Money | None] = None
    internal: Fact[Money | None] = None


@event("repair_order.closed")
class RepairOrderClosed(Event):
    """The repair order was closed in the DMS."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
    odometer_out: VehicleFact[Distance | None] = None
    comeback: Fact[bool] = False


@event("vehicle.picked_up")
class VehiclePickedUp(Event):
    """The customer fetched the vehicle after service."""

    repair_order: RepairOrderRef
    customer: CustomerRef
    vehicle: VehicleRef
