"""Who says that data is theirs, and who disagrees."""

from enum import Enum

import strawberry

from lifecycle_api.graphql.agreement import Agreement
from lifecycle_api.graphql.common import Match, Node, by_time, filtered, where
from lifecycle_api.graphql.links import CustomerLink, LeadLink, VehicleLink
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.graphql.words import ClaimBasis
from lifecycle_api.planner.fields import FromTable, column, enum, key, many, one, wide
from lifecycle_api.planner.source import Table


@strawberry.enum(description="Where a claim stands.")
class ClaimStatus(Enum):
    """States."""

    ASSERTED = strawberry.enum_value("asserted", description="Made, and not contradicted.")
    DISPUTED = strawberry.enum_value("disputed", description="Somebody disagrees.")
    SETTLED = strawberry.enum_value("settled", description="Ended, with an outcome.")


@where("Which claims.")
class ClaimWhere:
    """Filters of `claims`."""

    status: Match[ClaimStatus] | None = filtered("{t}.status", "text", "Where it stands.")
    basis: Match[ClaimBasis] | None = filtered("{t}.basis", "text", "On what ground.")


CLAIM_ORDERS = by_time("asserted_at")


@strawberry.type(description="What somebody holds against a claim.")
class Dispute(FromTable, table=Table("data_claims", "dispute", open_to_partners="false")):
    """A contradiction."""

    disputed_by: str = column("disputed_by", "Global id of who disagrees.")
    statement: str = column("statement", "What they say.")
    disputed_at: DateTime = column("disputed_at", "When they said it.")


@strawberry.type(description="A party says that some data is theirs. A claim decides nothing; `ownership` does.")
class Claim(
    Node,
    FromTable,
    table=Table("data_claims", "claim", key="id", prefix="claim", subject="customer_id", scope="claims:read"),
):
    """A claim."""

    id: strawberry.ID = key("claim", "id", "Global id of the claim.")
    claimant: str = column("claimant", "Global id of who claims it.")
    customer: CustomerLink | None = one("customer_id", "The customer whose data it is about, if it is.")
    vehicle: VehicleLink | None = one("vin", "The vehicle it is about, if it is.")
    lead: LeadLink | None = one("lead_id", "The lead it is about, if it is.")
    categories: list[str] = column("categories", "Categories of data that are claimed.")
    basis: ClaimBasis = enum("basis", "On what ground.")
    agreement: Agreement | None = one("agreement_id", "The agreement it rests on, if it does.")
    clause: str | None = column("clause", "The clause it rests on.")
    page: int | None = column("page", "The page of the document that it rests on.")
    document_sha256: str | None = column("document_sha256", "SHA-256 of that document.")
    status: ClaimStatus = enum("status", "Where it stands.")
    outcome: str | None = column("outcome", "upheld, rejected or withdrawn, once it is settled.")
    outcome_reason: str | None = column("outcome_reason", "Why it ended so.")
    asserted_at: DateTime = column("asserted_at", "When it was made.")
    settled_at: DateTime | None = column("settled_at", "When it ended.")
    version: EventPosition = wide("position", "Position of the last event about it; the `expectedVersion` of updates.")
    disputes: list[Dispute] = many({"claim_id": "id"}, "{t}.position", "What others hold against it.")
