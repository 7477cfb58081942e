"""A car's life in the service drive: booked visits, next visits, and declined work that is won back."""

from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.activities import talk
from lifecycle_api.simulator.group import Rooftop, other
from lifecycle_api.simulator.journeys.meeting import Booking, book, keep
from lifecycle_api.simulator.journeys.ownership import vehicle_record
from lifecycle_api.simulator.journeys.repairing import repair
from lifecycle_api.simulator.people.registry import dms_record
from lifecycle_api.simulator.people.team import keeper
from lifecycle_api.simulator.plans import VisitPlan, draw_visit
from lifecycle_api.simulator.record import Fields, Record
from lifecycle_api.simulator.vehicles.car import Ownership
from lifecycle_api.simulator.vehicles.operations import OPERATIONS
from lifecycle_api.simulator.world import World


def come_in(world: World, owned: Ownership, at: datetime, source: str = "", plan: VisitPlan | None = None) -> None:
    """The owner thinks of service: books by phone or online, or simply drives up."""
    if owned.until is not None:
        return
    chance = world.chance
    how = source or chance.weighted((("PHONE", 4), ("INTERNET", 4), ("WALK_IN", 2)))
    plan = plan or draw_visit(chance, how, owned.car.odometer(at))
    rooftop = other(owned.rooftop) if chance.happens(0.06) and plan.source == "WALK_IN" else owned.rooftop
    at = hours.next_open(at)
    if plan.source == "WALK_IN":
        _visit(world, owned, rooftop, at, plan, None)
        return
    slot = hours.slot((at + chance.days(2, 8)).date(), chance)
    book_visit(world, owned, rooftop, at, slot, plan)


def book_visit(
    world: World, owned: Ownership, rooftop: Rooftop, at: datetime, slot: datetime, plan: VisitPlan
) -> Record:
    """An appointment for the visit; what comes of it is decided shortly before. Returns the appointment."""
    advisor = keeper(world, owned.person, rooftop, "SERVICE_ADVISOR", at)
    online = plan.source == "INTERNET"
    fields: Fields = {
        "customerId": dms_record(world, owned.person, rooftop, at, "SERVICE"),
        "vin": owned.car.vin,
        "createdById": "" if online else _booker(world, owned, rooftop, at),
        "assignedToId": advisor.number,
        "waiterFlag": plan.waits,
        "transportationType": "WAITER" if plan.waits else world.chance.pick(("SHUTTLE", "LOANER", "DROP_OFF")),
        "comments": plan.complaint,
    }
    operations = tuple((OPERATIONS[code].code(rooftop), OPERATIONS[code].text) for code in plan.codes)
    booking = Booking(rooftop.dms, rooftop, "SERVICE", plan.kind, fields, operations)
    appointment = book(world, booking, at, slot, plan.source)
    vehicle_record(world, owned, rooftop, at)
    decided = max(at, slot - timedelta(days=3))
    world.later(decided, lambda now: _take_turn(world, owned, booking, appointment, (now, slot), plan))
    return appointment


def _booker(world: World, owned: Ownership, rooftop: Rooftop, at: datetime) -> str:
    return world.staff.one(rooftop, "SERVICE_BDC", at, world.chance).number


def _take_turn(
    world: World,
    owned: Ownership,
    booking: Booking,
    appointment: Record,
    times: tuple[datetime, datetime],
    plan: VisitPlan,
) -> None:
    now, slot = times
    turn = plan.meeting if owned.until is None else "CANCELLED"
    owned.car.busy_until = max(owned.car.busy_until, slot + timedelta(days=12))
    kept = keep(world, booking, appointment, now, slot, turn)
    if kept:
        _visit(world, owned, booking.rooftop, kept[1] + world.chance.minutes(2, 12), plan, kept[0])
    elif owned.until is None:
        world.later(slot + world.chance.days(25, 90), lambda at: come_in(world, owned, at))


def _visit(
    world: World, owned: Ownership, rooftop: Rooftop, at: datetime, plan: VisitPlan, appointment: Record | None
) -> None:
    order, closed = repair(world, owned, rooftop, hours.next_open(at), plan, appointment)
    if plan.then:
        following = plan.then[0]
        at = closed + timedelta(days=plan.next_days)
        world.later(at, lambda now: come_in(world, owned, now, following.source, following))
        return
    open_work = [one for one in owned.declined if one.recovered_at is None and one.order is order]
    if open_work and world.chance.happens(0.45):
        called = hours.after(closed, world.chance.days(18, 45))
        world.later(called, lambda now: _win_back(world, owned, rooftop, now, order))
    elif plan.next_days:
        world.later(closed + timedelta(days=plan.next_days), lambda now: come_in(world, owned, now))


def _win_back(world: World, owned: Ownership, rooftop: Rooftop, at: datetime, order: Record) -> None:
    """Somebody calls about the work that was not done; half of those called come back for it."""
    if owned.until is not None:
        return
    caller = world.staff.one(rooftop, "SERVICE_BDC", at, world.chance)
    words = "Called about the work still open from the last visit."
    talk(world, owned.person, rooftop, at, "CALL_OUT", words, employeeId=caller.number, roNumber=order)
    if world.chance.happens(0.55):
        plan = VisitPlan(source="DECLINED_RECOVERY", kind="REPAIR", codes=(), recovers=True, next_days=210)
        slot = hours.slot((at + world.chance.days(2, 8)).date(), world.chance)
        book_visit(world, owned, rooftop, at, slot, plan)
    else:
        world.later(at + world.chance.days(110, 220), lambda now: come_in(world, owned, now))
