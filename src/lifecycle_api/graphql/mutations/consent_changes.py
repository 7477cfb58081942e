"""Mutations about consent after the choice: reaffirmed, taken back, found never to have been one."""

import strawberry

from lifecycle_api.commands.consents.changing import InvalidateConsent, ReaffirmConsent, WithdrawConsent
from lifecycle_api.graphql.mutations.inputs import CommandInput, Intent, NewId, key, keys, optional_key, word, words
from lifecycle_api.graphql.scalars import DateTime
from lifecycle_api.graphql.words import ConsentChannel, ConsentMethod

_CUSTOMER = "Global id of the customer."
_CONSENT = "Global id of the consent."


@strawberry.input(
    description="A consent that the customer confirms, perhaps for longer. It is confirmed as it was given: when some"
    " of it was taken back, grant what is left anew."
)
class ReaffirmConsentInput(CommandInput):
    """A confirmation."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    consent: strawberry.ID = strawberry.field(description=_CONSENT)
    method: ConsentMethod = strawberry.field(description="By what means.")
    expires_at: DateTime | None = strawberry.field(
        default=None, description="Its new end; by default it ends when it did."
    )

    def intent(self, new_id: NewId) -> Intent:
        """Record it."""
        del new_id  # the consent keeps its id
        customer, consent = key(self.customer, "customer", "customer"), key(self.consent, "consent", "consent")
        command = ReaffirmConsent(customer, consent, word(self.method), self.expires_at)
        return Intent(command, {"consent_id": consent, "customer_id": customer})


@strawberry.input(
    description="What a customer takes back. In force at the next read. Each field narrows it; with none of them, it "
    "is everything."
)
class WithdrawConsentInput(CommandInput):
    """A withdrawal."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    consent: strawberry.ID | None = strawberry.field(default=None, description="Only this consent.")
    purposes: list[str] = strawberry.field(default_factory=list, description="Only for these purposes.")
    controllers: list[strawberry.ID] = strawberry.field(default_factory=list, description="Only at these rooftops.")
    recipients: list[str] = strawberry.field(default_factory=list, description="Only for these recipients.")
    channels: list[ConsentChannel] = strawberry.field(
        default_factory=lambda: [ConsentChannel.ANY], description="Only through these channels; by default all."
    )
    method: ConsentMethod = strawberry.field(description="By what means.")
    verbatim: str | None = strawberry.field(default=None, description="The customer's own words; sealed.")
    received_at: DateTime | None = strawberry.field(default=None, description="When it was received; by default now.")

    def intent(self, new_id: NewId) -> Intent:
        """Take it back."""
        del new_id  # nothing new comes into being
        customer, consent = key(self.customer, "customer", "customer"), optional_key(self.consent, "consent", "consent")
        command = WithdrawConsent(
            customer,
            word(self.method),
            consent,
            self.verbatim,
            self.received_at,
            purposes=tuple(self.purposes),
            rooftops=keys(self.controllers, "rooftop", "controllers"),
            recipients=tuple(self.recipients),
            channels=words(self.channels),
        )
        return Intent(command, {"consent_id": consent, "customer_id": customer})


@strawberry.input(description="A recorded consent that never was one.")
class InvalidateConsentInput(CommandInput):
    """A finding."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    consent: strawberry.ID = strawberry.field(description=_CONSENT)
    reason: str = strawberry.field(
        description="Why: forged, misread, given by someone who could not. Name nobody: it outlasts an erasure."
    )

    def intent(self, new_id: NewId) -> Intent:
        """Record it."""
        del new_id  # the consent keeps its id
        customer, consent = key(self.customer, "customer", "customer"), key(self.consent, "consent", "consent")
        command = InvalidateConsent(customer, consent, self.reason)
        return Intent(command, {"consent_id": consent, "customer_id": customer})
