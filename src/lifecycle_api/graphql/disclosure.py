"""Who has seen whose data: for the customer it is about, the dealer who answers for it, and the auditor."""

from enum import Enum
from pathlib import Path
from typing import Final

import strawberry

from lifecycle_api import sqlfiles
from lifecycle_api.graphql.categories import DataCategory
from lifecycle_api.graphql.common import DateTimeRange, Match, Node, by_time, filtered, where
from lifecycle_api.graphql.links import CustomerLink, RecipientLink
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.planner.fields import FromTable, column, documents, enum, key, one, sourced, wide
from lifecycle_api.planner.source import Column, Table

_AT_SOME: Final = sqlfiles.load(Path(__file__).parent, "disclosure")
_SCOPE = "disclosures:read"


@strawberry.enum(description="What kind of recipient data went to.")
class RecipientKind(Enum):
    """Recipients."""

    PARTNER = strawberry.enum_value("partner", description="A marketplace, manufacturer, vendor or lender.")
    AUDITOR = strawberry.enum_value("auditor", description="An auditor, under an engagement.")
    ROOFTOP = strawberry.enum_value("rooftop", description="Another dealership of the group.")


@strawberry.type(description="What was withheld from an answer, and why.")
class Withheld:
    """A category and the reason."""

    category: DataCategory = strawberry.field(description="The category of data that was not shown.")
    reason: str = strawberry.field(description="The first gate that failed, such as `CONSENT_WITHDRAWN`.")


@strawberry.type(
    description="What one recipient saw of one customer in one answer. It stood in the log before the answer left."
)
class Disclosure(
    Node,
    FromTable,
    table=Table(
        "disclosure_ledger",
        "disclosure",
        key="id",
        prefix="disclosure",
        subject="customer_id",
        scope=_SCOPE,
        rooftops="rooftops",
    ),
):
    """A row of the ledger."""

    id: strawberry.ID = key("disclosure", "id", "Global id of the disclosure to this customer's page.")
    disclosed_at: DateTime = column("disclosed_at", "When it left.")
    recipient_kind: RecipientKind = enum("recipient_kind", "What kind of recipient it was.")
    party: strawberry.ID | None = sourced(
        Column("party_id", wire="id", prefix="party"), "Global id of the recipient, when it is registered."
    )
    recipient: RecipientLink | None = one("party_id", "Who that is; null when it is not registered.")
    client_id: str = column("client_id", "The client that asked.")
    purpose: str = column("purpose", "For which purpose the recipient asked.")
    agreement: strawberry.ID | None = sourced(
        Column("agreement_id", wire="id", prefix="agreement"), "Global id of the agreement it was under."
    )
    engagement: strawberry.ID | None = sourced(
        Column("engagement_id", wire="id", prefix="engagement"), "Global id of the auditor's engagement."
    )
    categories: list[DataCategory] = column("categories", "The categories that were shown of this customer.")
    withheld: list[Withheld] = documents("withheld", "What was withheld of this customer, and why.")
    fields: list[str] = column("fields", "The fields that were served, such as `Customer.name`.")
    generalised: list[str] = column(
        "generalised", "Those of the fields that were served in coarser values, such as `VehicleOwner.fromMonth`."
    )
    vehicles: list[str] = column("vehicles", "VINs of the vehicles that the answer was about.")
    document_sha256: str = column("document_sha256", "SHA-256 of the query, in hexadecimal.")
    response_sha256: str = column("response_sha256", "SHA-256 of the data's bytes as they left, in hexadecimal.")
    decided_on: EventPosition = wide("decided_on", "The position of the log that the decision was bound to.")
    customer: CustomerLink | None = one("customer_id", "The customer; null when the answer was about vehicles alone.")
    version: EventPosition = wide("position", "Position of the disclosure in the log.")


