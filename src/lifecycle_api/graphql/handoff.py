"""Handoffs between departments."""

from datetime import date
from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.common import DateTimeRange, Match, Node, by_time, filtered, where
from lifecycle_api.graphql.links import (
    AppointmentLink,
    CustomerLink,
    DealLink,
    EmployeeLink,
    LeadLink,
    RepairOrderLink,
    RooftopLink,
)
from lifecycle_api.graphql.marks import sunset
from lifecycle_api.graphql.organisation import Department
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.planner.fields import FromTable, column, documents, enum, key, one, wide
from lifecycle_api.planner.source import Table


@strawberry.enum(description="Where a handoff stands.")
class HandoffStatus(Enum):
    """States."""

    OFFERED = strawberry.enum_value("offered", description="Waiting for the other department.")
    ACCEPTED = strawberry.enum_value("accepted", description="Taken over.")
    RETURNED = strawberry.enum_value("returned", description="Given back, with a reason.")
    COMPLETED = strawberry.enum_value("completed", description="Done.")


@strawberry.type(description="One thing a handoff asks for.")
class ChecklistItem:
    """An item of a checklist."""

    item: str = strawberry.field(description="What is asked for.")
    done: bool = strawberry.field(description="Whether it is there.")


@where("Which handoffs.")
class HandoffWhere:
    """Filters of handoffs."""

    status: Match[HandoffStatus] | None = filtered("{t}.status", "text", "Where it stands.")
    from_department: Match[Department] | None = filtered("{t}.from_department", "text", "Who offered it.")
    to_department: Match[Department] | None = filtered("{t}.to_department", "text", "Who is asked to take over.")
    offered_at: DateTimeRange | None = filtered("{t}.offered_at", "timestamptz", "When it was offered.")


HANDOFF_ORDERS = by_time("offered_at")


@strawberry.type(description="A matter that one department asked another to take over.")
class Handoff(
    Node,
    FromTable,
    table=Table(
        "handoff_board",
        "handoff",
        key="id",
        prefix="handoff",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="customers:read",
        internal=True,
    ),
):
    """A handoff."""

    id: strawberry.ID = key("handoff", "id", "Global id of the handoff.")
    status: HandoffStatus = enum("status", "Where it stands.")
    from_department: Department = enum("from_department", "Who offered it.")
    to_department: Department = enum("to_department", "Who is asked to take over.")
    from_employee: EmployeeLink | None = one("from_employee_id", "The employee who offered it.")
    to_employee: EmployeeLink | None = one("to_employee_id", "The employee it was offered to, or who took it.")
    about: str = column("about", "lead, deal, appointment, repair_order or customer.")
    why: str | None = column("reason", "Why it is handed over.", category=Category.CONTENT)
    reason: str = column(
        "about",
        "What it is about, in a word. What was written is content, which no field promises.",
        deprecated=sunset(date(2027, 12, 31), "Use `why`."),
    )
    return_reason: str | None = column("return_reason", "Why it was given back.", category=Category.CONTENT)
    checklist: list[ChecklistItem] = documents("checklist", "What has to be there.")
    due_at: DateTime | None = column("due_at", "By when it should be done.")
    offered_at: DateTime = column("offered_at", "When it was offered.")
    accepted_at: DateTime | None = column("accepted_at", "When it was taken over.")
    returned_at: DateTime | None = column("returned_at", "When it was given back.")
    completed_at: DateTime | None = column("completed_at", "When it was done.")
    customer: CustomerLink | None = one("customer_id", "The customer it is about.")
    lead: LeadLink | None = one("lead_id", "The lead, if it is about one.")
    deal: DealLink | None = one("deal_id", "The deal, if it is about one.")
    appointment: AppointmentLink | None = one("appointment_id", "The appointment, if it is about one.")
    repair_order: RepairOrderLink | None = one("repair_order_id", "The repair order, if it is about one.")
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop.")
    version: EventPosition = wide("position", "Position of the last event about it; the `expectedVersion` of updates.")
