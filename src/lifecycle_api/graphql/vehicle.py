"""Vehicles: what they are, where they stand as an asset, and whose they were."""

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Final

import strawberry

from lifecycle_api import sqlfiles
from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql import service
from lifecycle_api.graphql.common import (
    Chronology,
    Connection,
    DateTimeRange,
    Distance,
    DistanceUnit,
    Match,
    Money,
    Node,
    Range,
    TextMatch,
    filtered,
    where,
)
from lifecycle_api.graphql.links import CustomerLink, DeclinedWorkLink, RepairOrderLink, RooftopLink
from lifecycle_api.graphql.marks import sunset
from lifecycle_api.graphql.scalars import Date, DateTime, EventPosition, MinorUnits
from lifecycle_api.graphql.timeline import ITEM_ORDERS_OF_ALL, TimelineItem, TimelineWhere
from lifecycle_api.graphql.vehicle_past import OwnershipRole, ServiceVisit, VehicleOwner, day_of, until_sold
from lifecycle_api.planner.fields import (
    FromTable,
    column,
    distance,
    enum,
    key,
    many,
    money,
    one,
    pages,
    telling,
    wide,
)
from lifecycle_api.planner.source import Order, Table

_AT_SOME: Final = sqlfiles.load(Path(__file__).parent, "vehicle")


@strawberry.enum(description="How far a VIN can be trusted. A VIN is never refused.")
class VinStatus(Enum):
    """VIN checks."""

    VALID = strawberry.enum_value("valid", description="17 characters, and the check digit is right.")
    CHECK_DIGIT_FAILED = strawberry.enum_value("check_digit_failed", description="17 characters, wrong check digit.")
    NON_NA = strawberry.enum_value("non_na", description="From a region where the check digit means nothing.")
    SHORT_PRE1981 = strawberry.enum_value("short_pre1981", description="Shorter, as before 1981.")
    PARTIAL_LAST8 = strawberry.enum_value("partial_last8", description="Only the last eight characters are known.")
    UNKNOWN = strawberry.enum_value("unknown", description="Not checked, or of no known form.")


@strawberry.enum(description="Where a vehicle is in its life as an asset.")
class VehicleStage(Enum):
    """Asset lifecycle."""

    KNOWN = strawberry.enum_value("known", description="Known, for example from a lead.")
    ACQUIRED = strawberry.enum_value("acquired", description="Taken into stock.")
    RECONDITIONING = strawberry.enum_value("reconditioning", description="Being made ready for sale.")
    FRONT_LINE_READY = strawberry.enum_value("front_line_ready", description="Can be shown and sold.")
    SOLD = strawberry.enum_value("sold", description="Sold, not yet delivered.")
    DELIVERED = strawberry.enum_value("delivered", description="Delivered to its owner.")
    IN_SERVICE = strawberry.enum_value("in_service", description="On the service drive right now.")
    CUSTOMER_OWNED = strawberry.enum_value("customer_owned", description="With its owner.")
    DISPOSED = strawberry.enum_value("disposed", description="Left stock without a retail sale.")


@strawberry.enum(description="What a link of the ownership chain stands for.")
class LinkKind(Enum):
    """Links, gaps and overlaps."""

    OWNER = strawberry.enum_value("owner", description="Somebody owned or leased it.")
    STOCK = strawberry.enum_value("stock", description="It was the dealer's own stock.")
    GAP = strawberry.enum_value("gap", description="Nobody is known to have had it.")
    OVERLAP = strawberry.enum_value("overlap", description="Two parties claim it for the same time.")


@strawberry.type(description="Who had a vehicle in which role, from when to when.")
class OwnershipPeriod(
    FromTable,
    table=Table(
        "vehicle_ownership",
        "period",
        key="id",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="vehicles:read",
        at="({t}.from_date::timestamp AT TIME ZONE 'UTC')",
    ),
):
    """A period."""

    vehicle: "Vehicle | None" = one("vin", "The vehicle.")
    customer: CustomerLink | None = one("customer_id", "Whose it was; null when not yours to see.")
    role: OwnershipRole = enum("role", "What they are to the vehicle.")
    from_date: Date = column("from_date", "First day.")
    to_date: Date | None = column("to_date", "Last day; null while it lasts.")
    origin: str = column("origin", "How it became known: sold_here, serviced_here, declared, oem or lead.")
    end_cause: str | None = column("end_cause", "Why it ended: traded_in, sold, lease_end, total_loss, unwound.")
    certainty: float = column("certainty", "Confidence from 0 to 1.")


