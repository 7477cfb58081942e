"""Privacy requests, legal holds, retention rules and erasures."""

from enum import Enum
from typing import Any

import msgspec
import strawberry
from strawberry.types import Info

from lifecycle_api.access.principal import Principal
from lifecycle_api.audit.replay.history import undisclosed
from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.asking import computed, explained, selected
from lifecycle_api.graphql.common import FRESH, Chronology, Connection, Match, Node, by_time, filtered, where
from lifecycle_api.graphql.links import CustomerLink
from lifecycle_api.graphql.mutations.inputs import key as key_of_input
from lifecycle_api.graphql.scalars import Date, DateTime, EventPosition, Json
from lifecycle_api.planner.fields import FromTable, column, documents, enum, key, lookup, many, one, pages, wide
from lifecycle_api.planner.source import Order, Table
from lifecycle_api.rights.portability import readable

ID = strawberry.ID
_FOLDER = "privacy_desk"


@strawberry.enum(description="What a person asks for.")
class PrivacyRequestKind(Enum):
    """Rights."""

    ACCESS = strawberry.enum_value("access", description="To see everything that is held about them.")
    PORTABILITY = strawberry.enum_value("portability", description="To take it along, in a form machines can read.")
    RECTIFY = strawberry.enum_value("rectify", description="To have it put right.")
    RESTRICT = strawberry.enum_value("restrict", description="To have it stored only.")
    OBJECT = strawberry.enum_value("object", description="To have it not used for some purposes.")
    ERASE = strawberry.enum_value("erase", description="To have it erased.")


@strawberry.enum(description="How far a privacy request has come.")
class PrivacyRequestState(Enum):
    """States."""

    RECEIVED = strawberry.enum_value("received", description="Nobody has said yet how it is known who asked.")
    VERIFIED = strawberry.enum_value("verified", description="It is certain who asked.")
    HELD = strawberry.enum_value("held", description="An accepted erasure that waits for a legal hold.")
    RESOLVED = strawberry.enum_value("resolved", description="Answered.")


