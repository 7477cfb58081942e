"""The leads of one question: the first, its resend by a nervous sender, its duplicate through another one."""

from dataclasses import replace
from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.journeys.pursuit import Pursuit
from lifecycle_api.simulator.leads.lead import Lead, Want
from lifecycle_api.simulator.leads.senders import BY_SOURCE, SHARES
from lifecycle_api.simulator.record import Record, stamp
from lifecycle_api.simulator.vehicles.stock import Unit
from lifecycle_api.simulator.world import World

LEADS_PER_BLOCK = 5_000
_TIMEFRAMES = ("", "within 30 days", "this week", "1-3 months")


def send_leads(pursuit: Pursuit, at: datetime) -> list[Lead]:
    """The leads that ask about the car in question, oldest first."""
    plan, chance = pursuit.plan, pursuit.chance
    sender = BY_SOURCE[plan.sender] if plan.sender else chance.weighted(SHARES)
    want = _want(pursuit.unit, lease=plan.wants == "LEASE")
    first = Lead(
        lead_id="",
        sender=sender,
        at=at,
        person=pursuit.person,
        rooftop=pursuit.rooftop,
        want=want,
        comments=plan.comments,
        timeframe=chance.pick(_TIMEFRAMES),
        trade=pursuit.trade,
    )
    first.lead_id = _number(pursuit.world, first)
    return _with_repeats(pursuit.world, first, plan.repeat)


def file_leads(record: Record, leads: list[Lead]) -> None:
    """A CRM record lists the leads, counted on over its whole history."""
    known = len({change.line for change in record.changes if change.lines == "leads"})
    for number, lead in enumerate(leads, known + 1):
        at = max(lead.at, record.born) + timedelta(minutes=1)
        again = lead.resend or lead.duplicate_of is not None
        source, lead_id = lead.sender.filed_as, lead.lead_id
        received = stamp("received", at)
        record.line(at, "leads", number, leadSource=source, leadId=lead_id, duplicateFlag=again, **received)


def _with_repeats(world: World, first: Lead, repeat: str) -> list[Lead]:
    leads = [first]
    if first.sender.dialect == "batch":
        first.also = replace(first, duplicate_of=first)
        first.also.lead_id = _number(world, first)
    if repeat == "RESEND":
        leads.append(_resent(first, hours.awake(first.at + world.chance.minutes(5, 200))))
    if repeat == "DUPLICATE":
        later = hours.awake(first.at + world.chance.minutes(60, 2800))
        second = replace(first, at=later, sender=world.chance.weighted(SHARES), duplicate_of=first, also=None)
        second.lead_id = _number(world, second)
        leads.append(second)
    world.leads.extend(leads)
    return [*leads, first.also] if first.also else leads


def _resent(lead: Lead, at: datetime) -> Lead:
    also = _resent(lead.also, at) if lead.also else None
    return replace(lead, at=at, resend=True, duplicate_of=lead, also=also)


def _number(world: World, lead: Lead) -> str:
    number = 10_000 + world.block * LEADS_PER_BLOCK + next(world.lead_numbers)
    return f"{lead.sender.prefix}-{number}" if lead.sender.prefix else ""


def _want(unit: Unit, *, lease: bool) -> Want:
    car, model = unit.car, unit.car.model
    vin, stock = (car.vin, unit.record) if unit.used else ("", None)
    condition = "used" if unit.used else "new"
    return Want(condition, car.year, model.make, model.name, car.trim, car.colour, unit.price, lease, vin, stock)