@strawberry.type(
    description="Everything that one recipient has seen of one customer so far, added up as far as you may see it."
)
class Holder(
    Node,
    FromTable,
    table=Table(
        "disclosure_ledger",
        "holder",
        key="id",
        prefix="holder",
        subject="customer_id",
        scope=_SCOPE,
        rooftops="rooftops",
        at_some=_AT_SOME["holder"],
    ),
):
    """Who has a customer's data."""

    id: strawberry.ID = key("holder", "id", "Global id of this customer's page about this recipient.")
    recipient_kind: RecipientKind = enum("recipient_kind", "What kind of recipient it is.")
    party: strawberry.ID | None = sourced(
        Column("party_id", wire="id", prefix="party"), "Global id of the recipient, when it is registered."
    )
    recipient: RecipientLink | None = one("party_id", "Who that is; null when it is not registered.")
    client_id: str = column("client_id", "The client that asked last.")
    categories: list[DataCategory] = column("categories", "Every category it has seen of this customer.")
    purposes: list[str] = column("purposes", "Every purpose for which it asked.")
    agreement: strawberry.ID | None = sourced(
        Column("agreement_id", wire="id", prefix="agreement"), "Global id of the latest agreement it was under."
    )
    disclosures: int = column("disclosures", "In how many answers.")
    first_disclosed_at: DateTime = column("first_disclosed_at", "When it first saw something.")
    last_disclosed_at: DateTime = column("last_disclosed_at", "When it last saw something.")
    customer: CustomerLink | None = one("customer_id", "The customer.")
    version: EventPosition = wide("position", "Position of the latest disclosure in the log.")


@strawberry.type(description="A party with standing asked, and got nothing.")
class Refusal(
    Node,
    FromTable,
    table=Table(
        "disclosure_ledger",
        "refusal",
        key="id",
        prefix="refusal",
        scope=_SCOPE,
        rooftops="rooftops",
        own="false",
        open_to_partners="false",
    ),
):
    """A refused answer."""

    id: strawberry.ID = key("refusal", "id", "Global id of the refusal.")
    party: strawberry.ID | None = sourced(
        Column("party_id", wire="id", prefix="party"), "Global id of who asked, when it is registered."
    )
    recipient: RecipientLink | None = one("party_id", "Who that is; null when it is not registered.")
    client_id: str = column("client_id", "The client that asked.")
    purpose: str | None = column("purpose", "The purpose it named.")
    reason: str = column("reason", "The first gate that failed, such as `AGREEMENT_PURPOSE`.")
    refused_at: DateTime = column("refused_at", "When it was refused.")
    version: EventPosition = wide("position", "Position of the refusal in the log.")


@strawberry.enum(description="Where a withdrawal notice stands.")
class WithdrawalNoticeStatus(Enum):
    """States."""

    OPEN = strawberry.enum_value("open", description="The recipient has not answered yet.")
    ACKNOWLEDGED = strawberry.enum_value("acknowledged", description="The recipient confirmed that it is done.")
    LAPSED = strawberry.enum_value("lapsed", description="The recipient did not answer in time: a breach.")


@strawberry.enum(description="What a withdrawal notice asks of its recipient.")
class WithdrawalDuty(Enum):
    """Duties."""

    DELETE = strawberry.enum_value("delete", description="Delete what was received.")
    STOP_USING = strawberry.enum_value("stop_using", description="Keep it if the law says so, and use it no more.")


@strawberry.type(description="What a recipient was told to do with data that a customer took back.")
class WithdrawalNotice(
    Node,
    FromTable,
    table=Table(
        "disclosure_ledger",
        "withdrawal_notice",
        key="id",
        prefix="withdrawal_notice",
        subject="customer_id",
        scope=_SCOPE,
        rooftops="rooftops",
    ),
):
    """A notice and its answer."""

    id: strawberry.ID = key("withdrawal_notice", "id", "Global id of the notice.")
    status: WithdrawalNoticeStatus = enum("status", "Where it stands.")
    duty: WithdrawalDuty = enum("duty", "What it asks.")
    party: strawberry.ID = sourced(Column("party_id", wire="id", prefix="party"), "Global id of the recipient.")
    recipient: RecipientLink | None = one("party_id", "Who that is.")
    agreement: strawberry.ID | None = sourced(
        Column("agreement_id", wire="id", prefix="agreement"), "Global id of the agreement it falls under."
    )
    purposes: list[str] = column("purposes", "The purposes for which the data had been given.")
    categories: list[DataCategory] = column("categories", "The categories that had been given.")
    disclosures: int = column("disclosures", "In how many answers it had been given.")
    issued_at: DateTime = column("issued_at", "When the notice was issued.")
    due_at: DateTime = column("due_at", "By when the recipient has to confirm.")
    acknowledged_at: DateTime | None = column("acknowledged_at", "When the recipient confirmed.")
    customer: CustomerLink | None = one("customer_id", "The customer.")
    version: EventPosition = wide("position", "Position of the last event about it.")


