"""Data-sharing agreements: clause by clause, each with the page it stands on."""

from enum import Enum

import strawberry

from lifecycle_api.graphql.common import DateTimeRange, Match, Node, by_time, filtered, where
from lifecycle_api.graphql.links import RecipientLink
from lifecycle_api.graphql.party import Party
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.graphql.words import AgreementKind, ClauseEffect, Onward
from lifecycle_api.planner.fields import FromTable, column, enum, expression, key, many, one, wide
from lifecycle_api.planner.source import Table


@strawberry.enum(description="Where an agreement stands.")
class AgreementStatus(Enum):
    """States."""

    DRAFT = strawberry.enum_value("draft", description="Written down, not signed: shares nothing.")
    ACTIVE = strawberry.enum_value("active", description="Signed; in force between its dates.")
    SUSPENDED = strawberry.enum_value("suspended", description="Shares nothing until it is resumed.")
    NOTICE = strawberry.enum_value("notice", description="Ends on a day that is set; in force until then.")
    ENDED = strawberry.enum_value("ended", description="Over: what the partner holds is deleted or returned.")


@where("Which agreements.")
class AgreementWhere:
    """Filters of `agreements`."""

    status: Match[AgreementStatus] | None = filtered("{t}.status", "text", "Where it stands.")
    kind: Match[AgreementKind] | None = filtered("{t}.kind", "text", "What it is for.")
    party: Match[strawberry.ID] | None = filtered("{t}.party_id", "uuid", "The party it is with.")
    expires_at: DateTimeRange | None = filtered("{t}.expires_at", "timestamptz", "When it runs out.")


AGREEMENT_ORDERS = by_time("drafted_at")


@strawberry.type(description="One sentence of an agreement, as a machine reads it. What no clause permits is not.")
class Clause(FromTable, table=Table("agreements", "clause", open_to_partners="false")):
    """A clause."""

    name: str = column("id", "Its number in the document, such as `7.2`.")
    page: int = column("page", "The page it stands on.")
    effect: ClauseEffect = enum("effect", "What it does.")
    actions: list[str] = column("actions", "read, search, contact, export, retain, resell or assign.")
    purposes: list[str] = column("purposes", "Purposes of the registry that it is about; ask for `purposes`.")
    categories: list[str] = column("categories", "Categories of data that it is about.")
    territory: list[str] = column("territory", "Where it holds; empty means everywhere.")
    onward: Onward = enum("onward", "Whether what it permits may be passed on.")
    recipients: list[str] = column("recipients", "Parties it may be passed on to, or that it excludes.")
    retention_days: int | None = column("retention_days", "How long the partner may keep what it gets.")
    fields: list[str] = column("fields", "What the partner owes the dealer.")
    delay_hours: int | None = column("delay_hours", "By when the partner owes it, in hours.")
    text_sha256: str | None = column("text_sha256", "SHA-256 of the sentence itself.")


@strawberry.type(description="A text that an agreement had; the draft is the first.")
class Amendment(FromTable, table=Table("agreements", "amendment", open_to_partners="false")):
    """A version of the text."""

    position: EventPosition = wide("position", "Where it stands in the log; `agreementDiff` takes two of them.")
    document_sha256: str = column("document_sha256", "SHA-256 of the document.")
    pages: int = column("pages", "How many pages it has.")
    clauses: int = column("clauses", "How many clauses it has.")
    reason: str | None = column("reason", "Why it replaced the text before; null for the draft.")
    effective_at: DateTime | None = column("effective_at", "From when it counts; null for the draft.")
    recorded_at: DateTime = column("recorded_at", "When it was recorded.")


@strawberry.type(description="What a partner did against an agreement.")
class Breach(FromTable, table=Table("agreements", "breach", open_to_partners="false")):
    """A breach."""

    clause: str | None = column("clause", "The clause it is about.")
    rule: str = column("rule", "The rule that was broken.")
    detail: str | None = column("detail", "What happened.")
    reported_at: DateTime = column("reported_at", "When it was written down.")


@strawberry.type(
    description="What the group agreed with a party about data. Decisions look at it for each request anew."
)
class Agreement(
    Node,
    FromTable,
    table=Table(
        "agreements", "agreement", key="id", prefix="agreement", scope="agreements:read", open_to_partners="false"
    ),
):
    """An agreement."""

    id: strawberry.ID = key("agreement", "id", "Global id of the agreement.")
    party: Party | None = one("party_id", "The other side; null when it is a rooftop of the group.")
    recipient: RecipientLink | None = one("party_id", "The other side by name, also when it is a rooftop.")
    kind: AgreementKind = enum("kind", "What it is for.")
    title: str = column("title", "What it is called.")
    status: AgreementStatus = enum("status", "Where it stands; compare `expiresAt` and `endsAt` with your clock.")
    status_reason: str | None = column("status_reason", "Why it was suspended, resumed or noticed.")
    rooftops: list[strawberry.ID] | None = expression(
        "ARRAY(SELECT 'rooftop:' || r FROM unnest({t}.rooftops) AS r)", "Controllers it binds; none means all."
    )
    document_sha256: str = column("document_sha256", "SHA-256 of the document in force.")
    pages: int = column("pages", "How many pages the document has.")
    jurisdiction: str = column("jurisdiction", "Under which law.")
    notice_days: int = column("notice_days", "The notice period in days.")
    deletion_on_end: bool = column("deletion_on_end", "Whether the partner deletes or returns everything at the end.")
    audit_right: bool = column("audit_right", "Whether the dealer may audit the partner.")
    drafted_at: DateTime = column("drafted_at", "When it was written down.")
    signed_at: DateTime | None = column("signed_at", "When it was signed.")
    signed_by: list[str] = column("signed_by", "Who signed.")
    effective_at: DateTime | None = column("effective_at", "From when it is in force.")
    expires_at: DateTime | None = column("expires_at", "When it runs out, if it does.")
    noticed_by: str | None = column("noticed_by", "Who gave notice: dealer or partner.")
    noticed_at: DateTime | None = column("noticed_at", "When notice was given.")
    ends_at: DateTime | None = column("ends_at", "When it ends, after notice.")
    ended_at: DateTime | None = column("ended_at", "When it was closed.")
    end_reason: str | None = column("end_reason", "expired, notice, breach or mutual.")
    export_sha256: str | None = column("export_sha256", "SHA-256 of the export that the dealer took with it.")
    deletion_due_at: DateTime | None = column("deletion_due_at", "By when the partner has to delete or return.")
    deletion_certified_at: DateTime | None = column("deletion_certified_at", "When it certified that it did.")
    certificate_sha256: str | None = column("certificate_sha256", "SHA-256 of the certificate.")
    certificate_signed_by: str | None = column("certificate_signed_by", "Who signed the certificate.")
    breach_count: int = column("breaches", "How many breaches were reported.")
    version: EventPosition = wide("position", "Position of the last event about it; the `expectedVersion` of updates.")
    clauses: list[Clause] = many({"agreement_id": "id"}, "{t}.ordinal", "Its clauses in force, as in the document.")
    amendments: list[Amendment] = many({"agreement_id": "id"}, "{t}.position", "Its texts, the draft first.")
    breaches: list[Breach] = many({"agreement_id": "id"}, "{t}.position", "What was reported against it.")
