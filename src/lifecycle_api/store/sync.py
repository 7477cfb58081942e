"""The log as `eventsourcing` knows it: a synchronous `DCBRecorder`, which its own suite can test."""

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import Any, Self, TypeVar
from uuid import UUID

import asyncpg
from eventsourcing.dcb.api import (
    DCBAppendCondition,
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
    DCBSubscription,
)
from eventsourcing.dcb.popo import SimpleDCBReadResponse
from eventsourcing.persistence import IntegrityError, ProgrammingError

from lifecycle_api.errors import LifecycleError
from lifecycle_api.store import raw
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.journal import Journal
from lifecycle_api.store.migrations import migrate
from lifecycle_api.store.refusals import AppendConflict
from lifecycle_api.store.subscription import follow

T = TypeVar("T")


class SyncRecorder(DCBRecorder):
    """Raw events, whatever their types and bytes, in the log of one tenant; for tests and tools only.

    Making one migrates the database and creates the tenant where they are absent. A thread of its own runs
    the event loop until :meth:`close`.
    """

    def __init__(self, dsn: str, tenant_id: UUID) -> None:
        self._tenant = tenant_id
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sync-recorder", daemon=True)
        self._thread.start()
        try:
            self._pool, self._journal = self._wait(self._open(dsn))
        except BaseException:
            self._stop()
            raise

    def close(self) -> None:
        """Close the connections and stop the thread."""
        self._wait(self._loop.shutdown_asyncgens())
        self._wait(self._pool.close())
        self._stop()

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        """Itself; leaving closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """The position of the last event. Raises the library's IntegrityError when the condition fails."""
        if not events:
            raise ProgrammingError("Append at least one event.")
        request = raw.prepared(events, condition)
        result = self._wait(self._journal.write(self._tenant, request))
        if isinstance(result, AppendConflict):
            raise IntegrityError(condition)
        if isinstance(result, LifecycleError):
            raise result
        return result.last

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        """Matching events; the head is the log's, or with a limit the position of the last event."""
        head, events = self._wait(self._read(query, after, limit))
        if limit is not None:
            head = events[-1].position if events else 0
        return SimpleDCBReadResponse(iter(events), head or None)

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> "SyncSubscription":
        """Follow the log; each step blocks until there is a matching event."""
        return SyncSubscription(self, query, after)

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Run something on the recorder's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def pages(self, query: DCBQuery | None, after: int) -> AsyncIterator[list[DCBSequencedEvent]]:
        """Follow the log on the recorder's loop."""

        async def page(start: int, limit: int) -> tuple[int, list[DCBSequencedEvent]]:
            return await self._read(query, start, limit)

        return follow(page, self._journal.wakeup(self._tenant), after)

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.submit(work).result()

    async def _open(self, dsn: str) -> tuple[asyncpg.Pool, Journal]:
        await migrate(dsn)
        pool = await open_pool(dsn)
        journal = Journal(pool)
        await journal.create_tenant(self._tenant, f"tenant {self._tenant}")
        return pool, journal

    async def _read(
        self, query: DCBQuery | None, after: int | None, limit: int | None
    ) -> tuple[int, list[DCBSequencedEvent]]:
        head, rows = await self._journal.read(self._tenant, query, after=after, limit=limit)
        return head, [raw.sequenced(row) for row in rows]


class SyncSubscription(DCBSubscription[SyncRecorder]):
    """A subscription whose waiting another thread can end with :meth:`stop`."""

    def __init__(self, recorder: SyncRecorder, query: DCBQuery | None, after: int | None) -> None:
        super().__init__(recorder, query, after)
        self._pages = recorder.pages(query, after or 0)
        self._events: list[DCBSequencedEvent] = []
        self._waiting: Future[list[DCBSequencedEvent]] | None = None

    def stop(self) -> None:
        """End the iteration, also one that is waiting."""
        super().stop()
        if self._waiting is not None:
            self._waiting.cancel()

    def __next__(self) -> DCBSequencedEvent:
        """The next matching event, as soon as there is one."""
        if not self._events and not self._has_been_stopped:
            self._waiting = self._recorder.submit(self._page())
            if self._has_been_stopped:
                self._waiting.cancel()
            with suppress(CancelledError):
                self._events = self._waiting.result()[::-1]
        if self._has_been_stopped:
            raise StopIteration
        return self._events.pop()

    async def _page(self) -> list[DCBSequencedEvent]:
        return await anext(self._pages)
