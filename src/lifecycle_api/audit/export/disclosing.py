"""Records what an auditor is shown, before they are: each person and category decided, and written into the log."""

import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Outcome, Request
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.folding import DECIDING, fold
from lifecycle_api.access.policy import Reason
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.audit.export.order import Order
from lifecycle_api.commands.ledger import Ledger, Overtaken, Release
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.disclosures import Decided
from lifecycle_api.store.log import EventStore

_PEOPLE_AT_ONCE: Final = 100
_ATTEMPTS: Final = 5
_PAGE: Final = 2000
# All that decisions about auditors rest on; what partners may see is of no interest here.
_OF_AUDITORS: Final = sorted(
    kind for kind in DECIDING if kind.startswith(("party.", "engagement.", "subject.", "customer.identities_"))
)

Place = tuple[UUID, UUID]
"""A customer, and the rooftop that holds something about them."""


@dataclass(frozen=True)
class Permits:
    """What may be opened: customer, rooftop and category."""

    granted: frozenset[tuple[UUID, UUID, str]]

    def allow(self, customer: UUID, rooftop: UUID, category: str) -> bool:
        """Whether a decision that stands in the log permits it."""
        return (customer, rooftop, category) in self.granted


async def auditor_facts(store: EventStore, tenant: UUID) -> Facts:
    """Engagements, and what else decides about auditors, as of now. Raises UnknownTenant."""
    facts = Facts()
    async for events in _read(store, tenant):
        fold(events, facts)
    return facts


class Disclosing:
    """Writes what auditors are shown into the logs of `store`."""

    def __init__(self, store: EventStore, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._store = store
        self._ledger = ledger
        self._now = now

    async def disclose(self, tenant: UUID, order: Order, places: Sequence[Place]) -> Permits:
        """Decide about everyone whose data the bundle shows, and record it. Raises AuditUnavailable, Overtaken."""
        granted: set[tuple[UUID, UUID, str]] = set()
        people = sorted({customer for customer, _ in places}, key=str)
        for start in range(0, max(len(people), 1), _PEOPLE_AT_ONCE):
            some = set(people[start : start + _PEOPLE_AT_ONCE])
            for decided in await self._recorded(tenant, order, [place for place in places if place[0] in some]):
                if decided.effect == "permit" and decided.rooftop is not None:
                    granted.update((decided.customer, decided.rooftop, each) for each in decided.categories)
        return Permits(frozenset(granted))

    async def _recorded(self, tenant: UUID, order: Order, places: Sequence[Place]) -> list[Decided]:
        for _ in range(_ATTEMPTS - 1):
            try:
                return await self._attempt(tenant, order, places)
            except Overtaken:
                continue
        return await self._attempt(tenant, order, places)

    async def _attempt(self, tenant: UUID, order: Order, places: Sequence[Place]) -> list[Decided]:
        categories = [Category.NONE, *sorted(map(Category, order.opened))]
        head, moment = await self._store.head(tenant), self._now()
        facts = await auditor_facts(self._store, tenant)
        decided = list(_decided(order, places, categories, facts, moment))
        release = Release(
            purpose=order.purpose,
            categories=categories,
            fields=("bundle",),
            decisions=decided,
            customers=sorted({customer for customer, _ in places}, key=str),
            rows=len(places),
            document_sha256=_digest(repr(order.scope.as_dict())),
            response_sha256=_digest(""),
            decided_on=head,
            decided_at=moment,
            transport="bundle",
        )
        await self._ledger.record(_principal(tenant, order), release)
        return decided


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _decided(
    order: Order, places: Iterable[Place], categories: Sequence[Category], facts: Facts, now: datetime
) -> Iterable[Decided]:
    for customer, rooftop in places:
        request = Request(
            capacity="auditor",
            party=str(order.party),
            now=now,
            purposes=(order.purpose,),
            categories=tuple(categories),
            rooftops=(str(rooftop),),
            subjects=(str(customer),),
            engagement=str(order.engagement),
        )
        alike: dict[tuple[Outcome, Reason | None], list[Category]] = defaultdict(list)
        for category, ruling in zip(categories, decide(request, facts).fields, strict=True):
            alike[ruling.outcome, ruling.reason].append(category)
        for (outcome, reason), those in alike.items():
            yield Decided(
                customer=customer, categories=tuple(those), effect=outcome.value, rooftop=rooftop, reason=reason
            )


def _principal(tenant: UUID, order: Order) -> Principal:
    return Principal(
        kind=Kind.AUDITOR,
        subject=f"engagement:{order.engagement}",
        tenant=tenant,
        client_id="lifecycle-api audit export",
        name="Auditor",
        purposes=(order.purpose,),
        party=order.party,
        engagement=order.engagement,
    )


async def _read(store: EventStore, tenant: UUID) -> AsyncIterator[list[dict[str, object]]]:
    query, after = DCBQuery([DCBQueryItem(types=_OF_AUDITORS)]), 0
    while True:
        page = await store.read_opened(tenant, query, after=after, limit=_PAGE)
        if not page.events:
            return
        yield [{"type": event.type, "position": event.position, "data": event.data} for event in page.events]
        after = page.events[-1].position
