"""Handoffs between departments: offered, accepted, returned for what is missing, completed."""

from datetime import datetime

from lifecycle_api.simulator.activities import act
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.staff import Employee
from lifecycle_api.simulator.record import Record, Value, stamp
from lifecycle_api.simulator.world import World

CHECKLISTS = {
    "BDC_TO_SALES": ("Appointment set", "NEEDS;TRADE;CHANNEL"),
    "SALES_TO_FI": ("Deal to be papered", "INSURANCE;ID;CREDIT_APP"),
    "SALES_TO_SERVICE": ("New owner", "OWNER_MANUAL;FIRST_APPOINTMENT"),
    "SERVICE_TO_SALES": ("Asked about a newer car", "NEEDS;TRADE"),
}


def offer(
    world: World,
    person: Person,
    rooftop: Rooftop,
    at: datetime,
    kind: str,
    giver: Employee,
    taker: Employee,
    opportunity: Record | None = None,
    **about: Value,
) -> Record:
    """One department asks another to take over; returns the activity that keeps the handoff."""
    reason, checklist = CHECKLISTS[kind]
    return act(
        world,
        person,
        rooftop,
        at,
        "HANDOFF",
        opportunity,
        handoffKind=kind,
        fromEmployeeId=giver.number,
        toEmployeeId=taker.number,
        handoffStatus="OFFERED",
        reason=reason,
        checklist=checklist,
        **stamp("offered", at),
        **about,
    )


def accept(handoff: Record, at: datetime) -> None:
    """The other side takes over."""
    handoff.set(at, handoffStatus="ACCEPTED", **stamp("accepted", at))


def give_back(handoff: Record, at: datetime, missing: str) -> None:
    """The other side gives it back: something is missing."""
    handoff.set(at, handoffStatus="RETURNED", returnReason=missing, **stamp("returned", at))


def complete(handoff: Record, at: datetime) -> None:
    """What was handed over is done."""
    handoff.set(at, handoffStatus="COMPLETED", **stamp("completed", at))
