"""Mutations about the text of agreements: drafted clause by clause, signed, amended."""

import msgspec
import strawberry

from lifecycle_api.commands.agreements.drafting import AmendAgreement, ClauseInvalid, DraftAgreement, SignAgreement
from lifecycle_api.commands.vocabulary import categories
from lifecycle_api.domain import clauses
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.agreement import Agreement
from lifecycle_api.graphql.mutations.inputs import CommandInput, Intent, NewId, UpdateInput, key, keys, word
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.scalars import DateTime
from lifecycle_api.graphql.words import AgreementKind, ClauseEffect, Onward
from lifecycle_api.planner.fields import one


@strawberry.input(description="One sentence of an agreement. What no clause permits is not permitted.")
class ClauseInput:
    """A clause."""

    name: str = strawberry.field(description="Its number in the document, such as `7.2`.")
    page: int = strawberry.field(description="The page it stands on.")
    effect: ClauseEffect = strawberry.field(description="What it does.")
    actions: list[str] = strawberry.field(
        default_factory=list, description="read, search, contact, export, retain, resell or assign."
    )
    purposes: list[str] = strawberry.field(default_factory=list, description="Purposes of the registry.")
    categories: list[str] = strawberry.field(default_factory=list, description="Categories of data.")
    territory: list[str] = strawberry.field(default_factory=list, description="Where it holds; empty: everywhere.")
    onward: Onward = strawberry.field(default=Onward.NO, description="Whether what it permits may be passed on.")
    recipients: list[str] = strawberry.field(
        default_factory=list, description="Global ids of parties it may be passed on to, or that are excluded."
    )
    retention_days: int | None = strawberry.field(default=None, description="How long the partner may keep it.")
    fields: list[str] = strawberry.field(
        default_factory=list, description="What the partner owes the dealer, such as `lead.source`."
    )
    delay_hours: int | None = strawberry.field(default=None, description="By when the partner owes it.")
    text_sha256: str | None = strawberry.field(default=None, description="SHA-256 of the sentence itself.")


@strawberry.input(description="An agreement to write down. Nothing is shared under it until it is signed.")
class DraftAgreementInput(CommandInput):
    """A draft."""

    party: strawberry.ID = strawberry.field(
        description="Global id of the other side: of a party, or of the rooftop that receives where rooftops of the "
        "group agree among themselves (`INTRA_GROUP`)."
    )
    kind: AgreementKind = strawberry.field(description="What it is for.")
    title: str = strawberry.field(description="What it is called.")
    document_sha256: str = strawberry.field(description="SHA-256 of the document, in hexadecimal.")
    pages: int = strawberry.field(description="How many pages the document has.")
    clauses: list[ClauseInput] = strawberry.field(description="What it says, in the order of the document.")
    rooftops: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Controllers it binds; none means every rooftop of the group."
    )
    jurisdiction: str = strawberry.field(default="US", description="Under which law.")
    notice_days: int = strawberry.field(default=90, description="The notice period.")
    deletion_on_end: bool = strawberry.field(
        default=True, description="Whether the partner deletes or returns everything at the end."
    )
    audit_right: bool = strawberry.field(default=False, description="Whether the dealer may audit the partner.")

    def intent(self, new_id: NewId) -> Intent:
        """Write it down."""
        agreement = new_id("agreement")
        command = DraftAgreement(
            agreement,
            key(self.party, "rooftop" if self.kind is AgreementKind.INTRA_GROUP else "party", "party"),
            word(self.kind),
            self.title,
            digest(self.document_sha256, "documentSha256"),
            self.pages,
            read_clauses(self.clauses),
            keys(self.rooftops, "rooftop", "rooftops"),
            self.jurisdiction,
            self.notice_days,
            self.deletion_on_end,
            self.audit_right,
        )
        return Intent(command, {"agreement_id": agreement})


@strawberry.input(description="A drafted agreement to put in force.")
class SignAgreementInput(UpdateInput):
    """A signature."""

    agreement: strawberry.ID = strawberry.field(description="Global id of the agreement.")
    document_sha256: str = strawberry.field(description="SHA-256 of what was signed; it has to be the draft's.")
    signed_by: list[str] = strawberry.field(description="Who signed, for both sides.")
    effective_at: DateTime | None = strawberry.field(default=None, description="From when; by default at once.")
    expires_at: DateTime | None = strawberry.field(default=None, description="Until when, if it is limited.")

    def intent(self, new_id: NewId) -> Intent:
        """Put it in force."""
        del new_id  # the agreement keeps its id
        agreement = key(self.agreement, "agreement", "agreement")
        command = SignAgreement(
            agreement,
            digest(self.document_sha256, "documentSha256"),
            tuple(self.signed_by),
            self.effective_at,
            self.expires_at,
        )
        return Intent(command, {"agreement_id": agreement}, f"agreement:{agreement}")


@strawberry.input(description="A new text for an agreement in force. The earlier one stays in the log.")
class AmendAgreementInput(UpdateInput):
    """An amendment."""

    agreement: strawberry.ID = strawberry.field(description="Global id of the agreement.")
    document_sha256: str = strawberry.field(description="SHA-256 of the new document.")
    pages: int = strawberry.field(description="How many pages it has.")
    clauses: list[ClauseInput] = strawberry.field(description="All that it says, not only what is new.")
    reason: str = strawberry.field(description="Why it replaces the text before.")
    effective_at: DateTime | None = strawberry.field(default=None, description="From when; by default at once.")

    def intent(self, new_id: NewId) -> Intent:
        """Replace the clauses."""
        del new_id  # the agreement keeps its id
        agreement = key(self.agreement, "agreement", "agreement")
        command = AmendAgreement(
            agreement,
            digest(self.document_sha256, "documentSha256"),
            self.pages,
            read_clauses(self.clauses),
            self.reason,
            self.effective_at,
        )
        return Intent(command, {"agreement_id": agreement}, f"agreement:{agreement}")


@strawberry.type(description="What a mutation about an agreement did.")
class AgreementPayload(Payload):
    """The agreement."""

    agreement: Agreement | None = one("agreement_id", "The agreement.")


def digest(given: str, argument: str) -> str:
    """A SHA-256 in hexadecimal. Raises InvalidArgument."""
    try:
        return msgspec.convert(given.lower(), clauses.Sha256)
    except msgspec.ValidationError:
        raise InvalidArgument("A SHA-256 has 64 hexadecimal digits.", argument=argument) from None


def optional_digest(given: str | None, argument: str) -> str | None:
    """The same for a digest that may be left out."""
    return None if given is None else digest(given, argument)


def read_clauses(given: list[ClauseInput]) -> tuple[clauses.Clause, ...]:
    """The clauses as events hold them. Raises ClauseInvalid, UnknownCategory."""
    return tuple(_clause(each, f"clauses.{number}") for number, each in enumerate(given))


def _clause(given: ClauseInput, place: str) -> clauses.Clause:
    said = {
        "id": given.name,
        "page": given.page,
        "effect": word(given.effect),
        "text_sha256": optional_digest(given.text_sha256, f"{place}.textSha256"),
        "actions": given.actions,
        "purposes": given.purposes,
        "categories": categories(given.categories, f"{place}.categories"),
        "territory": given.territory,
        "onward": word(given.onward),
        "recipients": given.recipients,
        "retention_days": given.retention_days,
        "fields": given.fields,
        "delay_hours": given.delay_hours,
    }
    try:
        return msgspec.convert(said, clauses.Clause)
    except msgspec.ValidationError as error:
        raise ClauseInvalid(f"Clause {given.name}: {error}.", argument=place) from None
