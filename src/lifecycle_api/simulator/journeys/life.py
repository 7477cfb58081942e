"""Gives every person of a block a life: what they drive, and when they shop, come for service, move and opt out."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.group import DOMESTIC, IMPORT
from lifecycle_api.simulator.journeys import desk, ownership, servicing
from lifecycle_api.simulator.journeys.buying import buy
from lifecycle_api.simulator.journeys.desk import Desk
from lifecycle_api.simulator.journeys.private_sale import sell_privately
from lifecycle_api.simulator.journeys.stocking import Purchase, acquire
from lifecycle_api.simulator.people import names
from lifecycle_api.simulator.people.person import Person, draw_person, move_in
from lifecycle_api.simulator.people.registry import crm_record, dms_record, move_house, opt_out
from lifecycle_api.simulator.plans import draw_buying
from lifecycle_api.simulator.vehicles.car import Car, Ownership
from lifecycle_api.simulator.vehicles.catalogue import Model, any_model
from lifecycle_api.simulator.vehicles.garage import make_antique, mistype, used_car
from lifecycle_api.simulator.vehicles.stock import Unit
from lifecycle_api.simulator.world import World

_LIVES = (("KNOWN", 32), ("LEAD", 43), ("WALK_IN", 9), ("PHONE", 5), ("CONQUEST", 11))
STOCKED_AT_START = 26
SHARE_OF_PRIVATE_SALES = 0.06


def populate(world: World, first: int, count: int) -> None:
    """Draw the block's people, their households and what they drive, and start each life."""
    _stock_up(world, count)
    for number in range(first, first + count):
        person = draw_person(number, IMPORT if world.chance.happens(0.52) else DOMESTIC, world.chance)
        if world.people and world.chance.happens(0.09) and world.people[-1].partner is None:
            move_in(person, world.people[-1])
        world.people.append(person)
        life = world.chance.weighted(_LIVES)
        _START[life](world, person)
        _change(world, person)


def _stock_up(world: World, count: int) -> None:
    opening = _midday(world.start)
    for _ in range(min(STOCKED_AT_START, count)):
        rooftop = IMPORT if world.chance.happens(0.5) else DOMESTIC
        at = hours.next_open(opening - world.chance.days(3, 60))
        acquire(world, rooftop, used_car(world, any_model(rooftop, world.chance), at), at, Purchase("AUCTION"))


def trade_in_before(world: World, person: Person, model: Model, at: datetime) -> Unit:
    """The person traded an earlier car in shortly before the period; it waits in stock for its next owner."""
    since = at - world.chance.days(700, 1500)
    car = used_car(world, model, since, world.chance.whole(0, 2))
    owned = Ownership(person, car, person.rooftop, since.date(), since.date(), "SOLD_HERE")
    before = ownership.begin(world, owned)
    seller = dms_record(world, person, person.rooftop, since, "DEAL")
    ownership.vehicle_record(world, before, person.rooftop, since)
    ownership.finish(world, before, at, "TRADED_IN", person.rooftop)
    return acquire(world, person.rooftop, car, at, Purchase("TRADE", seller))


def _be_known(world: World, person: Person) -> None:
    """A customer since long before: in the DMS on the first day, coming for service, sometimes shopping again."""
    chance = world.chance
    owned = _drive(
        world, person, age=chance.whole(0, 3), origin="SOLD_HERE" if chance.happens(0.7) else "SERVICED_HERE"
    )
    bought = _midday(owned.since)
    dms_record(world, person, person.rooftop, bought, "DEAL")
    ownership.vehicle_record(world, owned, person.rooftop, bought)
    if chance.happens(0.55):
        second = _drive(world, person, age=None, origin="DECLARED")
        ownership.vehicle_record(world, second, person.rooftop, max(bought, _midday(second.since)))
    if chance.happens(0.16):
        at = hours.next_open(_midday(world.start) - chance.days(2, 30))
        trade_in_before(world, person, any_model(person.rooftop, chance), at)
    world.later(_some_day(world, 1, 380), lambda at: servicing.come_in(world, owned, at))
    flaw = _private_sale(world)
    if flaw:
        buyer, overlap = world.people[-2], flaw == "overlap"
        world.later(_some_day(world, 60, 330), lambda at: sell_privately(world, owned, buyer, at, overlap=overlap))
    elif chance.happens(0.25):
        world.later(_some_day(world, 90, 500), lambda at: _shop_from_service(world, person, at))