@strawberry.enum(description="How a privacy request was answered.")
class PrivacyRequestOutcome(Enum):
    """Outcomes."""

    FULFILLED = strawberry.enum_value("fulfilled", description="All of it was done.")
    PARTIAL = strawberry.enum_value("partial", description="Some of it was; `retained` and `reason` say what was not.")
    REFUSED = strawberry.enum_value("refused", description="Nothing was done, for the reason given.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="The person took it back.")


@strawberry.enum(description="What records are kept as. Each class of a person's data can be erased by itself.")
class RetentionClassName(Enum):
    """Classes."""

    STANDARD = strawberry.enum_value("standard", description="Who somebody is, what they asked and said.")
    DEAL_JACKET = strawberry.enum_value("deal_jacket", description="What belongs to a contract of sale or finance.")
    SERVICE_RECORD = strawberry.enum_value("service_record", description="What was said and done about a repair.")
    COMPLIANCE = strawberry.enum_value("compliance", description="Proof that the law was kept, such as consent.")


@strawberry.enum(description="How far an erasure has come. It goes on by itself, however often it is interrupted.")
class ErasureState(Enum):
    """States."""

    FENCED = strawberry.enum_value("fenced", description="Nothing more can be recorded about the person.")
    DESTROYED = strawberry.enum_value("destroyed", description="The keys are gone: nobody can read it any more.")
    ERASED = strawberry.enum_value("erased", description="Read models and documents are clean, too.")
    CERTIFIED = strawberry.enum_value("certified", description="The database was searched, and the result signed.")


@strawberry.type(description="A class of records that an erasure left alone.")
class RetainedClass:
    """What is kept, why and how long."""

    records: str = strawberry.field(description="standard, deal_jacket, service_record or compliance.")
    ground: str = strawberry.field(description="On what ground it is kept.")
    until: Date | None = strawberry.field(description="Until when; null means until further notice.")


@where("Which privacy requests.")
class PrivacyRequestWhere:
    """Filters of `privacyRequests`."""

    state: Match[PrivacyRequestState] | None = filtered("{t}.state", "text", "How far it has come.")
    kind: Match[PrivacyRequestKind] | None = filtered("{t}.kind", "text", "What is asked for.")


@strawberry.type(description="What a person asked for that is theirs by law, and by when it has to be answered.")
class PrivacyRequest(
    Node,
    FromTable,
    table=Table(_FOLDER, "request", key="id", prefix="privacy_request", subject="customer_id", scope="privacy:read"),
):
    """A privacy request."""

    id: strawberry.ID = key("privacy_request", "id", "Global id of the request.")
    customer: CustomerLink | None = one("customer_id", "Whose data it is about.")
    kind: PrivacyRequestKind = enum("kind", "What is asked for.")
    jurisdiction: str = column("jurisdiction", "Whose law applies, such as `EU` or `US-CA`.")
    method: str = column("method", "By what means it came.")
    controllers: list[str] = column("controllers", "Global ids of those whose data it is about; none means all.")
    statement: str | None = column("statement", "What the person wrote.", category=Category.CONTENT)
    state: PrivacyRequestState = enum("state", "How far it has come.")
    received_at: DateTime = column("received_at", "When it came.")
    due_at: DateTime = column("due_at", "By when the law wants it answered.")
    extension_reason: str | None = column("extension_reason", "Why it takes longer, if it does.")
    verified_at: DateTime | None = column("verified_at", "When it was certain who asked.")
    proof: str | None = column("proof", "How: own_token, one_time_code, document, in_person or known_to_staff.")
    outcome: PrivacyRequestOutcome | None = enum("outcome", "How it was answered.")
    reason: str | None = column("reason", "Why, if not all of it was done.")
    retained: list[RetainedClass] = documents("retained", "What an erasure left alone.")
    resolved_at: DateTime | None = column("resolved_at", "When it was answered.")
    version: EventPosition = wide("position", "Position of the last event about it.")


@strawberry.type(description="Evidence in a matter: nothing about the person may be erased while it is held.")
class LegalHold(
    Node,
    FromTable,
    table=Table(_FOLDER, "hold", key="id", prefix="hold", subject="customer_id", scope="holds:read", own="false"),
):
    """A legal hold."""

    id: strawberry.ID = key("hold", "id", "Global id of the hold.")
    customer: CustomerLink | None = one("customer_id", "Whose data is held.")
    matter: str | None = column("matter", "The matter it is evidence in.", category=Category.CONTENT)
    until: Date | None = column("until", "When somebody should look at it again; it does not end by itself.")
    placed_at: DateTime = column("placed_at", "Since when.")
    released_at: DateTime | None = column("released_at", "When it ended.")
    release_reason: str | None = column("release_reason", "Why.", category=Category.CONTENT)
    version: EventPosition = wide("position", "Position of the last event about it.")


@strawberry.type(description="How long a class of records is kept after the last of them.")
class RetentionRule(
    FromTable, table=Table(_FOLDER, "retention_rule", key="retention_class", scope="privacy:read", key_type="text")
):
    """A retention rule."""

    retention_class: RetentionClassName = enum("retention_class", "Which records.")
    keep_days: int = column("keep_days", "How many days.")
    duty: bool = column("duty", "Whether the law wants them kept: then an erasure leaves them alone until it is over.")
    ground: str = column("ground", "On what ground.")
    set_at: DateTime = column("set_at", "Since when the rule applies.")


@strawberry.type(description="A party that was shown the data and had to delete it, too.")
class ErasureNotice(FromTable, table=Table(_FOLDER, "notice", scope="privacy:read")):
    """A notice."""

    party: str = column("party_id", "Id of the party.")
    due_on: Date = column("due_on", "By when.")
    disclosures: int = column("disclosures", "How often it was shown something.")


@strawberry.type(description="An erasure: what was destroyed, and the certificate of it.")
class ErasureRecord(
    Node,
    FromTable,
    table=Table(_FOLDER, "erasure", key="id", prefix="erasure", subject="customer_id", scope="privacy:read"),
):
    """An erasure."""

    id: strawberry.ID = key("erasure", "id", "Global id of the erasure.")
    customer: CustomerLink | None = one("customer_id", "The pseudonym that is left of the person.")
    controllers: list[str] = column("controllers", "Global ids of those who held the data; none means all.")
    classes: list[str] = column("classes", "The classes of records that went.")
    reason: str = column("reason", "Why.")
    state: ErasureState = enum("state", "How far it has come.")
    keys: int = column("keys", "Keys that were destroyed.")
    rows: int = column("rows", "Rows of read models that were written anew.")
    documents: int = column("documents", "Raw documents that were destroyed.")
    mentions: int = column("mentions", "Traces that are left in records of others.")
    certificate_sha256: str | None = column("certificate_sha256", "SHA-256 of the certificate.")
    fenced_at: DateTime = column("fenced_at", "When it began.")
    certified_at: DateTime | None = column("certified_at", "When it was certified.")
    notices: list[ErasureNotice] = many({"erasure_id": "id"}, "{t}.due_on, {t}.party_id", "Who else had to delete it.")
    version: EventPosition = wide("position", "Position of the last event about it.")


@strawberry.type(description="Everything that is held about one person, as far as you may read it.")
class PersonalDataExport:
    """An answer to a request for access or portability."""

    generated_at: DateTime = strawberry.field(description="When it was put together.")
    document: Json = strawberry.field(
        description="For machines: `now` (rows), `facts` (events), `recipients` by name, `choices`, what is withheld."
    )
    readable: str = strawberry.field(description="The same for people, as plain text.")


async def _personal_data(
    info: Info[Any, Any],
    customer: explained(ID, "Global id of the customer."),  # type: ignore[valid-type]
) -> PersonalDataExport:
    principal: Principal = info.context["principal"]
    principal.require("privacy:read")
    services = info.context["services"]
    data, sights = await services.portability.of(
        undisclosed(info.context["viewer"]), key_of_input(customer, "customer", "customer")
    )
    if not selected(info).isdisjoint(("document", "readable")):
        info.context["reader"].saw(sights)
    return PersonalDataExport(
        generated_at=DateTime(data.generated_at),
        document=Json(msgspec.to_builtins(data)),
        readable=readable(data),
    )


@strawberry.type(description="Reads about what people can demand of their data.")
class PrivacyDeskQuery:
    """Root fields."""

    privacy_request: PrivacyRequest | None = lookup(
        "id", ID, "A privacy request by id.", "Global id of the request.", FRESH
    )
    privacy_requests: Connection[PrivacyRequest] = pages(
        {"due": Order("{t}.due_at", "timestamptz", descending=False)},
        "Privacy requests, what is due first comes first; customers see their own.",
        where=PrivacyRequestWhere,
        extra=FRESH,
    )
    personal_data: PersonalDataExport = computed(
        _personal_data,
        "Everything that is held about a customer, with who has seen it; for a consumer, about themselves.",
        scope="privacy:read",
    )
    legal_holds: Connection[LegalHold] = pages(
        by_time("placed_at"), "Legal holds, the newest first.", order_by=Chronology, extra=FRESH
    )
    retention_rules: Connection[RetentionRule] = pages(
        {"class": Order("{t}.retention_class", "text", descending=False)}, "How long records are kept.", extra=FRESH
    )
    erasures: Connection[ErasureRecord] = pages(
        by_time("fenced_at"), "Erasures, the newest first.", order_by=Chronology, extra=FRESH
    )
