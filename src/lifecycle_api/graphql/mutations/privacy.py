"""Mutations by which a person puts something in the way of any use of their data."""

from enum import Enum

import strawberry

from lifecycle_api.commands.channels import RestoreChannel, RevokeChannel
from lifecycle_api.commands.identities import LinkIdentities, UnlinkIdentities
from lifecycle_api.commands.privacy import (
    DeclareMinority,
    LiftRestriction,
    ObjectToProcessing,
    OptInToSharing,
    OptOutOfSharing,
    RestrictProcessing,
    WithdrawObjection,
)
from lifecycle_api.graphql.links import CustomerLink
from lifecycle_api.graphql.mutations.inputs import CommandInput, DialledInput, Intent, NewId, key, optional_key, word
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.scalars import Date
from lifecycle_api.graphql.words import ConsentChannel, ConsentMethod
from lifecycle_api.planner.fields import one

_CUSTOMER = "Global id of the customer."


@strawberry.enum(description="How it is known that a customer is a minor.")
class MinorityBasis(Enum):
    """Grounds."""

    DOCUMENT = strawberry.enum_value("document", description="From a document.")
    GUARDIAN = strawberry.enum_value("guardian", description="A guardian said so.")
    SELF = strawberry.enum_value("self", description="They said so.")


@strawberry.enum(description="How two records were recognised as one person's.")
class IdentityMethod(Enum):
    """Means."""

    VERIFIED = strawberry.enum_value("verified", description="The person proved it.")
    RULE = strawberry.enum_value("rule", description="By a rule.")
    MANUAL = strawberry.enum_value("manual", description="Staff decided.")


@strawberry.input(description="A number or address that somebody stopped. It binds the number, whoever uses it.")
class RevokeChannelInput(DialledInput):
    """A stop."""

    contact_point: str = strawberry.field(
        description="The number or address as it was written; only a keyed hash of it is kept."
    )
    channel: ConsentChannel = strawberry.field(description="The channel to stop.")
    everything: bool = strawberry.field(default=False, description="Stop every channel that uses it.")
    keyword: str | None = strawberry.field(default=None, description="The word that was sent, such as STOP.")
    method: ConsentMethod = strawberry.field(description="By what means.")
    customer: strawberry.ID | None = strawberry.field(default=None, description="Who said so, when that is known.")

    def intent(self, new_id: NewId) -> Intent:
        """Stop it."""
        customer = optional_key(self.customer, "customer", "customer")
        command = RevokeChannel(
            new_id.contact(self.contact_point),
            word(self.channel),
            word(self.method),
            self.everything,
            self.keyword,
            customer,
        )
        return Intent(command, {"customer_id": customer})


@strawberry.input(description="A stopped channel that the person opens again, themselves.")
class RestoreChannelInput(DialledInput):
    """The end of a stop."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    contact_point: str = strawberry.field(description="Their number or address, as it was written.")
    channel: ConsentChannel = strawberry.field(description="The channel to open; ANY opens all of them.")
    method: ConsentMethod = strawberry.field(description="By what means.")

    def intent(self, new_id: NewId) -> Intent:
        """Open it."""
        customer, contact = key(self.customer, "customer", "customer"), new_id.contact(self.contact_point)
        command = RestoreChannel(customer, contact, word(self.channel), word(self.method))
        return Intent(command, {"customer_id": customer})


@strawberry.input(
    description="A customer who opts out of the sale and sharing of their data. No identity check is due."
)
class OptOutOfSharingInput(CommandInput):
    """An opt-out."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    method: ConsentMethod = strawberry.field(description="By what means.")

    def intent(self, new_id: NewId) -> Intent:
        """Opt out."""
        del new_id  # nothing new comes into being
        customer = key(self.customer, "customer", "customer")
        return Intent(OptOutOfSharing(customer, word(self.method)), {"customer_id": customer})


