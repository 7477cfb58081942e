"""Gathers what answers rest on: what the group agreed with whom, and what one person said, as facts and as events."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.deciding import OF_ANYONE, OF_TERMS
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.folding import fold
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.reach import Reaches, told_of, within_reach
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.log import EventStore


@dataclass
class Gathered:
    """Facts up to `head`, and the events of the group and of the people that were asked about, in their order.

    All of them decide. `told` are those about the customer who was asked about that the viewer is told of.
    """

    head: int
    facts: Facts
    group: list[Opened]
    people: list[Opened] = field(default_factory=list)
    told: list[Opened] = field(default_factory=list)

    def about(self, customer: UUID) -> list[Opened]:
        """The events about a customer."""
        tag = f"customer:{customer}"
        return [event for event in self.people if tag in event.tags]


class Gathering:
    """Reads the log for answers. `now` is where time comes from."""

    def __init__(self, store: EventStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def reach(self, viewer: Viewer) -> Reaches:
        """Which events a viewer may be told of."""
        return await within_reach(self._store, viewer, self._now)

    async def of_group(self, tenant: UUID) -> Gathered:
        """What the group agreed with whom."""
        page = await self._store.read_opened(tenant, DCBQuery([DCBQueryItem(types=OF_TERMS)]))
        return Gathered(page.head, fold(map(plain, page.events)), page.events)

    async def of_customer(self, tenant: UUID, customer: UUID, viewer: Viewer) -> Gathered:
        """That, and everything about a customer and whoever is the same person. Raises NotFound out of reach."""
        gathered = await self.of_group(tenant)
        known, ahead = set[UUID](), {customer}
        people: dict[int, Opened] = {}
        while ahead:
            known |= ahead
            page = await self._tagged(tenant, [f"customer:{each}" for each in sorted(ahead)])
            people |= {event.position: event for event in page}
            ahead = {UUID(each) for event in page for each in _linked(event)} - known
        is_told = await told_of(self._store, viewer, f"customer:{customer}", self._now)
        own = (people[position] for position in sorted(people) if f"customer:{customer}" in people[position].tags)
        if not (told := list(filter(is_told, own))):
            raise NotFound("There is no such customer in your reach.", argument="customer")
        numbers = {tag for event in people.values() for tag in event.tags if tag.startswith("contact:")}
        people |= {event.position: event for event in await self._tagged(tenant, sorted(numbers), OF_ANYONE)}
        gathered.people, gathered.told = [people[position] for position in sorted(people)], told
        ordered = {event.position: event for event in (*gathered.group, *gathered.people)}
        gathered.facts = fold(plain(ordered[position]) for position in sorted(ordered))
        return gathered

    async def read(self, tenant: UUID, *, types: Iterable[str] = (), tags: Iterable[str] = ()) -> list[Opened]:
        """The events of these types with all these tags."""
        item = DCBQueryItem(types=sorted(types), tags=sorted(tags))
        return (await self._store.read_opened(tenant, DCBQuery([item]))).events

    async def find(self, tenant: UUID, event: UUID) -> Opened | None:
        """One event by its id."""
        return await self._store.find_opened(tenant, event)

    async def _tagged(self, tenant: UUID, tags: list[str], types: list[str] | None = None) -> list[Opened]:
        if not tags:
            return []
        items = [DCBQueryItem(types=types or [], tags=[tag]) for tag in tags]
        return (await self._store.read_opened(tenant, DCBQuery(items))).events


def plain(event: Opened) -> Mapping[str, Any]:
    """An event as facts are folded from it."""
    return {"type": event.type, "position": event.position, "data": event.data}


def _linked(event: Opened) -> list[str]:
    if event.type != "customer.identities_linked":
        return []
    return [str(event.data["customer"]), str(event.data["other"])]
