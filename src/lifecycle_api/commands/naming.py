"""What recorded events may name: naming what happened at rooftops of others alone would open it to who records them."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.reach import rooftop_of
from lifecycle_api.domain.registry import Event, registry
from lifecycle_api.store.log import EventStore

# Cars drive from one rooftop to the next, and whoever works for the group or deals with it is known to all of it.
_COMMON: Final = frozenset({"vehicle", "employee", "rooftop", "party", "contact"})


async def out_of_reach(store: EventStore, tenant: UUID, viewer: Viewer, events: Iterable[Event]) -> frozenset[str]:
    """Those of the tags of some events under which something happened before, but nowhere where the viewer works."""
    if viewer.works_at(None):
        return frozenset()
    named = {tag for event in events for tag in _bound(event)}
    if not named:
        return frozenset()
    page = await store.read_opened(tenant, DCBQuery([DCBQueryItem(tags=[tag]) for tag in sorted(named)]))
    there, here = set[str](), set[str]()
    for each in page.events:
        (here if viewer.works_at(rooftop_of(each)) else there).update(named.intersection(each.tags))
    return frozenset(there - here)


def check(event: Event, away: frozenset[str]) -> None:
    """Raise NotFound when an event names something of these."""
    for tag in _bound(event):
        if tag in away:
            kind = tag.partition(":")[0].replace("_", " ")
            raise NotFound(f"There is no such {kind} in your reach.", argument="data")


def _bound(event: Event) -> list[str]:
    tags = registry.declaration(type(event)).tags(event)
    return [tag for tag in tags if tag.partition(":")[0] not in _COMMON]
