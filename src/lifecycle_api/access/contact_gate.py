"""May this customer be contacted, for this, through this, now? The first rule that says no is the answer.

Pure: facts and the clock come in. What a person decided comes first (`access.decide`), then what the law and good
manners say of times and numbers of messages (`access.manners`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Request
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.manners import Manners, Source
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
    """What the gate says: `rule` is None when the message may go. `until` is when to ask again, if waiting helps.

    `source` is who set the quiet hours or the cap by which it is closed.
    """

    rule: Rule | None
    reason: Reason | None = None
    until: datetime | None = None
    source: Source | None = None
    contact: str | None = None
    consent: str | None = None


def may_contact(attempt: Attempt, facts: Facts, manners: Manners) -> Answer:
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
    closed = manners.closed(here) if attempt.channel in manners.timed else None
    return None if closed is None else Answer(Rule.QUIET_HOURS, until=manners.opening(here), source=closed.source)


def _capped(attempt: Attempt, manners: Manners) -> Answer | None:
    reached = []
    for cap in manners.caps:
        recent = sorted(at for at in attempt.sent if attempt.now - cap.window < at <= attempt.now)
        if len(recent) >= cap.messages:
            reached.append((recent[-cap.messages] + cap.window, cap.source))
    if not reached:
        return None
    until, source = max(reached, key=lambda each: each[0])
    return Answer(Rule.FREQUENCY_CAP, until=until, source=source)
