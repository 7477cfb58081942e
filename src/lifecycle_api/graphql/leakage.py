"""Signs that a lead went further than it was allowed to."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.common import DateTimeRange, Match, Node, by_time, filtered, where
from lifecycle_api.graphql.links import CustomerLink, LeadLink, RooftopLink
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.planner.fields import FromTable, column, enum, key, one, sourced, wide
from lifecycle_api.planner.source import Column, Table


@strawberry.enum(description="What was noticed.")
class LeakageKind(Enum):
    """Kinds of evidence."""

    CANARY_PLANTED = strawberry.enum_value("canary_planted", description="A canary waits at one recipient.")
    CANARY_CONTACTED = strawberry.enum_value("canary_contacted", description="Somebody contacted a canary.")
    CANARY_RECEIVED = strawberry.enum_value(
        "canary_received", description="A lead came with a canary's number or address."
    )
    ONWARD_RECEIPT = strawberry.enum_value("onward_receipt", description="A recipient said to whom it passed it on.")
    CUSTOMER_REPORT = strawberry.enum_value("customer_report", description="A customer reports an unknown company.")
    AT_A_SIBLING = strawberry.enum_value("at_a_sibling", description="The same shopper arrived at a sibling rooftop.")
    FROM_A_SECOND_SOURCE = strawberry.enum_value(
        "from_a_second_source", description="The same shopper arrived through another sender."
    )


@strawberry.enum(description="What a piece of evidence is worth.")
class EvidenceStrength(Enum):
    """From proof to nothing."""

    PROOF = strawberry.enum_value("proof", description="Nobody else had it.")
    STRONG = strawberry.enum_value("strong", description="The recipient itself said so.")
    MODERATE = strawberry.enum_value("moderate", description="The customer, or a file, said so.")
    WEAK = strawberry.enum_value("weak", description="It may be a coincidence.")
    NONE = strawberry.enum_value("none", description="Nothing went too far.")


@strawberry.type(description="One sign that a lead went further than it was allowed to.")
class LeakageEvidence(
    Node,
    FromTable,
    table=Table(
        "lead_leakage",
        "evidence",
        key="id",
        prefix="evidence",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="leakage:read",
    ),
):
    """A piece of evidence."""

    id: strawberry.ID = key("evidence", "id", "Global id of the evidence.")
    kind: LeakageKind = enum("kind", "What was noticed.")
    strength: EvidenceStrength = enum("strength", "What it is worth.")
    seen_at: DateTime = column("seen_at", "When it was noticed.")
    party: strawberry.ID | None = sourced(
        Column("party_id", wire="id", prefix="party"), "Global id of the recipient that it points to, if it does."
    )
    company: str | None = column(
        "company",
        "The company that had, or used, the data. Of a lead it is what the lead says of its sender, and anybody can "
        "write that: `sender` is who sent it.",
    )
    sender: str | None = column(
        "sender",
        "Whose token delivered the lead that is the sign: global id of a party, or `client:` and a name. Null when it "
        "came in a file or through staff, where only the lead itself says who sent it, or for other signs.",
    )
    channel: str | None = column("channel", "Through which channel contact was made.")
    account: str | None = column("account", "The customer's own words.", category=Category.CONTENT)
    hours_between: int | None = column("hours_between", "Hours between the two leads.")
    customer: CustomerLink | None = one("customer_id", "The customer it is about.")
    lead: LeadLink | None = one("lead_id", "The lead it is about.")
    other_lead: LeadLink | None = one("other_lead_id", "The lead that arrived elsewhere.")
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop at which it was noticed.")
    version: EventPosition = wide("position", "Position of its event in the log.")


@where("Which evidence.")
class LeakageWhere:
    """Filters of `leadLeakage`."""

    kind: Match[LeakageKind] | None = filtered("{t}.kind", "text", "What was noticed.")
    strength: Match[EvidenceStrength] | None = filtered("{t}.strength", "text", "What it is worth.")
    company: Match[str] | None = filtered("{t}.company", "text", "What `company` says.")
    seen_at: DateTimeRange | None = filtered("{t}.seen_at", "timestamptz", "When it was noticed.")


LEAKAGE_ORDERS = by_time("seen_at")
