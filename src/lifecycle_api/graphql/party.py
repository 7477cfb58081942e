"""Parties outside the group, and what auditors were engaged for."""

from enum import Enum

import strawberry

from lifecycle_api.graphql.common import Connection, Match, Node, TextMatch, by_time, filtered, where
from lifecycle_api.graphql.links import AgreementLink
from lifecycle_api.graphql.scalars import Date, DateTime, EventPosition
from lifecycle_api.graphql.words import PartyKind
from lifecycle_api.planner.fields import FromTable, column, enum, expression, key, one, pages, wide
from lifecycle_api.planner.source import Table


@strawberry.enum(description="Whether a party is served.")
class PartyStatus(Enum):
    """States."""

    ACTIVE = strawberry.enum_value("active", description="Served, as far as agreements and consent allow.")
    SUSPENDED = strawberry.enum_value("suspended", description="Refused everything until it is reinstated.")


@where("Which parties.")
class PartyWhere:
    """Filters of `parties`."""

    kind: Match[PartyKind] | None = filtered("{t}.kind", "text", "What sort of organisation.")
    status: Match[PartyStatus] | None = filtered("{t}.status", "text", "Whether it is served.")
    name: TextMatch | None = filtered("{t}.name", "text", "Its name.")


PARTY_ORDERS = by_time("registered_at")
ENGAGEMENT_ORDERS = by_time("opened_at")


@strawberry.type(
    description="An organisation with which the group may share data. Being registered permits it nothing."
)
class Party(
    Node,
    FromTable,
    table=Table("parties", "party", key="id", prefix="party", scope="parties:read", open_to_partners="false"),
):
    """A party."""

    id: strawberry.ID = key("party", "id", "Global id of the party.")
    kind: PartyKind = enum("kind", "What sort of organisation it is.")
    name: str = column("name", "Its name.")
    legal_name: str | None = column("legal_name", "Its name in contracts.")
    country: str = column("country", "Where it is, as an ISO 3166 alpha-2 code.")
    territory: list[str] = column("territory", "Where it does business, when that is limited.")
    brands: list[str] = column("brands", "The brands it stands for.")
    website: str | None = column("website", "Its address on the web.")
    status: PartyStatus = enum("status", "Whether it is served.")
    suspended_at: DateTime | None = column("suspended_at", "Since when it is refused everything.")
    suspended_reason: str | None = column("suspended_reason", "Why it is refused everything.")
    registered_at: DateTime = column("registered_at", "When it became known.")
    version: EventPosition = wide("position", "Position of the last event about it; the `expectedVersion` of updates.")
    agreements: Connection[AgreementLink] = pages(
        by_time("drafted_at"), "Agreements with it, the newest first.", join={"party_id": "id"}
    )


@strawberry.type(
    description="Who receives data, by name, for those who deal with them: customers read whom they agreed to and who "
    "has looked."
)
class Recipient(
    FromTable,
    table=Table("parties", "recipient", key="id", scope="disclosures:read", own="true", open_to_partners="false"),
):
    """What a party is called, or a rooftop that receives what its siblings hold."""

    id: strawberry.ID = key("party", "id", "Global id of the party, which a rooftop of the group is to its siblings.")
    kind: PartyKind | None = enum("kind", "What sort of organisation it is; null for a rooftop of the group.")
    name: str = column("name", "Its name.")
    website: str | None = column("website", "Its address on the web.")


@strawberry.type(description="What an auditor was engaged for: no view of the log reaches beyond it.")
class Engagement(
    Node,
    FromTable,
    table=Table(
        "parties", "engagement", key="id", prefix="engagement", scope="engagements:read", open_to_partners="false"
    ),
):
    """An engagement."""

    id: strawberry.ID = key("engagement", "id", "Global id of the engagement.")
    party: Party | None = one("party_id", "The auditor.")
    matter: str = column("matter", "What it is about.")
    purpose: str = column("purpose", "audit, or dsar for the request of a person.")
    rooftops: list[strawberry.ID] | None = expression(
        "ARRAY(SELECT 'rooftop:' || r FROM unnest({t}.rooftops) AS r)", "Rooftops in scope; none means all."
    )
    customers: list[strawberry.ID] | None = expression(
        "ARRAY(SELECT 'customer:' || c FROM unnest({t}.customers) AS c)", "Customers in scope; none means all."
    )
    categories: list[str] = column("categories", "Personal categories that the auditor may see opened.")
    from_on: Date | None = column("from_on", "The first day in scope.")
    to_on: Date | None = column("to_on", "The last day in scope.")
    ends_on: Date = column("ends_on", "The last day of the engagement.")
    opened_at: DateTime = column("opened_at", "When it began.")
    ended_at: DateTime | None = column("ended_at", "When it was ended, if it was ended before its day.")
    end_reason: str | None = column("end_reason", "Why it was ended.")
    version: EventPosition = wide("position", "Position of the last event about it; the `expectedVersion` of updates.")


@strawberry.type(
    description="Another legal entity took a rooftop over: until the notice ends, for the same purposes only."
)
class Succession(FromTable, table=Table("parties", "succession", open_to_partners="false")):
    """A succession."""

    predecessor: str = column("predecessor", "The legal entity before.")
    successor: str = column("successor", "The legal entity since then.")
    notice_ends_on: Date = column("notice_ends_on", "Until when new purposes are closed to it.")
    succeeded_at: DateTime = column("succeeded_at", "When it took over.")
