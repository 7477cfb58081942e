"""Notices canaries among the numbers and addresses of a lead: nobody but one recipient was ever given them."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.events.leaks import CanaryPlanted, CanaryReceived
from lifecycle_api.store.log import EventStore


class Canaries:
    """The canaries of one dealer group, looked up in its log."""

    def __init__(self, store: EventStore, tenant: UUID) -> None:
        self._store = store
        self._tenant = tenant

    async def among(self, contacts: Iterable[str]) -> list[CanaryPlanted]:
        """The canaries that were planted with one of these numbers or addresses, given as their tags."""
        items = [DCBQueryItem(types=["canary.planted"], tags=[tag]) for tag in sorted(contacts)]
        if not items:
            return []
        page = await self._store.read(self._tenant, DCBQuery(items=items))
        return [recorded.event for recorded in page.events if isinstance(recorded.event, CanaryPlanted)]


def received(canaries: Iterable[CanaryPlanted], lead: UUID, company: str) -> Iterator[tuple[str, CanaryReceived]]:
    """That a lead came with each of them, under names of their own."""
    for each in canaries:
        yield (
            f"canary.{each.canary}",
            CanaryReceived(canary=each.canary, party=each.party, lead=lead, company=company),
        )
