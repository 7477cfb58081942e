"""Customers: who they are now, how to reach them, and everything that hangs on them."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql import appointment, disclosure, handoff, sales, service
from lifecycle_api.graphql.common import (
    Chronology,
    Connection,
    DateTimeRange,
    Match,
    Node,
    TextMatch,
    by_time,
    filtered,
    where,
)
from lifecycle_api.graphql.communication import COMMUNICATION_ORDERS, CommunicationWhere
from lifecycle_api.graphql.consent import CONSENT_ORDERS, ConsentWhere
from lifecycle_api.graphql.links import (
    AppointmentLink,
    ChannelStopLink,
    ClaimLink,
    CommunicationLink,
    ConsentLink,
    ConsentWithdrawalLink,
    DataLimitLink,
    DealLink,
    DeclinedWorkLink,
    DisclosureLink,
    EmployeeLink,
    HandoffLink,
    HolderLink,
    IdentityLinkLink,
    LeadLink,
    NoticeLink,
    OpportunityLink,
    OwnershipPeriodLink,
    RepairOrderLink,
    TimelineConnectionLink,
    TimelineGroupLink,
)
from lifecycle_api.graphql.scalars import Date, DateTime, EventPosition
from lifecycle_api.graphql.timeline import GROUP_ORDERS, ITEM_ORDERS, GroupBy, TimelineWhere
from lifecycle_api.planner.fields import FromTable, column, embedded, enum, expression, key, many, one, pages, wide
from lifecycle_api.planner.source import Column, Condition, Order, Table


@strawberry.enum(description="Whether a customer is a person or a business.")
class CustomerKind(Enum):
    """Kinds of customer."""

    PERSON = strawberry.enum_value("person", description="A natural person.")
    BUSINESS = strawberry.enum_value("business", description="A company or another organisation.")


@strawberry.enum(description="Where a customer stands as a party.")
class CustomerStatus(Enum):
    """Party status."""

    ACTIVE = strawberry.enum_value("active", description="An ordinary customer.")
    INACTIVE = strawberry.enum_value("inactive", description="Not to be worked any more.")
    DECEASED_DISSOLVED = strawberry.enum_value("deceased_dissolved", description="Died, or was dissolved.")
    ARCHIVED = strawberry.enum_value("archived", description="Kept for the record only.")


@strawberry.enum(description="The order of a list of customers.")
class CustomerOrder(Enum):
    """Sorts of `customers`."""

    LAST_SEEN = strawberry.enum_value("last_seen", description="Whoever anything happened with last comes first.")
    LAST_VISIT = strawberry.enum_value("last_visit", description="Whoever was here last comes first.")
    REGISTERED = strawberry.enum_value("registered", description="The newest customers first.")
    NAME = strawberry.enum_value("name", description="By name, from A to Z.")


@strawberry.enum(description="The ways a contact point can be used.")
class ContactKind(Enum):
    """Phone or e-mail."""

    PHONE = strawberry.enum_value("phone", description="A phone number in E.164.")
    EMAIL = strawberry.enum_value("email", description="An e-mail address.")


@strawberry.type(description="A way to reach a customer.")
class ContactPoint(
    FromTable,
    table=Table("customer_profile", "contact_point", key="id", subject="customer_id", contact="hmac"),
):
    """A phone number or e-mail address."""

    kind: ContactKind = enum("kind", "Phone or e-mail.")
    value: str | None = column("value", "The normalised number or address.", category=Category.CONTACT)
    label: str | None = column("label", "What the source called it, such as `home` or `work`.")
    valid: bool = column("valid", "False when it cannot reach anyone, or no longer reaches this customer.")
    verified_by: str | None = column("verified_by", "How it was verified: reply, one_time_code, carrier or staff.")
    invalid_reason: str | None = column("invalid_reason", "Why it is no longer valid.")
    added_at: DateTime = column("added_at", "When it became known.")
    stops: list[ChannelStopLink] = many(
        {"contact": "hmac"}, "{t}.stopped_at, {t}.channel", "What was stopped at this number or address, by anyone."
    )


@strawberry.type(description="A record of a source system that was recognised as this customer.")
class SourceLink(FromTable, table=Table("customer_profile", "source_link", key="id", internal=True)):
    """An identity link with its reason."""

    system: str = column("system", "The source system.")
    record_id: str = column("record_id", "The record's id there.")
    method: str = column("method", "How it was recognised: deterministic, rule, model or manual.")
    rule: str = column("rule", "The rule that linked it.")
    score: float = column("score", "Confidence from 0 to 1.")
    linked_at: DateTime = column("linked_at", "When it was linked.")
    unlinked_at: DateTime | None = column("unlinked_at", "When the link was taken back, if it was.")


def _orphaned(assignment: str) -> str:
    """SQL for whether nobody is responsible in a slot: somebody said so, or whoever has it left the group.

    The departure is asked of the employee, so it counts whichever of the two became known first.
    """
    return (
        f"({assignment}.orphaned OR EXISTS (SELECT FROM <organisation>.employee e"
        f" WHERE e.tenant_id = {assignment}.tenant_id AND e.id = {assignment}.employee_id AND NOT e.active))"
    )


@strawberry.type(description="Who looks after a customer in one slot.")
class Assignment(FromTable, table=Table("customer_profile", "assignment", internal=True)):
    """A slot of the customer's team."""

    slot: sales.Slot = enum("slot", "The job they do for this customer.")
    employee: EmployeeLink | None = one(
        "employee_id", "Who does it, or did until they left; null where the customer was left without anyone otherwise."
    )
    since: DateTime = column("since", "Since when.")
    orphaned: bool = expression(
        _orphaned("{t}"),
        "Whether nobody is responsible any more: once `employee.active` is false, or else since `since`.",
    )


