"""The repair order as the customer's story: concern, inspection, recommendation, answer, promise, work and bill."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.journeys.desk import Desk
from lifecycle_api.simulator.journeys.ownership import read_odometer, vehicle_record
from lifecycle_api.simulator.people.staff import Employee
from lifecycle_api.simulator.plans import Finding, VisitPlan
from lifecycle_api.simulator.record import Record, money, stamp
from lifecycle_api.simulator.vehicles.car import Declined, Ownership
from lifecycle_api.simulator.vehicles.operations import INSPECTED, OPERATIONS, Operation

TAX_PERCENT = 8
_NOTES = {"RED": "Needs attention now", "YELLOW": "Will need attention soon"}


@dataclass(slots=True, eq=False)
class Visit:
    """A repair order on its way."""

    owned: Ownership
    rooftop: Rooftop
    plan: VisitPlan
    record: Record
    advisor: Employee
    technician: Employee
    promised: datetime
    approved: list[tuple[str, Operation]] = field(default_factory=list)
    recovered: list[Declined] = field(default_factory=list)
    comeback: bool = False
    lines: int = 0
    updates: int = 0


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
    inspected = _inspect(visit, hours.after(at, desk.chance.minutes(20, 60)))
    answered = _recommend(desk.chance, visit, inspected)
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
    advisor = desk.keeper(at, "SERVICE_ADVISOR")
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
        comebackFlag=cause.comeback_of is not None,
        comebackOfRoNumber=cause.comeback_of,
        **stamp("open", at),
        **stamp("origPromised", promised),
    )
    if cause.appointment:
        cause.appointment.set(at, roNumber=record)
    visit = Visit(owned, rooftop, plan, record, advisor, desk.staff(at, "TECHNICIAN"), promised)
    visit.comeback = cause.comeback_of is not None
    _promise(visit, at, promised, "ORIGINAL")
    _write_up(visit, at)
    return visit


def _write_up(visit: Visit, at: datetime) -> None:
    """What the customer came for is approved at the counter, declined work of earlier visits included."""
    if visit.plan.complaint:
        visit.record.line(
            at, "concerns", 1, complaint=visit.plan.complaint, complaintCode="CONCERN", **stamp("recorded", at)
        )
    for code in visit.plan.codes:
        _add_line(visit, at, OPERATIONS[code], "CUSTOMER_REQUEST", "PRIMARY_CONCERN")
    for declined in visit.owned.declined:
        if declined.recovered_at is None and visit.plan.recovers in {"ALL", declined.decision}:
            _recover(visit, declined, at)


def _add_line(visit: Visit, at: datetime, operation: Operation, basis: str, priority: str) -> str:
    visit.lines += 1
    line = f"L{visit.lines}"
    visit.record.line(
        at,
        "lines",
        line,
        opCode=operation.code(visit.rooftop),
        opDescription=operation.text,
        serviceCategory=operation.category,
        payType=_payer(visit, operation),
        priority=priority,
        basis=basis,
        price=money(operation.cents),
        laborHours=operation.labour_hours,
        technicianId=visit.technician.number,
    )
    if basis == "CUSTOMER_REQUEST":
        _approve(visit, at, line, operation, "IN_PERSON")
    return line


def _payer(visit: Visit, operation: Operation) -> str:
    """The maker pays for recalls, the dealer for what has to be done twice, the customer for the rest."""
    if visit.comeback:
        return "I"
    return "W" if operation.category == "RECALL" else "C"


def _approve(visit: Visit, at: datetime, line: str, operation: Operation, method: str) -> None:
    visit.approved.append((line, operation))
    visit.record.line(at, "lines", line, statusCode="APPROVED", authorizationMethod=method, **stamp("decided", at))


def _recover(visit: Visit, declined: Declined, at: datetime) -> None:
    operation = OPERATIONS[declined.code]
    priority = "SAFETY_CRITICAL" if operation.safety else "RECOMMENDED_ADD_ON"
    line = _add_line(visit, at, operation, "CUSTOMER_REQUEST", priority)
    visit.record.line(at, "lines", line, recoveredRoNumber=declined.order, recoveredLineId=declined.line)
    declined.recovered_at, declined.recovered_order, declined.recovered_line = at, visit.record, line


def _inspect(visit: Visit, at: datetime) -> datetime:
    """Every visit gets an inspection; it shows what the plan says and otherwise green."""
    found = {OPERATIONS[finding.code].item: finding for finding in visit.plan.findings}
    for number, operation in enumerate(INSPECTED, 1):
        finding = found.get(operation.item)
        result = finding.result if finding else "GREEN"
        visit.record.line(
            at,
            "inspectionItems",
            number,
            item=operation.item,
            result=result,
            measure=operation.measured(result) if finding else "",
            unit=operation.unit if finding else "",
            note=_NOTES.get(result, ""),
        )
    visit.record.set(at, status="WORK_IN_PROGRESS", technicianId=visit.technician.number, **stamp("inspection", at))
    return at


def _recommend(chance: Chance, visit: Visit, at: datetime) -> datetime:
    """Recommended work is sent to the customer, who answers. Returns the moment after the last answer."""
    if not visit.plan.findings:
        return at
    told = hours.after(at, chance.minutes(5, 15))
    channel = "IN_PERSON" if visit.plan.waits else chance.pick(("SMS", "CALL"))
    _update(visit, told, "ESTIMATE", channel, proactive=True)
    answered = hours.after(told, chance.minutes(6, 70))
    for finding in visit.plan.findings:
        _offer(visit, finding, told, answered, channel)
    if any(finding.answer == "APPROVED" for finding in visit.plan.findings):
        _promise(visit, answered, hours.after(visit.promised, chance.minutes(40, 110)), "ADDED_WORK")
    return answered


def _offer(visit: Visit, finding: Finding, told: datetime, answered: datetime, channel: str) -> None:
    operation = OPERATIONS[finding.code]
    priority = "SAFETY_CRITICAL" if operation.safety and finding.result == "RED" else "RECOMMENDED_ADD_ON"
    line = _add_line(visit, told, operation, "MPI", priority)
    visit.record.line(told, "lines", line, statusCode="RECOMMENDED", **stamp("recommended", told))
    if finding.answer == "APPROVED":
        method = {"SMS": "SMS_TEXT_LINK", "CALL": "VERBAL_PHONE"}.get(channel, "IN_PERSON")
        _approve(visit, answered, line, operation, method)
        return
    deferred = finding.answer == "DEFERRED"
    visit.record.line(
        answered,
        "lines",
        line,
        statusCode=finding.answer,
        declineReason=_reason(finding.verbatim),
        declineComment=finding.verbatim,
        revisitDate=(answered + timedelta(days=45)).date() if deferred else None,
        **stamp("decided", answered),
    )
    visit.owned.declined.append(
        Declined(visit.owned, visit.record, line, finding.code, finding.answer, answered, operation.cents)
    )


def _reason(verbatim: str) -> str:
    reasons = {"payday": "COST", "brother": "SELF_REPAIR", "second": "SECOND_OPINION", "work": "TIME"}
    return next((reason for word, reason in reasons.items() if word in verbatim), "NOT_CONVINCED")


def _work(visit: Visit, at: datetime) -> datetime:
    """The technician does the approved work; a late one is announced, or the customer has to ask."""
    effort = 30 + sum(int(float(operation.labour_hours) * 40) for _, operation in visit.approved)
    done = hours.after(at, timedelta(minutes=effort))
    if visit.plan.asks:
        _update(visit, _halfway(at, done), "PROGRESS", "CALL", proactive=False)
    if visit.plan.late and done > at + timedelta(minutes=20):
        noticed = _halfway(at, done)
        _update(visit, noticed, "DELAY", "SMS", proactive=True)
        _promise(visit, noticed, hours.after(max(done, visit.promised), timedelta(minutes=30)), "PARTS")
    for line, _ in visit.approved:
        visit.record.line(done, "lines", line, statusCode="COMPLETED", **stamp("completed", done))
    visit.record.set(done, status="COMPLETED", **stamp("completed", done))
    return done


def _settle(chance: Chance, visit: Visit, done: datetime) -> datetime:
    if not visit.plan.waits:
        _update(visit, done + timedelta(minutes=3), "READY", chance.pick(("SMS", "CALL")), proactive=True)
    invoiced = hours.after(done, chance.minutes(6, 40))
    totals = {payer: sum(op.cents for _, op in visit.approved if _payer(visit, op) == payer) for payer in "CWI"}
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


def _promise(visit: Visit, at: datetime, promised: datetime, reason: str) -> None:
    number = len({change.line for change in visit.record.changes if change.lines == "promises"}) + 1
    visit.promised = promised
    visit.record.set(at, **stamp("promised", promised))
    visit.record.line(
        at, "promises", number, reason=reason, toldCustomerFlag=True, **stamp("promised", promised), **stamp("set", at)
    )


def _update(visit: Visit, at: datetime, topic: str, channel: str, *, proactive: bool) -> None:
    visit.updates += 1
    visit.record.line(
        at,
        "statusUpdates",
        visit.updates,
        topic=topic,
        channel=channel,
        givenById=visit.advisor.number,
        proactiveFlag=proactive,
        **stamp("given", at),
    )


def _halfway(start: datetime, end: datetime) -> datetime:
    minutes = int((end - start).total_seconds() // 120)
    return start + timedelta(minutes=minutes)
