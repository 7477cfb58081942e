"""Appointments of sales and service."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.common import DateTimeRange, Match, Node, by_time, filtered, where
from lifecycle_api.graphql.links import CustomerLink, EmployeeLink, LeadLink, RooftopLink, VehicleLink
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.planner.fields import FromTable, column, enum, key, one, wide
from lifecycle_api.planner.source import Table


@strawberry.enum(description="What an appointment is for.")
class AppointmentKind(Enum):
    """Kinds."""

    SALES = strawberry.enum_value("sales", description="To talk about buying.")
    TEST_DRIVE = strawberry.enum_value("test_drive", description="To drive a vehicle.")
    DELIVERY = strawberry.enum_value("delivery", description="To take a vehicle home.")
    APPRAISAL = strawberry.enum_value("appraisal", description="To have a vehicle appraised.")
    SERVICE = strawberry.enum_value("service", description="For service.")
    RECALL = strawberry.enum_value("recall", description="For a recall.")
    PARTS_INSTALL = strawberry.enum_value("parts_install", description="To install parts that arrived.")


@strawberry.enum(description="What became of an appointment.")
class AppointmentStatus(Enum):
    """States."""

    SCHEDULED = strawberry.enum_value("scheduled", description="Agreed.")
    CONFIRMED = strawberry.enum_value("confirmed", description="Confirmed.")
    RESCHEDULED = strawberry.enum_value("rescheduled", description="Moved to another time, not yet confirmed.")
    SHOWN = strawberry.enum_value("shown", description="The customer came.")
    NO_SHOWED = strawberry.enum_value("no_showed", description="The customer did not come.")
    RECOVERED = strawberry.enum_value("recovered", description="A no-show that was won back.")
    CANCELLED = strawberry.enum_value("cancelled", description="Called off.")


@strawberry.enum(description="How a customer gets on while their vehicle is here.")
class Transport(Enum):
    """Ways."""

    WAITER = strawberry.enum_value("waiter", description="They wait at the rooftop.")
    LOANER = strawberry.enum_value("loaner", description="With a car of the rooftop.")
    SHUTTLE = strawberry.enum_value("shuttle", description="With the rooftop's shuttle.")
    PICKUP = strawberry.enum_value("pickup", description="The vehicle is fetched from them.")
    DROP_OFF = strawberry.enum_value("drop_off", description="They leave the vehicle and see to themselves.")
    UNSTATED = strawberry.enum_value("unstated", description="Nobody said.")


@where("Which appointments.")
class AppointmentWhere:
    """Filters of appointments."""

    kind: Match[AppointmentKind] | None = filtered("{t}.kind", "text", "What it is for.")
    status: Match[AppointmentStatus] | None = filtered("{t}.status", "text", "What became of it.")
    starts_at: DateTimeRange | None = filtered("{t}.starts_at", "timestamptz", "When it starts.")
    employee: Match[strawberry.ID] | None = filtered("{t}.employee_id", "uuid", "Who expects the customer.")
    rooftop: Match[strawberry.ID] | None = filtered("{t}.rooftop_id", "uuid", "The rooftop.")


APPOINTMENT_ORDERS = by_time("starts_at")


@strawberry.type(description="A time agreed with a customer.")
class Appointment(
    Node,
    FromTable,
    table=Table(
        "appointment_book",
        "appointment",
        key="id",
        prefix="appointment",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="service:read",
        at="{t}.scheduled_at",
    ),
):
    """An appointment."""

    id: strawberry.ID = key("appointment", "id", "Global id of the appointment.")
    kind: AppointmentKind = enum("kind", "What it is for.")
    status: AppointmentStatus = enum("status", "What became of it.")
    starts_at: DateTime = column("starts_at", "When it starts.")
    ends_at: DateTime | None = column("ends_at", "When it ends.")
    concerns: str | None = column("concerns", "What the customer said it is about.", category=Category.CONTENT)
    transport: Transport = enum("transport", "How the customer gets on while their vehicle is here.")
    origin: str = column("origin", "How it came about, such as internet, phone or delivery_handoff.")
    reschedules: int = column("reschedules", "How often it was moved.")
    scheduled_at: DateTime = column("scheduled_at", "When it was agreed.")
    confirmed_at: DateTime | None = column("confirmed_at", "When it was confirmed.")
    shown_at: DateTime | None = column("shown_at", "When the customer came.")
    late_minutes: int | None = column("late_minutes", "How late they came.")
    no_showed_at: DateTime | None = column("no_showed_at", "When it was clear that they did not come.")
    cancelled_at: DateTime | None = column("cancelled_at", "When it was called off.")
    recovered_by: "Appointment | None" = one("recovered_by", "The appointment that won a no-show back.")
    customer: CustomerLink | None = one("customer_id", "Who is expected.")
    vehicle: VehicleLink | None = one("vin", "The vehicle it is about.")
    lead: LeadLink | None = one("lead_id", "The lead it came from.")
    employee: EmployeeLink | None = one("employee_id", "Who expects them.")
    rooftop: RooftopLink | None = one("rooftop_id", "Where.")
    version: EventPosition = wide("position", "Position of the last event about it; the `expectedVersion` of updates.")
