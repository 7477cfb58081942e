"""The timeline: everything that happened with a customer or a vehicle, as typed items of one interface."""

from enum import Enum
from pathlib import Path
from typing import Final

import strawberry

from lifecycle_api import sqlfiles
from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.common import Connection, DateTimeRange, Match, Money, by_time, filtered, where
from lifecycle_api.graphql.links import (
    AppointmentLink,
    CustomerLink,
    DealLink,
    EmployeeLink,
    HandoffLink,
    LeadLink,
    OpportunityLink,
    RepairOrderLink,
    RooftopLink,
    VehicleLink,
)
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.planner.fields import FromTable, column, enum, key, many, money, one, wide
from lifecycle_api.planner.source import Table

_AT_SOME: Final = sqlfiles.load(Path(__file__).parent, "timeline")


@strawberry.enum(description="What part of the business a timeline item belongs to.")
class TimelineCategory(Enum):
    """Facets of the timeline."""

    SALES = strawberry.enum_value("sales", description="Leads, visits, test drives, quotes and deals.")
    FINANCE = strawberry.enum_value("finance", description="F&I: readiness, contracts, stipulations, funding.")
    SERVICE = strawberry.enum_value("service", description="Appointments and repair orders of the service drive.")
    OWNERSHIP = strawberry.enum_value("ownership", description="Vehicles becoming and ceasing to be theirs.")
    IDENTITY = strawberry.enum_value("identity", description="Who they are, and which records are theirs.")
    COMMUNICATION = strawberry.enum_value("communication", description="Responses and status updates.")
    HANDOFF = strawberry.enum_value("handoff", description="Handoffs and assignments.")
    NOTE = strawberry.enum_value("note", description="Notes.")


@strawberry.enum(description="What a timeline can be grouped by.")
class GroupBy(Enum):
    """Grouping keys."""

    VISIT = strawberry.enum_value("visit", description="By showroom visit or repair order.")
    DEAL = strawberry.enum_value("deal", description="By deal, or by opportunity while there is no deal.")


@strawberry.enum(description="Who did something.")
class ActorType(Enum):
    """Actors, as events name them."""

    EMPLOYEE = strawberry.enum_value("employee", description="A member of staff.")
    CUSTOMER = strawberry.enum_value("customer", description="The customer.")
    SYSTEM = strawberry.enum_value("system", description="This service or a source system.")
    PARTNER = strawberry.enum_value("partner", description="A marketplace or another partner.")
    OEM = strawberry.enum_value("oem", description="The manufacturer.")
    AI_AGENT = strawberry.enum_value("ai_agent", description="A software agent acting for someone.")


@strawberry.interface(
    description="One thing that happened. Its type says what it is about; every item has these fields."
)
class TimelineItem(
    FromTable,
    table=Table(
        "customer_timeline",
        "item",
        key="position",
        rooftop="rooftop_id",
        subject="customer_id",
        joint="joint_id",
        scope="timeline:read",
        kind="kind",
        at="{t}.occurred_at",
    ),
):
    """What all items share."""

    id: strawberry.ID = key("event", "id", "Global id of the event behind the item.")
    position: EventPosition = wide("position", "Where the event stands in the log.")
    type: str = column("type", "The event's type, such as `work.declined`; docs/events.md lists them.")
    category: TimelineCategory = enum("category", "The part of the business it belongs to.")
    title: str = column("title", "A short sentence for people, without personal data.")
    occurred_at: DateTime = column("occurred_at", "When it happened.")
    recorded_at: DateTime = column("recorded_at", "When this service learnt of it.")
    text: str | None = column("text", "What someone said or wrote about it.", category=Category.CONTENT)
    corrected_at: DateTime | None = column("corrected_at", "When its text was corrected, if it was.")
    actor_type: ActorType = enum("actor_type", "Who did it.")
    actor_id: str = column("actor_id", "Pseudonymous id of who did it.")
    source_system: str | None = column("source_system", "The source system it was taken from.")
    customer: CustomerLink | None = one("customer_id", "The customer it happened with.")
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop where it happened.")
    employee: EmployeeLink | None = one("employee_id", "The employee it names, if any.")
    vehicle: VehicleLink | None = one("vin", "The vehicle it names, if any.")


@strawberry.type(description="Something about a lead.")
class LeadItem(TimelineItem):
    """Leads."""

    lead: LeadLink | None = one("lead_id", "The lead.")


@strawberry.type(description="A step of the buying process on the sales floor.")
class VisitItem(TimelineItem):
    """Visits, test drives, appraisals and quotes."""

    opportunity: OpportunityLink | None = one("opportunity_id", "The wish to buy it belongs to.")
    amount: Money | None = money(
        "financial_minor", "financial_currency", "The price or offer shown.", category=Category.FINANCIAL
    )


@strawberry.type(description="Something about an appointment.")
class AppointmentItem(TimelineItem):
    """Appointments."""

    appointment: AppointmentLink | None = one("appointment_id", "The appointment.")


@strawberry.type(description="A step of a deal.")
class DealItem(TimelineItem):
    """Deals."""

    deal: DealLink | None = one("deal_id", "The deal.")
    amount: Money | None = money(
        "financial_minor", "financial_currency", "The money involved.", category=Category.FINANCIAL
    )