@strawberry.type(description="How a customer said they want to buy and be contacted.")
class BuyingPreference(FromTable, table=Table("customer_profile", "buying_preference", key="customer_id")):
    """Stated wishes, not guesses."""

    path: str = column("path", "online, in_store, hybrid, remote_delivery or unstated.")
    wants: str = column("wants", "What comes first: price_first, drive_first, trade_first, payment_first, browse.")
    contact_channel: str = column("contact_channel", "phone, sms, email, chat or unstated.")
    contact_time: str = column("contact_time", "morning, afternoon, evening, day or no_preference.")
    earliest: Date | None = column("earliest", "The earliest day they want to buy.")
    latest: Date | None = column("latest", "The latest day they want to buy.")
    stated_at: DateTime = column("stated_at", "When they said so.")


@strawberry.type(description="A note about a customer, in its current wording. Notes are corrected, never edited.")
class Note(
    Node,
    FromTable,
    table=Table(
        "customer_profile",
        "note",
        key="id",
        prefix="note",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="customers:read",
        at="{t}.recorded_at",
    ),
):
    """A note."""

    id: strawberry.ID = key("note", "id", "Global id of the note.")
    text: str | None = column("text", "What was written.", category=Category.CONTENT)
    about: str = column("about", "customer, lead, deal, appointment, repair_order or vehicle.")
    author_type: str = column("author_type", "employee, customer, system, partner, oem or ai_agent.")
    author_id: str = column("author_id", "Pseudonymous id of the author.")
    recorded_at: DateTime = column("recorded_at", "When it was first written.")
    corrected_at: DateTime | None = column("corrected_at", "When it was last corrected.")
    correction_reason: str | None = column("correction_reason", "Why it was corrected.", category=Category.CONTENT)
    version: EventPosition = wide("position", "Position of the last event about it; the `expectedVersion` of updates.")


@strawberry.type(description="A postal address.")
class Address:
    """Where mail reaches the customer."""

    lines: list[str] | None = strawberry.field(description="Street lines.")
    city: str | None = strawberry.field(description="City.")
    region: str | None = strawberry.field(description="State, province or region.")
    postal_code: str | None = strawberry.field(description="Postal code.")
    country: str | None = strawberry.field(description="ISO 3166 alpha-2 code.")


