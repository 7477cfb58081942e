"""One purchase attempt from the first question to the driveway, turn by turn as its plan says."""

from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.activities import act
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.journeys import dealing, delivery, enquiry, ownership, servicing, showroom
from lifecycle_api.simulator.journeys.dealing import Deal
from lifecycle_api.simulator.journeys.enquiry import Pursuit
from lifecycle_api.simulator.journeys.stocking import acquire, find_new, find_used
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.registry import CRM
from lifecycle_api.simulator.people.team import keeper
from lifecycle_api.simulator.plans import BuyingPlan, VisitPlan
from lifecycle_api.simulator.record import Record, stamp
from lifecycle_api.simulator.vehicles.car import Car, Ownership
from lifecycle_api.simulator.vehicles.catalogue import Model
from lifecycle_api.simulator.vehicles.stock import Unit
from lifecycle_api.simulator.world import World


def buy(
    world: World,
    person: Person,
    rooftop: Rooftop,
    at: datetime,
    plan: BuyingPlan,
    *,
    model: Model | None = None,
    chosen: Unit | None = None,
    first_visit: VisitPlan | None = None,
) -> Ownership | None:
    """Tell one attempt, at a car chosen or found; returns the new ownership when it ended with a delivery."""
    at = at if plan.door == "LEAD" else hours.next_open(at)
    find = find_used if plan.wants == "USED" else find_new
    unit = chosen or find(world, rooftop, at, model)
    trade = _trade(world, person, at) if plan.trades else None
    pursuit = Pursuit(person, rooftop, plan, unit, trade, world.record("opportunities", CRM, rooftop))
    enquiry.begin(world, pursuit, at)
    numbers = _to_the_numbers(world, pursuit, at)
    unit.held_until = numbers or at
    if numbers is None:
        return None
    return _decide(world, pursuit, numbers, first_visit)


def _to_the_numbers(world: World, pursuit: Pursuit, at: datetime) -> datetime | None:
    """Everything up to the quote; None when the shopper is lost on the way."""
    plan = pursuit.plan
    if plan.door in {"WALK_IN", "SERVICE"}:
        return showroom.visit(world, pursuit, at, "WALK_IN")
    answered = enquiry.first_answer(world, pursuit, at)
    if not plan.replies:
        enquiry.lose(world, pursuit, enquiry.chase(world, pursuit, answered), "NO_CONTACT")
        return None
    replied = enquiry.reply(world, pursuit, answered)
    kept = showroom.meet(world, pursuit, hours.after(replied, world.chance.minutes(5, 90))) if plan.books else None
    if kept is None:
        given_up = hours.after(replied, world.chance.days(11, 25))
        enquiry.lose(world, pursuit, given_up, "TIMING" if plan.books else plan.lost_because)
        return None
    return showroom.visit(world, pursuit, kept[1], "SHOWED", kept[0])


def _decide(world: World, pursuit: Pursuit, at: datetime, first_visit: VisitPlan | None) -> Ownership | None:
    """Buys now, comes back for it, or leaves."""
    plan = pursuit.plan
    at = hours.next_open(at)
    if plan.decision == "LEAVES":
        enquiry.lose(world, pursuit, hours.after(at, world.chance.days(2, 12)), plan.lost_because)
        return None
    if plan.decision == "RETURNS":
        at = _come_back(world, pursuit, at)
    deal, sold = dealing.strike(world, pursuit, at)
    owned, delivered = delivery.deliver(world, deal, sold)
    if plan.introduced:
        delivery.introduce(world, deal, owned, delivered, first_visit)
    if not (plan.introduced and plan.first_service_days):
        world.later(delivered + world.chance.days(90, 200), lambda now: servicing.come_in(world, owned, now))
    if plan.unwinds and pursuit.trade is None:
        _unwind(world, deal, owned, hours.after(delivered, world.chance.days(3, 9)))
    else:
        dealing.fund(world, deal, sold)
    return owned


def _come_back(world: World, pursuit: Pursuit, at: datetime) -> datetime:
    """A note is left, and the shopper is back some days later. Returns the moment the talk starts again."""
    seller = keeper(world, pursuit.person, pursuit.rooftop, "SALES", at, pursuit.record)
    note = _note(world, pursuit, at, seller.number, "Wants to talk it over at home. Spouse decides on the colour.")
    if world.chance.happens(0.3):
        corrected = hours.after(at, world.chance.minutes(30, 400))
        text = "Wants to talk it over at home. The payment is the question, not the colour."
        _note(world, pursuit, corrected, seller.number, text, note)
    back = hours.after(at, world.chance.days(2, 5))
    keeper(world, pursuit.person, pursuit.rooftop, "SALES", back, pursuit.record)
    leaving = back + timedelta(minutes=world.chance.whole(40, 100))
    act(
        world,
        pursuit.person,
        pursuit.rooftop,
        back,
        "VISIT",
        pursuit.record,
        outcome="BE_BACK",
        employeeId=seller.number if seller.works_on(back.date()) else "",
        **stamp("end", leaving),
    )
    return hours.after(back, world.chance.minutes(15, 40))


def _note(
    world: World, pursuit: Pursuit, at: datetime, author: str, text: str, corrects: Record | None = None
) -> Record:
    return act(
        world,
        pursuit.person,
        pursuit.rooftop,
        at,
        "NOTE",
        pursuit.record,
        employeeId=author,
        comments=text,
        correctsActivityId=corrects,
    )


def _trade(world: World, person: Person, at: datetime) -> Car | None:
    """The car the person would trade in: theirs, not in the shop, and not itself just being bought."""
    for owned in world.garages[person]:
        if owned.until is None and owned.since < at.date() and owned.car.busy_until < at:
            return owned.car
    return None


def _unwind(world: World, deal: Deal, owned: Ownership, at: datetime) -> None:
    """Financing fell through: the car comes back and is stocked again."""
    deal.record.set(at, status="UNWOUND", unwindReason="FINANCING", **stamp("unwound", at))
    ownership.finish(world, owned, at, "UNWOUND", deal.pursuit.rooftop)
    acquire(world, deal.pursuit.rooftop, owned.car, at, "PRIVATE", seller=deal.buyer)
