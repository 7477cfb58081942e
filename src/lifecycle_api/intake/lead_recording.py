"""Records one lead: all its events in one append, under the condition that nobody was faster."""

from typing import Final
from uuid import UUID

from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery

from lifecycle_api.commands.naming import erased
from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import NewEvent, Recorded
from lifecycle_api.domain.events.leads import LeadDuplicateDetected, LeadReceived, LeadResent
from lifecycle_api.intake import tags
from lifecycle_api.intake.adf.prospect import Prospect
from lifecycle_api.intake.canaries import Canaries, received
from lifecycle_api.intake.customers import Answer, Customers, Question
from lifecycle_api.intake.identity import Evidence, name_keys
from lifecycle_api.intake.lead_delivery import Delivered
from lifecycle_api.intake.lead_facts import Named, contact_of, contact_points, facts, is_business, name_of, provider_of
from lifecycle_api.intake.lead_identity import Known, LeadIdentity
from lifecycle_api.intake.lead_letter import Letter, asked_at
from lifecycle_api.intake.receipts import LeadOutcome, LeadReceipt
from lifecycle_api.intake.rooftops import Rooftop
from lifecycle_api.intake.senders import Senders
from lifecycle_api.intake.tags import Tags
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import AppendConflict, DuplicateEventId, IdempotencyKeyReused
from lifecycle_api.store.suppression import Suppression

_ATTEMPTS: Final = 20
_NOBODY: Final = UUID(int=0)