@strawberry.type(
    description="A stretch of a vehicle's ownership chain, to the day. Gaps and overlaps are links of their own."
    " Consumers are shown their own; `owners` tells what came before them."
)
class OwnershipLink(
    FromTable,
    table=Table("vehicle_ownership", "link", own="{t}.customer_id = {me}", open_to_partners="false"),
):
    """A link."""

    kind: LinkKind = enum("kind", "What the stretch stands for.")
    from_date: Date = column("from_date", "First day.")
    to_date: Date | None = column("to_date", "Last day; null when it lasts or is not known.")
    period: OwnershipPeriod | None = one("period_id", "The ownership period, when it is one and yours to see.")
    stock: str | None = column("stock", "The stock number, when it was the dealer's.")


@strawberry.type(description="A step of a vehicle's life as an asset.")
class Milestone(
    FromTable,
    table=Table(
        "vehicle_history",
        "milestone",
        own=until_sold(day_of("occurred_at")),
        at_some=_AT_SOME["milestone"],
    ),
):
    """A milestone."""

    stage: str = column("stage", "The stage reached, such as `acquired` or `front_line_ready`.")
    detail: str | None = column("detail", "More about it, such as the recon stage.")
    stock: str | None = column("stock", "The stock number.")
    occurred_at: DateTime = telling("occurred_at", "When it happened.")
    recorded_at: DateTime = telling("recorded_at", "When this service learnt of it.")
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop where it happened.")


@strawberry.type(description="A reading of the odometer. A reading below an earlier one is marked, never dropped.")
class OdometerReading(FromTable, table=Table("vehicle_history", "odometer_reading", own=until_sold(day_of("read_at")))):
    """A reading."""

    value: int = column("value", "What was read.")
    unit: DistanceUnit = enum("unit", "In miles or kilometres.")
    context: str = column(
        "context",
        "ro_in, ro_out, appraisal, sale, acquisition, telematics, lead, or record: what a system has as read last.",
    )
    anomaly: str = column("anomaly", "`rollback` when it is below an earlier reading, else `none`.")
    read_at: DateTime = telling("read_at", "When it was read.")


_ACQUIRED, _RECONDITIONED, _READY, _READ, _SEEN = (
    until_sold(day_of(f"{each}_at"))
    for each in ("acquired", "recon_started", "front_line_ready", "odometer_read", "last_seen")
)
_GIVEN_UP = (
    "(SELECT max(o.to_date)::timestamp AT TIME ZONE 'UTC' FROM <vehicle_ownership>.period o"
    " WHERE o.tenant_id = {t}.tenant_id AND o.vin = {t}.vin AND o.customer_id = {me})"
)
_STAGE_THEN = (
    "coalesce((SELECT m.stage FROM <vehicle_history>.milestone m JOIN <vehicle_ownership>.period o"
    " ON o.tenant_id = m.tenant_id AND o.vin = m.vin AND (m.occurred_at AT TIME ZONE 'UTC')::date < o.to_date"
    " WHERE m.tenant_id = {t}.tenant_id AND m.vin = {t}.vin AND o.customer_id = {me} AND NOT m.belated"
    " ORDER BY m.occurred_at DESC, m.position DESC LIMIT 1), 'known')"
)
_VERSION_THEN = (
    "(SELECT max(o.position) FROM <vehicle_ownership>.period o"
    " WHERE o.tenant_id = {t}.tenant_id AND o.vin = {t}.vin AND o.customer_id = {me})"
)


