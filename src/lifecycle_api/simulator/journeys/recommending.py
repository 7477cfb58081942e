"""What the inspection shows, what is recommended for it, and what the customer says to that."""

from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.journeys.visit import Visit
from lifecycle_api.simulator.plans import Finding
from lifecycle_api.simulator.record import stamp
from lifecycle_api.simulator.vehicles.car import Declined
from lifecycle_api.simulator.vehicles.operations import INSPECTED, OPERATIONS, Operation

REVISIT = timedelta(days=45)
_NOTES = {"RED": "Needs attention now", "YELLOW": "Will need attention soon"}
_METHODS = {"SMS": "SMS_TEXT_LINK", "CALL": "VERBAL_PHONE", "IN_PERSON": "IN_PERSON"}
_REASONS = {
    "payday": "COST",
    "brother": "SELF_REPAIR",
    "myself": "SELF_REPAIR",
    "second": "SECOND_OPINION",
    "work": "TIME",
}


def inspect(visit: Visit, at: datetime) -> None:
    """Every visit gets an inspection; it shows what the plan says and otherwise green."""
    found = {OPERATIONS[finding.code].item: finding for finding in visit.plan.findings}
    for number, operation in enumerate(INSPECTED, 1):
        finding = found.get(operation.item)
        result = finding.result if finding else "GREEN"
        measured = {"measure": operation.measured(result), "unit": operation.unit} if finding else {}
        note = _NOTES.get(result, "")
        visit.record.line(at, "inspectionItems", number, item=operation.item, result=result, note=note, **measured)
    visit.record.set(at, status="WORK_IN_PROGRESS", technicianId=visit.technician.number, **stamp("inspection", at))


def recommend(chance: Chance, visit: Visit, at: datetime) -> datetime:
    """Recommended work is sent to the customer, who answers. Returns the moment after the last answer."""
    findings = visit.plan.findings
    if not findings:
        return at
    told = hours.after(at, chance.minutes(5, 15))
    answered = hours.after(told, chance.minutes(6, 70))
    channel = "IN_PERSON" if visit.plan.waits else chance.pick(("SMS", "CALL"))
    visit.update(told, "ESTIMATE", channel)
    for finding in findings:
        line = _offer(visit, finding, told)
        if finding.answer == "APPROVED":
            visit.approve(answered, line, OPERATIONS[finding.code], _METHODS[channel])
        else:
            _decline(visit, finding, line, answered)
    if any(finding.answer == "APPROVED" for finding in findings):
        visit.promise(answered, hours.after(visit.promised, chance.minutes(40, 110)), "ADDED_WORK")
    return answered


def recover(visit: Visit, declined: Declined, at: datetime) -> None:
    """Work declined on an earlier visit is done after all."""
    operation = OPERATIONS[declined.code]
    line = visit.add_line(at, operation, "CUSTOMER_REQUEST", _priority(operation, safety=operation.safety))
    visit.record.line(at, "lines", line, recoveredRoNumber=declined.order, recoveredLineId=declined.line)
    declined.recovered_at, declined.recovered_order, declined.recovered_line = at, visit.record, line


def _offer(visit: Visit, finding: Finding, at: datetime) -> str:
    operation = OPERATIONS[finding.code]
    priority = _priority(operation, safety=operation.safety and finding.result == "RED")
    line = visit.add_line(at, operation, "MPI", priority)
    visit.record.line(at, "lines", line, statusCode="RECOMMENDED", **stamp("recommended", at))
    return line


def _decline(visit: Visit, finding: Finding, line: str, at: datetime) -> None:
    price = OPERATIONS[finding.code].cents
    visit.record.line(
        at,
        "lines",
        line,
        statusCode=finding.answer,
        declineReason=_reason(finding.verbatim),
        declineComment=finding.verbatim,
        revisitDate=(at + REVISIT).date() if finding.answer == "DEFERRED" else None,
        **stamp("decided", at),
    )
    visit.owned.declined.append(Declined(visit.owned, visit.record, line, finding.code, finding.answer, at, price))


def _priority(operation: Operation, *, safety: bool) -> str:
    if safety:
        return "SAFETY_CRITICAL"
    return "ROUTINE_MAINTENANCE" if operation.category == "MAINTENANCE" else "RECOMMENDED_ADD_ON"


def _reason(verbatim: str) -> str:
    return next((reason for word, reason in _REASONS.items() if word in verbatim), "NOT_CONVINCED")
