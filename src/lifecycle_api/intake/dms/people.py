"""Customer records become plans: first whose record it is, then what it says that is not known yet."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.customers import ContactPointAdded, CustomerRecordLinked
from lifecycle_api.intake import tags
from lifecycle_api.intake.customers import Answer, Customers, Question
from lifecycle_api.intake.dms.context import CRM, Context, CustomerNumber, Fact, dms_of
from lifecycle_api.intake.dms.differ import compare
from lifecycle_api.intake.dms.facts.opportunities import lead_of
from lifecycle_api.intake.dms.facts.people import contact_points, customer, name_of
from lifecycle_api.intake.dms.plan import Plan, Read
from lifecycle_api.intake.dms.planner import NOTHING_KNOWN, Batch, dropped
from lifecycle_api.intake.dms.records.people import Customer
from lifecycle_api.intake.identity import Evidence, name_keys
from lifecycle_api.intake.references import References
from lifecycle_api.intake.tags import Tags

_LINK = "link"
_NOBODY = UUID(int=0)


class CustomerPlanner:
    """Plans the customer records of one file."""

    def __init__(
        self,
        batch: Batch,
        tags: Tags,
        references: References,
        customers: Customers,
        suppressed: Mapping[str, datetime],
    ) -> None:
        self._batch = batch
        self._tags = tags
        self._references = references
        self._customers = customers
        self._suppressed = suppressed
        self.dropped: dict[str, datetime] = {}

    def boundary(self, read: Read) -> frozenset[str]:
        """What a decision about this record rests on: two records that share some of it take turns."""
        evidence = self._evidence(read.row)
        row: Customer = read.row
        linked = {tags.source(CRM, row.crm_customer_id)} if row.crm_customer_id else set()
        leads = {f"lead:{lead}" for lead in self._leads(row)}
        own = tags.source(self._batch.system, read.record)
        return evidence.phones | evidence.emails | linked | leads | {own}

    async def plan(self, read: Read) -> Plan:
        """Say what to append; whose record it is was decided before, or is now."""
        if self._suppressed and (since := self._erased_since(read)):
            self.dropped |= dict.fromkeys(self._sources(read), since)
            return dropped(read)
        linked = self._references.customer(CustomerNumber(self._batch.system, read.record))
        if linked and _LINK in read.told.groups:
            plan = self._planned(read, linked, Answer(linked, "same_record"))
            if not any(isinstance(event.event, ContactPointAdded) for event in plan.events):
                return plan
        answer = await self._customers.recognise(self._question(read))
        who = answer.customer or ids.customer(self._batch.tenant, self._batch.system, read.record)
        return self._planned(read, who, answer)

    def remember(self, plan: Plan) -> None:
        """Take note of whose record it is, once that is recorded."""
        who = next((fact.event.customer for fact in plan.facts if isinstance(fact.event, CustomerRecordLinked)), None)
        if who is None:
            return
        for system in {self._batch.system, CRM if self._batch.system == CRM else dms_of(self._batch.rooftop)}:
            self._references.remember(CustomerNumber(system, plan.read.record), who)

    def _erased_since(self, read: Read) -> datetime | None:
        """When the person of a record was erased, unless the record says that it was made after that."""
        row: Customer = read.row
        if since := self._suppressed.get(tags.source(self._batch.system, read.record)):
            return since
        since = max((self._suppressed[mark] for mark in self.boundary(read) if mark in self._suppressed), default=None)
        if since is None or row.created is None:
            return since
        return since if self._batch.context(NOTHING_KNOWN).moment(row.created).at <= since else None

    def _sources(self, read: Read) -> Iterator[str]:
        return (tag for tag in self._link_tags(read, read.row) if tag.startswith("source:"))

    def _planned(self, read: Read, who: UUID, answer: Answer) -> Plan:
        row: Customer = read.row
        context = self._batch.context(NOTHING_KNOWN, read.told)
        facts = (self._link(read, who, answer), *self._told(row, context, who, answer))
        news = compare(facts, read.told.groups, self._tags.fingerprint, stale=read.stale)
        origin = self._batch.origin(read.record, read.changed)
        events = tuple(
            origin.event(fact, version, self._link_tags(read, row) if fact.group == _LINK else ())
            for fact, version in news.facts
        )
        return Plan(read, facts, read.telling(news.groups), events, answer.condition)

    def _question(self, read: Read) -> Question:
        row: Customer = read.row
        system, record = self._batch.system, read.record
        linked = {tags.claim(system, record)}
        if row.crm_customer_id:
            linked.add(tags.source(CRM, row.crm_customer_id))
        return Question(
            frozenset({tags.source(system, record)}),
            frozenset(linked),
            frozenset(self._leads(row)),
            self._evidence(row),
        )

    def _evidence(self, row: Customer) -> Evidence:
        context = self._batch.context(NOTHING_KNOWN)
        points = list(contact_points(row, context, _NOBODY))
        name = name_of(row)
        return Evidence(
            name_keys(name),
            frozenset(self._tags.contact(point.value) for point in points if point.kind == "phone" and point.valid),
            frozenset(self._tags.contact(point.value) for point in points if point.kind == "email" and point.valid),
            business=row.name_type == "O",
        )

    def _leads(self, row: Customer) -> Iterator[UUID]:
        return (lead for line in row.leads if (lead := lead_of(line, self._batch.context(NOTHING_KNOWN))))

    def _link(self, read: Read, who: UUID, answer: Answer) -> Fact:
        """The link is told once; later versions of the record belong to the same customer."""
        row: Customer = read.row
        system, record = self._batch.system, read.record
        linked = CustomerRecordLinked(
            customer=who,
            link=ids.of(self._batch.tenant, "link", system, record),
            system=system,
            record_id=record,
            method="deterministic",
            rule=answer.rule,
        )
        moment = self._batch.context(NOTHING_KNOWN).moment(row.created, row.changed)
        return Fact(_LINK, moment, linked, dated=False)

    def _told(self, row: Customer, context: Context, who: UUID, answer: Answer) -> Iterator[Fact]:
        for fact in customer(row, context, who, new=answer.customer is None):
            event = fact.event
            if isinstance(event, ContactPointAdded) and event.contact_point in answer.contacts:
                yield msgspec.structs.replace(fact, silent=True)
            else:
                yield fact

    def _link_tags(self, read: Read, row: Customer) -> tuple[str, ...]:
        names = [tags.source(self._batch.system, read.record)]
        if self._batch.system != CRM:
            names.append(tags.source(dms_of(self._batch.rooftop), read.record))
        if row.crm_customer_id:
            names.append(tags.claim(CRM, row.crm_customer_id))
        return (*names, *(tags.claim("lead", str(lead)) for lead in self._leads(row)))
