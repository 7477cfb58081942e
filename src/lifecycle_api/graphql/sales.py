"""Leads, opportunities and deals."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.common import (
    DateTimeRange,
    Distance,
    Match,
    Money,
    Node,
    TextMatch,
    by_time,
    filtered,
    where,
)
from lifecycle_api.graphql.links import (
    CustomerLink,
    DealLink,
    EmployeeLink,
    LeadLink,
    RooftopLink,
    VehicleLink,
)
from lifecycle_api.graphql.scalars import Date, DateTime, EventPosition
from lifecycle_api.planner.fields import (
    FromTable,
    column,
    distance,
    embedded,
    enum,
    expression,
    key,
    many,
    money,
    one,
    wide,
)
from lifecycle_api.planner.source import Column, Table


@strawberry.enum(description="A job somebody does for a customer.")
class Slot(Enum):
    """Slots of a customer's team."""

    SALES = strawberry.enum_value("sales", description="Salesperson.")
    BDC = strawberry.enum_value("bdc", description="BDC agent.")
    CLOSER = strawberry.enum_value("closer", description="Closer.")
    F_AND_I = strawberry.enum_value("f_and_i", description="F&I manager.")
    SERVICE_ADVISOR = strawberry.enum_value("service_advisor", description="Service advisor.")
    SERVICE_BDC = strawberry.enum_value("service_bdc", description="Service BDC agent.")


@strawberry.enum(description="How far a lead has come.")
class LeadStatus(Enum):
    """Lead states."""

    RECEIVED = strawberry.enum_value("received", description="Nobody has it yet.")
    ROUTED = strawberry.enum_value("routed", description="In somebody's hands, not yet answered.")
    RESPONDED = strawberry.enum_value("responded", description="Answered by a human being.")
    CONTACTED = strawberry.enum_value("contacted", description="Spoken or written with, both ways.")
    CONVERTED = strawberry.enum_value("converted", description="Became an opportunity.")
    DUPLICATE = strawberry.enum_value("duplicate", description="Another lead asks the same.")
    LOST = strawberry.enum_value("lost", description="Will not become a sale.")


@strawberry.enum(description="How a lead reached the dealer.")
class LeadChannel(Enum):
    """Lead channels."""

    INTERNET = strawberry.enum_value("internet", description="A website or marketplace.")
    PHONE = strawberry.enum_value("phone", description="A call.")
    SHOWROOM = strawberry.enum_value("showroom", description="A walk-in.")
    CHAT = strawberry.enum_value("chat", description="A chat.")
    SERVICE = strawberry.enum_value("service", description="The service drive.")
    REFERRAL = strawberry.enum_value("referral", description="Another customer.")
    EQUITY = strawberry.enum_value("equity", description="Equity mining.")


@strawberry.enum(description="Where a deal stands.")
class DealStage(Enum):
    """Deal stages."""

    STRUCTURED = strawberry.enum_value("structured", description="Put together by the desk.")
    IN_FINANCE = strawberry.enum_value("in_finance", description="With F&I.")
    SIGNED = strawberry.enum_value("signed", description="Contract signed.")
    FUNDED = strawberry.enum_value("funded", description="Paid by the lender.")
    SOLD = strawberry.enum_value("sold", description="Recorded as sold by the DMS.")
    DELIVERED = strawberry.enum_value("delivered", description="Taken home by the customer.")
    UNWOUND = strawberry.enum_value("unwound", description="Undone.")


@strawberry.enum(description="How a deal is paid for.")
class DealKind(Enum):
    """Deal kinds."""

    FINANCE = strawberry.enum_value("finance", description="Financed.")
    LEASE = strawberry.enum_value("lease", description="Leased.")
    CASH = strawberry.enum_value("cash", description="Paid in cash.")


