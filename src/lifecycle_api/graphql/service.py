"""The service drive: repair orders, recommended work and declined work."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.common import DateTimeRange, Distance, Match, Money, Node, by_time, filtered, where
from lifecycle_api.graphql.links import AppointmentLink, CustomerLink, EmployeeLink, RooftopLink, VehicleLink
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.planner.fields import (
    FromTable,
    column,
    distance,
    enum,
    expression,
    key,
    many,
    money,
    one,
    wide,
)
from lifecycle_api.planner.source import Table


@strawberry.enum(description="Where a repair order stands.")
class RepairOrderStatus(Enum):
    """States."""

    OPEN = strawberry.enum_value("open", description="Written up.")
    INSPECTED = strawberry.enum_value("inspected", description="The inspection is done.")
    AWAITING_APPROVAL = strawberry.enum_value("awaiting_approval", description="The customer has to answer.")
    IN_PROGRESS = strawberry.enum_value("in_progress", description="Work is being done.")
    READY = strawberry.enum_value("ready", description="The vehicle is ready.")
    INVOICED = strawberry.enum_value("invoiced", description="Billed.")
    CLOSED = strawberry.enum_value("closed", description="Closed in the DMS.")
    PICKED_UP = strawberry.enum_value("picked_up", description="The customer has the vehicle back.")


@strawberry.enum(description="What a customer said to recommended work.")
class WorkDecision(Enum):
    """Decisions."""

    OPEN = strawberry.enum_value("open", description="No answer yet.")
    APPROVED = strawberry.enum_value("approved", description="Yes.")
    DECLINED = strawberry.enum_value("declined", description="No.")
    DEFERRED = strawberry.enum_value("deferred", description="Not now.")


@strawberry.enum(description="Why a customer declined work.")
class DeclineReason(Enum):
    """Reasons."""

    COST = strawberry.enum_value("cost", description="Too expensive.")
    TIME = strawberry.enum_value("time", description="No time for it now.")
    SECOND_OPINION = strawberry.enum_value("second_opinion", description="They want to hear somebody else.")
    NOT_CONVINCED = strawberry.enum_value("not_convinced", description="They do not think it is needed.")
    SELF_REPAIR = strawberry.enum_value("self_repair", description="They do it themselves.")
    OTHER = strawberry.enum_value("other", description="For another reason.")


@strawberry.enum(description="Whether declined work is still open.")
class DeclinedWorkStatus(Enum):
    """States."""

    OPEN = strawberry.enum_value("open", description="Still to be won back.")
    APPROVED = strawberry.enum_value("approved", description="Approved after all on the same repair order.")
    RECOVERED = strawberry.enum_value("recovered", description="Sold at a later visit.")


@where("Which repair orders.")
class RepairOrderWhere:
    """Filters of repair orders."""

    status: Match[RepairOrderStatus] | None = filtered("{t}.status", "text", "Where it stands.")
    number: Match[str] | None = filtered("{t}.number", "text", "The repair order's number in the DMS.")
    opened_at: DateTimeRange | None = filtered("{t}.opened_at", "timestamptz", "When it was written up.")
    advisor: Match[strawberry.ID] | None = filtered("{t}.advisor_id", "uuid", "The service advisor.")
    vin: Match[str] | None = filtered("{t}.vin", "text", "The vehicle's VIN, in capitals.")
    rooftop: Match[strawberry.ID] | None = filtered("{t}.rooftop_id", "uuid", "The rooftop.")


@where("Which declined work.")
class DeclinedWorkWhere:
    """Filters of declined work."""

    status: Match[DeclinedWorkStatus] | None = filtered("{t}.status", "text", "Whether it is still open.")
    decision: Match[WorkDecision] | None = filtered("{t}.decision", "text", "Declined or deferred.")
    declined_at: DateTimeRange | None = filtered("{t}.declined_at", "timestamptz", "When the customer said so.")
    revisit_at: DateTimeRange | None = filtered("{t}.revisit_at", "timestamptz", "When to come back to it.")
    op_code: Match[str] | None = filtered("{t}.op_code", "text", "The operation code.")
    rooftop: Match[strawberry.ID] | None = filtered("{t}.rooftop_id", "uuid", "The rooftop.")


REPAIR_ORDER_ORDERS = by_time("opened_at")
DECLINED_WORK_ORDERS = by_time("declined_at")


@strawberry.type(description="What the customer said is wrong, or what they want done.")
class Concern(FromTable, table=Table("service_drive", "concern", rooftop="rooftop_id", subject="customer_id")):
    """A concern."""

    line: str = column("line", "The line of the repair order.")
    complaint: str | None = column("complaint", "The customer's words.", category=Category.CONTENT)
    op_code: str | None = column("op_code", "The operation code.")


@strawberry.type(description="A line of the multi-point inspection.")
class InspectionItem(FromTable, table=Table("service_drive", "inspection_item")):
    """An inspected part."""

    part: str = column("part", "What was inspected.")
    result: str = column("result", "green, yellow or red.")
    measure: str | None = column("measure", "What was measured, with its unit.")


@strawberry.type(description="Work the rooftop recommended, and what the customer said.")
class Recommendation(
    FromTable,
    table=Table(
        "service_drive",
        "recommendation",
        key="id",
        rooftop="rooftop_id",
        subject="customer_id",
        at="{t}.recommended_at",
    ),
):
    """Recommended work."""

    id: strawberry.ID = key("recommendation", "id", "Id of the recommendation, which mutations take.")
    op_code: str = column("op_code", "The operation code.")
    description: str = column("description", "What was recommended.")
    price: Money = money("price_minor", "currency", "Quoted price, tax excluded.")
    priority: str = column("priority", "primary_concern, safety_critical, routine_maintenance and so on.")
    basis: str = column("basis", "inspection, diagnosis, maintenance_schedule or customer_request.")
    decision: WorkDecision = enum("decision", "What the customer said.")
    recommended_at: DateTime = column("recommended_at", "When it was recommended.")
    decided_at: DateTime | None = column("decided_at", "When the customer answered.")


@strawberry.type(description="Recommended work the customer said no, or not now, to.")
class DeclinedWork(
    Node,
    FromTable,
    table=Table(
        "service_drive",
        "declined_work",
        key="id",
        prefix="declined_work",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="service:read",
        at="{t}.declined_at",
    ),
):
    """Declined work."""

    id: strawberry.ID = key("declined_work", "id", "Global id; the same as its recommendation's.")
    op_code: str = column("op_code", "The operation code.")
    description: str = column("description", "What was recommended.")
    price: Money = money("price_minor", "currency", "Quoted price, tax excluded.")
    decision: WorkDecision = enum("decision", "DECLINED for good, or DEFERRED to a later visit.")
    reason: DeclineReason = enum("reason", "Why the customer declined it.")
    verbatim: str | None = column("verbatim", "The customer's own words.", category=Category.CONTENT)
    status: DeclinedWorkStatus = enum("status", "Whether it is still open.")
    declined_at: DateTime = column("declined_at", "When the customer said so.")
    revisit_at: DateTime | None = column("revisit_at", "When to come back to it.")
    recovered_at: DateTime | None = column("recovered_at", "When it was sold after all.")
    recovered_on: "RepairOrder | None" = one("recovered_on", "The repair order on which it was sold after all.")
    repair_order: "RepairOrder | None" = one("repair_order_id", "The visit in which it was declined.")
    customer: CustomerLink | None = one("customer_id", "Who declined it.")
    vehicle: VehicleLink | None = one("vin", "The vehicle.")
    version: EventPosition = wide("position", "Position of the last event about it.")


@strawberry.type(description="Work that was done.")
class Job(FromTable, table=Table("service_drive", "job")):
    """A job."""

    line: str = column("line", "The line of the repair order.")
    op_code: str = column("op_code", "The operation code.")
    description: str = column("description", "What was done.")
    pay_type: str = column("pay_type", "customer_pay, warranty, internal or sublet.")
    sale: Money | None = money("sale_minor", "currency", "What it sold for.")
    technician: EmployeeLink | None = one("technician_id", "Who did it.")
    completed_at: DateTime = column("completed_at", "When it was done.")


@strawberry.type(description="What the customer was told while they waited.")
class StatusUpdate(
    FromTable,
    table=Table("service_drive", "status_update", rooftop="rooftop_id", subject="customer_id", at="{t}.given_at"),
):
    """An update."""

    topic: str = column("topic", "progress, parts, estimate, ready or delay.")
    channel: str = column("channel", "phone, sms, email, chat or in_person.")
    proactive: bool = column("proactive", "Whether they were told before they asked.")
    message: str | None = column("message", "What they were told.", category=Category.CONTENT)
    given_at: DateTime = column("given_at", "When.")


_IN_WORDS = (
    "CASE {t}.status"
    " WHEN 'open' THEN 'Your car is here, and we know what to look at.'"
    " WHEN 'inspected' THEN 'We have looked your car over.'"
    " WHEN 'awaiting_approval' THEN 'We found work to do and wait for your answer.'"
    " WHEN 'in_progress' THEN 'We are working on your car.'"
    " WHEN 'picked_up' THEN 'You have your car back.'"
    " ELSE 'Your car is ready for you.' END"
)


@strawberry.type(description="A repair order, from write-up to pick-up.")
class RepairOrder(
    Node,
    FromTable,
    table=Table(
        "service_drive",
        "repair_order",
        key="id",
        prefix="repair_order",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="service:read",
        at="{t}.opened_at",
    ),
):
    """A repair order."""

    id: strawberry.ID = key("repair_order", "id", "Global id of the repair order.")
    number: str = column("number", "Its number in the DMS.")
    status: RepairOrderStatus = enum("status", "Where it stands.")
    in_words: str | None = expression(_IN_WORDS, "Where it stands, in plain words for the customer.")
    customer: CustomerLink | None = one("customer_id", "Whose vehicle it is about.")
    vehicle: VehicleLink | None = one("vin", "The vehicle.")
    advisor: EmployeeLink | None = one("advisor_id", "The service advisor.")
    appointment: AppointmentLink | None = one("appointment_id", "The appointment it came from.")
    waiting: bool = column("waiting", "Whether the customer waits at the rooftop.")
    promised_at: DateTime | None = column("promised_at", "When the vehicle is promised, as last told.")
    original_promised_at: DateTime | None = column("original_promised_at", "When it was promised at first.")
    promise_changes: int = column("promise_changes", "How often the promise was moved.")
    odometer_in: Distance | None = distance("odometer_value", "odometer_unit", "Odometer at write-up.")
    odometer_out: Distance | None = distance("odometer_out_value", "odometer_unit", "Odometer at close.")
    opened_at: DateTime = column("opened_at", "When it was written up.")
    ready_at: DateTime | None = column("ready_at", "When the vehicle was ready.")
    promise_kept: bool | None = expression(
        "({t}.ready_at <= {t}.original_promised_at)",
        "Whether it was ready by the first promise; null if unknown.",
    )
    invoiced_at: DateTime | None = column("invoiced_at", "When it was billed.")
    closed_at: DateTime | None = column("closed_at", "When it was closed.")
    picked_up_at: DateTime | None = column("picked_up_at", "When the customer got the vehicle back.")
    customer_pay: Money | None = money("customer_pay_minor", "currency", "Billed to the customer.")
    warranty: Money | None = money("warranty_minor", "currency", "Billed to warranty.")
    internal: Money | None = money("internal_minor", "currency", "Billed to another department.")
    approved_total: Money | None = money("approved_minor", "currency", "Quoted price of approved work.")
    declined_total: Money | None = money("declined_minor", "currency", "Quoted price of declined work.")
    declined_count: int = column("declined_count", "How many recommendations were declined or deferred.")
    comeback: bool = column("comeback", "Whether it mends earlier work.")
    concerns: list[Concern] = many({"repair_order_id": "id"}, "{t}.line", "What the customer said is wrong.")
    inspection: list[InspectionItem] = many({"repair_order_id": "id"}, "{t}.ordinal", "The multi-point inspection.")
    recommendations: list[Recommendation] = many(
        {"repair_order_id": "id"}, "{t}.recommended_at, {t}.id", "Work that was recommended."
    )
    declined_work: list[DeclinedWork] = many(
        {"repair_order_id": "id"}, "{t}.declined_at, {t}.id", "Work the customer said no, or not now, to."
    )
    jobs: list[Job] = many({"repair_order_id": "id"}, "{t}.line", "Work that was done.")
    status_updates: list[StatusUpdate] = many(
        {"repair_order_id": "id"}, "{t}.given_at, {t}.position", "What the customer was told meanwhile."
    )
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop.")
    version: EventPosition = wide("position", "Position of the last event about it; the `expectedVersion` of updates.")
