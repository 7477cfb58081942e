"""Mutations about privacy requests, legal holds, retention and erasure."""

from enum import Enum

import strawberry

from lifecycle_api.access.principal import ALL
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.bus import actor_of
from lifecycle_api.commands.command import PolicyRefused
from lifecycle_api.commands.rights.holds import PlaceHold, ReleaseHold
from lifecycle_api.commands.rights.requests import (
    ExtendPrivacyRequest,
    OpenPrivacyRequest,
    ResolvePrivacyRequest,
    VerifyPrivacyRequest,
)
from lifecycle_api.commands.rights.retention import SetRetentionRule
from lifecycle_api.domain.retention import RetentionClass
from lifecycle_api.graphql.mutations.edge import Edge
from lifecycle_api.graphql.mutations.execution import Caller, command, mutation
from lifecycle_api.graphql.mutations.inputs import CommandInput, Intent, key, word
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.privacy_desk import (
    ErasureRecord,
    LegalHold,
    PrivacyRequest,
    PrivacyRequestKind,
    PrivacyRequestOutcome,
    RetentionClassName,
    RetentionRule,
)
from lifecycle_api.graphql.scalars import Date, EventPosition
from lifecycle_api.graphql.words import ConsentMethod
from lifecycle_api.planner.fields import one

_CUSTOMER = "Global id of the customer."
_REQUEST = "Global id of the privacy request."


@strawberry.enum(description="How it is known that the person themselves asked.")
class IdentityProof(Enum):
    """Proofs."""

    ONE_TIME_CODE = strawberry.enum_value("one_time_code", description="By a code sent to a number known before.")
    DOCUMENT = strawberry.enum_value("document", description="By a document that was shown, and not kept.")
    IN_PERSON = strawberry.enum_value("in_person", description="They stood in front of somebody who knows them.")
    KNOWN_TO_STAFF = strawberry.enum_value("known_to_staff", description="By what only they could know.")


@strawberry.input(description="Something a person asks for that is theirs by law.")
class OpenPrivacyRequestInput(CommandInput):
    """A privacy request."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    kind: PrivacyRequestKind = strawberry.field(description="What they ask for.")
    jurisdiction: str = strawberry.field(description="Whose law applies, such as `EU`, `US-CA` or `US`.")
    method: ConsentMethod = strawberry.field(description="By what means it came.")
    controllers: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Rooftops or parties whose data it is about; none means all."
    )
    statement: str | None = strawberry.field(default=None, description="What they wrote; sealed.")

    def intent(self, new_id: Edge) -> Intent:
        """Receive it."""
        customer, request = key(self.customer, "customer", "customer"), new_id("privacy_request")
        opened = OpenPrivacyRequest(
            customer,
            request,
            word(self.kind),
            self.jurisdiction.strip().upper(),
            word(self.method),
            tuple(self.controllers),
            self.statement,
        )
        return Intent(opened, {"request_id": request})


@strawberry.input(description="A privacy request of which it is certain who asked.")
class VerifyPrivacyRequestInput(CommandInput):
    """A verification."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    request: strawberry.ID = strawberry.field(description=_REQUEST)
    proof: IdentityProof = strawberry.field(description="How that is known.")

    def intent(self, new_id: Edge) -> Intent:
        """Verify it."""
        del new_id  # nothing new comes into being
        customer, request = key(self.customer, "customer", "customer"), key(self.request, "privacy_request", "request")
        return Intent(VerifyPrivacyRequest(customer, request, word(self.proof)), {"request_id": request})


@strawberry.input(description="A privacy request that takes longer.")
class ExtendPrivacyRequestInput(CommandInput):
    """An extension."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    request: strawberry.ID = strawberry.field(description=_REQUEST)
    reason: str = strawberry.field(description="Why; the person has to be told. Name nobody: it outlasts an erasure.")

    def intent(self, new_id: Edge) -> Intent:
        """Extend it."""
        del new_id  # nothing new comes into being
        customer, request = key(self.customer, "customer", "customer"), key(self.request, "privacy_request", "request")
        return Intent(ExtendPrivacyRequest(customer, request, self.reason), {"request_id": request})


@strawberry.input(description="The answer to a privacy request.")
class ResolvePrivacyRequestInput(CommandInput):
    """An answer."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    request: strawberry.ID = strawberry.field(description=_REQUEST)
    outcome: PrivacyRequestOutcome = strawberry.field(description="How it is answered.")
    reason: str | None = strawberry.field(
        default=None, description="Why, when not all of it is done. Name nobody: it outlasts an erasure."
    )

    def intent(self, new_id: Edge) -> Intent:
        """Answer it."""
        del new_id  # nothing new comes into being
        customer, request = key(self.customer, "customer", "customer"), key(self.request, "privacy_request", "request")
        resolved = ResolvePrivacyRequest(customer, request, word(self.outcome), self.reason)
        return Intent(resolved, {"request_id": request})


@strawberry.type(description="What a mutation about a privacy request did.")
class PrivacyRequestPayload(Payload):
    """The request."""

    request: PrivacyRequest | None = one("request_id", "The privacy request.")


