"""Whatever left its controller: to whom, for which purpose, under what, and what was withheld.

Everything is clear and pseudonymous, so that each decision can be re-run from the log alone, also after erasure.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.clauses import Sha256
from lifecycle_api.domain.fields import (
    CustomerRefs,
    Fact,
    OptionalAgreementRef,
    OptionalCustomerRef,
    OptionalEngagementRef,
    OptionalPartyRef,
    VehicleRefs,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import WholeNumber

event = Area(Bearing.ACCOUNT).event

Effect = Literal["permit", "generalise", "deny"]


class Decided(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was decided about one person's data, alike for all of `categories`; `reason` is the first gate that failed.

    What was to `generalise` left in coarser values alone, such as the month of a day.
    """

    customer: UUID
    categories: tuple[Category, ...]
    effect: Effect
    rooftop: UUID | None = None
    occurred_at: datetime | None = None
    consent: UUID | None = None
    agreement: UUID | None = None
    reason: str | None = None


@event("data.disclosed")
class DataDisclosed(Event):
    """Data left its controller in one response about these customers and vehicles.

    `decided_on` and `decided_at` are the log position and the clock that the decision was bound to, `fields` the schema
    coordinates that were served, those of them in `generalised` in coarser values than what is held, and `decisions`
    what each of them rested on.
    """

    disclosure: Fact[UUID]
    party: OptionalPartyRef = None
    engagement: OptionalEngagementRef = None
    agreement: OptionalAgreementRef = None
    client_id: Fact[str]
    recipient_kind: Fact[Literal["partner", "auditor", "rooftop"]]
    purpose: Fact[str]
    scopes: Fact[tuple[str, ...]] = ()
    categories: Fact[tuple[Category, ...]]
    fields: Fact[tuple[str, ...]]
    generalised: Fact[tuple[str, ...]] = ()
    customers: CustomerRefs
    vehicles: VehicleRefs = ()
    decisions: Fact[tuple[Decided, ...]]
    rows: Fact[WholeNumber]
    document_sha256: Fact[Sha256]
    response_sha256: Fact[Sha256]
    decided_on: Fact[int]
    decided_at: Fact[datetime]
    transport: Fact[Literal["http", "websocket", "sse", "bundle", "feed"]] = "http"


@event("data.disclosure_refused")
class DataDisclosureRefused(Event):
    """A party with standing asked for data and got none of it."""

    disclosure: Fact[UUID]
    party: OptionalPartyRef = None
    client_id: Fact[str]
    purpose: Fact[str | None] = None
    reason: Fact[str]
    customer: OptionalCustomerRef = None
    document_sha256: Fact[Sha256 | None] = None
    decided_on: Fact[int]
    decided_at: Fact[datetime]
