"""From acquired to front-line ready: how a car enters stock, is reconditioned and, unsold, leaves it again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.record import Record, money, stamp
from lifecycle_api.simulator.vehicles.car import Car
from lifecycle_api.simulator.vehicles.catalogue import Model, any_model, new_model
from lifecycle_api.simulator.vehicles.garage import new_car, used_car
from lifecycle_api.simulator.vehicles.stock import Unit
from lifecycle_api.simulator.world import World

AGED = timedelta(days=75)
_NEW_STAGES = ("INSPECTION", "DETAIL")


@dataclass(frozen=True, slots=True)
class Purchase:
    """How the dealer came by a car: the source, and for a trade the customer and the deal."""

    source: str
    seller: Record | None = None
    deal: Record | None = None


def acquire(world: World, rooftop: Rooftop, car: Car, at: datetime, purchase: Purchase) -> Unit:
    """The dealer takes the car into stock and prepares it; when nobody buys it in time it goes to auction."""
    used = purchase.source != "OEM"
    price = car.worth(at.date()) if used else car.model.price * 100
    cost = price * 82 // 100 if used else price * 94 // 100
    record = world.record("inventory", rooftop.dms, rooftop, rooftop.code + ("U" if used else "N"))
    unit = Unit(car, record, rooftop, used, at, cost, price)
    world.stock.units.append(unit)
    car.parked(at)
    record.set(
        at,
        **car.described(),
        newUsed="U" if used else "N",
        odometer=car.odometer(at),
        status="RECEIVED" if purchase.source == "TRADE" else "IN_TRANSIT",
        acquisitionSource=purchase.source,
        acquisitionCost=money(cost),
        acquiredFromCustomerId=purchase.seller,
        acquiredOnDealNumber=purchase.deal,
        **stamp("acquired", at),
    )
    _prepare(world, unit, from_trade=purchase.source == "TRADE")
    return unit


def find_used(world: World, rooftop: Rooftop, at: datetime, model: Model | None = None) -> Unit:
    """A used car ready to be sold now; when the lot is empty, one that was bought at auction some weeks ago."""
    ready = _ready(world, rooftop, at, model, used=True)
    if ready:
        return ready[0] if world.chance.happens(0.5) else world.chance.pick(ready)
    bought = hours.next_open(at - world.chance.days(38, 60))
    return acquire(
        world, rooftop, used_car(world, model or any_model(rooftop, world.chance), bought), bought, Purchase("AUCTION")
    )


def find_new(world: World, rooftop: Rooftop, at: datetime, model: Model | None = None) -> Unit:
    """A new car on the lot, or one that came from the factory some weeks ago."""
    ready = _ready(world, rooftop, at, model, used=False)
    if ready:
        return world.chance.pick(ready)
    shipped = hours.next_open(at - world.chance.days(18, 70))
    chosen = model or new_model(rooftop, world.chance)
    return acquire(world, rooftop, new_car(world, chosen, shipped), shipped, Purchase("OEM"))


def _ready(world: World, rooftop: Rooftop, at: datetime, model: Model | None, *, used: bool) -> list[Unit]:
    ready = world.stock.ready(rooftop, at, used=used)
    return [unit for unit in ready if model is None or unit.car.model is model]


def _prepare(world: World, unit: Unit, *, from_trade: bool) -> None:
    chance, record = world.chance, unit.record
    arrived = hours.after(unit.acquired, chance.minutes(20, 90) if from_trade else chance.days(2, 5))
    record.set(arrived, status="RECEIVED", **stamp("arrived", arrived))
    begun = hours.after(arrived, chance.minutes(600, 3600))
    record.set(begun, status="PREPARATION", **stamp("reconStart", begun))
    ready = _recondition(world, unit, begun)
    unit.ready = ready
    record.set(
        ready,
        status="AVAILABLE",
        listPrice=money(unit.price),
        reconCost=_recon_cost(world, unit),
        **stamp("frontLineReady", ready),
    )
    record.line(ready, "prices", 1, price=money(unit.price), reason="INITIAL", **stamp("effective", ready))
    world.later(hours.next_open(ready + AGED / 2), lambda at: _reprice(unit, at))
    world.later(hours.next_open(ready + AGED), lambda at: _dispose(world, unit, at))


def _recondition(world: World, unit: Unit, at: datetime) -> datetime:
    chance = world.chance
    person = world.staff.one(unit.rooftop, "RECON", at, chance)
    for number, stage in enumerate(_stages(world, unit), 1):
        unit.record.line(at, "reconStages", number, stage=stage, assigneeId=person.number, **stamp("started", at))
        ended = hours.after(at, chance.minutes(1400, 5200) if stage == "PARTS_HOLD" else chance.minutes(45, 900))
        unit.record.line(ended, "reconStages", number, **stamp("ended", ended))
        at = ended
    return at


def _stages(world: World, unit: Unit) -> tuple[str, ...]:
    if not unit.used:
        return _NEW_STAGES
    parts = ("PARTS_HOLD",) if world.chance.happens(0.25) else ()
    body = ("BODY",) if world.chance.happens(0.2) else ()
    return ("INSPECTION", "APPROVAL", *parts, "MECHANICAL", *body, "DETAIL", "PHOTO")


def _recon_cost(world: World, unit: Unit) -> str:
    return money(world.chance.whole(300, 1900) * 100 if unit.used else 12_500)


def _reprice(unit: Unit, at: datetime) -> None:
    if not (unit.used and unit.is_free(at)):
        return
    unit.price = unit.price * 96 // 10_000 * 100
    unit.record.set(at, listPrice=money(unit.price))
    unit.record.line(at, "prices", 2, price=money(unit.price), reason="AGE", **stamp("effective", at))


def _dispose(world: World, unit: Unit, at: datetime) -> None:
    if not (unit.used and unit.is_free(at)):
        return
    unit.gone = True
    method = world.chance.pick(("WHOLESALE", "AUCTION"))
    unit.record.set(at, status="WHOLESALE", disposedDate=at, disposalMethod=method)