@strawberry.type(description="A vehicle a shopper asked about, as far as they named it.")
class WantedVehicle:
    """Wanted vehicle."""

    condition: str | None = strawberry.field(description="new, used or unknown.")
    year: int | None = strawberry.field(description="Model year.")
    make: str | None = strawberry.field(description="Make.")
    model: str | None = strawberry.field(description="Model.")
    trim: str | None = strawberry.field(description="Trim.")
    vin: str | None = strawberry.field(description="VIN.")
    stock: str | None = strawberry.field(description="Stock number.")


@where("Which leads.")
class LeadWhere:
    """Filters of leads."""

    status: Match[LeadStatus] | None = filtered("{t}.status", "text", "How far it has come.")
    channel: Match[LeadChannel] | None = filtered("{t}.channel", "text", "How it arrived.")
    provider: TextMatch | None = filtered("{t}.provider", "text", "Who sent it.")
    received_at: DateTimeRange | None = filtered("{t}.received_at", "timestamptz", "When it arrived.")
    assigned_to: Match[strawberry.ID] | None = filtered("{t}.employee_id", "uuid", "Who has it.")
    rooftop: Match[strawberry.ID] | None = filtered("{t}.rooftop_id", "uuid", "The rooftop it was sent to.")


@where("Which deals.")
class DealWhere:
    """Filters of deals."""

    stage: Match[DealStage] | None = filtered("{t}.stage", "text", "Where it stands.")
    kind: Match[DealKind] | None = filtered("{t}.kind", "text", "How it is paid for.")
    number: Match[str] | None = filtered("{t}.number", "text", "The deal's number in the DMS.")
    structured_at: DateTimeRange | None = filtered("{t}.structured_at", "timestamptz", "When it was put together.")
    salesperson: Match[strawberry.ID] | None = filtered("{t}.salesperson_id", "uuid", "Who sold it.")
    rooftop: Match[strawberry.ID] | None = filtered("{t}.rooftop_id", "uuid", "The rooftop.")


LEAD_ORDERS = by_time("received_at")
DEAL_ORDERS = by_time("structured_at")

_WANTED = {name: Column(f"wanted_{name}") for name in ("condition", "year", "make", "model", "trim", "vin", "stock")}


# A joint deal is either buyer's own.
_OF_EITHER = "({t}.customer_id = {me} OR {t}.co_buyer_id = {me})"


def _sales(name: str, prefix: str | None = None, *, at: str, both: bool = False) -> Table:
    return Table(
        "sales_pipeline",
        name,
        key="id",
        prefix=prefix,
        rooftop="rooftop_id",
        subject="customer_id",
        scope="sales:read",
        at=f"{{t}}.{at}",
        joint="co_buyer_id" if both else None,
        own=_OF_EITHER if both else None,
    )