@where("Which customers.")
class CustomerWhere:
    """Filters of `customers`."""

    name: TextMatch | None = filtered("{t}.name", "text", "The full name as recorded.", category=Category.IDENTITY)
    kind: Match[CustomerKind] | None = filtered("{t}.kind", "text", "Person or business.")
    status: Match[CustomerStatus] | None = filtered("{t}.status", "text", "Where they stand as a party.")
    registered_at: DateTimeRange | None = filtered("{t}.registered_at", "timestamptz", "When they became known.")
    last_seen_at: DateTimeRange | None = filtered("{t}.last_seen_at", "timestamptz", "When anything last happened.")
    last_visit_at: DateTimeRange | None = filtered("{t}.last_visit_at", "timestamptz", "When they were last here.")
    assigned_to: Match[strawberry.ID] | None = filtered(
        "(SELECT a.employee_id FROM <customer_profile>.assignment a WHERE a.tenant_id = {t}.tenant_id"
        " AND a.customer_id = {t}.id ORDER BY a.since DESC LIMIT 1)",
        "uuid",
        "The employee who was assigned to them last.",
    )
    orphaned: Match[bool] | None = filtered(
        "EXISTS (SELECT FROM <customer_profile>.assignment a WHERE a.tenant_id = {t}.tenant_id"
        f" AND a.customer_id = {{t}}.id AND {_orphaned('a')})",
        "boolean",
        "Whether a slot of their team is orphaned, also because its employee left.",
        internal=True,
    )


CUSTOMER_ORDERS = {
    "last_seen": Order("{t}.last_seen_at", "timestamptz"),
    "last_visit": Order("coalesce({t}.last_visit_at, '-infinity')", "timestamptz"),
    "registered": Order("{t}.registered_at", "timestamptz"),
    "name": Order("coalesce({t}.name, '') COLLATE \"C\"", "text", descending=False, category=Category.IDENTITY),
}

_ADDRESS = {
    "lines": Column("address_lines"),
    "city": Column("city"),
    "region": Column("region"),
    "postalCode": Column("postal_code"),
    "country": Column("country"),
}


