"""Run the command slices of `eventsourcing` on the log: read the boundary, decide, append under it."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery, DCBQueryItem
from eventsourcing.dcb.domain import Perspective, Selector, Slice

from lifecycle_api.domain.envelope import Envelope, NewEvent
from lifecycle_api.domain.registry import Event, registry
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import AppendConflict
from lifecycle_api.store.requests import Appended

ATTEMPTS: Final = 5

S = TypeVar("S", bound=Slice[Any])
P = TypeVar("P", bound=Perspective[Any])


class Repository:
    """The log of one tenant, as decisions see it."""

    def __init__(self, store: EventStore, tenant: UUID) -> None:
        self._store = store
        self._tenant = tenant

    async def execute(
        self,
        make: Callable[[], S],
        envelope: Callable[[Event], Envelope],
        *,
        idempotency_key: str | None = None,
        content: bytes | None = None,
    ) -> tuple[S, Appended | None]:
        """Advance a slice, execute it and save what it decided; None if that was nothing.

        `make` makes a fresh slice for each of at most five attempts: a conflict means that the boundary has
        changed, so the decision is taken again. With a key and `content` (what makes two requests the same)
        nothing is decided a second time: the slice of a repeated request comes back as it was made.
        Raises what the slice and `EventStore.append` raise.
        """
        if idempotency_key is not None and content is not None:
            earlier = await self._store.replay(self._tenant, idempotency_key, content)
            if earlier is not None:
                return make(), earlier
        for attempt in range(1, ATTEMPTS + 1):
            decider = make()
            if type(decider).do_projection:
                await self.advance(decider)
            decider.execute()
            try:
                return decider, await self.save(decider, envelope, idempotency_key=idempotency_key, content=content)
            except AppendConflict:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError

    async def advance(self, perspective: P) -> P:
        """Apply to a perspective what its boundary has seen, and remember up to where."""
        boundary = query(perspective.consistency_boundary())
        page = await self._store.read(self._tenant, boundary, after=perspective.last_known_position)
        for recorded in page.events:
            recorded.event.mutate(perspective)
        perspective.last_known_position = page.head
        return perspective

    async def save(
        self,
        perspective: Perspective[Any],
        envelope: Callable[[Event], Envelope],
        *,
        idempotency_key: str | None = None,
        content: bytes | None = None,
    ) -> Appended | None:
        """Append a perspective's new decisions, unless its boundary has changed. Raises as the store does."""
        events = [
            NewEvent(envelope(tagged.decision), tagged.decision, tuple(tagged.tags))
            for tagged in perspective.collect_events()
        ]
        if not events:
            return None
        condition = DCBAppendCondition(query(perspective.consistency_boundary()), after=perspective.last_known_position)
        return await self._store.append(
            self._tenant, events, condition=condition, idempotency_key=idempotency_key, content=content
        )


def query(boundary: Selector | Sequence[Selector]) -> DCBQuery:
    """A boundary in the stable names of the log. Raises UnknownEventType."""
    selectors = [boundary] if isinstance(boundary, Selector) else boundary
    return DCBQuery([_item(selector) for selector in selectors])


def _item(selector: Selector) -> DCBQueryItem:
    types = [registry.declaration(cls).name for cls in selector.types]
    return DCBQueryItem(types=types, tags=list(selector.tags))
