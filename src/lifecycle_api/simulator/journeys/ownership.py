"""Who owns a car, in truth and in the files: the files learn late, sometimes never."""

from datetime import datetime, timedelta

from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.people.registry import dms_record
from lifecycle_api.simulator.record import Record, stamp
from lifecycle_api.simulator.vehicles.car import Car, Ownership
from lifecycle_api.simulator.world import World


def begin(world: World, owned: Ownership) -> Ownership:
    """The ownership is true from now on; no file says so yet."""
    owned.car.owners.append(owned)
    world.garages[owned.person].append(owned)
    return owned


def vehicle_record(world: World, ownership: Ownership, rooftop: Rooftop, at: datetime) -> Record:
    """The service-side record of this ownership in the rooftop's DMS, made now when there is none."""
    known = ownership.records.get(rooftop.dms)
    if known:
        return known
    car = ownership.car
    record = ownership.records[rooftop.dms] = world.record("vehicles", rooftop.dms, rooftop)
    sold_here = ownership.origin == "SOLD_HERE" and rooftop is ownership.rooftop
    origin = "SERVICED_HERE" if ownership.origin == "SOLD_HERE" and not sold_here else ownership.origin
    record.set(
        at,
        **car.described(),
        customerId=dms_record(world, ownership.person, rooftop, at, "SERVICE"),
        ownerRole=ownership.role,
        ownedSince=ownership.filed_since,
        origin=origin,
        purchaseDealNumber=ownership.sold_on if sold_here else None,
        **stamp("created", at),
    )
    read_odometer(record, car, at)
    return record


def read_odometer(record: Record, car: Car, at: datetime) -> None:
    """The record takes the reading of that moment."""
    record.set(at, odometer=car.odometer(at), odometerDate=at)


def finish(world: World, ownership: Ownership, at: datetime, cause: str, told: Rooftop | None) -> None:
    """The ownership ends; the rooftop that took part knows, the other hears of it weeks later or never."""
    ownership.until, ownership.cause = at.date(), cause
    for system, record in ownership.records.items():
        if told is not None and system == told.dms:
            record.set(at, ownedUntil=at, endCause=cause)
        elif world.chance.happens(0.6):
            learned = at + timedelta(days=world.chance.whole(20, 70), minutes=world.chance.whole(0, 300))
            record.set(learned, ownedUntil=learned, endCause="UNKNOWN")
