"""Counts the facts that the files state, by the name of the event each should become."""

from collections import Counter
from collections.abc import Mapping

from lifecycle_api.simulator.record import Fields, State

# Event → the field whose presence states it. Only facts that one record states alone are counted.
_BY_FIELD: Mapping[str, Mapping[str, str]] = {
    "staff": {"hireDate": "employee.onboarded", "terminationDate": "employee.departed"},
    "inventory": {
        "acquiredDate": "vehicle.acquired",
        "reconStartDate": "recon.started",
        "frontLineReadyDate": "vehicle.front_line_ready",
        "disposedDate": "vehicle.disposed",
    },
    "vehicles": {"createdDate": "ownership.started", "ownedUntil": "ownership.ended"},
    "opportunities": {"openedDate": "opportunity.opened", "lostDate": "lead.lost"},
    "activities": {
        "acceptedDate": "handoff.accepted",
        "returnedDate": "handoff.returned",
        "completedDate": "handoff.completed",
    },
    "appointments": {
        "createdDate": "appointment.scheduled",
        "confirmedDate": "appointment.confirmed",
        "cancelledDate": "appointment.cancelled",
        "arrivedDate": "appointment.shown",
        "noShowDate": "appointment.no_showed",
        "recoveredDate": "appointment.recovered",
    },
    "deals": {
        "structuredDate": "deal.structured",
        "restructuredDate": "deal.structured",
        "submittedToFinanceDate": "deal.submitted_to_finance",
        "contractDate": "contract.signed",
        "soldDate": "vehicle.sold",
        "deliveredDate": "vehicle.delivered",
        "fundedDate": "deal.funded",
        "unwoundDate": "deal.unwound",
        "serviceIntroDate": "service_introduction.made",
    },
    "repair-orders": {
        "openDate": "repair_order.opened",
        "inspectionDate": "inspection.completed",
        "invoicedDate": "repair_order.invoiced",
        "closedDate": "repair_order.closed",
        "pickedUpDate": "vehicle.picked_up",
    },
}
# Event → list and field of a line whose presence (or value) states it.
_BY_LINE: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "inventory": (("reconStages", "startedDate", "recon.stage_changed"),),
    "appointments": (("reschedules", "movedDate", "appointment.rescheduled"),),
    "deals": (
        ("readinessChecks", "checkedDate", "deal.readiness_assessed"),
        ("readinessChecks", "returnedToId", "deal.returned_for_rework"),
        ("stipulations", "requestedDate", "stipulation.requested"),
        ("stipulations", "satisfiedDate", "stipulation.satisfied"),
    ),
    "repair-orders": (
        ("concerns", "recordedDate", "concern.recorded"),
        ("lines", "recommendedDate", "work.recommended"),
        ("lines", "completedDate", "work.completed"),
        ("lines", "authorizationMethod", "work.approved"),
        ("lines", "declineReason", "work.declined"),
        ("lines", "recoveredRoNumber", "declined_work.recovered"),
        ("promises", "setDate", "promise_time.set"),
        ("statusUpdates", "givenDate", "status_update.given"),
    ),
}
_BY_ACTIVITY = {
    "VISIT": "showroom_visit.started",
    "TEST_DRIVE": "test_drive.taken",
    "APPRAISAL": "trade.appraised",
    "QUOTE": "quote.presented",
    "HANDOFF": "handoff.offered",
}


def expected_events(kind: str, state: State) -> Counter[str]:
    """Events that the last state of a record should have become, by type."""
    counts = Counter(event for field, event in _BY_FIELD.get(kind, {}).items() if state.fields.get(field))
    for name, field, event in _BY_LINE.get(kind, ()):
        counts[event] += sum(bool(line.get(field)) for line in state.lists.get(name, {}).values())
    if kind == "activities":
        counts[_activity(state.fields)] += 1
    return counts


def _activity(fields: Fields) -> str:
    kind = str(fields["type"])
    if kind == "NOTE":
        return "note.corrected" if fields.get("correctsActivityId") else "note.recorded"
    if kind == "ASSIGNMENT":
        return "customer.reassigned" if fields.get("fromEmployeeId") else "customer.assigned"
    if kind in _BY_ACTIVITY:
        return _BY_ACTIVITY[kind]
    return "lead.first_responded" if fields.get("firstResponseFlag") else "(other contact)"