@where("Which vehicles.")
class VehicleWhere:
    """Filters of `vehicles`."""

    stage: Match[VehicleStage] | None = filtered("{t}.stage", "text", "Where it is in its life as an asset.", own=_SEEN)
    vin: Match[str] | None = filtered("{t}.vin", "text", "The VIN, in capitals.")
    last8: Match[str] | None = filtered(
        "{t}.last8",
        "text",
        "The last eight characters of the VIN, in capitals.",
        deprecated=sunset(date(2027, 12, 31), "Use the argument `search`, which takes them in any case."),
    )
    make: TextMatch | None = filtered("{t}.make", "text", "Make, as recorded.")
    model: TextMatch | None = filtered("{t}.model", "text", "Model, as recorded.")
    year: Match[int] | None = filtered(
        "{t}.year",
        "int",
        "Model year.",
        deprecated=sunset(date(2027, 12, 31), "Use `modelYear`, which takes ranges too."),
    )
    model_year: Range[int] | None = filtered("{t}.year", "int", "Model year.")
    stock: Match[str] | None = filtered("{t}.stock", "text", "Stock number.", own=_ACQUIRED)
    asking_price: Range[MinorUnits] | None = filtered(
        "{t}.asking_price_minor", "bigint", "Asking price in minor units.", own=_READY
    )
    vin_status: Match[VinStatus] | None = filtered("{t}.vin_status", "text", "How far the VIN can be trusted.")
    last_seen_at: DateTimeRange | None = filtered(
        "{t}.last_seen_at",
        "timestamptz",
        "When anything last happened; for partners, in which month.",
        telling=True,
        own=_SEEN,
    )


@strawberry.enum(description="The order of a list of vehicles.")
class VehicleOrder(Enum):
    """Sorts of `vehicles`."""

    LAST_SEEN = strawberry.enum_value("last_seen", description="Whatever anything happened with last comes first.")
    MODEL_YEAR = strawberry.enum_value("model_year", description="The newest model year first.")
    PRICE = strawberry.enum_value("price", description="The lowest asking price first; those without one come last.")


VEHICLE_ORDERS = {
    "last_seen": Order("{t}.last_seen_at", "timestamptz"),
    "model_year": Order("coalesce({t}.year, 0)", "int"),
    "price": Order("coalesce({t}.asking_price_minor, 9223372036854775807)", "bigint", descending=False),
}
# A consumer sees the vehicles they have or had, and what became of these as long as they had them.
_OWN = (
    "EXISTS (SELECT FROM <vehicle_ownership>.period o WHERE o.tenant_id = {t}.tenant_id"
    " AND o.vin = {t}.vin AND o.customer_id = {me})"
)


