"""The repair order as the customer's story: write-up, inspection, work, bill and pick-up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.journeys.desk import Desk
from lifecycle_api.simulator.journeys.ownership import read_odometer, vehicle_record
from lifecycle_api.simulator.journeys.recommending import inspect, recommend, recover
from lifecycle_api.simulator.journeys.visit import Visit
from lifecycle_api.simulator.plans import VisitPlan
from lifecycle_api.simulator.record import Record, money, stamp
from lifecycle_api.simulator.vehicles.car import Ownership
from lifecycle_api.simulator.vehicles.operations import OPERATIONS

TAX_PERCENT = 8


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a repair order is opened: an appointment that was kept, an earlier visit that did not help, or neither."""

    appointment: Record | None = None
    comeback_of: Record | None = None

    @property
    def initiation(self) -> str:
        """As the DMS codes it."""
        if self.comeback_of:
            return "COMEBACK"
        return "CREATED_FROM_APPOINTMENT" if self.appointment else "WALK_IN"


def repair(desk: Desk, owned: Ownership, at: datetime, plan: VisitPlan, cause: Cause) -> tuple[Record, datetime]:
    """One visit from the write-up to the pick-up. Returns the repair order and the moment it was closed."""
    visit = _open(desk, owned, at, plan, cause)
    _write_up(visit, at)
    inspected = hours.after(at, desk.chance.minutes(20, 60))
    inspect(visit, inspected)
    answered = recommend(desk.chance, visit, inspected)
    done = _work(visit, answered)
    closed = _settle(desk.chance, visit, done)
    owned.car.busy_until = closed + timedelta(days=3)
    return visit.record, closed


def _open(desk: Desk, owned: Ownership, at: datetime, plan: VisitPlan, cause: Cause) -> Visit:
    chance, car, rooftop = desk.chance, owned.car, desk.rooftop
    record = desk.world.record("repair-orders", rooftop.dms, rooftop)
    vehicle = vehicle_record(desk.world, owned, rooftop, at)
    read_odometer(vehicle, car, at)
    promised = hours.after(at, chance.minutes(120, 240) if plan.waits else chance.minutes(300, 540))
    advisor, again = desk.keeper(at, "SERVICE_ADVISOR"), cause.comeback_of is not None
    record.set(
        at,
        customerId=desk.customer(at, "SERVICE"),
        vehicleId=vehicle,
        vin=car.vin,
        appointmentId=cause.appointment,
        initiation=cause.initiation,
        serviceAdvisorId=advisor.number,
        tagNumber=f"T{chance.whole(10, 99)}",
        status="OPEN",
        waiterFlag=plan.waits,
        mileage=car.odometer(at),
        comebackFlag=again,
        comebackOfRoNumber=cause.comeback_of,
        **stamp("open", at),
        **stamp("origPromised", promised),
    )
    if cause.appointment:
        cause.appointment.set(at, roNumber=record)
    visit = Visit(owned, rooftop, plan, record, advisor, desk.staff(at, "TECHNICIAN"), promised, again)
    visit.promise(at, promised, "ORIGINAL")
    return visit


def _write_up(visit: Visit, at: datetime) -> None:
    """What the customer came for, and declined work of earlier visits they changed their mind about."""
    if visit.plan.complaint:
        said = {"complaint": visit.plan.complaint, "complaintCode": "CONCERN"}
        visit.record.line(at, "concerns", 1, **said, **stamp("recorded", at))
    for code in visit.plan.codes:
        visit.add_line(at, OPERATIONS[code], "CUSTOMER_REQUEST", "PRIMARY_CONCERN")
    for declined in visit.owned.declined:
        if declined.recovered_at is None and visit.plan.recovers in {"ALL", declined.decision}:
            recover(visit, declined, at)


def _work(visit: Visit, at: datetime) -> datetime:
    """The technician does the approved work; a late one is announced, or the customer has to ask."""
    effort = 30 + sum(int(float(operation.labour_hours) * 40) for _, operation in visit.approved)
    done = hours.after(at, timedelta(minutes=effort))
    halfway = min(hours.after(at, timedelta(minutes=effort // 2)), done)
    if visit.plan.asks:
        visit.update(halfway, "PROGRESS", "CALL", proactive=False)
    if visit.plan.late:
        visit.update(halfway, "DELAY", "SMS")
        visit.promise(halfway, hours.after(max(done, visit.promised), timedelta(minutes=30)), "PARTS")
    for line, _ in visit.approved:
        visit.record.line(done, "lines", line, statusCode="COMPLETED", **stamp("completed", done))
    visit.record.set(done, status="COMPLETED", **stamp("completed", done))
    return done


def _settle(chance: Chance, visit: Visit, done: datetime) -> datetime:
    """Call the customer, bill, close and hand over. Returns the moment of closing."""
    if not visit.plan.waits:
        visit.update(done + timedelta(minutes=3), "READY", chance.pick(("SMS", "CALL")))
    invoiced = hours.after(done, chance.minutes(6, 40))
    totals = {payer: sum(op.cents for _, op in visit.approved if visit.payer(op) == payer) for payer in "CWI"}
    visit.record.set(
        invoiced,
        status="INVOICED",
        custPayTotal=money(totals["C"]),
        warrPayTotal=money(totals["W"]),
        intPayTotal=money(totals["I"]),
        discountTotal=money(0),
        taxTotal=money(totals["C"] * TAX_PERCENT // 100),
        **stamp("invoiced", invoiced),
    )
    closed = hours.after(invoiced, chance.minutes(3, 25))
    miles = visit.owned.car.odometer(closed)
    visit.record.set(closed, status="CLOSED", mileageOut=miles, **stamp("closed", closed))
    picked_up = hours.after(closed, chance.minutes(2, 30) if visit.plan.waits else chance.minutes(20, 300))
    visit.record.set(picked_up, **stamp("pickedUp", picked_up))
    return closed
