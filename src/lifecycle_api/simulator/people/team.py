"""Who looks after a customer: assignments, and their reassignment when somebody leaves."""

from datetime import datetime, time, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.activities import act
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.staff import Employee
from lifecycle_api.simulator.record import Record
from lifecycle_api.simulator.world import World


def keeper(
    world: World, person: Person, rooftop: Rooftop, slot: str, at: datetime, opportunity: Record | None = None
) -> Employee:
    """The employee who has the customer in that slot (a role), assigned now when nobody has."""
    held = person.keepers.get((rooftop.code, slot))
    if held and held[0].works_on(at.date()):
        return held[0]
    employee = world.staff.one(rooftop, slot, at, world.chance)
    if held is None:
        _assign(world, person, rooftop, slot, employee, at, opportunity)
    else:
        _reassign(world, person, rooftop, slot, employee, _handed_over(world, held[0], at), held[0])
    return employee


def reassign_orphans(world: World) -> None:
    """Give the customers of those who left to colleagues; a few stay without anybody, as in life."""
    for person in world.people:
        for (_, slot), (employee, _) in list(person.keepers.items()):
            if employee.left is None or world.chance.happens(0.15):
                continue
            at = _handed_over(world, employee, datetime.max)
            if at <= world.last_moment:
                colleague = world.staff.one(employee.rooftop, slot, at, world.chance)
                _reassign(world, person, employee.rooftop, slot, colleague, at, employee)


def _assign(
    world: World,
    person: Person,
    rooftop: Rooftop,
    slot: str,
    employee: Employee,
    at: datetime,
    opportunity: Record | None,
) -> None:
    person.keepers[rooftop.code, slot] = (employee, at)
    method = "ROUND_ROBIN" if slot == "BDC" else world.chance.pick(("CLAIM", "RULE", "MANUAL"))
    act(world, person, rooftop, at, "ASSIGNMENT", opportunity, slot=slot, toEmployeeId=employee.number, method=method)


def _reassign(
    world: World, person: Person, rooftop: Rooftop, slot: str, employee: Employee, at: datetime, before: Employee
) -> None:
    person.keepers[rooftop.code, slot] = (employee, at)
    act(
        world,
        person,
        rooftop,
        at,
        "ASSIGNMENT",
        slot=slot,
        fromEmployeeId=before.number,
        toEmployeeId=employee.number,
        method="MANUAL",
        reason="DEPARTED",
    )


def _handed_over(world: World, leaver: Employee, needed: datetime) -> datetime:
    last_day = datetime.combine(leaver.left or world.end, time(17, 0))
    return min(needed, hours.after(last_day, world.chance.minutes(900, 9000)))
