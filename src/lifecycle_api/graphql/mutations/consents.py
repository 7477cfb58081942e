"""Mutations about consent: what was shown, what was asked, and the choice."""

from typing import Any

import strawberry

from lifecycle_api.commands.consents.asking import RequestConsent, ServeNotice
from lifecycle_api.commands.consents.choosing import GrantConsent, RefuseConsent
from lifecycle_api.graphql.consent import Consent, Notice
from lifecycle_api.graphql.links import CustomerLink
from lifecycle_api.graphql.mutations.agreements import digest, optional_digest
from lifecycle_api.graphql.mutations.inputs import (
    CommandInput,
    DialledInput,
    Intent,
    NewId,
    key,
    keys,
    optional_key,
    vehicle_key,
    word,
    words,
)
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.scalars import DateTime
from lifecycle_api.graphql.words import ConsentAuthority, ConsentChannel, ConsentExpression, ConsentMethod
from lifecycle_api.planner.fields import one

_CUSTOMER = "Global id of the customer."


@strawberry.input(description="What a customer was shown. Showing is not choosing: the choice is recorded by itself.")
class ServeNoticeInput(CommandInput):
    """A notice."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    text_sha256: str = strawberry.field(description="SHA-256 of the text that was shown, in hexadecimal.")
    version: str = strawberry.field(description="The version of the text.")
    locale: str = strawberry.field(description="Its language as a BCP 47 tag, such as `en-US`.")
    symmetric: bool = strawberry.field(description="Whether yes and no were equally easy to say.")
    via: ConsentMethod = strawberry.field(description="Where it was shown.")

    def intent(self, new_id: NewId) -> Intent:
        """Write it down."""
        customer, notice = key(self.customer, "customer", "customer"), new_id("notice")
        shown = digest(self.text_sha256, "textSha256")
        command = ServeNotice(customer, notice, shown, self.version, self.locale, self.symmetric, word(self.via))
        return Intent(command, {"notice_id": notice, "customer_id": customer})


@strawberry.type(description="What `serveNotice` did.")
class NoticePayload(Payload):
    """The notice."""

    notice: Notice | None = one("notice_id", "The notice; name it when the customer chooses.")


@strawberry.input
class ChoiceInput(CommandInput):
    """The part that questions and answers share."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    purposes: list[str] = strawberry.field(description="What for; ask for `purposes` to see the registry.")
    controllers: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Rooftops that ask; none means the whole group as one."
    )
    recipients: list[str] = strawberry.field(
        default_factory=list,
        description="Who else may have the data: global ids of parties, `class:marketplace` and the like, or `*`.",
    )
    channels: list[ConsentChannel] = strawberry.field(
        default_factory=lambda: [ConsentChannel.ANY], description="Through which channels; by default every one."
    )
    notice: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the notice that was shown before."
    )

    def width(self) -> dict[str, Any]:
        """How far the choice goes, as commands take it."""
        return {
            "purposes": tuple(self.purposes),
            "rooftops": keys(self.controllers, "rooftop", "controllers"),
            "recipients": tuple(self.recipients),
            "channels": words(self.channels),
        }


@strawberry.input(description="A question to a customer. Until they answer, nothing is permitted.")
class RequestConsentInput(ChoiceInput):
    """A question."""

    def intent(self, new_id: NewId) -> Intent:
        """Ask."""
        customer, consent = key(self.customer, "customer", "customer"), new_id("consent")
        command = RequestConsent(
            customer,
            consent,
            optional_key(self.notice, "notice", "notice"),
            **self.width(),
        )
        return Intent(command, {"consent_id": consent, "customer_id": customer})