@strawberry.type(description="Whose money or papers someone on the staff was shown.")
class StaffAccess(
    Node,
    FromTable,
    table=Table(
        "disclosure_ledger",
        "staff_access",
        key="id",
        prefix="staff_access",
        subject="customer_id",
        scope=_SCOPE,
        rooftops="rooftops",
    ),
):
    """One look."""

    id: strawberry.ID = key("staff_access", "id", "Global id of this look at this customer.")
    reader: str = column("reader", "Who looked: the subject of their token.")
    client_id: str = column("client_id", "The program they used.")
    roles: list[str] = column("roles", "Their jobs at the time.")
    categories: list[DataCategory] = column("categories", "What they were shown: financial data, papers.")
    fields: list[str] = column("fields", "The fields, such as `Deal.price`, or `deal.structured.price` of the log.")
    document_sha256: str = column("document_sha256", "SHA-256 of the query, in hexadecimal.")
    seen_at: DateTime = column("seen_at", "When.")
    customer: CustomerLink | None = one("customer_id", "Whose they were.")
    version: EventPosition = wide("position", "Position of the event in the log.")


@strawberry.type(description="How often someone on the staff was shown other personal data, in a stretch of time.")
class StaffSummary(
    Node,
    FromTable,
    table=Table(
        "disclosure_ledger",
        "staff_summary",
        key="id",
        prefix="staff_summary",
        scope=_SCOPE,
        rooftops="rooftops",
        own="false",
        open_to_partners="false",
    ),
):
    """A count."""

    id: strawberry.ID = key("staff_summary", "id", "Global id of the summary.")
    reader: str = column("reader", "Who looked: the subject of their token.")
    client_id: str = column("client_id", "The program they used.")
    categories: list[DataCategory] = column("categories", "What they were shown.")
    answers: int = column("answers", "In how many answers.")
    from_at: DateTime = column("from_at", "From when.")
    to_at: DateTime = column("to_at", "Until when.")
    version: EventPosition = wide("position", "Position of the event in the log.")


@where("Which disclosures.")
class DisclosureWhere:
    """Filters of `disclosures`."""

    customer: Match[strawberry.ID] | None = filtered("{t}.customer_id", "uuid", "Global id of the customer.")
    party: Match[strawberry.ID] | None = filtered("{t}.party_id", "uuid", "Global id of the recipient.")
    recipient_kind: Match[RecipientKind] | None = filtered("{t}.recipient_kind", "text", "What kind of recipient.")
    client_id: Match[str] | None = filtered("{t}.client_id", "text", "The client that asked.")
    purpose: Match[str] | None = filtered("{t}.purpose", "text", "For which purpose.")
    disclosed_at: DateTimeRange | None = filtered("{t}.disclosed_at", "timestamptz", "When it left.")


@where("Which holders.")
class HolderWhere:
    """Filters of `whoHasMyData`."""

    customer: Match[strawberry.ID] | None = filtered("{t}.customer_id", "uuid", "Global id of the customer.")
    party: Match[strawberry.ID] | None = filtered("{t}.party_id", "uuid", "Global id of the recipient.")
    recipient_kind: Match[RecipientKind] | None = filtered("{t}.recipient_kind", "text", "What kind of recipient.")


@where("Which looks of staff.")
class StaffAccessWhere:
    """Filters of `staffAccess`."""

    customer: Match[strawberry.ID] | None = filtered("{t}.customer_id", "uuid", "Global id of the customer.")
    reader: Match[str] | None = filtered("{t}.reader", "text", "Who looked.")
    seen_at: DateTimeRange | None = filtered("{t}.seen_at", "timestamptz", "When.")


@where("Which withdrawal notices.")
class WithdrawalNoticeWhere:
    """Filters of `withdrawalNotices`."""

    status: Match[WithdrawalNoticeStatus] | None = filtered("{t}.status", "text", "Where it stands.")
    due_at: DateTimeRange | None = filtered("{t}.due_at", "timestamptz", "By when the recipient has to confirm.")


DISCLOSURE_ORDERS = by_time("disclosed_at")
HOLDER_ORDERS = by_time("last_disclosed_at")
REFUSAL_ORDERS = by_time("refused_at")
WITHDRAWAL_NOTICE_ORDERS = by_time("issued_at")
STAFF_ACCESS_ORDERS = by_time("seen_at")
STAFF_SUMMARY_ORDERS = by_time("to_at")
