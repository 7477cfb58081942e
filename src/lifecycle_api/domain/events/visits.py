"""Appointments of both departments: scheduled, confirmed, moved, kept or missed."""

from datetime import datetime
from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import (
    AppointmentRef,
    Content,
    CustomerRef,
    Fact,
    OptionalEmployeeRef,
    OptionalLeadRef,
    OptionalOpportunityRef,
    OptionalVehicleRef,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import WholeNumber

event = Area(Bearing.HAPPENING).event

AppointmentKind = Literal["sales", "test_drive", "delivery", "appraisal", "service", "recall", "parts_install"]


@event("appointment.scheduled")
class AppointmentScheduled(Event):
    """A time was agreed with the customer."""

    appointment: AppointmentRef
    customer: CustomerRef
    kind: Fact[AppointmentKind]
    starts_at: Fact[datetime]
    ends_at: Fact[datetime | None] = None
    vehicle: OptionalVehicleRef = None
    lead: OptionalLeadRef = None
    opportunity: OptionalOpportunityRef = None
    employee: OptionalEmployeeRef = None
    concerns: Content[str | None] = None
    transport: Fact[Literal["waiter", "loaner", "shuttle", "pickup", "drop_off", "unstated"]] = "unstated"
    origin: Fact[
        Literal[
            "internet",
            "phone",
            "in_person",
            "delivery_handoff",
            "declined_recovery",
            "no_show_recovery",
            "unstated",
        ]
    ] = "unstated"


@event("appointment.confirmed")
class AppointmentConfirmed(Event):
    """The customer or the staff confirmed the appointment."""

    appointment: AppointmentRef
    customer: CustomerRef
    by: Fact[Literal["customer", "staff"]]
    channel: Fact[Literal["phone", "sms", "email", "chat", "in_person", "unstated"]] = "unstated"


@event("appointment.rescheduled")
class AppointmentRescheduled(Event):
    """The appointment moved to another time."""

    appointment: AppointmentRef
    customer: CustomerRef
    from_starts_at: Fact[datetime]
    starts_at: Fact[datetime]
    initiator: Fact[Literal["customer", "rooftop"]]
    reason: Fact[Literal["capacity", "parts", "customer", "unstated"]] = "unstated"


@event("appointment.cancelled")
class AppointmentCancelled(Event):
    """The appointment will not take place."""

    appointment: AppointmentRef
    customer: CustomerRef
    initiator: Fact[Literal["customer", "rooftop"]]
    reason: Content[str | None] = None


@event("appointment.shown")
class AppointmentShown(Event):
    """The customer came."""

    appointment: AppointmentRef
    customer: CustomerRef
    late_minutes: Fact[WholeNumber] = 0


@event("appointment.no_showed")
class AppointmentNoShowed(Event):
    """The customer did not come."""

    appointment: AppointmentRef
    customer: CustomerRef
    rule: Fact[str] = "dms_flag"


@event("appointment.recovered")
class AppointmentRecovered(Event):
    """After a no-show the customer was won back with a new appointment."""

    appointment: AppointmentRef
    customer: CustomerRef
    new_appointment: AppointmentRef
    same_day: Fact[bool]