def _private_sale(world: World) -> str:
    """Which flaw the sale of this person's car to the neighbour will leave in the files; mostly there is no sale."""
    if len(world.people) == 1:
        return ""
    for flaw in ("overlap", "gap"):
        if world.first(flaw):
            return flaw
    return world.chance.pick(("overlap", "gap")) if world.chance.happens(SHARE_OF_PRIVATE_SALES) else ""


def _be_conquest(world: World, person: Person) -> None:
    """Bought elsewhere, comes here for service; odd vehicle numbers live here."""
    owned = _drive(world, person, age=None, origin="SERVICED_HERE")
    _spoil_number(world, owned.car)
    if world.chance.happens(0.25):
        owned.filed_since = None
    person.shuns_linking = person.shuns_linking or world.chance.happens(0.3)
    world.later(_some_day(world, 1, 480), lambda at: servicing.come_in(world, owned, at))
    if world.chance.happens(0.25):
        world.later(_some_day(world, 120, 520), lambda at: _shop_from_service(world, person, at))


def _be_shopper(door: str) -> "Start":
    """Comes to buy, through that door."""

    def start(world: World, person: Person) -> None:
        if world.chance.happens(0.85):
            _drive(world, person, age=None, origin="DECLARED")
        at = hours.writing_time(_some_day(world, 1, 535).date(), world.chance)
        world.later(at, lambda now: _shop(world, person, now, door))

    return start


def _shop(world: World, person: Person, at: datetime, door: str, *, keen: bool = False) -> None:
    """One attempt; buyers may buy again a year later, some of the lost try again."""
    chance = world.chance
    owned = buy(world, person, at, draw_buying(chance, door, keen=keen))
    if owned and chance.happens(0.3):
        world.later(at + chance.days(230, 420), lambda now: _shop(world, person, now, "LEAD", keen=True))
    elif owned is None and chance.happens(0.18):
        world.later(at + chance.days(40, 120), lambda now: _shop(world, person, now, "LEAD"))


def _shop_from_service(world: World, person: Person, at: datetime) -> None:
    """Somebody in the service lane asks what a newer one would cost; the advisor walks them over."""
    at = hours.next_open(at)
    crm_record(world, person, person.rooftop, at, "SERVICE")
    lane = Desk(world, person, person.rooftop, None)
    advisor, seller = lane.keeper(at, "SERVICE_ADVISOR"), lane.keeper(at, "SALES")
    passed = lane.offer(at, "SERVICE_TO_SALES", advisor, seller)
    desk.accept(passed, at + timedelta(minutes=6))
    desk.complete(passed, at + timedelta(minutes=25))
    _shop(world, person, at + timedelta(minutes=25), "SERVICE")


def _drive(world: World, person: Person, age: int | None, origin: str) -> Ownership:
    """What the person has driven since before the period."""
    bought = _midday(world.start - world.chance.days(40, 1400))
    car = used_car(world, any_model(person.rooftop, world.chance), bought, age)
    return ownership.begin(world, Ownership(person, car, person.rooftop, bought.date(), bought.date(), origin))


def _spoil_number(world: World, car: Car) -> None:
    """The first conquest car of a block fails its check digit, the second is an antique; later ones now and then."""
    spoilt = sum(one.vin_status != "VALID" for one in world.cars)
    if spoilt == 0 or (spoilt > 1 and world.chance.happens(0.06)):
        mistype(car)
    elif spoilt == 1:
        make_antique(car, world.block)


def _change(world: World, person: Person) -> None:
    """Few people move or opt out during the period."""
    chance = world.chance
    if chance.happens(0.05):
        world.later(_some_day(world, 100, 540), lambda at: opt_out(person, at))
    if chance.happens(0.06):
        street = f"{chance.whole(100, 4999)} {chance.pick(names.STREETS)} {chance.pick(names.STREET_KINDS)}"
        world.later(_some_day(world, 100, 540), lambda at: move_house(person, at, street))


def _some_day(world: World, first: int, last: int) -> datetime:
    """Noon of a day between two days of an eighteen-month period, stretched to the period at hand."""
    share = (world.end - world.start).days / 548
    return _midday(world.start + timedelta(days=round(world.chance.whole(first, last) * share)))


def _midday(day: date) -> datetime:
    return datetime.combine(day, time(12, 0))


Start = Callable[[World, Person], None]
_START: dict[str, Start] = {
    "KNOWN": _be_known,
    "LEAD": _be_shopper("LEAD"),
    "WALK_IN": _be_shopper("WALK_IN"),
    "PHONE": _be_shopper("PHONE"),
    "CONQUEST": _be_conquest,
}
