"""The event store: append under a condition, read head first, follow; one log per tenant."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery

from lifecycle_api import sqlfiles
from lifecycle_api.domain.envelope import NewEvent, Recorded
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store import codec, refusals
from lifecycle_api.store.batching import GroupCommit, NotSent, Send
from lifecycle_api.store.codec import Opened, Stored
from lifecycle_api.store.columns import columns
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.preparation import prepare
from lifecycle_api.store.recent import Recent
from lifecycle_api.store.requests import (
    MAX_POSITION,
    Appended,
    AppendRequest,
    Prepared,
    Verdict,
    items_of,
    position,
)
from lifecycle_api.store.subscription import Wakeups, follow

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "log")
_QUEUES: Final = 10_000


class Page(msgspec.Struct, frozen=True):
    """Events in order, and the head of the log in the same snapshot."""

    head: int
    events: list[Recorded]


class OpenedPage(msgspec.Struct, frozen=True):
    """The same, as plain JSON values."""

    head: int
    events: list[Opened]


class EventStore:
    """The logs of all tenants in one database. `keys` seals what is personal in them."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore) -> None:
        self._pool = pool
        self._keys = keys
        self._queues: Recent[UUID, GroupCommit] = Recent(_QUEUES)
        self._wakeups = Wakeups()

    async def create_tenant(self, tenant: UUID, name: str) -> bool:
        """Make an empty log; False if there is one already."""
        return bool(await self._pool.fetchval(_SQL["create_tenant"], tenant, name))

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
        PayloadRefused, and when the database does not answer LogUnreachable or OutcomeUnknown.
        """
        request = AppendRequest(
            events=events, condition=condition, idempotency_key=idempotency_key, content=content
        )
        (prepared,) = await prepare(tenant, [request], self._keys)
        if isinstance(prepared, LifecycleError):
            raise prepared
        return await self.commit(tenant, prepared)

    async def append_many(
        self, tenant: UUID, requests: Sequence[AppendRequest]
    ) -> list[Appended | LifecycleError]:
        """Record many requests, each on its own, in order; the result of each, or what `append` would raise."""
        prepared = await prepare(tenant, requests, self._keys)
        queue = GroupCommit(self._sender(tenant), in_flight=1, in_order=True)
        waiting = [
            request if isinstance(request, LifecycleError) else queue.enqueue(request) for request in prepared
        ]
        results = [one if isinstance(one, LifecycleError) else await one for one in waiting]
        for request, result in zip(prepared, results, strict=True):
            self._forget_fenced(tenant, request, result)
        return results

    async def commit(self, tenant: UUID, request: Prepared) -> Appended:
        """Record a prepared request, in one batch with those of other callers; raises as `append` does."""
        queue = self._queues.get(tenant)
        if queue is None:
            queue = GroupCommit(self._sender(tenant))
            self._queues.put(tenant, queue)
        result = await queue.enqueue(request)
        self._forget_fenced(tenant, request, result)
        if isinstance(result, LifecycleError):
            raise result
        return result

    async def head(self, tenant: UUID) -> int:
        """The last position, 0 when nothing is recorded. Raises UnknownTenant."""
        head: int | None = await self._pool.fetchval(_SQL["head"], tenant)
        if head is None:
            raise refusals.UnknownTenant
        return head

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
    ) -> OpenedPage:
        """The same as plain JSON values, for who passes them on."""
        head, rows = await self.read_stored(tenant, query, after=after, limit=limit, upto=upto)
        return OpenedPage(head, await codec.open_all(tenant, rows, self._keys))

    async def read_stored(
        self,
        tenant: UUID,
        query: DCBQuery | None = None,
        *,
        after: int | None = None,
        limit: int | None = None,
        upto: int | None = None,
    ) -> tuple[int, list[Stored]]:
        """The head and the rows as they stand in the log, seals closed. Raises UnknownTenant."""
        bounds = (tenant, position(after), MAX_POSITION if upto is None else position(upto), limit)
        if query is None or not query.items:
            rows = await self._pool.fetch(_SQL["read"], *bounds)
        else:
            tag, tags, types = (list(column) for column in zip(*items_of(query), strict=True))
            rows = await self._pool.fetch(_SQL["read_matching"], *bounds, tag, tags, types)
        if not rows:
            raise refusals.UnknownTenant
        return rows[0]["head"], [Stored(*tuple(row)[1:]) for row in rows if row["position"] is not None]

    def subscribe(
        self, tenant: UUID, query: DCBQuery | None = None, *, after: int = 0
    ) -> AsyncIterator[list[Recorded]]:
        """Follow the log from `after`, first what is there, then what comes; never an empty list."""

        async def page(start: int, limit: int) -> tuple[int, list[Recorded]]:
            read = await self.read(tenant, query, after=start, limit=limit)
            return read.head, read.events

        return follow(page, self._wakeups.of(tenant), after)

    def _forget_fenced(
        self, tenant: UUID, request: Prepared | LifecycleError, result: Appended | LifecycleError
    ) -> None:
        """A key that the log refused must not be served from the cache again."""
        if isinstance(result, refusals.SealKeyFenced) and isinstance(request, Prepared):
            self._keys.forget(tenant, request.seal_keys)

    def _sender(self, tenant: UUID) -> Send:
        async def send(requests: Sequence[Prepared]) -> list[Verdict]:
            arguments = columns(tenant, requests)
            try:
                connection = await self._pool.acquire()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                raise NotSent from error
            try:
                rows = await connection.fetch(_SQL["append_many"], *arguments)
            finally:
                await self._pool.release(connection)
            self._wakeups.notify(tenant)
            return [Verdict(*row) for row in rows]

        return send
