"""Mutations about parties outside the group, and about what auditors are engaged for."""

from enum import Enum

import strawberry

from lifecycle_api.commands.engagements import EndEngagement, OpenEngagement
from lifecycle_api.commands.parties import RegisterParty, ReinstateParty, SuspendParty
from lifecycle_api.graphql.mutations.inputs import CommandInput, Intent, NewId, UpdateInput, key, keys, word
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.party import Engagement, Party
from lifecycle_api.graphql.scalars import Date
from lifecycle_api.graphql.words import PartyKind
from lifecycle_api.planner.fields import one


@strawberry.enum(description="Why an auditor looks.")
class EngagementPurpose(Enum):
    """Purposes of engagements."""

    AUDIT = strawberry.enum_value("audit", description="To prove what was done.")
    DSAR = strawberry.enum_value("dsar", description="To answer a person who asks for their rights.")


@strawberry.input(description="An organisation to make known. Registering it permits it nothing.")
class RegisterPartyInput(CommandInput):
    """A party."""

    kind: PartyKind = strawberry.field(description="What sort of organisation it is.")
    name: str = strawberry.field(description="Its name; leads it sends under this name count as made by it.")
    legal_name: str | None = strawberry.field(default=None, description="Its name in contracts.")
    country: str = strawberry.field(default="US", description="ISO 3166 alpha-2 code.")
    territory: list[str] = strawberry.field(
        default_factory=list, description="Where it does business, when that is limited."
    )
    brands: list[str] = strawberry.field(default_factory=list, description="The brands it stands for.")
    website: str | None = strawberry.field(default=None, description="Its address on the web.")

    def intent(self, new_id: NewId) -> Intent:
        """Make it known."""
        party = new_id("party")
        command = RegisterParty(
            party,
            word(self.kind),
            self.name,
            self.legal_name,
            self.country,
            tuple(self.territory),
            tuple(self.brands),
            self.website,
        )
        return Intent(command, {"party_id": party})


@strawberry.input(description="A party to refuse everything, until it is reinstated.")
class SuspendPartyInput(UpdateInput):
    """A suspension."""

    party: strawberry.ID = strawberry.field(description="Global id of the party.")
    reason: str = strawberry.field(description="Why.")

    def intent(self, new_id: NewId) -> Intent:
        """Suspend it."""
        del new_id  # the party keeps its id
        party = key(self.party, "party", "party")
        return Intent(SuspendParty(party, self.reason), {"party_id": party}, f"party:{party}")


@strawberry.input(description="A suspended party to serve again, as far as agreements and consent allow.")
class ReinstatePartyInput(UpdateInput):
    """The end of a suspension."""

    party: strawberry.ID = strawberry.field(description="Global id of the party.")
    reason: str = strawberry.field(description="Why.")

    def intent(self, new_id: NewId) -> Intent:
        """Reinstate it."""
        del new_id  # the party keeps its id
        party = key(self.party, "party", "party")
        return Intent(ReinstateParty(party, self.reason), {"party_id": party}, f"party:{party}")


@strawberry.type(description="What a mutation about a party did.")
class PartyPayload(Payload):
    """The party."""

    party: Party | None = one("party_id", "The party.")


@strawberry.input(description="A matter to engage an auditor on. No view of the log reaches beyond it.")
class OpenEngagementInput(CommandInput):
    """An engagement."""

    party: strawberry.ID = strawberry.field(description="Global id of the auditor or regulator.")
    matter: str = strawberry.field(description="What it is about.")
    purpose: EngagementPurpose = strawberry.field(default=EngagementPurpose.AUDIT, description="Why they look.")
    rooftops: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Rooftops in scope; none means all."
    )
    customers: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Customers in scope; none means all."
    )
    categories: list[str] = strawberry.field(
        default_factory=list, description="Personal categories that the auditor may see opened."
    )
    from_on: Date | None = strawberry.field(default=None, description="The first day in scope.")
    to_on: Date | None = strawberry.field(default=None, description="The last day in scope.")
    ends_on: Date = strawberry.field(description="The last day of the engagement.")

    def intent(self, new_id: NewId) -> Intent:
        """Engage the auditor."""
        engagement = new_id("engagement")
        command = OpenEngagement(
            engagement,
            key(self.party, "party", "party"),
            self.matter,
            self.ends_on,
            word(self.purpose),
            keys(self.rooftops, "rooftop", "rooftops"),
            keys(self.customers, "customer", "customers"),
            tuple(self.categories),
            self.from_on,
            self.to_on,
        )
        return Intent(command, {"engagement_id": engagement})


@strawberry.input(description="An engagement to end before its day.")
class EndEngagementInput(UpdateInput):
    """The end of an engagement."""

    engagement: strawberry.ID = strawberry.field(description="Global id of the engagement.")
    reason: str = strawberry.field(description="Why.")

    def intent(self, new_id: NewId) -> Intent:
        """End it."""
        del new_id  # the engagement keeps its id
        engagement = key(self.engagement, "engagement", "engagement")
        command = EndEngagement(engagement, self.reason)
        return Intent(command, {"engagement_id": engagement}, f"engagement:{engagement}")


@strawberry.type(description="What a mutation about an engagement did.")
class EngagementPayload(Payload):
    """The engagement."""

    engagement: Engagement | None = one("engagement_id", "The engagement.")