@strawberry.type(
    description="A vehicle, as an asset and as somebody's car. Former owners are told what was until they gave it up:"
    " what came later is null to them, and in no list."
)
class Vehicle(
    Node,
    FromTable,
    table=Table(
        "vehicle_history",
        "vehicle",
        key="vin",
        key_type="text",
        prefix="vehicle",
        rooftops="rooftops",
        scope="vehicles:read",
        own=_OWN,
        open_to_partners="{t}.stage = 'front_line_ready'",
        base=Category.VEHICLE,
        at_some=_AT_SOME["vehicle"],
    ),
):
    """A vehicle."""

    id: strawberry.ID = key("vehicle", "vin", "Global id of the vehicle.")
    vin: str = column("vin", "Vehicle identification number, in capitals.", category=Category.VEHICLE)
    vin_status: VinStatus = enum("vin_status", "How far the VIN can be trusted.")
    year: int | None = column("year", "Model year.")
    make: str | None = column("make", "Make.")
    model: str | None = column("model", "Model.")
    trim: str | None = column("trim", "Trim.")
    body: str | None = column("body", "Body style.")
    colour: str | None = column("colour", "Exterior colour.")
    stage: VehicleStage = enum(
        "stage",
        "Where it is in its life as an asset; for former owners, where it was when they gave it up.",
        own=_SEEN,
        otherwise=_STAGE_THEN,
    )
    stock: str | None = column("stock", "Current or last stock number.", own=_ACQUIRED)
    acquisition_source: str | None = column(
        "acquisition_source", "trade, auction, private, lease_return, oem or transfer.", own=_ACQUIRED
    )
    cost: Money | None = money(
        "cost_minor",
        "cost_currency",
        "What the dealer paid; staff are told what their rooftops paid.",
        category=Category.DEALER_CONFIDENTIAL,
    )
    asking_price: Money | None = money(
        "asking_price_minor", "asking_currency", "The price it is offered at.", own=_READY
    )
    odometer: Distance | None = distance("odometer_value", "odometer_unit", "The latest odometer reading.", own=_READ)
    odometer_read_at: DateTime | None = telling("odometer_read_at", "When the odometer was last read.", own=_READ)
    acquired_at: DateTime | None = telling("acquired_at", "When it was last taken into stock.", own=_ACQUIRED)
    recon_started_at: DateTime | None = column(
        "recon_started_at", "When reconditioning last began.", own=_RECONDITIONED
    )
    recon_stage: str | None = column("recon_stage", "The stage reconditioning is, or was last, in.", own=_RECONDITIONED)
    front_line_ready_at: DateTime | None = column(
        "front_line_ready_at", "When it last became front-line ready.", own=_READY
    )
    sold_at: DateTime | None = telling("sold_at", "When it was last sold.", own=until_sold(day_of("sold_at")))
    delivered_at: DateTime | None = telling(
        "delivered_at", "When it was last delivered.", own=until_sold(day_of("delivered_at"))
    )
    last_serviced_at: DateTime | None = telling(
        "last_serviced_at", "When it was last on the service drive.", own=until_sold(day_of("last_serviced_at"))
    )
    last_seen_at: DateTime = telling(
        "last_seen_at",
        "When anything last happened with it; for former owners, the day they gave it up.",
        own=_SEEN,
        otherwise=_GIVEN_UP,
    )
    version: EventPosition = wide(
        "position",
        "Position of the last event about it, the `expectedVersion` of updates; for former owners, of the last about"
        " their ownership.",
        own=_SEEN,
        otherwise=_VERSION_THEN,
    )

    ownership_chain: list[OwnershipLink] = many(
        {"vin": "vin"}, "{t}.ordinal", "Whose it was over time, with gaps and overlaps made explicit."
    )
    ownerships: list[OwnershipPeriod] = many(
        {"vin": "vin"}, "{t}.from_date, {t}.id", "The ownership periods that are yours to see."
    )
    owners: list[VehicleOwner] = many(
        {"vin": "vin"},
        "{t}.from_date, {t}.id",
        "Who had it, by number and month, for those who may not know them: the first one first.",
        where="{t}.role <> 'driver'",
    )
    service_history: list[ServiceVisit] = many(
        {"vin": "vin"},
        "{t}.opened_at, {t}.id",
        "Its visits to the service drive, by month, without the people: the first one first.",
    )
    milestones: list[Milestone] = many(
        {"vin": "vin"},
        "{t}.occurred_at, {t}.position",
        "Its life as an asset, from acquired to the service drive; to staff, at their rooftops.",
    )
    odometer_readings: list[OdometerReading] = many(
        {"vin": "vin"}, "{t}.read_at DESC, {t}.position DESC", "The odometer curve, the newest first."
    )
    timeline: Connection[TimelineItem] = pages(
        ITEM_ORDERS_OF_ALL,
        "What happened with it and its owners, the newest first; with both buyers of a joint deal, once for each.",
        join={"vin": "vin"},
        where=TimelineWhere,
        order_by=Chronology,
    )
    repair_orders: Connection[RepairOrderLink] = pages(
        service.REPAIR_ORDER_ORDERS,
        "Its repair orders, the newest first.",
        join={"vin": "vin"},
        where=service.RepairOrderWhere,
        order_by=Chronology,
    )
    declined_work: Connection[DeclinedWorkLink] = pages(
        service.DECLINED_WORK_ORDERS,
        "Work declined on it, the newest first.",
        join={"vin": "vin"},
        where=service.DeclinedWorkWhere,
        order_by=Chronology,
    )
