"""A car's life in the service drive: booked visits, next visits, and declined work that is won back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.group import other
from lifecycle_api.simulator.journeys.desk import Desk
from lifecycle_api.simulator.journeys.meeting import Booking, book, keep
from lifecycle_api.simulator.journeys.ownership import vehicle_record
from lifecycle_api.simulator.journeys.repairing import Cause, repair
from lifecycle_api.simulator.plans import VisitPlan, draw_visit
from lifecycle_api.simulator.record import Fields, Record
from lifecycle_api.simulator.vehicles.car import Ownership
from lifecycle_api.simulator.vehicles.operations import OPERATIONS
from lifecycle_api.simulator.world import World

RECOVERY = VisitPlan(source="DECLINED_RECOVERY", kind="REPAIR", codes=(), recovers="ALL", next_days=210)
COMEBACK = VisitPlan(source="WALK_IN", kind="REPAIR", codes=("DIAG",), complaint="It is still not right.")


@dataclass(slots=True, eq=False)
class ServiceDesk(Desk):
    """The service department's view of one owner and one car."""

    owned: Ownership


def come_in(world: World, owned: Ownership, at: datetime, source: str = "", plan: VisitPlan | None = None) -> None:
    """The owner thinks of service: books by phone or online, or simply drives up."""
    if owned.until is not None:
        return
    chance = world.chance
    how = source or chance.weighted((("PHONE", 4), ("INTERNET", 4), ("WALK_IN", 2)))
    plan = plan or draw_visit(chance, how, owned.car.odometer(at))
    elsewhere = plan.source == "WALK_IN" and chance.happens(0.15)
    lane = ServiceDesk(world, owned.person, other(owned.rooftop) if elsewhere else owned.rooftop, None, owned)
    at = hours.next_open(at)
    if plan.source == "WALK_IN":
        _visit(lane, at, plan, None)
    else:
        book_visit(lane, at, hours.slot((at + chance.days(2, 8)).date(), chance), plan)


def book_visit(lane: ServiceDesk, at: datetime, slot: datetime, plan: VisitPlan) -> Record:
    """An appointment for the visit; what comes of it is decided shortly before. Returns the appointment."""
    fields: Fields = {
        "customerId": lane.customer(at, "SERVICE"),
        "vin": lane.owned.car.vin,
        "createdById": "" if plan.source == "INTERNET" else lane.staff(at, "SERVICE_BDC").number,
        "assignedToId": lane.keeper(at, "SERVICE_ADVISOR").number,
        "waiterFlag": plan.waits,
        "transportationType": "WAITER" if plan.waits else lane.chance.pick(("SHUTTLE", "LOANER", "DROP_OFF")),
        "comments": plan.complaint,
    }
    operations = tuple((OPERATIONS[code].code(lane.rooftop), OPERATIONS[code].text) for code in plan.codes)
    booking = Booking(lane.rooftop.dms, lane.rooftop, "SERVICE", plan.kind, fields, operations)
    appointment = book(lane.world, booking, at, slot, plan.source)
    vehicle_record(lane.world, lane.owned, lane.rooftop, at)
    decided = max(at, slot - timedelta(days=3))
    lane.world.later(decided, lambda now: _take_turn(lane, booking, appointment, (now, slot), plan))
    return appointment


def _take_turn(
    lane: ServiceDesk, booking: Booking, appointment: Record, times: tuple[datetime, datetime], plan: VisitPlan
) -> None:
    owned, slot = lane.owned, times[1]
    turn = plan.meeting if owned.until is None else "CANCELLED"
    owned.car.busy_until = max(owned.car.busy_until, slot + timedelta(days=12))
    kept = keep(lane.world, booking, appointment, times, turn)
    if kept:
        _visit(lane, kept[1] + lane.chance.minutes(2, 12), plan, kept[0])
    elif owned.until is None:
        lane.world.later(slot + lane.chance.days(25, 90), lambda at: come_in(lane.world, owned, at))


def _visit(lane: ServiceDesk, at: datetime, plan: VisitPlan, appointment: Record | None) -> None:
    order, closed = repair(lane, lane.owned, hours.next_open(at), plan, Cause(appointment))
    world, owned, chance = lane.world, lane.owned, lane.chance
    if chance.happens(0.03):
        world.later(hours.after(closed, chance.days(3, 12)), lambda now: _come_back(lane, now, order))
    open_work = any(one.recovered_at is None and one.order is order for one in owned.declined)
    if plan.then:
        following, again = plan.then[0], closed + timedelta(days=plan.next_days)
        world.later(again, lambda now: come_in(world, owned, now, following.source, following))
    elif open_work and chance.happens(0.45):
        called = hours.after(closed, chance.days(18, 45))
        world.later(called, lambda now: _win_back(lane, now, order))
    elif plan.next_days:
        world.later(closed + timedelta(days=plan.next_days), lambda now: come_in(world, owned, now))


def _come_back(lane: ServiceDesk, at: datetime, order: Record) -> None:
    """The repair did not hold; the car is back, at the dealer's expense."""
    if lane.owned.until is None:
        repair(lane, lane.owned, at, COMEBACK, Cause(comeback_of=order))


def _win_back(lane: ServiceDesk, at: datetime, order: Record) -> None:
    """Somebody calls about the work that was not done; half of those called come back for it."""
    world, owned, chance = lane.world, lane.owned, lane.chance
    if owned.until is not None:
        return
    caller = lane.staff(at, "SERVICE_BDC").number
    lane.talk(at, "CALL_OUT", "Called about the work still open.", employeeId=caller, roNumber=order)
    if chance.happens(0.55):
        book_visit(lane, at, hours.slot((at + chance.days(2, 8)).date(), chance), RECOVERY)
    else:
        world.later(at + chance.days(110, 220), lambda now: come_in(world, owned, now))
