"""Records one lead: all its events in one append, under the condition that nobody was faster."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery

from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import NewEvent, Recorded
from lifecycle_api.domain.events.leads import LeadDuplicateDetected, LeadReceived, LeadResent
from lifecycle_api.intake import tags
from lifecycle_api.intake.adf.prospect import Prospect
from lifecycle_api.intake.customers import Answer, Customers, Question
from lifecycle_api.intake.identity import Evidence, name_keys
from lifecycle_api.intake.lead_facts import Named, contact_of, contact_points, facts, name_of
from lifecycle_api.intake.lead_identity import Known, LeadIdentity
from lifecycle_api.intake.lead_letter import SYSTEM, Letter, asked_at
from lifecycle_api.intake.receipts import LeadReceipt
from lifecycle_api.intake.rooftops import Rooftop
from lifecycle_api.intake.tags import Tags
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import AppendConflict, DuplicateEventId, IdempotencyKeyReused

_ATTEMPTS: Final = 20
_NOBODY: Final = UUID(int=0)


class Delivered(msgspec.Struct, frozen=True):
    """Bytes that arrived, their hash in hex, from whom and when."""

    raw: bytes
    sha256: str
    principal: str
    received_at: datetime


class LeadRecorder:
    """Records the leads of one dealer group."""

    def __init__(self, store: EventStore, keys: KeyStore, tenant: UUID) -> None:
        self._store = store
        self._tenant = tenant
        self._tags = Tags(keys, tenant)
        self._customers = Customers(store, tenant)
        self._leads = LeadIdentity(store, self._tags, tenant)

    async def record(self, delivered: Delivered, prospect: Prospect, conformance: str, rooftop: Rooftop) -> LeadReceipt:
        """Record a lead, or that it was sent again. Raises Unavailable."""
        moment = asked_at(prospect, rooftop, delivered.received_at)
        for _ in range(_ATTEMPTS):
            known = await self._leads.known(prospect, rooftop.id, moment.at)
            letter = Letter(
                self._tenant,
                prospect,
                conformance,
                delivered.sha256,
                rooftop,
                delivered.principal,
                moment,
                known,
            )
            try:
                if known.repeats is not None:
                    return await self._again(letter, known.repeats)
                return await self._new(letter)
            except (AppendConflict, IdempotencyKeyReused, DuplicateEventId):
                continue
        raise AppendConflict

    async def _new(self, letter: Letter) -> LeadReceipt:
        lead, at = letter.known.lead, letter.moment.at
        answer = await self._customers.recognise(self._question(letter.prospect, lead))
        who = answer.customer or ids.customer(self._tenant, SYSTEM, str(lead))
        named = Named(self._tenant, lead, letter.record, who, answer, at)
        events = [letter.event(name, event) for name, event in facts(letter.prospect, named)]
        duplicate = await self._duplicate(letter, who) if answer.customer else None
        if duplicate is not None:
            events.append(letter.event("duplicate", duplicate))
        appended = await self._store.append(
            self._tenant,
            events,
            condition=_condition(letter.known, answer),
            idempotency_key=f"lead|{lead}",
            content=letter.raw_sha256.encode(),
        )
        return LeadReceipt(
            "resent" if appended.replayed else "recorded",
            lead,
            who,
            appended.last,
            answer.rule,
            duplicate.duplicate_of if duplicate else None,
        )

    async def _again(self, letter: Letter, first: Recorded) -> LeadReceipt:
        """A lead that is known already; other bytes leave a trace of their own, the same bytes leave none."""
        if not isinstance(first.event, LeadReceived):
            raise TypeError(f"{first.type} is no lead")
        lead, who, rule = first.event.lead, first.event.customer, letter.known.rule
        if first.envelope.source and first.envelope.source.raw_sha256 == letter.raw_sha256:
            return LeadReceipt("resent", lead, who, first.position, rule)
        resent = LeadResent(lead=lead, customer=who, rule=rule, raw_sha256=letter.raw_sha256)
        name = f"resent.{letter.raw_sha256}"
        event: NewEvent = letter.event(name, resent)
        appended = await self._store.append(
            self._tenant, [event], idempotency_key=f"lead|{lead}|{name}", content=name.encode()
        )
        return LeadReceipt("resent", lead, who, appended.last, rule)

    async def _duplicate(self, letter: Letter, who: UUID) -> LeadDuplicateDetected | None:
        at = letter.moment.at
        found = await self._leads.duplicate(letter.prospect, who, letter.rooftop.id, at)
        if found is None:
            return None
        other, hours = found
        return LeadDuplicateDetected(
            lead=letter.known.lead, customer=who, duplicate_of=other, rule="same_wish", hours_between=hours
        )

    def _question(self, prospect: Prospect, lead: UUID) -> Question:
        contact = contact_of(prospect)
        points = [point for point in contact_points(contact, self._tenant, _NOBODY) if point.valid]
        name = name_of(contact)
        phones = frozenset(self._tags.contact(point.value) for point in points if point.kind == "phone")
        emails = frozenset(self._tags.contact(point.value) for point in points if point.kind == "email")
        vins = frozenset(one.vin.value for one in prospect.vehicles if one.is_customers and one.vin)
        return Question(
            own=frozenset({tags.source(SYSTEM, str(lead))}),
            linked=frozenset({tags.claim("lead", str(lead))}),
            evidence=Evidence(name_keys(name), phones, emails, vins),
        )


def _condition(known: Known, answer: Answer) -> DCBAppendCondition:
    items = [*known.query.items, *answer.condition.fail_if_events_match.items]
    return DCBAppendCondition(fail_if_events_match=DCBQuery(items=items), after=known.head)