@strawberry.input(description="Data about a customer that is evidence in a matter.")
class PlaceHoldInput(CommandInput):
    """A hold."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    matter: str = strawberry.field(description="The matter, as your lawyers call it.")
    until: Date | None = strawberry.field(default=None, description="When somebody should look at it again.")

    def intent(self, new_id: Edge) -> Intent:
        """Hold it."""
        customer, hold = key(self.customer, "customer", "customer"), new_id("hold")
        return Intent(PlaceHold(customer, hold, self.matter, self.until), {"hold_id": hold})


@strawberry.input(description="A hold whose matter is over. Erasures that waited for it are then carried out.")
class ReleaseHoldInput(CommandInput):
    """A release."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    hold: strawberry.ID = strawberry.field(description="Global id of the hold.")
    reason: str = strawberry.field(description="Why it ends.")

    def intent(self, new_id: Edge) -> Intent:
        """Release it."""
        del new_id  # nothing new comes into being
        customer, hold = key(self.customer, "customer", "customer"), key(self.hold, "hold", "hold")
        return Intent(ReleaseHold(customer, hold, self.reason), {"hold_id": hold})


@strawberry.type(description="What a mutation about a legal hold did.")
class HoldPayload(Payload):
    """The hold."""

    hold: LegalHold | None = one("hold_id", "The hold.")


@strawberry.input(description="How long a class of records is kept.")
class SetRetentionRuleInput(CommandInput):
    """A rule."""

    retention_class: RetentionClassName = strawberry.field(description="Which records.")
    keep_days: int = strawberry.field(description="How many days after the last of them, from 0 to 365000.")
    duty: bool = strawberry.field(description="Whether the law wants them kept, even when the person asks for erasure.")
    ground: str = strawberry.field(description="On what ground.")

    def intent(self, new_id: Edge) -> Intent:
        """Set it."""
        del new_id  # nothing new comes into being
        kept_as = RetentionClass(word(self.retention_class))
        command = SetRetentionRule(kept_as, self.keep_days, self.duty, self.ground)
        return Intent(command, {"retention_class": kept_as.value})


@strawberry.type(description="What `setRetentionRule` did.")
class RetentionRulePayload(Payload):
    """The rule."""

    rule: RetentionRule | None = one("retention_class", "The rule.")


@strawberry.input(description="A verified privacy request that is to be carried out now.")
class EraseCustomerInput:
    """An erasure."""

    request: strawberry.ID = strawberry.field(description=_REQUEST)


@strawberry.type(description="What `eraseCustomer` did.")
class EraseCustomerPayload(Payload):
    """The erasure."""

    erasure: ErasureRecord | None = one("erasure_id", "The erasure, with how far it came.")


async def _erase(by: Caller, given: EraseCustomerInput) -> EraseCustomerPayload:
    principal = by.principal
    if principal.kind is not Kind.STAFF or principal.rooftops is not ALL:
        raise PolicyRefused("Erasing a person takes a token of the staff for all rooftops of the group.")
    request = key(given.request, "privacy_request", "request")
    erased, position = await by.writing.erase(principal.tenant, request, actor_of(principal))
    return EraseCustomerPayload(keys={"erasure_id": erased}, position=EventPosition(position))


_OPENED = ("privacy_request.received", "privacy_request.verified", "privacy_request.held", "processing.restricted")


@strawberry.type(description="Writes about what people can demand of their data.")
class PrivacyDeskMutation:
    """Root fields."""

    open_privacy_request: PrivacyRequestPayload | None = command(
        OpenPrivacyRequestInput,
        PrivacyRequestPayload,
        scope="privacy:write",
        emits=_OPENED,
        description="Receive a privacy request; a customer's own is verified by their token.",
    )
    verify_privacy_request: PrivacyRequestPayload | None = command(
        VerifyPrivacyRequestInput,
        PrivacyRequestPayload,
        scope="holds:write",
        emits=_OPENED[1:],
        description="Say how it is known who asked.",
    )
    extend_privacy_request: PrivacyRequestPayload | None = command(
        ExtendPrivacyRequestInput,
        PrivacyRequestPayload,
        scope="holds:write",
        emits=("privacy_request.extended",),
        description="Take the longer time that the law allows, once.",
    )
    resolve_privacy_request: PrivacyRequestPayload | None = command(
        ResolvePrivacyRequestInput,
        PrivacyRequestPayload,
        scope="holds:write",
        emits=("privacy_request.resolved",),
        description="Answer a privacy request, or refuse it with a reason.",
    )
    place_hold: HoldPayload | None = command(
        PlaceHoldInput,
        HoldPayload,
        scope="holds:write",
        emits=("hold.placed", "privacy_request.held", "processing.restricted"),
        description="Hold what is known about a customer as evidence.",
    )
    release_hold: HoldPayload | None = command(
        ReleaseHoldInput,
        HoldPayload,
        scope="holds:write",
        emits=("hold.released",),
        description="End a legal hold.",
    )
    set_retention_rule: RetentionRulePayload | None = command(
        SetRetentionRuleInput,
        RetentionRulePayload,
        scope="holds:write",
        emits=("retention_rule.set",),
        description="Say how long a class of records is kept.",
    )
    erase_customer: EraseCustomerPayload | None = mutation(
        EraseCustomerInput,
        EraseCustomerPayload,
        _erase,
        scope="holds:write",
        emits=(
            "subject.fenced",
            "subject.key_destroyed",
            "subject.data_erased",
            "erasure.certified",
            "erasure.recipient_notified",
            "privacy_request.resolved",
        ),
        description="Carry out a verified request for erasure now; otherwise it is carried out within a minute.",
    )
