"""One person's matters at one rooftop: who looks after them, and everything the CRM writes down about them."""

from dataclasses import dataclass
from datetime import datetime, time

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.registry import CRM, dms_record
from lifecycle_api.simulator.people.staff import Employee
from lifecycle_api.simulator.record import Fields, Record, Value, stamp
from lifecycle_api.simulator.world import World

_HANDOFFS = {
    "BDC_TO_SALES": ("Appointment set", "NEEDS;TRADE;CHANNEL"),
    "SALES_TO_FI": ("Deal to be papered", "INSURANCE;ID;CREDIT_APP"),
    "SALES_TO_SERVICE": ("New owner", "OWNER_MANUAL;FIRST_APPOINTMENT"),
    "SERVICE_TO_SALES": ("Asked about a newer car", "NEEDS;TRADE"),
}


@dataclass(slots=True, eq=False)
class Desk:
    """Where a person is dealt with; activities name the opportunity when there is one."""

    world: World
    person: Person
    rooftop: Rooftop
    opportunity: Record | None

    @property
    def chance(self) -> Chance:
        """The chance of the block."""
        return self.world.chance

    def staff(self, at: datetime, role: str) -> Employee:
        """Somebody of that role who works here on that day."""
        return self.world.staff.one(self.rooftop, role, at, self.chance)

    def customer(self, at: datetime, via: str) -> Record:
        """The person's record in the rooftop's DMS."""
        return dms_record(self.world, self.person, self.rooftop, at, via)

    def act(self, at: datetime, kind: str, **fields: Value) -> Record:
        """Write an activity; it names the CRM record, or the DMS record of someone the CRM does not know."""
        record = self.world.record("activities", CRM, self.rooftop)
        known = self.person.records.get(CRM)
        in_crm = known is not None and known.born <= at
        who: Fields = {"customerId": known} if in_crm else {"dmsCustomerId": self.customer(at, "SERVICE")}
        record.set(at, type=kind, opportunityId=self.opportunity, **stamp("activity", at), **who, **fields)
        return record

    def talk(self, at: datetime, channel: str, words: str, **fields: Value) -> Record:
        """Write a call or message, with its outcome when it was a call."""
        if channel.startswith("CALL"):
            outcome = fields.setdefault("outcome", "CONNECTED")
            fields["durationSeconds"] = self.chance.whole(60, 600) if outcome == "CONNECTED" else 25
        return self.act(at, channel, comments=words, automatedFlag=False, **fields)

    def offer(self, at: datetime, kind: str, giver: Employee, taker: Employee, **about: Value) -> Record:
        """Ask another department to take over; returns the activity that keeps the handoff."""
        reason, checklist = _HANDOFFS[kind]
        about |= {"fromEmployeeId": giver.number, "toEmployeeId": taker.number, **stamp("offered", at)}
        return self.act(
            at, "HANDOFF", handoffKind=kind, handoffStatus="OFFERED", reason=reason, checklist=checklist, **about
        )

    def keeper(self, at: datetime, slot: str) -> Employee:
        """The employee who has the customer in that slot (a role), assigned now when nobody has."""
        held = self.person.keepers.get((self.rooftop.code, slot))
        if held and held.works_on(at.date()):
            return held
        if held:
            self.reassign(min(at, _handed_over(self.world, held)), slot, held)
            return self.keeper(at, slot)
        employee = self._take(at, slot)
        method = "ROUND_ROBIN" if slot == "BDC" else self.chance.pick(("CLAIM", "RULE", "MANUAL"))
        self.act(at, "ASSIGNMENT", slot=slot, toEmployeeId=employee.number, method=method)
        return employee

    def _take(self, at: datetime, slot: str) -> Employee:
        employee = self.person.keepers[self.rooftop.code, slot] = self.staff(at, slot)
        return employee

    def reassign(self, at: datetime, slot: str, before: Employee) -> Employee:
        """A colleague takes over the customers of somebody who left."""
        employee = self._take(at, slot)
        who: Fields = {"fromEmployeeId": before.number, "toEmployeeId": employee.number}
        self.act(at, "ASSIGNMENT", slot=slot, method="MANUAL", reason="DEPARTED", **who)
        return employee


def accept(handoff: Record, at: datetime) -> None:
    """The other side takes over."""
    handoff.set(at, handoffStatus="ACCEPTED", **stamp("accepted", at))


def give_back(handoff: Record, at: datetime, missing: str) -> None:
    """The other side gives it back: something is missing."""
    handoff.set(at, handoffStatus="RETURNED", returnReason=missing, **stamp("returned", at))


def complete(handoff: Record, at: datetime) -> None:
    """What was handed over is done."""
    handoff.set(at, handoffStatus="COMPLETED", **stamp("completed", at))


def reassign_orphans(world: World) -> None:
    """Give the customers of those who left to colleagues; a few stay without anybody, as in life."""
    for person in world.people:
        for (_, slot), employee in list(person.keepers.items()):
            desk, holder = Desk(world, person, employee.rooftop, None), employee
            while holder.left and not world.chance.happens(0.15):
                at = _handed_over(world, holder)
                if at > world.last_moment:
                    break
                holder = desk.reassign(at, slot, holder)


def _handed_over(world: World, leaver: Employee) -> datetime:
    last_day = datetime.combine(leaver.left or world.end, time(17, 0))
    return hours.after(last_day, world.chance.minutes(900, 9000))