@strawberry.type(description="Someone asked about buying, leasing, selling or trading a vehicle.")
class Lead(Node, FromTable, table=_sales("lead", "lead", at="received_at")):
    """A lead."""

    id: strawberry.ID = key("lead", "id", "Global id of the lead.")
    status: LeadStatus = enum("status", "How far it has come.")
    channel: LeadChannel = enum("channel", "How it arrived.")
    provider: str = column("provider", "Who sent it.")
    provider_service: str | None = column("provider_service", "The sender's service or product.")
    external_id: str | None = column("external_id", "The sender's id.")
    conformance: str | None = column("conformance", "How well the document followed its format.")
    requested_at: DateTime | None = column("requested_at", "When the shopper asked, if the sender said so clearly.")
    requested_at_raw: str | None = column("requested_at_raw", "What the sender wrote instead of a clear time.")
    received_at: DateTime = column("received_at", "When it reached the dealer.")
    wanted: WantedVehicle | None = embedded(_WANTED, "wanted_condition", "The vehicle they asked about first.")
    wanted_price: Money | None = money("wanted_price_minor", "wanted_currency", "The price named in the lead.")
    trade_in: VehicleLink | None = one("trade_in_vin", "The vehicle they want to trade in.")
    comments: str | None = column("comments", "What they wrote.", category=Category.CONTENT)
    finance_method: str | None = column("finance_method", "How they want to pay.", category=Category.FINANCIAL)
    timeframe: str | None = column("timeframe", "When they want to buy.")
    claimed_consent: list[str] = column("claimed_consent", "Consent that the text claims; a weak claim, not consent.")
    resends: int = column("resends", "How often the sender sent it again.")
    duplicate_of: LeadLink | None = one("duplicate_of", "The lead that asked the same before.")
    assigned_to: EmployeeLink | None = one("employee_id", "Who has it.")
    routed_at: DateTime | None = column("routed_at", "When it was put into someone's hands.")
    first_responded_at: DateTime | None = column("first_responded_at", "When a human being first answered.")
    response_seconds: int | None = column("response_seconds", "Seconds until then, by the wall clock.")
    contacted_at: DateTime | None = column("contacted_at", "When there was two-way contact.")
    lost_at: DateTime | None = column("lost_at", "When it was lost.")
    lost_reason: str | None = column("lost_reason", "Why it was lost.")
    customer: CustomerLink | None = one("customer_id", "Who asked.")
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop it was sent to.")
    version: EventPosition = wide("position", "Position of the last event about it.")


@strawberry.type(description="A price that was shown to a customer.")
class Quote(FromTable, table=_sales("quote", at="presented_at")):
    """A quote."""

    vehicle: VehicleLink | None = one("vin", "The vehicle.")
    price: Money | None = money("price_minor", "currency", "The price.", category=Category.FINANCIAL)
    monthly_payment: Money | None = money("payment_minor", "currency", "A month.", category=Category.FINANCIAL)
    term_months: int | None = column("term_months", "Term in months.")
    medium: str = column("medium", "in_person, email, sms or phone.")
    presented_at: DateTime = column("presented_at", "When it was shown.")


@strawberry.type(description="What the used-car desk offered for a customer's vehicle.")
class TradeAppraisal(FromTable, table=_sales("trade_appraisal", at="appraised_at")):
    """An appraisal."""

    vehicle: VehicleLink | None = one("vin", "The vehicle.")
    odometer: Distance | None = distance("odometer_value", "odometer_unit", "The odometer at appraisal.")
    condition: str | None = column("condition", "Its condition.")
    offer: Money | None = money("offer_minor", "currency", "The offer.", category=Category.FINANCIAL)
    payoff: Money | None = money("payoff_minor", "currency", "What is still owed on it.", category=Category.FINANCIAL)
    actual_cash_value: Money | None = money(
        "actual_cash_value_minor",
        "cash_value_currency",
        "What the dealer thinks it is worth.",
        category=Category.DEALER_CONFIDENTIAL,
    )
    appraised_at: DateTime = column("appraised_at", "When it was appraised.")


@strawberry.type(description="A customer's wish to buy that is being worked on.")
class Opportunity(Node, FromTable, table=_sales("opportunity", "opportunity", at="opened_at")):
    """An opportunity."""

    id: strawberry.ID = key("opportunity", "id", "Global id of the opportunity.")
    kind: str = column("kind", "new, used, lease, trade_only or service_to_sales.")
    stage: str = column("stage", "The furthest stage reached, such as `visit`, `quote` or `delivered`.")
    visits: int = column("visits", "How often they came.")
    test_drives: int = column("test_drives", "How many vehicles they drove.")
    opened_at: DateTime = column("opened_at", "When it was opened.")
    lead: Lead | None = one("lead_id", "The lead it came from.")
    deal: DealLink | None = one("deal_id", "The deal it led to.")
    customer: CustomerLink | None = one("customer_id", "Who wants to buy.")
    quotes: list[Quote] = many({"opportunity_id": "id"}, "{t}.presented_at, {t}.id", "Prices shown.")
    trade_appraisals: list[TradeAppraisal] = many(
        {"opportunity_id": "id"}, "{t}.appraised_at, {t}.id", "Offers for their vehicle."
    )
    version: EventPosition = wide("position", "Position of the last event about it.")