@strawberry.input(description="A customer who takes their opt-out back, themselves.")
class OptInToSharingInput(CommandInput):
    """The end of an opt-out."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    method: ConsentMethod = strawberry.field(description="By what means.")

    def intent(self, new_id: NewId) -> Intent:
        """Take it back."""
        del new_id  # nothing new comes into being
        customer = key(self.customer, "customer", "customer")
        return Intent(OptInToSharing(customer, word(self.method)), {"customer_id": customer})


@strawberry.input(description="A customer whose data may only be stored, until a matter is settled.")
class RestrictProcessingInput(CommandInput):
    """A restriction."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    matter: str = strawberry.field(description="What has to be settled. Name nobody: it outlasts an erasure.")

    def intent(self, new_id: NewId) -> Intent:
        """Restrict."""
        del new_id  # nothing new comes into being
        customer = key(self.customer, "customer", "customer")
        return Intent(RestrictProcessing(customer, self.matter), {"customer_id": customer})


@strawberry.input(description="A restriction whose matter is settled.")
class LiftRestrictionInput(CommandInput):
    """The end of a restriction."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    matter: str = strawberry.field(description="The matter, in the words of the restriction.")

    def intent(self, new_id: NewId) -> Intent:
        """Lift it."""
        del new_id  # nothing new comes into being
        customer = key(self.customer, "customer", "customer")
        return Intent(LiftRestriction(customer, self.matter), {"customer_id": customer})


@strawberry.input(description="Purposes to which a customer objects; with none named, all that can be objected to.")
class ObjectToProcessingInput(CommandInput):
    """An objection."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    purposes: list[str] = strawberry.field(
        default_factory=list,
        description="What it may not be used for; an empty list means all that can be objected to.",
    )
    grounds: str | None = strawberry.field(default=None, description="Why, if they say; sealed.")

    def intent(self, new_id: NewId) -> Intent:
        """Object."""
        del new_id  # nothing new comes into being
        customer = key(self.customer, "customer", "customer")
        return Intent(ObjectToProcessing(customer, tuple(self.purposes), self.grounds), {"customer_id": customer})


@strawberry.input(description="Objections that a customer takes back; with no purpose named, all of them.")
class WithdrawObjectionInput(CommandInput):
    """The end of objections."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    purposes: list[str] = strawberry.field(
        default_factory=list, description="The purposes it may be used for again; an empty list means all of them."
    )

    def intent(self, new_id: NewId) -> Intent:
        """Take them back."""
        del new_id  # nothing new comes into being
        customer = key(self.customer, "customer", "customer")
        return Intent(WithdrawObjection(customer, tuple(self.purposes)), {"customer_id": customer})


@strawberry.input(description="A customer who is a minor: what rests on consent alone is closed to them.")
class DeclareMinorityInput(CommandInput):
    """Minority."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    majority_on: Date = strawberry.field(description="When they come of age.")
    basis: MinorityBasis = strawberry.field(description="How that is known.")

    def intent(self, new_id: NewId) -> Intent:
        """Declare it."""
        del new_id  # nothing new comes into being
        customer = key(self.customer, "customer", "customer")
        return Intent(DeclareMinority(customer, self.majority_on, word(self.basis)), {"customer_id": customer})


@strawberry.input(description="Two records of one person. They stay apart; the more restrictive of their wishes holds.")
class LinkIdentitiesInput(CommandInput):
    """A link."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    other: strawberry.ID = strawberry.field(description="Global id of the other record.")
    method: IdentityMethod = strawberry.field(description="How they were recognised.")
    reason: str = strawberry.field(description="Why they are one person.")

    def intent(self, new_id: NewId) -> Intent:
        """Link them."""
        del new_id  # nothing new comes into being
        customer, other = key(self.customer, "customer", "customer"), key(self.other, "customer", "other")
        return Intent(LinkIdentities(customer, other, word(self.method), self.reason), {"customer_id": customer})


@strawberry.input(description="Two linked records of two persons after all.")
class UnlinkIdentitiesInput(CommandInput):
    """The end of a link."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    other: strawberry.ID = strawberry.field(description="Global id of the other record.")
    reason: str = strawberry.field(description="Why they are two persons.")

    def intent(self, new_id: NewId) -> Intent:
        """Unlink them."""
        del new_id  # nothing new comes into being
        customer, other = key(self.customer, "customer", "customer"), key(self.other, "customer", "other")
        return Intent(UnlinkIdentities(customer, other, self.reason), {"customer_id": customer})


@strawberry.type(description="What a mutation about a person's wishes did.")
class PersonPayload(Payload):
    """The customer."""

    customer: CustomerLink | None = one("customer_id", "The customer, when it is about one that is known.")
