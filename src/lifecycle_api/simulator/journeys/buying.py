"""One purchase attempt from the first question to the driveway, turn by turn as its plan says."""

from datetime import datetime

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.journeys import dealing, delivery, enquiry, ownership, servicing, showroom
from lifecycle_api.simulator.journeys.dealing import Deal
from lifecycle_api.simulator.journeys.pursuit import Pursuit
from lifecycle_api.simulator.journeys.stocking import Purchase, acquire, find_new, find_used
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.registry import CRM
from lifecycle_api.simulator.plans import BuyingPlan, VisitPlan
from lifecycle_api.simulator.record import stamp
from lifecycle_api.simulator.vehicles.car import Car, Ownership
from lifecycle_api.simulator.vehicles.catalogue import Model
from lifecycle_api.simulator.vehicles.stock import Unit
from lifecycle_api.simulator.world import World

_AT_HOME = "Wants to talk it over at home. Spouse decides on the colour."
_AT_HOME_CORRECTED = "Wants to talk it over at home. The payment is the question, not the colour."


def buy(
    world: World,
    person: Person,
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
    unit = chosen or find(world, person.rooftop, at, model)
    trade = _trade(world, person, at) if plan.trades else None
    record = world.record("opportunities", CRM, person.rooftop)
    pursuit = Pursuit(world, person, person.rooftop, record, plan, unit, trade, record)
    enquiry.begin(pursuit, at)
    numbers = _to_the_numbers(pursuit, at)
    unit.held_until = numbers or at
    return _decide(pursuit, numbers, first_visit) if numbers else None


def _to_the_numbers(pursuit: Pursuit, at: datetime) -> datetime | None:
    """Everything up to the quote; None when the shopper is lost on the way."""
    plan, chance = pursuit.plan, pursuit.chance
    if plan.door in {"WALK_IN", "SERVICE"}:
        return showroom.visit(pursuit, at, "WALK_IN")
    answered = enquiry.first_answer(pursuit, at)
    if not plan.replies:
        enquiry.lose(pursuit, enquiry.chase(pursuit, answered), "NO_CONTACT")
        return None
    replied = enquiry.reply(pursuit, answered)
    kept = showroom.meet(pursuit, hours.after(replied, chance.minutes(5, 90))) if plan.books else None
    if kept is None:
        reason = "TIMING" if plan.books else plan.lost_because
        enquiry.lose(pursuit, hours.after(replied, chance.days(11, 25)), reason)
        return None
    return showroom.visit(pursuit, kept[1], "SHOWED", kept[0])


def _decide(pursuit: Pursuit, at: datetime, first_visit: VisitPlan | None) -> Ownership | None:
    """Buys now, comes back for it, or leaves."""
    plan, chance = pursuit.plan, pursuit.chance
    at = hours.next_open(at)
    if plan.decision == "LEAVES":
        enquiry.lose(pursuit, hours.after(at, chance.days(2, 12)), plan.lost_because)
        return None
    if plan.decision == "RETURNS":
        at = _come_back(pursuit, at)
    deal, sold = dealing.strike(pursuit, at)
    owned, delivered = delivery.deliver(deal, sold)
    if plan.introduced:
        delivery.introduce(deal, owned, delivered, first_visit)
    if not (plan.introduced and plan.first_service_days):
        later = delivered + chance.days(90, 200)
        pursuit.world.later(later, lambda now: servicing.come_in(pursuit.world, owned, now))
    lent = pursuit.trade is None and plan.pays == "FINANCE"
    if lent and (plan.unwinds or pursuit.world.first("unwound deal")):
        _unwind(deal, owned, hours.after(delivered, chance.days(3, 9)))
    else:
        dealing.fund(deal, sold)
    return owned


def _come_back(pursuit: Pursuit, at: datetime) -> datetime:
    """A note is left, and the shopper is back some days later. Returns the moment the talk starts again."""
    chance = pursuit.chance
    seller = pursuit.keeper(at, "SALES").number
    note = pursuit.act(at, "NOTE", employeeId=seller, comments=_AT_HOME)
    if chance.happens(0.3):
        corrected = hours.after(at, chance.minutes(30, 400))
        author = pursuit.keeper(corrected, "SALES").number
        pursuit.act(corrected, "NOTE", employeeId=author, comments=_AT_HOME_CORRECTED, correctsActivityId=note)
    back = hours.after(at, chance.days(2, 5))
    greeter = pursuit.keeper(back, "SALES").number
    ended = stamp("end", back + chance.minutes(40, 100))
    pursuit.act(back, "VISIT", outcome="BE_BACK", employeeId=greeter, **ended)
    return hours.after(back, chance.minutes(15, 40))


def _trade(world: World, person: Person, at: datetime) -> Car | None:
    """The car the person would trade in: theirs, not in the shop, and not itself just being bought."""
    for owned in world.garages[person]:
        if owned.until is None and owned.since < at.date() and owned.car.busy_until < at:
            return owned.car
    return None


def _unwind(deal: Deal, owned: Ownership, at: datetime) -> None:
    """Financing fell through: the car comes back and is stocked again."""
    pursuit = deal.pursuit
    deal.record.set(at, status="UNWOUND", unwindReason="FINANCING", **stamp("unwound", at))
    ownership.finish(pursuit.world, owned, at, "UNWOUND", pursuit.rooftop)
    acquire(pursuit.world, pursuit.rooftop, owned.car, at, Purchase("PRIVATE", deal.buyer))
