"""What customers agreed to, refused and took back, and what else they put in the way."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.common import DateTimeRange, Match, by_time, filtered, where
from lifecycle_api.graphql.links import CustomerLink, RecipientLink, VehicleLink
from lifecycle_api.graphql.scalars import Date, DateTime, EventPosition
from lifecycle_api.graphql.words import ConsentAuthority, ConsentChannel, ConsentExpression, ConsentMethod
from lifecycle_api.planner.fields import FromTable, column, enum, key, many, one, wide
from lifecycle_api.planner.fields import expression as computed
from lifecycle_api.planner.source import Table

_OWN_NUMBER = (
    "EXISTS (SELECT 1 FROM <customer_profile>.contact_point p WHERE p.tenant_id = {t}.tenant_id"
    " AND p.customer_id = {me} AND p.hmac = {t}.contact)"
)


@strawberry.enum(description="Where a consent stands.")
class ConsentState(Enum):
    """States."""

    REQUESTED = strawberry.enum_value("requested", description="Asked for, not answered: permits nothing.")
    GIVEN = strawberry.enum_value("given", description="The customer agreed.")
    REFUSED = strawberry.enum_value("refused", description="The customer said no, until they themselves say yes.")
    REAFFIRMED = strawberry.enum_value("reaffirmed", description="Confirmed later on.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="Taken back, or replaced by a newer one.")
    EXPIRED = strawberry.enum_value("expired", description="Ran out.")
    INVALIDATED = strawberry.enum_value("invalidated", description="Turned out never to have been a consent.")


@strawberry.enum(description="What a customer put in the way of any use of their data.")
class LimitKind(Enum):
    """Kinds of limit."""

    OPT_OUT = strawberry.enum_value("opt_out", description="No sale and no sharing.")
    RESTRICTION = strawberry.enum_value("restriction", description="Only storing, until a matter is settled.")
    OBJECTION = strawberry.enum_value("objection", description="Not for these purposes.")
    MINORITY = strawberry.enum_value("minority", description="A minor: nothing that rests on consent alone.")


@where("Which consents.")
class ConsentWhere:
    """Filters of a customer's consents."""

    state: Match[ConsentState] | None = filtered("{t}.state", "text", "Where it stands.")
    method: Match[ConsentMethod] | None = filtered("{t}.method", "text", "By what means they chose.")
    recorded_at: DateTimeRange | None = filtered("{t}.recorded_at", "timestamptz", "When it was recorded.")
    expires_at: DateTimeRange | None = filtered("{t}.expires_at", "timestamptz", "When it runs out.")


CONSENT_ORDERS = by_time("recorded_at")

# How often is not told: each look of a partner is a use, and those who follow would be told of every one.
_USED_UP = (
    "EXISTS (SELECT FROM <data_rights>.consent u WHERE u.tenant_id = {t}.tenant_id AND u.consent_id = {t}.id"
    " AND u.uses >= u.max_uses)"
)

_CONTROLLERS = "ARRAY(SELECT 'rooftop:' || r FROM unnest({t}.rooftops) AS r)"


@strawberry.type(description="What a customer was shown before a choice. Showing is not choosing.")
class Notice(FromTable, table=Table("consents", "notice", key="id", subject="customer_id", scope="consents:read")):
    """A notice."""

    id: strawberry.ID = key("notice", "id", "Global id of the notice.")
    version: str = column("version", "The version of its text.")
    text_sha256: str = column("text_sha256", "SHA-256 of the text that was shown.")
    locale: str = column("locale", "Its language as a BCP 47 tag.")
    symmetric: bool = column("balanced", "Whether yes and no were equally easy to say.")
    via: ConsentMethod = enum("via", "Where it was shown.")
    served_at: DateTime = column("served_at", "When it was shown.")


