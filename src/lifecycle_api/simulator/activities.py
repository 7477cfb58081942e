"""What the CRM writes down: one activity record for each thing done with a customer."""

from datetime import datetime

from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.registry import CRM, dms_record
from lifecycle_api.simulator.record import Record, Value
from lifecycle_api.simulator.world import World


def act(
    world: World,
    person: Person,
    rooftop: Rooftop,
    at: datetime,
    kind: str,
    opportunity: Record | None = None,
    **fields: Value,
) -> Record:
    """Write an activity of that type; it names the CRM record, or the DMS record of someone the CRM does not know."""
    record = world.record("activities", CRM, rooftop)
    known = person.records.get(CRM)
    who: dict[str, Value] = {"customerId": known} if known and known.born <= at else {}
    if not who:
        who = {"dmsCustomerId": dms_record(world, person, rooftop, at, "SERVICE")}
    record.set(at, type=kind, opportunityId=opportunity, activityDate=at, activityTime=at, **who, **fields)
    return record


def talk(
    world: World,
    person: Person,
    rooftop: Rooftop,
    at: datetime,
    channel: str,
    words: str,
    opportunity: Record | None = None,
    **fields: Value,
) -> Record:
    """A call or message, with its outcome when it was a call."""
    if channel.startswith("CALL"):
        outcome = str(fields.setdefault("outcome", "CONNECTED"))
        fields["durationSeconds"] = world.chance.whole(60, 600) if outcome == "CONNECTED" else 25
    return act(world, person, rooftop, at, channel, opportunity, comments=words, automatedFlag=False, **fields)
