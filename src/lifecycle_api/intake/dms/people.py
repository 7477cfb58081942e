"""Customer records become plans: first whose record it is, then what it says that is not known yet."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.customers import ContactPointAdded, ContactPointInvalidated, CustomerRecordLinked
from lifecycle_api.intake import tags
from lifecycle_api.intake.customers import Answer, Customers, Question
from lifecycle_api.intake.dms.context import CRM, CustomerNumber, Fact, dms_of
from lifecycle_api.intake.dms.differ import compare
from lifecycle_api.intake.dms.facts.opportunities import lead_of
from lifecycle_api.intake.dms.facts.people import POINT, contact_points, customer, name_of
from lifecycle_api.intake.dms.plan import Plan, Read
from lifecycle_api.intake.dms.planner import NOTHING_KNOWN, Batch, dropped
from lifecycle_api.intake.dms.records.people import Customer
from lifecycle_api.intake.dms.stated import Stated
from lifecycle_api.intake.identity import Evidence, name_keys
from lifecycle_api.intake.references import References

_LINK = "link"
_NOBODY = UUID(int=0)


class CustomerPlanner:
    """Plans the customer records of one file; `suppressed` are the marks of who was erased, and since when."""

    def __init__(
        self,
        batch: Batch,
        references: References,
        customers: Customers,
        stated: Stated,
    ) -> None:
        self._batch = batch
        self._references = references
        self._customers = customers
        self._stated = stated
        self.suppressed: Mapping[str, datetime] = {}
        self.dropped: dict[str, datetime] = {}

    def boundary(self, read: Read) -> frozenset[str]:
        """What a decision about this record rests on: two records that share some of it take turns."""
        evidence = self._evidence(read.row)
        row: Customer = read.row
        linked = {tags.source(CRM, row.crm_customer_id)} if row.crm_customer_id else set()
        leads = {f"lead:{lead}" for lead in self._leads(row)}
        own = tags.source(self._batch.system, read.record)
        who = self._references.customer(CustomerNumber(self._batch.system, read.record))
        return evidence.phones | evidence.emails | linked | leads | {own, f"customer:{who or own}"}

    async def plan(self, read: Read) -> Plan:
        """Say what to append; whose record it is was decided before, or is now."""
        if self.suppressed and (since := self._erased_since(read)):
            self.dropped |= dict.fromkeys(self._sources(read), since)
            return dropped(read)
        linked = self._references.customer(CustomerNumber(self._batch.system, read.record))
        if linked and _LINK in read.told.groups:
            plan = self._planned(read, linked, Answer(linked, "same_record"))
            if not any(isinstance(event.event, ContactPointAdded | ContactPointInvalidated) for event in plan.events):
                return plan
        answer = await self._customers.recognise(self._question(read))
        has_told = any(group.startswith(POINT) for group in read.told.standing)
        others = answer.records - {(self._batch.system, read.record)} if has_told else ()
        return self._planned(read, self._who(read, answer), answer, await self._stated.by(others))

    def _who(self, read: Read, answer: Answer) -> UUID:
        """The customer of a record; one who gets its name, unless that is whom it was parted from."""
        own = ids.customer(self._batch.tenant, self._batch.system, read.record)
        if own in answer.parted:
            own = ids.of(self._batch.tenant, "customer", self._batch.system, read.record, len(answer.parted))
        return answer.customer or own

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
        if since := self.suppressed.get(tags.source(self._batch.system, read.record)):
            return since
        since = max((self.suppressed[mark] for mark in self.boundary(read) if mark in self.suppressed), default=None)
        if since is None or row.created is None:
            return since
        return since if self._batch.context(NOTHING_KNOWN).moment(row.created).at <= since else None

    def _sources(self, read: Read) -> Iterator[str]:
        return (tag for tag in self._link_tags(read, read.row) if tag.startswith("source:"))

    def _planned(self, read: Read, who: UUID, answer: Answer, elsewhere: frozenset[str] = frozenset()) -> Plan:
        row: Customer = read.row
        context = self._batch.context(NOTHING_KNOWN, read.told)
        told = customer(row, context, who, new=answer.customer is None)
        facts = (self._link(read, who, answer), *(_settled(fact, answer, elsewhere) for fact in told))
        news = compare(facts, read.told.groups, self._batch.tags.fingerprint, stale=read.stale)
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
        points = [point for point in contact_points(row, context, _NOBODY) if point.valid]
        return Evidence(
            name_keys(name_of(row)),
            frozenset(context.tags.contact(point.value) for point in points if point.kind == "phone"),
            frozenset(context.tags.contact(point.value) for point in points if point.kind == "email"),
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

    def _link_tags(self, read: Read, row: Customer) -> tuple[str, ...]:
        names = [tags.source(self._batch.system, read.record)]
        if self._batch.system != CRM:
            names.append(tags.source(dms_of(self._batch.rooftop), read.record))
        if row.crm_customer_id:
            names.append(tags.claim(CRM, row.crm_customer_id))
        return (*names, *(tags.claim("lead", str(lead)) for lead in self._leads(row)))


def _settled(fact: Fact, answer: Answer, elsewhere: frozenset[str]) -> Fact:
    """The fact, silent where the log has it otherwise: a contact point is gone once no record has it."""
    if answer.condition is None:
        return fact
    match fact.event:
        case ContactPointAdded(contact_point=point):
            is_news = answer.is_added(point, fact.moment.at)
        case ContactPointInvalidated(contact_point=point):
            is_news = answer.is_gone(point, fact.moment.latest) and f"{POINT}{point}" not in elsewhere
        case _:
            return fact
    return fact if is_news else msgspec.structs.replace(fact, silent=True)
