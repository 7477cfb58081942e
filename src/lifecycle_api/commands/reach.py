"""Whose past somebody may look into: staff by rooftop, customers into their own, auditors as they are engaged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import Reach, Viewer
from lifecycle_api.domain.events.engagements import EngagementEnded, EngagementOpened
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.log import EventStore

Reaches = Callable[[Opened], bool]


@dataclass(frozen=True)
class _Engaged:
    """What an engagement opens; None is one that opens nothing."""

    terms: EngagementOpened | None

    def __call__(self, event: Opened) -> bool:
        terms = self.terms
        if terms is None:
            return False
        rooftop, on = event.envelope.get("rooftop"), event.recorded_at.date()
        people = {tag.partition(":")[2] for tag in event.tags if tag.startswith("customer:")}
        return (
            (not terms.rooftops or rooftop is None or str(rooftop) in {_plain(each) for each in terms.rooftops})
            and (not terms.customers or bool(people & {_plain(each) for each in terms.customers}))
            and (terms.from_on or date.min) <= on <= (terms.to_on or date.max)
        )


async def within_reach(store: EventStore, viewer: Viewer, now: Callable[[], datetime]) -> Reaches:
    """Tells of each event whether a viewer may look at it."""
    if viewer.kind is Kind.AUDITOR:
        return _Engaged(await _terms(store, viewer, now().date()))
    if viewer.reach is Reach.OWN:
        return lambda event: f"customer:{viewer.customer}" in event.tags
    return lambda event: viewer.works_at(rooftop_of(event))


async def told_of(store: EventStore, viewer: Viewer, tag: str, now: Callable[[], datetime]) -> Reaches:
    """Tells of each event that is read of an entity whether a viewer is told what it says.

    A customer is told everything about themselves, and nothing when they ask about somebody else, such as a co-buyer.
    """
    if viewer.reach is Reach.OWN:
        own = tag == f"customer:{viewer.customer}"
        return lambda _: own
    return await within_reach(store, viewer, now)


async def _terms(store: EventStore, viewer: Viewer, today: date) -> EngagementOpened | None:
    if viewer.engagement is None:
        return None
    item = DCBQueryItem(types=["engagement.opened", "engagement.ended"], tags=[f"engagement:{viewer.engagement}"])
    terms: EngagementOpened | None = None
    for recorded in (await store.read(viewer.tenant, DCBQuery([item]))).events:
        if isinstance(recorded.event, EngagementOpened) and recorded.event.ends_on >= today:
            terms = recorded.event
        elif isinstance(recorded.event, EngagementEnded):
            terms = None
    return terms


def rooftop_of(event: Opened) -> UUID | None:
    """Where it happened; None is at no rooftop in particular."""
    rooftop = event.envelope.get("rooftop")
    return None if rooftop is None else UUID(str(rooftop))


def _plain(name: str) -> str:
    return name.rpartition(":")[2]
