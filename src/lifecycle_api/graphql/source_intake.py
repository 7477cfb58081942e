"""What arrived from source systems, and what was set aside."""

from enum import Enum

import strawberry

from lifecycle_api.graphql.common import DateTimeRange, Match, Node, Range, by_time, filtered, where
from lifecycle_api.graphql.links import RooftopLink
from lifecycle_api.graphql.scalars import Date, DateTime, EventPosition
from lifecycle_api.planner.fields import FromTable, column, enum, key, one, wide
from lifecycle_api.planner.source import Table


@strawberry.enum(description="What became of a record that was set aside.")
class QuarantineStatus(Enum):
    """States."""

    SET_ASIDE = strawberry.enum_value("set_aside", description="Waiting for someone to look at it.")
    RECORDED = strawberry.enum_value("recorded", description="Recorded after all.")
    DISMISSED = strawberry.enum_value("dismissed", description="Dismissed for good, with a reason.")


@where("Which records that were set aside.")
class QuarantineWhere:
    """Filters of `quarantine`."""

    status: Match[QuarantineStatus] | None = filtered("{t}.status", "text", "What became of it.")
    kind: Match[str] | None = filtered("{t}.kind", "text", "lead, customers, vehicles, deals and so on.")
    system: Match[str] | None = filtered("{t}.system", "text", "The source system.")
    set_aside_at: DateTimeRange | None = filtered("{t}.set_aside_at", "timestamptz", "When it was set aside.")


@where("Which files.")
class SourceBatchWhere:
    """Filters of `sourceBatches`."""

    system: Match[str] | None = filtered("{t}.system", "text", "The source system.")
    kind: Match[str] | None = filtered("{t}.kind", "text", "customers, vehicles, deals, repair_orders and so on.")
    ingested_at: DateTimeRange | None = filtered("{t}.ingested_at", "timestamptz", "When it was read.")
    quarantined: Range[int] | None = filtered("{t}.quarantined", "int", "Records set aside.")
    rooftop: Match[strawberry.ID] | None = filtered("{t}.rooftop_id", "uuid", "The rooftop it came from.")


BATCH_ORDERS = by_time("ingested_at")
QUARANTINE_ORDERS = by_time("set_aside_at")


@strawberry.type(description="A file of a source system that was read to its end.")
class SourceBatch(
    Node,
    FromTable,
    table=Table(
        "source_intake",
        "batch",
        key="id",
        prefix="batch",
        rooftop="rooftop_id",
        scope="events:read",
        own="false",
    ),
):
    """A batch."""

    id: strawberry.ID = key("batch", "id", "Global id of the batch.")
    system: str = column("system", "The source system.")
    kind: str = column("kind", "What the file holds: customers, vehicles, deals, repair_orders and so on.")
    snapshot_date: Date | None = column("snapshot_date", "The day the snapshot was taken.")
    raw_sha256: str = column("raw_sha256", "SHA-256 of the file.")
    records: int = column("records", "Records in it.")
    emitted: int = column("emitted", "Events recorded from it.")
    unchanged: int = column("unchanged", "Records that said nothing new.")
    quarantined: int = column("quarantined", "Records set aside.")
    ingested_at: DateTime = column("ingested_at", "When it was read.")
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop it came from.")
    version: EventPosition = wide("position", "Position of its event.")


@strawberry.type(description="A record that was set aside, whole, because it could not be understood.")
class QuarantinedRecord(
    Node,
    FromTable,
    table=Table(
        "source_intake",
        "quarantined_record",
        key="id",
        prefix="quarantine",
        rooftop="rooftop_id",
        scope="events:read",
        own="false",
    ),
):
    """A quarantine entry."""

    id: strawberry.ID = key("quarantine", "id", "Global id of the entry.")
    system: str = column("system", "The source system.")
    kind: str = column("kind", "What it was taken for.")
    status: QuarantineStatus = enum("status", "What became of it.")
    findings: list[str] = column("findings", "What could not be understood, and where.")
    raw_sha256: str = column("raw_sha256", "SHA-256 of the record's document.")
    set_aside_at: DateTime = column("set_aside_at", "When it was set aside.")
    released_at: DateTime | None = column("released_at", "When it was released or dismissed.")
    release_reason: str | None = column("release_reason", "Why.")
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop it came from.")
    version: EventPosition = wide("position", "Position of the last event about it.")
