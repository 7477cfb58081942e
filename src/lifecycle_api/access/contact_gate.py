"""May this customer be contacted, for this, through this, now? The first rule that says no is the answer.

Pure: facts and the clock come in. What a person decided comes first (`access.decide`), then what the law and good
manners say of times and numbers of messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Request
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.policy import Reason
from lifecycle_api.domain.purposes import PURPOSES, Purpose

_KINDS = {"phone": "phone", "sms": "phone", "email": "email"}


class Rule(StrEnum):
    """Why a customer may not be contacted now."""

    NO_CONTACT_POINT = "no_contact_point"
    WISH = "wish"
    DO_NOT_CONTACT = "do_not_contact"
    QUIET_HOURS = "quiet_hours"
    FREQUENCY_CAP = "frequency_cap"


@dataclass(frozen=True)
class Manners:
    """Times and numbers that a rooftop keeps. `cap` messages in `window` across all departments, then silence."""

    opens: time = time(8)
    closes: time = time(21)
    timed: frozenset[str] = frozenset({"phone", "sms", "push"})
    cap: int = 3
    window: timedelta = timedelta(days=7)


MANNERS = Manners()


@dataclass(frozen=True)
class Point:
    """A number or an address of the customer, by its keyed hash; `listed` are the lists that it stands on."""

    kind: str
    contact: str
    listed: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A message that somebody wants to send. `sent` is when earlier ones went out that nobody had asked for."""

    customer: str
    rooftop: str
    purpose: str
    channel: str
    now: datetime
    zone: ZoneInfo
    points: Sequence[Point]
    sent: Sequence[datetime] = ()


@dataclass(frozen=True)
class Answer:
    """What the gate says: `rule` is None when the message may go. `until` is when to ask again, if waiting helps."""

    rule: Rule | None
    reason: Reason | None = None
    until: datetime | None = None
    contact: str | None = None
    consent: str | None = None


def may_contact(attempt: Attempt, facts: Facts, manners: Manners = MANNERS) -> Answer:
    """Decide. The purpose has to be in the registry."""
    purpose = PURPOSES[attempt.purpose]
    usable, first = [], None
    for contact in _contacts(attempt):
        answer = _wished(attempt, facts, contact) or _listed(attempt, purpose, contact)
        if answer is None:
            usable.append(contact)
        first = first or answer
    if not usable:
        return first or Answer(Rule.NO_CONTACT_POINT)
    # What a customer asked for, or the law wants, waits for no hour and counts as no advertisement.
    asked_for = purpose.basis != "consent"
    timely = None if asked_for else _quiet(attempt, manners) or _capped(attempt, manners)
    return timely or Answer(None, contact=usable[0], consent=_decided(attempt, facts, usable[0])[1])


def _contacts(attempt: Attempt) -> list[str | None]:
    if attempt.channel not in _KINDS:
        return [None]  # letters, chats and notifications go to no number that could be stopped
    return [each.contact for each in attempt.points if each.kind == _KINDS[attempt.channel]]


def _decided(attempt: Attempt, facts: Facts, contact: str | None) -> tuple[Reason | None, str | None]:
    request = Request(
        capacity="rooftop",
        party=attempt.rooftop,
        now=attempt.now,
        purposes=(attempt.purpose,),
        categories=("contact",),
        rooftops=(attempt.rooftop,),
        subjects=(attempt.customer,),
        action="contact",
        channel=attempt.channel,
        contact=contact,
    )
    (ruling,) = decide(request, facts).fields
    return ruling.reason, ruling.consent


def _wished(attempt: Attempt, facts: Facts, contact: str | None) -> Answer | None:
    reason, _ = _decided(attempt, facts, contact)
    return None if reason is None else Answer(Rule.WISH, reason, contact=contact)


def _listed(attempt: Attempt, purpose: Purpose, contact: str | None) -> Answer | None:
    listed = any(each.listed for each in attempt.points if each.contact == contact)
    applies = listed and purpose.consent_only and attempt.channel in ("phone", "sms")
    return Answer(Rule.DO_NOT_CONTACT, contact=contact) if applies else None


def _quiet(attempt: Attempt, manners: Manners) -> Answer | None:
    here = attempt.now.astimezone(attempt.zone)
    if attempt.channel not in manners.timed or manners.opens <= here.time() < manners.closes:
        return None
    day = here.date() if here.time() < manners.opens else here.date() + timedelta(days=1)
    return Answer(Rule.QUIET_HOURS, until=datetime.combine(day, manners.opens, attempt.zone))


def _capped(attempt: Attempt, manners: Manners) -> Answer | None:
    recent = sorted(at for at in attempt.sent if attempt.now - manners.window < at <= attempt.now)
    if len(recent) < manners.cap:
        return None
    return Answer(Rule.FREQUENCY_CAP, until=recent[-manners.cap] + manners.window)