@strawberry.type(description="A customer, with their story across sales and service.")
class Customer(
    Node,
    FromTable,
    table=Table(
        "customer_profile",
        "customer",
        key="id",
        prefix="customer",
        rooftops="rooftops",
        subject="id",
        scope="customers:read",
    ),
):
    """The root of most pages."""

    id: strawberry.ID = key("customer", "id", "Global id of the customer.")
    kind: CustomerKind = enum("kind", "Person or business.")
    name: str | None = column("name", "Full name; null when erased or not yours to see.", category=Category.IDENTITY)
    given_name: str | None = column("given_name", "Given name.", category=Category.IDENTITY)
    family_name: str | None = column("family_name", "Family name.", category=Category.IDENTITY)
    language: str | None = column("language", "Preferred language as a BCP 47 tag.")
    status: CustomerStatus = enum("status", "Where they stand as a party.")
    first_seen_via: str = column("first_seen_via", "lead, dms, crm, service or api.")
    address: Address | None = embedded(_ADDRESS, "address_lines", "Postal address.", category=Category.CONTACT)
    registered_at: DateTime = column("registered_at", "When they became known to the group.")
    last_seen_at: DateTime = column("last_seen_at", "When anything last happened with them.")
    last_visit_at: DateTime | None = column("last_visit_at", "When they last came to a rooftop.")
    version: EventPosition = wide(
        "position", "Position of the last event about them; the `expectedVersion` of updates."
    )

    contact_points: list[ContactPoint] = many(
        {"customer_id": "id"}, "{t}.added_at, {t}.id", "Phones and e-mail addresses."
    )
    source_links: list[SourceLink] = many(
        {"customer_id": "id"}, "{t}.linked_at, {t}.id", "Their records in source systems."
    )
    team: list[Assignment] = many({"customer_id": "id"}, "{t}.slot", "Who looks after them, slot by slot.")
    buying_preference: BuyingPreference | None = one("id", "How they said they want to buy.")
    ownerships: list[OwnershipPeriodLink] = many(
        {"customer_id": "id"},
        "{t}.from_date DESC, {t}.id DESC",
        "Vehicles they have or had, the newest first.",
    )
    notes: Connection[Note] = pages(
        by_time("recorded_at"),
        "Notes about them, the newest first.",
        join={"customer_id": "id"},
        order_by=Chronology,
    )
    timeline: TimelineConnectionLink = pages(
        ITEM_ORDERS,
        "Everything that happened with them across departments, the newest first.",
        join={"customer_id": "id"},
        where=TimelineWhere,
        order_by=Chronology,
    )
    timeline_groups: Connection[TimelineGroupLink] = pages(
        GROUP_ORDERS,
        "The timeline grouped by visit or by deal, the newest group first.",
        join={"customer_id": "id"},
        order_by=Chronology,
        conditions={
            "by": (GroupBy, "What to group by.", Condition("{t}.kind = {value}", "text")),
        },
    )
    disclosures: Connection[DisclosureLink] = pages(
        disclosure.DISCLOSURE_ORDERS,
        "What others were shown of them, the newest first.",
        join={"customer_id": "id"},
        where=disclosure.DisclosureWhere,
        order_by=Chronology,
    )
    holders: Connection[HolderLink] = pages(
        disclosure.HOLDER_ORDERS,
        "Who has seen their data so far, added up.",
        join={"customer_id": "id"},
        where=disclosure.HolderWhere,
        order_by=Chronology,
    )
    leads: Connection[LeadLink] = pages(
        sales.LEAD_ORDERS,
        "Their leads, the newest first.",
        join={"customer_id": "id"},
        where=sales.LeadWhere,
        order_by=Chronology,
    )
    opportunities: list[OpportunityLink] = many(
        {"customer_id": "id"}, "{t}.opened_at DESC, {t}.id DESC", "Their wishes to buy."
    )
    deals: Connection[DealLink] = pages(
        sales.DEAL_ORDERS,
        "Their deals, also those in which they are the co-buyer, the newest first.",
        within="({t}.customer_id = {parent}.id OR {t}.co_buyer_id = {parent}.id)",
        where=sales.DealWhere,
        order_by=Chronology,
    )
    appointments: Connection[AppointmentLink] = pages(
        appointment.APPOINTMENT_ORDERS,
        "Their appointments, the latest first.",
        join={"customer_id": "id"},
        where=appointment.AppointmentWhere,
        order_by=Chronology,
    )
    repair_orders: Connection[RepairOrderLink] = pages(
        service.REPAIR_ORDER_ORDERS,
        "Their repair orders, the newest first.",
        join={"customer_id": "id"},
        where=service.RepairOrderWhere,
        order_by=Chronology,
    )
    declined_work: Connection[DeclinedWorkLink] = pages(
        service.DECLINED_WORK_ORDERS,
        "Work they said no, or not now, to.",
        join={"customer_id": "id"},
        where=service.DeclinedWorkWhere,
        order_by=Chronology,
    )
    handoffs: Connection[HandoffLink] = pages(
        handoff.HANDOFF_ORDERS,
        "Handoffs about them, the newest first.",
        join={"customer_id": "id"},
        where=handoff.HandoffWhere,
        order_by=Chronology,
    )
    communications: Connection[CommunicationLink] = pages(
        COMMUNICATION_ORDERS,
        "What was said between them and the group, across departments, the latest first.",
        join={"customer_id": "id"},
        where=CommunicationWhere,
    )
    consents: Connection[ConsentLink] = pages(
        CONSENT_ORDERS,
        "What they agreed to, refused and took back, the newest first.",
        join={"customer_id": "id"},
        where=ConsentWhere,
    )
    consent_withdrawals: list[ConsentWithdrawalLink] = many(
        {"customer_id": "id"}, "{t}.position", "Everything they took back, in the order they said so."
    )
    notices: list[NoticeLink] = many({"customer_id": "id"}, "{t}.served_at, {t}.id", "What they were shown.")
    data_limits: list[DataLimitLink] = many(
        {"customer_id": "id"},
        "{t}.position, {t}.kind, {t}.detail",
        "What else they put in the way of using their data.",
    )
    same_person: list[IdentityLinkLink] = many(
        {"customer_id": "id"},
        "{t}.position, {t}.other_id",
        "Their other records, linked or unlinked, also through others.",
    )
    claims: list[ClaimLink] = many(
        {"customer_id": "id"}, "{t}.position, {t}.id", "Who says that data about them is theirs."
    )
