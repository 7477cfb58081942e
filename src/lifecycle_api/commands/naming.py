"""What recorded events may name.

Naming what happened at rooftops of others alone would open it to who records them; of who was erased nothing is kept.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery, DCBQueryItem

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.about_customer import ERASED
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.reach import rooftop_of
from lifecycle_api.domain.events.rights import SubjectFenced
from lifecycle_api.domain.registry import Event, registry
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import SealKeyFenced

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


class Erased(NamedTuple):
    """Those of some tags that name customers who were erased up to a position."""

    tags: frozenset[str]
    upto: int

    def condition(self, event: Event) -> DCBAppendCondition | None:
        """That nobody whom the event names was erased behind that position."""
        fences = _fences(_customers(event))
        return DCBAppendCondition(fences, after=self.upto) if fences.items else None


async def erased(store: EventStore, tenant: UUID, events: Iterable[Event]) -> Erased:
    """Who is named by some events and was erased."""
    fences = _fences({tag for event in events for tag in _customers(event)})
    if not fences.items:
        return Erased(frozenset(), 0)
    page = await store.read(tenant, fences)
    found = [each.event for each in page.events if isinstance(each.event, SubjectFenced)]
    gone = frozenset(f"customer:{each.customer}" for each in found if each.final)
    return Erased(gone, page.head)


def check(event: Event, away: frozenset[str], gone: frozenset[str]) -> None:
    """Raise NotFound when an event names something that is `away`, and SealKeyFenced when it names who is `gone`."""
    for tag in _bound(event):
        if tag in away:
            kind = tag.partition(":")[0].replace("_", " ")
            raise NotFound(f"There is no such {kind} in your reach.", argument="data")
        if tag in gone:
            raise SealKeyFenced(ERASED, argument="data")


def _fences(customers: Iterable[str]) -> DCBQuery:
    return DCBQuery([DCBQueryItem(types=["subject.fenced"], tags=[tag]) for tag in sorted(customers)])


def _customers(event: Event) -> list[str]:
    return [tag for tag in _bound(event) if tag.startswith("customer:")]


def _bound(event: Event) -> list[str]:
    tags = registry.declaration(type(event)).tags(event)
    return [tag for tag in tags if tag.partition(":")[0] not in _COMMON]
