"""The one customer whose whole story is written by hand: Dana Whitfield, from her first lead to her next car."""

from datetime import datetime, time, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.group import IMPORT
from lifecycle_api.simulator.journeys import ownership
from lifecycle_api.simulator.journeys.buying import buy
from lifecycle_api.simulator.journeys.life import trade_in_before
from lifecycle_api.simulator.people.names import phone_digits
from lifecycle_api.simulator.people.person import Address, Person, draw_person
from lifecycle_api.simulator.plans import BuyingPlan, Finding, VisitPlan
from lifecycle_api.simulator.vehicles.car import Car, Ownership
from lifecycle_api.simulator.vehicles.catalogue import model
from lifecycle_api.simulator.vehicles.garage import used_car
from lifecycle_api.simulator.vehicles.stock import Unit
from lifecycle_api.simulator.world import World

NAME = "Dana Whitfield"

RECOVERY = VisitPlan(
    source="DECLINED_RECOVERY",
    kind="REPAIR",
    codes=(),
    recovers="DEFERRED",
    waits=False,
)
SECOND_SERVICE = VisitPlan(
    source="PHONE",
    codes=("LOF", "ROT"),
    complaint="Squeaks when I brake in the morning.",
    findings=(
        Finding("CABF", "YELLOW", "APPROVED"),
        Finding("BRKF", "RED", "DEFERRED", "After payday, please."),
        Finding("WIPE", "YELLOW", "DECLINED", "I'll do those myself."),
    ),
    asks=True,
    next_days=38,
    then=(RECOVERY,),
)
FIRST_SERVICE = VisitPlan(
    source="DELIVERY_HANDOFF", kind="FIRST_SERVICE", codes=("LOF", "MPI"), next_days=120, then=(SECOND_SERVICE,)
)
FIRST_PURCHASE = BuyingPlan(
    sender="riverside-web",
    repeat="RESEND",
    drives=True,
    trades=True,
    ready_first_time=False,
    first_service_days=45,
    note="Prefers text. Needs room for a cello.",
    comments="I'd like to drive it before we talk numbers. Text is best. I have a car to trade.",
)
NEXT_PURCHASE = BuyingPlan(
    sender="carfinder",
    wants="NEW",
    pays="FINANCE",
    first_service_days=120,
    comments="Time for something bigger. What would you give me for mine?",
)


SUCCESSOR = BuyingPlan(
    door="WALK_IN", trades=False, pays="CASH", first_service_days=30, comments="Saw the Accord from the road."
)


def add_showcase(world: World, number: int) -> tuple[Person, ...]:
    """Put Dana into the world, and those who had her Accord before and after her; all needs about fifteen months."""
    dana = _dana(number)
    before, after = (draw_person(number + step, IMPORT, world.chance) for step in (1, 2))
    world.people += [dana, before, after]
    start = datetime.combine(world.start, time(19, 42))
    bought = datetime.combine(world.start - timedelta(days=1700), time(12, 0))
    old = used_car(world, model("Ford", "Escape"), bought, 4)
    ownership.begin(world, Ownership(dana, old, IMPORT, bought.date(), bought.date(), "DECLARED"))
    traded = hours.next_open(start - timedelta(days=9, hours=5))
    accord = trade_in_before(world, before, model("Honda", "Accord"), traded)
    accord.held_until = start + timedelta(days=30)
    world.later(start + timedelta(days=27), lambda at: _first(world, dana, at, accord))
    world.later(start + timedelta(days=390), lambda at: _next(world, dana, at))
    world.later(start + timedelta(days=440), lambda at: _succeed(world, after, at, accord.car))
    return dana, before, after


def _first(world: World, dana: Person, at: datetime, accord: Unit) -> None:
    buy(world, dana, at, FIRST_PURCHASE, chosen=accord, first_visit=FIRST_SERVICE)


def _next(world: World, dana: Person, at: datetime) -> None:
    buy(world, dana, at, NEXT_PURCHASE, model=model("Honda", "CR-V"))
    stocked = next((unit for unit in reversed(world.stock.units) if unit.acquired > at and unit.used), None)
    if stocked:
        stocked.held_until = at + timedelta(days=60)


def _succeed(world: World, person: Person, at: datetime, accord: Car) -> None:
    """Dana's Accord finds its next owner."""
    unit = next((unit for unit in world.stock.units if unit.car is accord and not unit.gone), None)
    if unit:
        buy(world, person, at, SUCCESSOR, chosen=unit)


def _dana(number: int) -> Person:
    return Person(
        number=number,
        rooftop=IMPORT,
        given="Dana",
        family="Whitfield",
        middle="R",
        business="",
        cell=phone_digits(2 * number),
        home="",
        email="dana.whitfield@example.com",
        address=Address("418 Juniper Street", IMPORT.city, IMPORT.state, IMPORT.postal_code),
        household=number,
        prefers="X",
    )
