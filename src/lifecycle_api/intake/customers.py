"""Whose a record is: asked of the log itself, so that an answer is never older than the facts it rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery, DCBQueryItem

from lifecycle_api.domain.envelope import Recorded
from lifecycle_api.domain.events.customers import (
    ContactPointAdded,
    ContactPointInvalidated,
    CustomerProfileCorrected,
    CustomerRecordLinked,
    CustomerRecordUnlinked,
    CustomerRegistered,
)
from lifecycle_api.domain.events.leads import LeadReceived
from lifecycle_api.domain.events.rights import SubjectFenced
from lifecycle_api.domain.events.vehicles import OwnershipStarted
from lifecycle_api.intake.identity import Candidate, Evidence, NameKey, name_keys, recognise
from lifecycle_api.store.log import EventStore

_ABOUT_A_CUSTOMER = (
    "customer.registered",
    "customer.profile_corrected",
    "customer.record_linked",
    "customer.record_unlinked",
    "contact_point.added",
    "contact_point.invalidated",
    "ownership.started",
    "subject.fenced",
)

_GUARDED = ("contact:", "source:", "claims:", "vehicle:")

LinkRule = Literal[
    "same_record", "same_lead", "linked_record", "phone_and_surname", "email_and_name", "vin_and_surname", "new"
]


class Question(msgspec.Struct, frozen=True):
    """What is known of a record before anybody is asked: its own tags, records it says it is, leads, evidence."""

    own: frozenset[str]
    linked: frozenset[str] = frozenset()
    leads: frozenset[UUID] = frozenset()
    evidence: Evidence = Evidence(())


class Word(msgspec.Struct, frozen=True):
    """The last word about a contact point: whether it reaches the customer, and when that was said."""

    reaches: bool
    at: datetime


class Answer(msgspec.Struct, frozen=True):
    """The customer, if known, why, and the condition under which that still holds when it is acted on.

    Without condition the answer needs none: it was recorded before. `records` are all that are the customer, by system
    and number; the record itself is none of those it was `parted` from.
    """

    customer: UUID | None
    rule: LinkRule
    condition: DCBAppendCondition | None = None
    contacts: Mapping[UUID, Word] = {}
    vins: frozenset[str] = frozenset()
    records: frozenset[tuple[str, str]] = frozenset()
    parted: frozenset[UUID] = frozenset()

    def is_added(self, point: UUID, at: datetime) -> bool:
        """Whether it is news that a contact point reached the customer then; what was lost later stays lost."""
        word = self.contacts.get(point)
        return word is None or (not word.reaches and word.at <= at)

    def is_gone(self, point: UUID, at: datetime) -> bool:
        """Whether it is news that a contact point was theirs no longer; who named it later has it still."""
        word = self.contacts.get(point)
        return word is not None and word.reaches and word.at <= at


class Customers:
    """Recognises the customers of one dealer group."""

    def __init__(self, store: EventStore, tenant: UUID) -> None:
        self._store = store
        self._tenant = tenant

    async def recognise(self, question: Question) -> Answer:
        """Find the customer a record belongs to."""
        items = list(_items(question))
        page = await self._store.read(self._tenant, DCBQuery(items=items))
        guarded = [item for item in items if item.tags[0].startswith(_GUARDED)]
        condition = DCBAppendCondition(fail_if_events_match=DCBQuery(items=guarded), after=page.head)
        known = await self._known({_customer(event) for event in page.events})
        parted = _parted(question.own, page.events, known)
        customer, rule = _decide(question, page.events, {who: one for who, one in known.items() if who not in parted})
        found = known.get(customer) if customer else None
        return Answer(
            customer,
            rule,
            condition,
            contacts=found.contact_points if found else {},
            vins=found.candidate.vins if found else frozenset(),
            records=found.records if found else frozenset(),
            parted=parted,
        )

    async def _known(self, customers: set[UUID]) -> dict[UUID, "_Known"]:
        if not customers:
            return {}
        types = list(_ABOUT_A_CUSTOMER)
        items = [DCBQueryItem(types=types, tags=[f"customer:{customer}"]) for customer in customers]
        page = await self._store.read(self._tenant, DCBQuery(items=items))
        about: dict[UUID, list[Recorded]] = {customer: [] for customer in customers}
        for event in page.events:
            about[_customer(event)].append(event)
        return {customer: _known_of(customer, events) for customer, events in about.items()}


class _Known(msgspec.Struct, frozen=True):
    candidate: Candidate
    unlinked: Mapping[UUID, int]
    erased: bool
    contact_points: Mapping[UUID, Word]
    records: frozenset[tuple[str, str]]

    def is_linked(self, recorded: Recorded) -> bool:
        """Whether a link was not taken back since it was recorded."""
        return isinstance(recorded.event, CustomerRecordLinked) and recorded.position > self.unlinked.get(
            recorded.event.link, 0
        )


def _items(question: Question) -> Iterator[DCBQueryItem]:
    for tag in sorted(question.own | question.linked):
        yield DCBQueryItem(types=["customer.record_linked"], tags=[tag])
    for lead in sorted(question.leads):
        yield DCBQueryItem(types=["lead.received"], tags=[f"lead:{lead}"])
    for tag in sorted(question.evidence.phones | question.evidence.emails):
        yield DCBQueryItem(types=["contact_point.added"], tags=[tag])
    for vin in sorted(question.evidence.vins):
        yield DCBQueryItem(types=["ownership.started"], tags=[f"vehicle:{vin}"])


def _decide(question: Question, events: Sequence[Recorded], known: dict[UUID, _Known]) -> tuple[UUID | None, LinkRule]:
    # Nothing leads back to who was erased.
    known = {customer: one for customer, one in known.items() if not one.erased}
    events = [event for event in events if _customer(event) in known]
    own, linked = _linked(question.own, events, known), _linked(question.linked, events, known)
    leads = [_customer(event) for event in events if isinstance(event.event, LeadReceived)]
    ways: tuple[tuple[LinkRule, list[UUID]], ...] = (
        ("same_record", own),
        ("linked_record", linked),
        ("same_lead", leads),
    )
    for rule, customers in ways:
        if customers:
            return customers[-1], rule
    recognised = recognise(question.evidence, [one.candidate for one in known.values()])
    return recognised or (None, "new")


def _linked(tags: frozenset[str], events: Iterable[Recorded], known: dict[UUID, _Known]) -> list[UUID]:
    return [_customer(each) for each in _links(tags, events) if known[_customer(each)].is_linked(each)]


def _parted(tags: frozenset[str], events: Iterable[Recorded], known: dict[UUID, _Known]) -> frozenset[UUID]:
    """Whom the record was linked with and is no longer: somebody said that it is not theirs."""
    links = list(_links(tags, events))
    return frozenset(map(_customer, links)) - frozenset(_linked(tags, links, known))


def _links(tags: frozenset[str], events: Iterable[Recorded]) -> Iterator[Recorded]:
    return (each for each in events if isinstance(each.event, CustomerRecordLinked) and not tags.isdisjoint(each.tags))


def _known_of(customer: UUID, events: Sequence[Recorded]) -> _Known:
    names: dict[NameKey, None] = {}
    contacts: dict[UUID, frozenset[str]] = {}
    words: dict[UUID, Word] = {}
    unlinked: dict[UUID, int] = {}
    links: dict[CustomerRecordLinked, int] = {}
    vins, erased = set(), False
    registered = [recorded.event for recorded in events if isinstance(recorded.event, CustomerRegistered)]
    for recorded in events:
        match recorded.event:
            case CustomerRegistered(name=name) | CustomerProfileCorrected(name=name) if name is not None:
                names |= dict.fromkeys(name_keys(name))
            case ContactPointAdded(contact_point=point):
                contacts[point] = frozenset(tag for tag in recorded.tags if tag.startswith("contact:"))
                words[point] = Word(reaches=True, at=recorded.envelope.occurred_at)
            case ContactPointInvalidated(contact_point=point, reason=reason):
                words[point] = Word(reaches=False, at=recorded.envelope.occurred_at)
                if reason != "replaced":  # a number of before tells its owner from others still
                    contacts.pop(point, None)
            case OwnershipStarted(vehicle=vin):
                vins.add(vin)
            case CustomerRecordLinked() as link:
                links[link] = recorded.position
            case CustomerRecordUnlinked(link=link):
                unlinked[link] = recorded.position
            case SubjectFenced() as fence:
                erased = erased or fence.final
    tags = frozenset().union(*contacts.values())
    business = any(event.kind == "business" for event in registered)
    candidate = Candidate(customer, tuple(names), tags, frozenset(vins), business)
    records = frozenset(
        (link.system, link.record_id) for link, position in links.items() if position > unlinked.get(link.link, 0)
    )
    return _Known(candidate, unlinked, erased, words, records)


def _customer(event: Recorded) -> UUID:
    customer: UUID = event.event.customer  # type: ignore[attr-defined]
    return customer
