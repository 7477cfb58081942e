"""A car sold between customers, past the dealer: the files show a gap, or two owners at once."""

from datetime import datetime, timedelta

from lifecycle_api.simulator.journeys import ownership, servicing
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.vehicles.car import Ownership
from lifecycle_api.simulator.world import World


def sell_privately(world: World, owned: Ownership, buyer: Person, at: datetime, *, overlap: bool) -> None:
    """The owner sells to a neighbour, who shows up in service weeks later.

    With a gap, the file ends the old ownership at once and the new owner cannot say since when they have
    the car, so the file takes their first guess, too late. With an overlap, the old record is ended only when somebody
    calls about a service reminder, after the new owner has been in.
    """
    if owned.until is not None or owned.car.busy_until > at:
        return
    rooftop = owned.rooftop
    owned.until, owned.cause = at.date(), "SOLD"
    told = at + timedelta(days=world.chance.whole(60, 90)) if overlap else at
    for record in owned.records.values():
        record.set(told, ownedUntil=told, endCause="SOLD")
    arrives = at + timedelta(days=world.chance.whole(21, 40))
    guessed = at.date() if overlap else at.date() + timedelta(days=world.chance.whole(8, 19))
    theirs = ownership.begin(world, Ownership(buyer, owned.car, rooftop, at.date(), guessed, "SERVICED_HERE"))
    world.later(arrives, lambda now: servicing.come_in(world, theirs, now, "PHONE"))
