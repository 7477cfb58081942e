"""From the first question to the agreed meeting: routing, the first human answer, and those who never reply."""

from datetime import datetime

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.journeys.asking import file_leads, send_leads
from lifecycle_api.simulator.journeys.pursuit import Pursuit
from lifecycle_api.simulator.people.registry import crm_record
from lifecycle_api.simulator.record import stamp

_UP_TYPES = {"LEAD": "Internet", "PHONE": "Phone", "WALK_IN": "Showroom", "SERVICE": "Service"}
_VIA = {"LEAD": "LEAD", "PHONE": "PHONE"}


def begin(pursuit: Pursuit, at: datetime) -> None:
    """The shopper comes to the attention of the dealer: a lead, a call, a walk-in or a talk in the service lane."""
    plan, car = pursuit.plan, pursuit.unit.car
    leads = send_leads(pursuit, at) if plan.door == "LEAD" else []
    customer = crm_record(pursuit.world, pursuit.person, pursuit.rooftop, at, _VIA.get(plan.door, "WALK_IN"))
    pursuit.record.set(
        at,
        customerId=customer,
        upType=_UP_TYPES[plan.door],
        source=leads[0].sender.filed_as if leads else _UP_TYPES[plan.door].lower(),
        interest=plan.wants,
        wantedYear=car.year,
        wantedMake=car.model.make,
        wantedModel=car.model.name,
        wantedStockNumber=pursuit.unit.record if pursuit.unit.used else None,
        status="Open",
        **stamp("opened", at),
    )
    for record in (customer, pursuit.record):
        file_leads(record, leads)


def first_answer(pursuit: Pursuit, at: datetime) -> datetime:
    """Somebody answers, minutes later in opening hours and next morning at night. Returns the moment."""
    chance = pursuit.chance
    pursuit.keeper(at, "BDC")
    delay = chance.weighted((((2, 15), 5), ((15, 60), 3), ((60, 600), 2)))
    answered = hours.after(at, chance.minutes(*delay))
    channel = chance.weighted((("CALL_OUT", 4), ("TEXT_OUT", 4), ("EMAIL_OUT", 3)))
    words = f"Thanks for asking about the {pursuit.unit.car.model.name}. When could you come by?"
    agent = pursuit.keeper(answered, "BDC")
    pursuit.talk(answered, channel, words, firstResponseFlag=True, employeeId=agent.number)
    return answered


def reply(pursuit: Pursuit, at: datetime) -> datetime:
    """The shopper writes or calls back. Returns the moment."""
    answered = hours.after(at, pursuit.chance.minutes(5, 1500))
    agent = pursuit.keeper(answered, "BDC")
    channel = {"T": "CALL_IN", "E": "EMAIL_IN"}.get(pursuit.person.prefers, "TEXT_IN")
    pursuit.talk(answered, channel, pursuit.plan.comments, employeeId=agent.number)
    return answered


def chase(pursuit: Pursuit, at: datetime) -> datetime:
    """Two more attempts that nobody answers. Returns the moment at which the lead is given up."""
    words = "Tried to reach you about your request."
    for channel, outcome in (("CALL_OUT", "VOICEMAIL"), ("EMAIL_OUT", None)):
        at = hours.after(at, pursuit.chance.days(1, 3))
        pursuit.talk(at, channel, words, employeeId=pursuit.keeper(at, "BDC").number, outcome=outcome)
    return hours.after(at, pursuit.chance.days(3, 9))


def lose(pursuit: Pursuit, at: datetime, reason: str) -> None:
    """The chance is gone, for a stated reason."""
    pursuit.record.set(at, status="Lost", lostReason=reason, **stamp("lost", at))
    if reason == "BOUGHT_ELSEWHERE":
        pursuit.act(at, "NOTE", comments="Bought in the next town.")