@strawberry.input(description="A customer's yes, as they gave it. Entered late it keeps both times, and cures nothing.")
class GrantConsentInput(ChoiceInput, DialledInput):
    """A yes."""

    consent: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the question it answers, when it was asked through `requestConsent`."
    )
    categories: list[str] = strawberry.field(description="Which categories of data, such as `identity`, `contact`.")
    expression: ConsentExpression = strawberry.field(description="How plainly it was expressed.")
    method: ConsentMethod = strawberry.field(description="By what means.")
    contact_point: str | None = strawberry.field(
        default=None, description="The number or address it is limited to; only a keyed hash of it is kept."
    )
    vehicle: strawberry.ID | None = strawberry.field(
        default=None,
        description="The vehicle that it is given about, if it names one; it is no narrower for that.",
    )
    jurisdiction: str = strawberry.field(default="US", description="Under which law.")
    authority: ConsentAuthority = strawberry.field(default=ConsentAuthority.SELF, description="Who gave it.")
    given_by: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the party that gave it as the customer's agent."
    )
    evidence: str | None = strawberry.field(default=None, description="What shows it, such as the words said; sealed.")
    evidence_sha256: str | None = strawberry.field(default=None, description="SHA-256 of a recording or a scan.")
    indicated_at: DateTime | None = strawberry.field(default=None, description="When they said so; by default now.")
    valid_from: DateTime | None = strawberry.field(
        default=None, description="From when; by default from when they said so, and never from before."
    )
    expires_at: DateTime | None = strawberry.field(default=None, description="Until when, if it is limited.")
    lookback_days: int | None = strawberry.field(default=None, description="How old the data may be.")
    max_uses: int | None = strawberry.field(default=None, description="How often it may be used; 1 is one-time.")
    joint_with: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Global ids of the customers who have to agree, too."
    )
    covers_past: bool = strawberry.field(
        default=False, description="Whether the customer said that it is for data collected before, too."
    )
    supersedes: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the consent it replaces."
    )

    def intent(self, new_id: NewId) -> Intent:
        """Record it."""
        customer = key(self.customer, "customer", "customer")
        consent = optional_key(self.consent, "consent", "consent") or new_id("consent")
        command = GrantConsent(
            customer,
            consent,
            tuple(self.categories),
            word(self.expression),
            word(self.method),
            **self.width(),
            contact=None if self.contact_point is None else new_id.contact(self.contact_point),
            vehicle=None if self.vehicle is None else vehicle_key(self.vehicle, "vehicle"),
            jurisdiction=self.jurisdiction,
            notice=optional_key(self.notice, "notice", "notice"),
            authority=word(self.authority),
            given_by=optional_key(self.given_by, "party", "givenBy"),
            evidence=self.evidence,
            evidence_sha256=optional_digest(self.evidence_sha256, "evidenceSha256"),
            indicated_at=self.indicated_at,
            valid_from=self.valid_from,
            expires_at=self.expires_at,
            lookback_days=self.lookback_days,
            max_uses=self.max_uses,
            joint_with=keys(self.joint_with, "customer", "jointWith"),
            covers_past=self.covers_past,
            supersedes=optional_key(self.supersedes, "consent", "supersedes"),
            answering=self.consent is not None,
        )
        return Intent(command, {"consent_id": consent, "customer_id": customer})


@strawberry.input(description="A customer's no. It holds until they themselves say yes.")
class RefuseConsentInput(ChoiceInput):
    """A no."""

    consent: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the question it answers, when it was asked through `requestConsent`."
    )
    method: ConsentMethod = strawberry.field(description="By what means.")
    indicated_at: DateTime | None = strawberry.field(default=None, description="When they said so; by default now.")

    def intent(self, new_id: NewId) -> Intent:
        """Record it."""
        customer = key(self.customer, "customer", "customer")
        consent = optional_key(self.consent, "consent", "consent") or new_id("consent")
        command = RefuseConsent(
            customer,
            consent,
            word(self.method),
            optional_key(self.notice, "notice", "notice"),
            self.indicated_at,
            answering=self.consent is not None,
            **self.width(),
        )
        return Intent(command, {"consent_id": consent, "customer_id": customer})


@strawberry.type(description="What a mutation about a consent did.")
class ConsentPayload(Payload):
    """The consent and its customer."""

    consent: Consent | None = one("consent_id", "The consent; null when the mutation was about several.")
    customer: CustomerLink | None = one("customer_id", "The customer.")
