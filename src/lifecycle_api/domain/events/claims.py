"""Who says that data is theirs, on what ground, and who disagrees. A claim decides nothing by itself."""

from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.clauses import Sha256
from lifecycle_api.domain.fields import (
    ClaimRef,
    Fact,
    OptionalAgreementRef,
    OptionalCustomerRef,
    OptionalLeadRef,
    OptionalVehicleRef,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import WholeNumber

event = Area(Bearing.RULE).event


@event("claim.asserted")
class ClaimAsserted(Event):
    """A party said that some data is theirs. `claimant` is its global id."""

    claim: ClaimRef
    claimant: Fact[str]
    customer: OptionalCustomerRef = None
    vehicle: OptionalVehicleRef = None
    lead: OptionalLeadRef = None
    categories: Fact[tuple[Category, ...]]
    basis: Fact[Literal["creator", "subject", "contract", "statute"]]
    agreement: OptionalAgreementRef = None
    clause: Fact[str | None] = None
    document_sha256: Fact[Sha256 | None] = None
    page: Fact[WholeNumber | None] = None


@event("claim.disputed")
class ClaimDisputed(Event):
    """Another party contradicted the claim."""

    claim: ClaimRef
    disputed_by: Fact[str]
    statement: Fact[str]


@event("claim.settled")
class ClaimSettled(Event):
    """The dispute ended."""

    claim: ClaimRef
    outcome: Fact[Literal["upheld", "rejected", "withdrawn"]]
    reason: Fact[str]
