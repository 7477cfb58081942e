"""From the first question to the agreed meeting: leads, routing, the first human answer, and those who never reply."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.activities import act, talk
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.leads.lead import Lead, Want
from lifecycle_api.simulator.leads.senders import BY_SOURCE, SHARES
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.registry import crm_record
from lifecycle_api.simulator.people.team import keeper
from lifecycle_api.simulator.plans import BuyingPlan
from lifecycle_api.simulator.record import Record, stamp
from lifecycle_api.simulator.vehicles.car import Car
from lifecycle_api.simulator.vehicles.stock import Unit
from lifecycle_api.simulator.world import World

LEADS_PER_BLOCK = 5_000
_UP_TYPES = {"LEAD": "Internet", "PHONE": "Phone", "WALK_IN": "Showroom", "SERVICE": "Service"}


@dataclass(slots=True, eq=False)
class Pursuit:
    """One chance to sell: who, where, what, and the CRM record that keeps it."""

    person: Person
    rooftop: Rooftop
    plan: BuyingPlan
    unit: Unit
    trade: Car | None
    record: Record


def begin(world: World, pursuit: Pursuit, at: datetime) -> None:
    """The shopper comes to the attention of the dealer: a lead, a call, a walk-in or a talk in the service lane."""
    person, rooftop, plan = pursuit.person, pursuit.rooftop, pursuit.plan
    leads = _send_leads(world, pursuit, at) if plan.door == "LEAD" else []
    via = "LEAD" if leads else "PHONE" if plan.door == "PHONE" else "WALK_IN"
    customer = crm_record(world, person, rooftop, at, via)
    pursuit.record.set(
        at,
        customerId=customer,
        upType=_UP_TYPES[plan.door],
        source=leads[0].source if leads else _UP_TYPES[plan.door].lower(),
        interest=plan.wants,
        wantedYear=pursuit.unit.car.year,
        wantedMake=pursuit.unit.car.model.make,
        wantedModel=pursuit.unit.car.model.name,
        wantedStockNumber=pursuit.unit.record if pursuit.unit.used else None,
        status="Open",
        **stamp("opened", at),
    )
    _file_leads(customer, pursuit.record, leads)


def first_answer(world: World, pursuit: Pursuit, at: datetime) -> datetime:
    """Somebody answers, minutes later in opening hours and next morning at night. Returns the moment."""
    person, rooftop, chance = pursuit.person, pursuit.rooftop, world.chance
    agent = keeper(world, person, rooftop, "BDC", at, pursuit.record)
    delay = chance.weighted((((2, 15), 5), ((15, 60), 3), ((60, 600), 2)))
    answered = hours.after(at, chance.minutes(*delay))
    channel = chance.weighted((("CALL_OUT", 4), ("TEXT_OUT", 4), ("EMAIL_OUT", 3)))
    words = f"Thanks for asking about the {pursuit.unit.car.model.name}. When could you come by?"
    talk(
        world,
        person,
        rooftop,
        answered,
        channel,
        words,
        pursuit.record,
        firstResponseFlag=True,
        employeeId=agent.number,
    )
    return answered


def reply(world: World, pursuit: Pursuit, at: datetime) -> datetime:
    """The shopper writes or calls back. Returns the moment."""
    agent = keeper(world, pursuit.person, pursuit.rooftop, "BDC", at, pursuit.record)
    answered = hours.after(at, world.chance.minutes(5, 1500))
    channel = {"T": "CALL_IN", "E": "EMAIL_IN"}.get(pursuit.person.prefers, "TEXT_IN")
    words = pursuit.plan.comments
    talk(world, pursuit.person, pursuit.rooftop, answered, channel, words, pursuit.record, employeeId=agent.number)
    return answered


def chase(world: World, pursuit: Pursuit, at: datetime) -> datetime:
    """Two more attempts that nobody answers. Returns the moment at which the lead is given up."""
    agent = keeper(world, pursuit.person, pursuit.rooftop, "BDC", at, pursuit.record)
    for channel in ("CALL_OUT", "EMAIL_OUT"):
        at = hours.after(at, world.chance.days(1, 3))
        talk(
            world,
            pursuit.person,
            pursuit.rooftop,
            at,
            channel,
            "Tried to reach you about your request.",
            pursuit.record,
            employeeId=agent.number,
            outcome="VOICEMAIL" if channel == "CALL_OUT" else None,
        )
    return hours.after(at, world.chance.days(3, 9))


def lose(world: World, pursuit: Pursuit, at: datetime, reason: str) -> None:
    """The chance is gone, for a stated reason."""
    pursuit.record.set(at, status="Lost", lostReason=reason, **stamp("lost", at))
    if reason == "BOUGHT_ELSEWHERE":
        act(world, pursuit.person, pursuit.rooftop, at, "NOTE", pursuit.record, comments="Bought in the next town.")


def _send_leads(world: World, pursuit: Pursuit, at: datetime) -> list[Lead]:
    plan = pursuit.plan
    first = _lead(world, pursuit, at, plan.sender)
    leads = [first]
    if first.sender.dialect == "batch":
        first.also = _lead(world, pursuit, at, first.source)
        first.also.duplicate_of = first
        leads.append(first.also)
    if plan.repeat == "RESEND":
        leads.append(_again(first, at + world.chance.minutes(5, 200)))
    if plan.repeat == "DUPLICATE":
        leads.append(_lead(world, pursuit, at + world.chance.minutes(60, 2800), ""))
        leads[-1].duplicate_of = first
        leads[-1].also = None
    world.leads.extend(lead for lead in leads if lead is not first.also)
    return leads


def _lead(world: World, pursuit: Pursuit, at: datetime, source: str) -> Lead:
    sender = BY_SOURCE[source] if source else world.chance.weighted(SHARES)
    number = 10_000 + world.block * LEADS_PER_BLOCK + next(world.lead_numbers)
    plan, unit = pursuit.plan, pursuit.unit
    return Lead(
        lead_id=f"{sender.prefix}-{number}" if sender.prefix else "",
        sender=sender,
        at=at,
        person=pursuit.person,
        rooftop=pursuit.rooftop,
        want=_want(unit, lease=plan.wants == "LEASE"),
        comments=plan.comments,
        timeframe=world.chance.pick(("", "within 30 days", "this week", "1-3 months")),
        trade=pursuit.trade,
    )


def _again(lead: Lead, at: datetime) -> Lead:
    return Lead(
        lead.lead_id,
        lead.sender,
        at,
        lead.person,
        lead.rooftop,
        lead.want,
        lead.comments,
        lead.timeframe,
        lead.trade,
        resend=True,
        duplicate_of=lead,
        also=lead.also,
    )


def _want(unit: Unit, *, lease: bool) -> Want:
    car = unit.car
    condition = "used" if unit.used else "new"
    vin, stock = (car.vin, unit.record) if unit.used else ("", None)
    model = car.model
    return Want(condition, car.year, model.make, model.name, car.trim, car.colour, unit.price, lease, vin, stock)


def _file_leads(customer: Record, opportunity: Record, leads: list[Lead]) -> None:
    """Both CRM records list the leads, counted on over the customer's whole history."""
    for record in (customer, opportunity):
        known = len({change.line for change in record.changes if change.lines == "leads"})
        for number, lead in enumerate(leads, known + 1):
            repeated = lead.resend or lead.duplicate_of is not None
            at = max(lead.at, record.born) + timedelta(minutes=1)
            record.line(
                at,
                "leads",
                number,
                leadSource=lead.source,
                leadId=lead.lead_id,
                duplicateFlag=repeated,
                **stamp("received", at),
            )
