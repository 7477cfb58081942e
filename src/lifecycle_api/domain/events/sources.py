"""What arrived from source systems, and what was set aside because it could not be understood."""

from datetime import date
from typing import Literal
from uuid import UUID

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import Fact, OptionalRooftopRef
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import WholeNumber

event = Area(Bearing.HAPPENING).event

SourceKind = Literal[
    "lead",
    "customers",
    "inventory",
    "vehicles",
    "deals",
    "repair_orders",
    "appointments",
    "opportunities",
    "activities",
    "staff",
]


@event("source_batch.ingested")
class SourceBatchIngested(Event):
    """A file of a source system was read to its end."""

    batch: Fact[UUID]
    system: Fact[str]
    kind: Fact[SourceKind]
    rooftop: OptionalRooftopRef = None
    snapshot_date: Fact[date | None] = None
    raw_sha256: Fact[str]
    records: Fact[WholeNumber]
    emitted: Fact[WholeNumber]
    unchanged: Fact[WholeNumber]
    quarantined: Fact[WholeNumber]


@event("source_record.quarantined")
class SourceRecordQuarantined(Event):
    """A record was set aside, whole, because it could not be understood; it can be released."""

    quarantine: Fact[UUID]
    system: Fact[str]
    kind: Fact[SourceKind]
    rooftop: OptionalRooftopRef = None
    raw_sha256: Fact[str]
    findings: Fact[tuple[str, ...]]


@event("source_record.released")
class SourceRecordReleased(Event):
    """A record that had been set aside was recorded after all, or dismissed for good."""

    quarantine: Fact[UUID]
    outcome: Fact[Literal["recorded", "dismissed"]]
    reason: Fact[str]