@strawberry.type(description="A document the lender wants before it funds a deal.")
class Stipulation(FromTable, table=_sales("stipulation", at="requested_at", both=True)):
    """A stip."""

    kind: str = column("kind", "income, residence, insurance, references, signature, title or other.")
    requested_at: DateTime = column("requested_at", "When it was asked for.")
    due_at: DateTime | None = column("due_at", "When it is due.")
    satisfied_at: DateTime | None = column("satisfied_at", "When it was handed in.")


@strawberry.type(description="A deal, from the desk to delivery.")
class Deal(Node, FromTable, table=_sales("deal", "deal", at="structured_at", both=True)):
    """A deal."""

    id: strawberry.ID = key("deal", "id", "Global id of the deal.")
    number: str = column("number", "The deal's number in the DMS.")
    kind: DealKind = enum("kind", "How it is paid for.")
    stage: DealStage = enum("stage", "Where it stands.")
    vehicle: VehicleLink | None = one("vin", "The vehicle sold.")
    trade_in: VehicleLink | None = one("trade_in_vin", "The vehicle traded in.")
    customer: CustomerLink | None = one("customer_id", "The buyer.")
    co_buyer: CustomerLink | None = one("co_buyer_id", "The co-buyer.")
    opportunity: Opportunity | None = one("opportunity_id", "The opportunity it came from.")
    salesperson: EmployeeLink | None = one("salesperson_id", "Who sold it.")
    price: Money | None = money("price_minor", "currency", "Price of the vehicle.", category=Category.FINANCIAL)
    amount_financed: Money | None = money(
        "amount_financed_minor", "currency", "What is financed.", category=Category.FINANCIAL
    )
    trade_allowance: Money | None = money(
        "trade_allowance_minor", "currency", "What is allowed for the trade-in.", category=Category.FINANCIAL
    )
    front_gross: Money | None = money(
        "front_gross_minor", "gross_currency", "Front-end gross.", category=Category.DEALER_CONFIDENTIAL
    )
    back_gross: Money | None = money(
        "back_gross_minor", "gross_currency", "Back-end gross.", category=Category.DEALER_CONFIDENTIAL
    )
    lender: str | None = column("lender", "The lender.", category=Category.FINANCIAL)
    ready: bool | None = column("ready", "Whether F&I found everything needed; null before it checked.")
    missing: list[str] = column("missing", "What F&I still lacks.")
    reworks: int = column("reworks", "How often F&I sent it back.")
    structured_at: DateTime = column("structured_at", "When it was put together.")
    submitted_at: DateTime | None = column("submitted_at", "When it was handed to F&I.")
    signed_at: DateTime | None = column("signed_at", "When the contract was signed.")
    funded_at: DateTime | None = column("funded_at", "When the lender paid.")
    days_in_transit: int | None = expression(
        "coalesce({t}.days_in_transit, {t}.funded_at::date - {t}.signed_at::date)",
        "Days from signature to funding, once funded: by the rooftop's calendar where its system told us, else in UTC.",
    )
    sold_at: DateTime | None = column("sold_at", "When the DMS recorded the sale.")
    sale_date: Date | None = column("sale_date", "The sale's date in the DMS.")
    delivered_at: DateTime | None = column("delivered_at", "When the customer took the vehicle home.")
    unwound_at: DateTime | None = column("unwound_at", "When it was undone.")
    stipulations: list[Stipulation] = many(
        {"deal_id": "id"}, "{t}.requested_at, {t}.id", "Documents the lender wants or wanted."
    )
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop.")
    version: EventPosition = wide("position", "Position of the last event about it; the `expectedVersion` of updates.")