@strawberry.type(
    description="One choice of a customer: for purposes and channels, to controllers and recipients. What it permits "
    "now is decided for each request anew; ask `contactDecision` and `ownership`."
)
class Consent(FromTable, table=Table("consents", "consent", key="id", subject="customer_id", scope="consents:read")):
    """A consent."""

    id: strawberry.ID = key("consent", "id", "Global id of the consent.")
    customer: CustomerLink | None = one("customer_id", "Whose choice it is.")
    state: ConsentState = enum("state", "Where it stands; compare `expiresAt` with your clock, and see `usedUp`.")
    purposes: list[str] = column("purposes", "What for; ask for `purposes` to see what they mean.")
    withdrawn_purposes: list[str] = column("withdrawn_purposes", "Those of them that were taken back since.")
    categories: list[str] = column("categories", "Which categories of data.")
    channels: list[str] = column("channels", "Through which channels; `any` is every one.")
    controllers: list[strawberry.ID] | None = computed(
        _CONTROLLERS, "Rooftops it was given to; none means the whole group."
    )
    recipients: list[str] = column("recipients", "Parties, classes of them, or `*`; none means the controller alone.")
    named_recipients: list[RecipientLink] = many(
        {}, "{t}.name", "The parties among them, by name.", where="'party:' || {t}.id = ANY ({parent}.recipients)"
    )
    for_one_contact_point: bool | None = computed(
        "{t}.contact IS NOT NULL", "Whether it holds for one number or address only."
    )
    vehicle: VehicleLink | None = one(
        "vin", "The vehicle that it was given about, if it names one; it is no narrower for that."
    )
    expression: ConsentExpression | None = enum("expression", "How plainly it was expressed.")
    method: ConsentMethod | None = enum("method", "By what means.")
    authority: ConsentAuthority | None = enum("authority", "Who gave it.")
    jurisdiction: str | None = column("jurisdiction", "Under which law.")
    notice: Notice | None = one("notice_id", "What was shown before.")
    notice_sha256: str | None = column("notice_sha256", "SHA-256 of the text that was agreed to.")
    evidence: str | None = column("evidence", "What shows it, such as the words said.", category=Category.CONTENT)
    evidence_sha256: str | None = column("evidence_sha256", "SHA-256 of a recording or a scan.")
    requested_at: DateTime | None = column("requested_at", "When it was asked for.")
    indicated_at: DateTime | None = column("indicated_at", "When the customer said so.")
    valid_from: DateTime | None = column("valid_from", "From when it counts.")
    expires_at: DateTime | None = column("expires_at", "When it runs out.")
    recorded_at: DateTime = column("recorded_at", "When it was recorded: nothing before becomes lawful by it.")
    ended_at: DateTime | None = column("ended_at", "When it ended.")
    end_reason: str | None = column("end_reason", "Why it ended.")
    lookback_days: int | None = column("lookback_days", "How old the data may be, in days.")
    max_uses: int | None = column("max_uses", "How often it may be used.")
    used_up: bool | None = computed(
        _USED_UP, "Whether it was used `maxUses` times: it permits nothing then, whatever its state."
    )
    joint_with: list[strawberry.ID] | None = computed(
        "ARRAY(SELECT 'customer:' || c FROM unnest({t}.joint_with) AS c)", "Others who have to agree, too."
    )
    covers_past: bool = column("covers_past", "Whether it says in so many words that it is for earlier data, too.")
    supersedes: strawberry.ID | None = key("consent", "supersedes", "The consent it replaced.")
    version: EventPosition = wide("position", "Position of the last event about it.")


@strawberry.type(
    description="What a customer took back, as wide as they said. One that names nothing is for everything."
)
class ConsentWithdrawal(FromTable, table=Table("consents", "withdrawal", subject="customer_id", scope="consents:read")):
    """A withdrawal."""

    position: EventPosition = wide("position", "Where it stands in the log.")
    consent: Consent | None = one("consent_id", "The consent it is about, if it is about one.")
    purposes: list[str] = column("purposes", "Purposes it is limited to.")
    channels: list[str] = column("channels", "Channels it is limited to; `any` is every one.")
    controllers: list[strawberry.ID] | None = computed(_CONTROLLERS, "Rooftops it is limited to.")
    recipients: list[str] = column("recipients", "Recipients it is limited to.")
    method: ConsentMethod = enum("method", "By what means.")
    verbatim: str | None = column("verbatim", "The customer's own words.", category=Category.CONTENT)
    received_at: DateTime = column("received_at", "When it was received.")
    recorded_at: DateTime = column("recorded_at", "When it was recorded; in force at the next read.")


@strawberry.type(description="A stop. It binds the number or address itself, whoever uses it.")
class ChannelStop(
    FromTable,
    table=Table("consents", "channel_stop", scope="consents:read", own=_OWN_NUMBER, open_to_partners="false"),
):
    """A stop."""

    channel: ConsentChannel = enum("channel", "The channel that was stopped.")
    everything: bool = column("everything", "Whether it stops every channel that uses the number or address.")
    keyword: str | None = column("keyword", "The word that was sent, such as STOP.")
    method: ConsentMethod = enum("method", "By what means.")
    stopped_at: DateTime = column("stopped_at", "When it was said.")
    restored_at: DateTime | None = column("restored_at", "When the person opened it again, if they did.")


@strawberry.type(description="An opt-out, a restriction, an objection or minority.")
class DataLimit(FromTable, table=Table("consents", "data_limit", subject="customer_id", scope="consents:read")):
    """A limit."""

    kind: LimitKind = enum("kind", "What it is.")
    detail: str = column("detail", "The matter of a restriction, the purpose objected to; empty means all of them.")
    grounds: str | None = column("grounds", "Why the customer objects.", category=Category.CONTENT)
    since: DateTime = column("since", "From when it holds.")
    until: Date | None = column("until", "When a minor comes of age.")
    ended_at: DateTime | None = column("ended_at", "When it was lifted, if it was.")


@strawberry.type(description="Another record of the same person. The more restrictive of both records' wishes holds.")
class IdentityLink(FromTable, table=Table("consents", "identity_link", subject="customer_id", scope="consents:read")):
    """A link."""

    other: CustomerLink | None = one("other_id", "The other record, if it is in your reach.")
    method: str = column("method", "verified, rule or manual.")
    reason: str | None = column(
        "reason",
        "Why they were linked, or unlinked; told on the record that it was said of, and null on the other.",
        category=Category.CONTENT,
    )
    linked_at: DateTime = column("linked_at", "When they were linked.")
    unlinked_at: DateTime | None = column("unlinked_at", "When they turned out to be two persons, if they did.")