class LeadRecorder:
    """Records the leads of one dealer group."""

    def __init__(self, store: EventStore, keys: KeyStore, suppression: Suppression, tenant: UUID) -> None:
        self._store = store
        self._tenant = tenant
        self._tags = Tags(keys, tenant)
        self._customers = Customers(store, tenant)
        self._senders = Senders(store, tenant)
        self._canaries = Canaries(store, tenant)
        self._leads = LeadIdentity(store, self._tags, suppression, tenant)

    async def record(
        self, delivered: Delivered, prospect: Prospect, conformance: str | None, rooftop: Rooftop
    ) -> LeadReceipt:
        """Record a lead, or that it was sent again; of who was erased since, nothing.

        Raises IdempotencyKeyReused for its own key, and Unavailable.
        """
        if await self.erased(delivered, prospect, rooftop):
            return LeadReceipt("resent")
        moment = asked_at(prospect, rooftop, delivered.received_at)
        for _ in range(_ATTEMPTS):
            if delivered.key and (earlier := await self._replay(delivered, delivered.key)):
                return earlier
            known = await self._leads.known(prospect, rooftop.id, moment.at)
            letter = Letter(
                self._tenant,
                prospect,
                conformance,
                delivered,
                rooftop,
                moment,
                known,
                await self._senders.originator(delivered, prospect),
            )
            try:
                if known.repeats is not None:
                    return await self._again(letter, known.repeats)
                return await self._new(letter)
            except (AppendConflict, IdempotencyKeyReused, DuplicateEventId):
                continue
        raise AppendConflict

    async def erased(self, delivered: Delivered, prospect: Prospect, rooftop: Rooftop) -> bool:
        """Whether it was sent before, by somebody who was erased since."""
        at = asked_at(prospect, rooftop, delivered.received_at).at
        return await self._leads.erased(prospect, rooftop.id, at)

    async def _new(self, letter: Letter) -> LeadReceipt:
        lead, at = letter.known.lead, letter.moment.at
        question = self._question(letter, lead)
        answer = await self._customers.recognise(question)
        who = answer.customer or ids.customer(self._tenant, letter.delivered.format, str(lead))
        named = Named(
            self._tenant, self._tags, letter.rooftop.id, lead, letter.record, who, answer, at, letter.delivered
        )
        events = [letter.event(name, event) for name, event in facts(letter.prospect, named)]
        duplicate = await self._duplicate(letter, who) if answer.customer else None
        if duplicate is not None:
            events.append(letter.event("duplicate", duplicate))
        canaries = await self._canaries.among(question.evidence.phones | question.evidence.emails)
        for name, event in received(canaries, lead, provider_of(letter.prospect)):
            events.append(letter.event(name, event))
        appended = await self._store.append(
            self._tenant,
            events,
            condition=_condition(letter.known, answer),
            idempotency_key=letter.delivered.key or f"lead|{lead}",
            content=letter.delivered.sha256.encode(),
        )
        return LeadReceipt(
            "resent" if appended.replayed and letter.delivered.key is None else "recorded",
            lead,
            who,
            appended.last,
            answer.rule,
            duplicate.duplicate_of if duplicate else None,
            first=appended.first,
            replayed=appended.replayed,
        )

    async def _replay(self, delivered: Delivered, key: str) -> LeadReceipt | None:
        """What became of the lead when it was sent under this key before."""
        appended = await self._store.replay(self._tenant, key, delivered.sha256.encode())
        if appended is None:
            return None
        page = await self._store.read(self._tenant, after=appended.first - 1, upto=appended.last)
        found = (each.event for each in page.events if isinstance(each.event, LeadReceived | LeadResent))
        event = next(found)
        outcome: LeadOutcome = "recorded" if isinstance(event, LeadReceived) else "resent"
        return LeadReceipt(outcome, event.lead, event.customer, appended.last, first=appended.first, replayed=True)

    async def _again(self, letter: Letter, first: Recorded) -> LeadReceipt:
        """A lead that is known already; other bytes leave a trace of their own, the same bytes leave none."""
        if not isinstance(first.event, LeadReceived):
            raise TypeError(f"{first.type} is no lead")
        lead, who, rule = first.event.lead, first.event.customer, letter.known.rule
        if first.envelope.source and first.envelope.source.raw_sha256 == letter.delivered.sha256:
            # Asked twice at once, under one key, it is the same request and not a second sending.
            key = letter.delivered.key
            before = await self._replay(letter.delivered, key) if key is not None else None
            return before or LeadReceipt("resent", lead, who, first.position, rule)
        resent = LeadResent(lead=lead, customer=who, rule=rule, raw_sha256=letter.delivered.sha256)
        name = f"resent.{letter.delivered.sha256}"
        event: NewEvent = letter.event(name, resent)
        gone = await erased(self._store, self._tenant, [resent])
        if gone.tags:
            return LeadReceipt("resent")
        appended = await self._store.append(
            self._tenant,
            [event],
            condition=gone.condition(resent),
            idempotency_key=letter.delivered.key or f"lead|{lead}|{name}",
            content=letter.delivered.sha256.encode(),
        )
        return LeadReceipt("resent", lead, who, appended.last, rule, first=appended.first, replayed=appended.replayed)

    async def _duplicate(self, letter: Letter, who: UUID) -> LeadDuplicateDetected | None:
        at = letter.moment.at
        found = await self._leads.duplicate(letter.prospect, who, letter.rooftop.id, at)
        if found is None:
            return None
        other, hours = found
        return LeadDuplicateDetected(
            lead=letter.known.lead, customer=who, duplicate_of=other, rule="same_wish", hours_between=hours
        )

    def _question(self, letter: Letter, lead: UUID) -> Question:
        prospect, contact = letter.prospect, contact_of(letter.prospect)
        points = [point for point in contact_points(contact, self._tags, _NOBODY) if point.valid]
        name = name_of(contact)
        phones = frozenset(self._tags.contact(point.value) for point in points if point.kind == "phone")
        emails = frozenset(self._tags.contact(point.value) for point in points if point.kind == "email")
        vins = frozenset(one.vin.value for one in prospect.vehicles if one.is_customers and one.vin)
        return Question(
            own=frozenset({tags.source(letter.delivered.format, str(lead))}),
            linked=frozenset({tags.claim("lead", str(lead))}),
            evidence=Evidence(name_keys(name), phones, emails, vins, is_business(contact)),
        )


def _condition(known: Known, answer: Answer) -> DCBAppendCondition:
    decided = answer.condition.fail_if_events_match.items if answer.condition else []
    items = [*known.query.items, *decided]
    return DCBAppendCondition(fail_if_events_match=DCBQuery(items=items), after=known.head)
