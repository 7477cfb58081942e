"""The event store: append under a condition, read head first, follow; what is personal is sealed."""

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from functools import partial
from uuid import UUID

import asyncpg
import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery

from lifecycle_api.domain.envelope import NewEvent, Recorded
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store import codec
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.headers import Header, header_of
from lifecycle_api.store.journal import Journal
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.preparation import prepare, prepare_all, prepare_clear, seals
from lifecycle_api.store.refusals import SealKeyFenced
from lifecycle_api.store.requests import Appended, AppendRequest, Prepared
from lifecycle_api.store.subscription import Wakeup, follow


class Page(msgspec.Struct, frozen=True):
    """Events in order, and the head of the log in the same snapshot."""

    head: int
    events: list[Recorded]


class OpenedPage(msgspec.Struct, frozen=True):
    """The same, as plain JSON values."""

    head: int
    events: list[Opened]


class OpeningPage(msgspec.Struct, frozen=True):
    """The head, and the events behind the given position, which are opened on the way and read once."""

    head: int
    events: Iterator[Opened]


class EventStore:
    """The logs of all tenants in the database behind `pool`; `keys` seals what is personal in them."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore) -> None:
        self._journal = Journal(pool)
        self._keys = keys

    async def create_tenant(self, tenant: UUID, name: str) -> bool:
        """Make an empty log; False if there is one already."""
        return await self._journal.create_tenant(tenant, name)

    async def append(
        self,
        tenant: UUID,
        events: Sequence[NewEvent],
        *,
        condition: DCBAppendCondition | None = None,
        idempotency_key: str | None = None,
        content: bytes | None = None,
    ) -> Appended:
        """Record events together, unless something recorded after `condition.after` matches the condition.

        A repeated `idempotency_key` gets the first outcome, if `content` (by default the events) is the same.
        Raises AppendConflict(position), IdempotencyKeyReused, DuplicateEventId, UnknownTenant, SealKeyFenced,
        PayloadRefused; when the database does not answer LogUnreachable, OutcomeUnknown, KeyStoreUnreachable.
        """
        request = AppendRequest(events=events, condition=condition, idempotency_key=idempotency_key, content=content)
        if seals(request):
            prepared = await prepare(tenant, request, self._keys)
            result = await self._journal.write(tenant, prepared)
            self._forget_refused_keys(tenant, prepared, result)
        else:
            result = await self._journal.write(tenant, partial(prepare_clear, tenant, request, self._keys))
        if isinstance(result, LifecycleError):
            raise result
        return result

    async def append_many(self, tenant: UUID, requests: Sequence[AppendRequest]) -> list[Appended | LifecycleError]:
        """Record many requests in order, each on its own. A result may be what `append` would raise."""
        results: list[Appended | LifecycleError | Prepared] = list(await prepare_all(tenant, requests, self._keys))
        written = [(number, request) for number, request in enumerate(results) if isinstance(request, Prepared)]
        outcomes = await self._journal.write_in_order(tenant, [request for _, request in written])
        for (number, request), result in zip(written, outcomes, strict=True):
            self._forget_refused_keys(tenant, request, result)
            results[number] = result
        return [result for result in results if not isinstance(result, Prepared)]

    async def replay(self, tenant: UUID, idempotency_key: str, content: bytes) -> Appended | None:
        """What `append` answered to this key, or None if it never saw it. Raises IdempotencyKeyReused."""
        digest = self._keys.mac(tenant, "idempotency", content)
        return await self._journal.replay(tenant, idempotency_key, digest)

    async def head(self, tenant: UUID) -> int:
        """The last position, 0 when nothing is recorded. Raises UnknownTenant."""
        return await self._journal.head(tenant)

    async def read(
        self,
        tenant: UUID,
        query: DCBQuery | None = None,
        *,
        after: int | None = None,
        limit: int | None = None,
        upto: int | None = None,
    ) -> Page:
        """Matching events with `after` < position ≤ `upto`, at most `limit`.

        Raises UnknownTenant, SealBroken, KeyStoreUnreachable, UnknownEventType.
        """
        page = await self.read_opened(tenant, query, after=after, limit=limit, upto=upto)
        return Page(page.head, [codec.recorded(event) for event in page.events])

    async def read_opened(
        self,
        tenant: UUID,
        query: DCBQuery | None = None,
        *,
        after: int | None = None,
        limit: int | None = None,
        upto: int | None = None,
        known: Collection[int] = (),
    ) -> OpenedPage:
        """The same as plain JSON values, for who passes them on; without the events at positions that are `known`."""
        head, rows = await self._journal.read(tenant, query, after=after, limit=limit, upto=upto)
        unknown = [row for row in rows if row.position not in known] if known else rows
        return OpenedPage(head, await codec.open_all(tenant, unknown, self._keys))

    async def read_opening(self, tenant: UUID, *, after: int, limit: int, upto: int | None = None) -> OpeningPage:
        """The same of all events, each opened when it is its turn, for who makes something of few at a time."""
        head, rows = await self._journal.read(tenant, after=after, limit=limit, upto=upto)
        return OpeningPage(head, await codec.opening(tenant, rows, self._keys))

    async def find_opened(self, tenant: UUID, event: UUID) -> Opened | None:
        """One event by its id, as plain JSON values; None when there is none. Raises as reading does."""
        position = await self._journal.position_of(tenant, event)
        if position is None:
            return None
        page = await self.read_opened(tenant, after=position - 1, upto=position)
        return page.events[0]

    def subscribe(
        self, tenant: UUID, query: DCBQuery | None = None, *, after: int = 0
    ) -> AsyncIterator[list[Recorded]]:
        """Follow the log from `after`, first what is there, then what comes; never an empty list."""

        async def page(start: int, limit: int) -> tuple[int, list[Recorded]]:
            read = await self.read(tenant, query, after=start, limit=limit)
            return read.head, read.events

        return follow(page, self._journal.wakeup(tenant), after)

    async def headers(self, tenant: UUID, *, after: int, limit: int) -> tuple[int, list[Header]]:
        """The head, and at most `limit` headers of events behind `after`; nothing is opened. Raises UnknownTenant."""
        head, rows = await self._journal.read(tenant, after=after, limit=limit)
        return head, [header_of(row) for row in rows]

    def wakeup(self, tenant: UUID | None = None) -> Wakeup:
        """Notified whenever this process has appended to the tenant's log, or to any."""
        return self._journal.wakeup(tenant)

    def _forget_refused_keys(self, tenant: UUID, request: Prepared, result: Appended | LifecycleError) -> None:
        """A key that the log refused must not be served from the cache again."""
        if isinstance(result, SealKeyFenced):
            self._keys.forget(tenant, request.seal_keys)