@strawberry.type(description="The customer took a vehicle home.")
class DeliveryItem(TimelineItem):
    """Deliveries."""

    deal: DealLink | None = one("deal_id", "The deal.")


@strawberry.type(description="Something about a repair order.")
class RepairOrderItem(TimelineItem):
    """Repair orders."""

    repair_order: RepairOrderLink | None = one("repair_order_id", "The repair order.")
    amount: Money | None = money("amount_minor", "currency", "The price or invoice amount.")


@strawberry.type(description="The customer said no, or not now, to recommended work, or came back to it.")
class DeclinedWorkItem(TimelineItem):
    """Declined work."""

    repair_order: RepairOrderLink | None = one("repair_order_id", "The repair order.")
    amount: Money | None = money("amount_minor", "currency", "The quoted price, tax excluded.")


@strawberry.type(description="A note was written or corrected.")
class NoteItem(TimelineItem):
    """Notes."""


@strawberry.type(description="A step of a handoff between departments.")
class HandoffItem(TimelineItem):
    """Handoffs."""

    handoff: HandoffLink | None = one("handoff_id", "The handoff.")


@strawberry.type(description="A vehicle became, or ceased to be, the customer's.")
class OwnershipItem(TimelineItem):
    """Ownership."""


@strawberry.type(description="Someone became responsible for the customer, or nobody is any more.")
class AssignmentItem(TimelineItem):
    """Assignments."""


@strawberry.type(description="Something about the customer's record or contact points.")
class CustomerItem(TimelineItem):
    """Identity."""


ITEM_TYPES = [
    AppointmentItem,
    AssignmentItem,
    CustomerItem,
    DealItem,
    DeclinedWorkItem,
    DeliveryItem,
    HandoffItem,
    LeadItem,
    NoteItem,
    OwnershipItem,
    RepairOrderItem,
    VisitItem,
]


@strawberry.type(description="How many items of a category a customer's whole timeline has, as far as you may see it.")
class Facet(FromTable, table=Table("customer_timeline", "facet", internal=True, at_some=_AT_SOME["facet"])):
    """A facet."""

    category: TimelineCategory = enum("category", "The category.")
    count: int = column("count", "How many items it has, whatever the filters of the page.")


@strawberry.type(description="A page of a timeline, with the facets of the whole of it.")
class TimelineConnection(Connection[TimelineItem]):
    """A connection with facets."""

    facets: list[Facet] = many(
        {"customer_id": "id"},
        "{t}.count DESC, {t}.category",
        "Items by category, of the customer's whole timeline.",
    )


@where("Which items.")
class TimelineWhere:
    """Filters of a timeline."""

    category: Match[TimelineCategory] | None = filtered("{t}.category", "text", "The part of the business.")
    type: Match[str] | None = filtered("{t}.type", "text", "The event's type, such as `work.declined`.")
    occurred_at: DateTimeRange | None = filtered("{t}.occurred_at", "timestamptz", "When it happened.")
    recorded_at: DateTimeRange | None = filtered("{t}.recorded_at", "timestamptz", "When it was learnt.")
    vin: Match[str] | None = filtered("{t}.vin", "text", "The vehicle it names.")
    rooftop: Match[strawberry.ID] | None = filtered("{t}.rooftop_id", "uuid", "The rooftop where it happened.")
    actor_type: Match[ActorType] | None = filtered("{t}.actor_type", "text", "Who did it.")
    deal: Match[strawberry.ID] | None = filtered("{t}.deal_key", "uuid", "The deal or opportunity it belongs to.")
    visit: Match[strawberry.ID] | None = filtered("{t}.visit_key", "uuid", "The visit it belongs to.")


ITEM_ORDERS = by_time("occurred_at")
# What happened with several customers is an item of each, under one position.
ITEM_ORDERS_OF_ALL = by_time("occurred_at", tie="customer_id")
GROUP_ORDERS = by_time("last_at")


@strawberry.type(description="Timeline items that belong together, as far as you may see them: a visit or a deal.")
class TimelineGroup(
    FromTable,
    table=Table(
        "customer_timeline",
        "item_group",
        key="key",
        subject="customer_id",
        scope="timeline:read",
        internal=True,
        at_some=_AT_SOME["item_group"],
    ),
):
    """A group."""

    by: GroupBy = enum("kind", "What it groups by.")
    key: strawberry.ID = key("group", "key", "Id of the visit or deal; give it in `where` to get the items.")
    title: str = column("title", "A short sentence for people.")
    first_at: DateTime = column("first_at", "When its first item happened.")
    last_at: DateTime = column("last_at", "When its last item happened.")
    item_count: int = column("items", "How many items it has.")
    items: list[TimelineItem] = many(
        {"customer_id": "customer_id"},
        "{t}.occurred_at, {t}.position",
        "Its items in the order they happened, at most 200.",
        where="CASE {parent}.kind WHEN 'visit' THEN {t}.visit_key ELSE {t}.deal_key END = {parent}.key",
    )
