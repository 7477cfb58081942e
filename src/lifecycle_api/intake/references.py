"""What the numbers in other records mean, asked of the log once in a run."""

from collections.abc import Iterator
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.envelope import Recorded
from lifecycle_api.domain.events.customers import CustomerRecordLinked, CustomerRecordUnlinked
from lifecycle_api.domain.events.leads import LeadReceived, OpportunityOpened
from lifecycle_api.domain.events.repair_orders import WorkDeclined
from lifecycle_api.domain.events.vehicles import OwnershipEnded, OwnershipStarted
from lifecycle_api.intake import tags
from lifecycle_api.intake.dms.context import Asked, CustomerNumber, Declined, Known, Needs, Opened
from lifecycle_api.store.log import EventStore


class References:
    """The references of one dealer group that were found during a run."""

    def __init__(self, store: EventStore, tenant: UUID) -> None:
        self._store = store
        self._tenant = tenant
        self._known = Known()
        self._unlinked: dict[UUID, int] = {}

    async def find(self, needs: Needs) -> Known:
        """Look up what is not known yet; what nobody knows stays missing."""
        await self._find_unlinked()
        known = self._known
        missing = Needs(
            frozenset(number for number in needs.customers if number not in known.customers),
            frozenset(one for one in needs.opportunities if one not in known.opportunities),
            needs.declined_on,
            owned=needs.owned,
        )
        known.leads = {}
        by_tag = {tags.source(number.system, number.record): number for number in missing.customers}
        items = list(_items(missing, by_tag))
        if items:
            page = await self._store.read(self._tenant, DCBQuery(items=items))
            for event in page.events:
                self._take(event, by_tag)
        if asking := {known.customers[number] for number in needs.leads_of if number in known.customers}:
            await self._find_leads(asking)
        return known

    async def _find_unlinked(self) -> None:
        """There are few in a group: all that came since are looked up, and what was known before them is asked anew."""
        upto = max(self._unlinked.values(), default=0)
        every = DCBQuery(items=[DCBQueryItem(types=["customer.record_unlinked"])])
        for recorded in (await self._store.read(self._tenant, every, after=upto)).events:
            if isinstance(recorded.event, CustomerRecordUnlinked):
                self._unlinked[recorded.event.link] = recorded.position
                self._known.customers.clear()

    async def _find_leads(self, customers: set[UUID]) -> None:
        """Leads are looked up each time: more of them may have come since."""
        items = [DCBQueryItem(types=["lead.received"], tags=[f"customer:{one}"]) for one in sorted(customers)]
        page = await self._store.read(self._tenant, DCBQuery(items=items))
        for recorded in page.events:
            if isinstance(recorded.event, LeadReceived):
                asked = Asked(recorded.event.lead, recorded.event.provider, recorded.envelope.occurred_at)
                self._known.leads.setdefault(recorded.event.customer, []).append(asked)

    def customer(self, number: CustomerNumber) -> UUID | None:
        """The customer a number means, as far as it was looked up."""
        return self._known.customers.get(number)

    def remember(self, number: CustomerNumber, customer: UUID) -> None:
        """Take note of a link that was just recorded."""
        self._known.customers[number] = customer

    def _take(self, recorded: Recorded, by_tag: dict[str, CustomerNumber]) -> None:
        match recorded.event:
            case CustomerRecordLinked(customer=customer, link=link) if recorded.position > self._unlinked.get(link, 0):
                for tag in recorded.tags:
                    if tag in by_tag:
                        self._known.customers[by_tag[tag]] = customer
            case OpportunityOpened(opportunity=opportunity, lead=lead):
                self._known.opportunities[opportunity] = Opened(lead, recorded.envelope.occurred_at)
            case WorkDeclined(recommendation=recommendation, repair_order=order):
                self._known.declined[recommendation] = Declined(order, recorded.envelope.occurred_at)
            case OwnershipStarted(ownership=ownership, origin="lead"):
                self._known.claimed.add(ownership)
            case OwnershipStarted(ownership=ownership) | OwnershipEnded(ownership=ownership):
                self._known.claimed.discard(ownership)


def _items(missing: Needs, by_tag: dict[str, CustomerNumber]) -> Iterator[DCBQueryItem]:
    for tag in sorted(by_tag):
        yield DCBQueryItem(types=["customer.record_linked"], tags=[tag])
    for opportunity in sorted(missing.opportunities):
        yield DCBQueryItem(types=["opportunity.opened"], tags=[f"opportunity:{opportunity}"])
    for vin in sorted(missing.declined_on):
        yield DCBQueryItem(types=["work.declined"], tags=[f"vehicle:{vin}"])
    for vin in sorted(missing.owned):
        yield DCBQueryItem(types=["ownership.started", "ownership.ended"], tags=[f"vehicle:{vin}"])
