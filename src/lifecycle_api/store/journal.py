"""The rows of the logs in one database: prepared requests in, stored events out, nothing sealed or opened."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from eventsourcing.dcb.api import DCBQuery

from lifecycle_api import sqlfiles
from lifecycle_api.recent import Recent
from lifecycle_api.store.batching import GroupCommit, NotSent, Result, Send, Unprepared
from lifecycle_api.store.codec import Stored
from lifecycle_api.store.columns import columns, verdicts
from lifecycle_api.store.refusals import IdempotencyKeyReused, LogUnreachable, UnknownTenant
from lifecycle_api.store.requests import MAX_POSITION, Appended, Prepared, Verdict, items_of, position
from lifecycle_api.store.subscription import Wakeup, Wakeups

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "log")
_TENANTS: Final = 10_000
_GONE: Final = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
"""What the driver raises when the database stops, has stopped, starts, or takes nobody in."""


class Journal:
    """The logs of all tenants in the database behind `pool`. Reading may raise LogUnreachable."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._queues: Recent[UUID, GroupCommit] = Recent(_TENANTS)
        self._wakeups = Wakeups()

    async def create_tenant(self, tenant: UUID, name: str) -> bool:
        """Make an empty log; False if there is one already."""
        return bool(await self._pool.fetchval(_SQL["create_tenant"], tenant, name))

    async def replay(self, tenant: UUID, key: str, digest: bytes) -> Appended | None:
        """The first outcome of a key, or None. Raises IdempotencyKeyReused if the digest is another."""
        with _reaching():
            row = await self._pool.fetchrow(_SQL["append_key"], tenant, key)
        if row is not None and row["digest"] != digest:
            raise IdempotencyKeyReused(key=key)
        return Appended(row["first"], row["last"], row["recorded_at"], replayed=True) if row else None

    async def head(self, tenant: UUID) -> int:
        """The last position, 0 when nothing is recorded. Raises UnknownTenant."""
        with _reaching():
            head: int | None = await self._pool.fetchval(_SQL["head"], tenant)
        if head is None:
            raise UnknownTenant
        return head

    async def position_of(self, tenant: UUID, event: UUID) -> int | None:
        """Where an event stands; None when there is no such event."""
        with _reaching():
            found: int | None = await self._pool.fetchval(_SQL["position_of"], tenant, event)
        return found

    async def write(self, tenant: UUID, request: Prepared | Unprepared) -> Result:
        """What became of a request, written in one batch with those of other callers, and prepared with them."""
        queue = self._queues.get(tenant)
        if queue is None:
            queue = GroupCommit(self._sender(tenant))
            self._queues.put(tenant, queue)
        return await queue.enqueue(request)

    async def write_in_order(self, tenant: UUID, requests: Sequence[Prepared]) -> list[Result]:
        """What became of each of many requests, none of which overtakes another.

        Cancelling takes back what is not under way yet.
        """
        queue = GroupCommit(self._sender(tenant), in_flight=1, in_order=True)
        results = [queue.enqueue(request) for request in requests]
        try:
            return [await result for result in results]
        finally:
            for result in results:
                result.cancel()

    async def read(
        self,
        tenant: UUID,
        query: DCBQuery | None = None,
        *,
        after: int | None = None,
        limit: int | None = None,
        upto: int | None = None,
    ) -> tuple[int, list[Stored]]:
        """The head, and at most `limit` matching rows, `after` < position ≤ `upto`. Raises UnknownTenant."""
        bounds = (tenant, position(after), MAX_POSITION if upto is None else position(upto), limit)
        with _reaching():
            if query is None or not query.items:
                rows = await self._pool.fetch(_SQL["read"], *bounds)
            else:
                items = (list(column) for column in zip(*items_of(query), strict=True))
                rows = await self._pool.fetch(_SQL["read_matching"], *bounds, *items)
        if not rows:
            raise UnknownTenant
        # A log without a matching event still answers one row: its head.
        return rows[0]["head"], sorted(Stored(*tuple(row)[1:]) for row in rows if row["position"] is not None)

    def wakeup(self, tenant: UUID | None = None) -> Wakeup:
        """Notified whenever this process has written to the tenant's log, or to any."""
        return self._wakeups.any_log if tenant is None else self._wakeups.of(tenant)

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
            return verdicts(requests, rows)

        return send


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except _GONE:
        raise LogUnreachable from None
