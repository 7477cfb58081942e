"""Mutations about claims on data. A claim decides nothing by itself."""

from enum import Enum

import strawberry

from lifecycle_api.commands.claims import AssertClaim, DisputeClaim, SettleClaim
from lifecycle_api.graphql.claim import Claim
from lifecycle_api.graphql.mutations.agreements import optional_digest
from lifecycle_api.graphql.mutations.inputs import (
    CommandInput,
    Intent,
    NewId,
    UpdateInput,
    key,
    optional_key,
    vehicle_key,
    word,
)
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.words import ClaimBasis
from lifecycle_api.planner.fields import one


@strawberry.enum(description="How a claim ended.")
class ClaimOutcome(Enum):
    """Outcomes."""

    UPHELD = strawberry.enum_value("upheld", description="It was right.")
    REJECTED = strawberry.enum_value("rejected", description="It was wrong.")
    WITHDRAWN = strawberry.enum_value("withdrawn", description="It was given up.")


@strawberry.input(description="A party says that some data is theirs.")
class AssertClaimInput(CommandInput):
    """A claim."""

    claimant: str = strawberry.field(description="Global id of who claims it: a party, a rooftop or a customer.")
    categories: list[str] = strawberry.field(description="Categories of data that are claimed.")
    basis: ClaimBasis = strawberry.field(description="On what ground.")
    customer: strawberry.ID | None = strawberry.field(default=None, description="The customer it is about.")
    vehicle: strawberry.ID | None = strawberry.field(default=None, description="The vehicle it is about.")
    lead: strawberry.ID | None = strawberry.field(default=None, description="The lead it is about.")
    agreement: strawberry.ID | None = strawberry.field(default=None, description="The agreement it rests on.")
    clause: str | None = strawberry.field(default=None, description="The clause it rests on.")
    page: int | None = strawberry.field(default=None, description="The page it rests on.")
    document_sha256: str | None = strawberry.field(default=None, description="SHA-256 of the document.")

    def intent(self, new_id: NewId) -> Intent:
        """Write it down."""
        claim = new_id("claim")
        command = AssertClaim(
            claim,
            self.claimant,
            tuple(self.categories),
            word(self.basis),
            optional_key(self.customer, "customer", "customer"),
            None if self.vehicle is None else vehicle_key(self.vehicle, "vehicle"),
            optional_key(self.lead, "lead", "lead"),
            optional_key(self.agreement, "agreement", "agreement"),
            self.clause,
            optional_digest(self.document_sha256, "documentSha256"),
            self.page,
        )
        return Intent(command, {"claim_id": claim})


@strawberry.input(description="What somebody holds against a claim.")
class DisputeClaimInput(UpdateInput):
    """A contradiction."""

    claim: strawberry.ID = strawberry.field(description="Global id of the claim.")
    disputed_by: str = strawberry.field(description="Global id of who disagrees.")
    statement: str = strawberry.field(description="What they hold against it.")

    def intent(self, new_id: NewId) -> Intent:
        """Write it down."""
        del new_id  # the claim keeps its id
        claim = key(self.claim, "claim", "claim")
        return Intent(DisputeClaim(claim, self.disputed_by, self.statement), {"claim_id": claim}, f"claim:{claim}")


@strawberry.input(description="How a claim ended.")
class SettleClaimInput(UpdateInput):
    """An end."""

    claim: strawberry.ID = strawberry.field(description="Global id of the claim.")
    outcome: ClaimOutcome = strawberry.field(description="How.")
    reason: str = strawberry.field(description="Why.")

    def intent(self, new_id: NewId) -> Intent:
        """End it."""
        del new_id  # the claim keeps its id
        claim = key(self.claim, "claim", "claim")
        return Intent(SettleClaim(claim, word(self.outcome), self.reason), {"claim_id": claim}, f"claim:{claim}")


@strawberry.type(description="What a mutation about a claim did.")
class ClaimPayload(Payload):
    """The claim."""

    claim: Claim | None = one("claim_id", "The claim.")
