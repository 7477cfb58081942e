"""Facts about vehicles: in stock, and in the hands of customers."""

from collections.abc import Iterator
from datetime import time
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.vehicles import (
    OdometerRead,
    OwnershipEnded,
    OwnershipStarted,
    ReconStageChanged,
    ReconStarted,
    VehicleAcquired,
    VehicleDescribed,
    VehicleDisposed,
    VehicleFrontLineReady,
)
from lifecycle_api.domain.values import Distance
from lifecycle_api.domain.vin import Vin
from lifecycle_api.intake.dms.context import Context, CustomerNumber, Fact, Needs, vin_of
from lifecycle_api.intake.dms.facts.words import word
from lifecycle_api.intake.dms.records.vehicles import OwnedVehicle, Stock
from lifecycle_api.intake.moments import Moment, Stamp

_OWNED = "owned."
_CERTAINTY = {"SOLD_HERE": 1.0, "SERVICED_HERE": 0.9, "DECLARED": 0.7}


def stock_needs(record: Stock, context: Context) -> Needs:
    """Whoever the car was taken in from, and whether they only claimed to own it."""
    seller = record.acquired_from_customer_id
    if not seller:
        return Needs()
    vin = vin_of(record.vin, "vin", year=record.year).value
    return Needs(customers=frozenset({CustomerNumber(context.system, seller)}), owned=frozenset({vin}))


def stock(record: Stock, context: Context) -> Iterator[Fact]:
    """A car from the day it was taken in until it left stock."""
    vin = vin_of(record.vin, "vin", year=record.year)
    seller = context.beside(record.acquired_from_customer_id, "acquiredFromCustomerId")
    acquired = context.moment(record.acquired)
    odometer = distance(record.odometer, record.odometer_unit)
    yield Fact("vehicle", acquired, described(record, vin), dated=False)
    yield Fact(
        "acquired",
        acquired,
        VehicleAcquired(
            vehicle=vin.value,
            stock=record.stock_number,
            source=word(VehicleAcquired, "source", record.acquisition_source),
            acquired_from=seller,
            cost=context.money(record.acquisition_cost),
            odometer=odometer,
        ),
    )
    if seller is not None:
        yield from _parted(record, context, vin.value, seller)
    if odometer:
        yield Fact("odometer", acquired, OdometerRead(vehicle=vin.value, reading=odometer, context="acquisition"))
    yield from _reconditioned(record, context, vin.value)
    if record.disposed:
        how = word(VehicleDisposed, "how", record.disposal_method or "WHOLESALE")
        disposed = VehicleDisposed(vehicle=vin.value, stock=record.stock_number, how=how)
        yield Fact("disposed", context.moment(record.disposed), disposed)


def _parted(record: Stock, context: Context, vin: str, seller: UUID) -> Iterator[Fact]:
    """Who parted with a car that only their lead spoke of: an owner on file has a record that says so itself."""
    ownership = ids.ownership(context.tenant, seller, vin)
    if ownership in context.known.claimed or "parted" in context.recorded:
        acquired = context.moment(record.acquired)
        ended = OwnershipEnded(
            vehicle=vin,
            customer=seller,
            ownership=ownership,
            to_date=context.local_day(acquired.at),
            cause="traded_in" if record.acquisition_source == "TRADE" else "sold",
        )
        yield Fact("parted", acquired, ended)


def _reconditioned(record: Stock, context: Context, vin: str) -> Iterator[Fact]:
    number = record.stock_number
    if record.recon_start:
        yield Fact("recon", context.moment(record.recon_start), ReconStarted(vehicle=vin, stock=number))
    for line in record.recon_stages:
        stage = "quality_check" if line.stage == "QC" else line.stage
        changed = ReconStageChanged(vehicle=vin, stock=number, stage=word(ReconStageChanged, "stage", stage))
        yield Fact(f"stage.{line.stage_no}", context.moment(line.started), changed)
    if record.front_line_ready:
        first = min(record.prices, key=lambda price: price.effective, default=None)
        price = context.money(first.price if first else record.list_price)
        ready = VehicleFrontLineReady(vehicle=vin, stock=number, asking_price=price)
        yield Fact("front_line_ready", context.moment(record.front_line_ready), ready)


def owned_needs(record: OwnedVehicle, context: Context) -> Needs:
    """The owner."""
    return Needs(customers=frozenset({CustomerNumber(context.system, record.customer_id)}))


def owned(record: OwnedVehicle, context: Context) -> Iterator[Fact]:
    """A car from the day a customer got it until they parted with it."""
    vin = vin_of(record.vin, "vin", year=record.year)
    who = context.customer(CustomerNumber(context.system, record.customer_id), "customerId")
    created = context.moment(record.created, record.changed)
    ownership = _told_as(context) or ids.ownership(context.tenant, who, vin.value)
    yield Fact("vehicle", created, described(record, vin), dated=False)
    since = record.owned_since or context.local_day(created.at)
    started = OwnershipStarted(
        vehicle=vin.value,
        customer=who,
        ownership=ownership,
        role=word(OwnershipStarted, "role", record.owner_role),
        from_date=since,
        origin=word(OwnershipStarted, "origin", record.origin),
        certainty=_CERTAINTY[record.origin] if record.owned_since else 0.5,
    )
    yield Fact(f"{_OWNED}{ownership}", context.moment(Stamp(since)), started)
    if record.owned_until:
        ended = OwnershipEnded(
            vehicle=vin.value,
            customer=who,
            ownership=ownership,
            to_date=record.owned_until,
            cause=word(OwnershipEnded, "cause", record.end_cause),
        )
        yield Fact("parted", context.moment(Stamp(record.owned_until)), ended)
    if reading := distance(record.odometer, record.odometer_unit):
        read = OdometerRead(vehicle=vin.value, reading=reading, context="record")
        # Every reading is a fact of its own: none corrects another, in whatever order the states of the record come.
        yield Fact(f"odometer.{reading.value}.{reading.unit}", _last_of_day(record, context), read, dated=False)


def _told_as(context: Context) -> UUID | None:
    """The ownership that a record told of before: with another VIN or another owner it corrects that one."""
    return next((UUID(group.removeprefix(_OWNED)) for group in context.recorded if group.startswith(_OWNED)), None)


def _last_of_day(record: OwnedVehicle, context: Context) -> Moment:
    """The end of the day on which the last reading was taken: the others of that day came before it."""
    if record.odometer_date is None:
        return context.moment(record.changed, record.created)
    ends = Stamp(record.odometer_date, time(23, 59)).at(context.rooftop.zone).at
    return Moment(min(ends, context.received_at), "date")


def described(record: Stock | OwnedVehicle, vin: Vin) -> VehicleDescribed:
    """What the record says the car is."""
    return VehicleDescribed(
        vehicle=vin.value,
        vin_status=vin.status.value,
        year=record.year,
        make=record.make,
        model=record.model,
        trim=record.trim,
        body=record.body_style,
        colour=record.exterior_color,
    )


def distance(reading: int | None, unit: str | None = None) -> Distance | None:
    """A reading of the odometer, in miles unless the record says kilometres."""
    return None if reading is None else Distance(reading, "KM" if unit == "KM" else "MI")
