"""Runs reactors behind the log, each from a checkpoint of its own, and asks tickers what is due.

What follows from an event has a deterministic id and is recorded before the checkpoint moves: a crash in between, or
another process that does the same, records nothing twice.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api import sqlfiles
from lifecycle_api.domain.envelope import NewEvent
from lifecycle_api.errors import LifecycleError
from lifecycle_api.reactors.reactor import Reactor, Ticker
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import DuplicateEventId

PAGE: Final = 200
LONGEST_PAUSE_SECONDS: Final = 1.0
TICK: Final = timedelta(minutes=1)

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "runner")
_log = logging.getLogger(__name__)


class Reactors:
    """Runs `reactors` and `tickers` on the logs behind `store`. `now` is where time comes from."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        store: EventStore,
        now: Callable[[], datetime],
        *,
        reactors: Sequence[Reactor],
        tickers: Sequence[Ticker] = (),
    ) -> None:
        self._pool = pool
        self._store = store
        self._now = now
        self._reactors = {_checkpoint(each): each for each in reactors}
        self._tickers = tickers
        self._ticked: datetime | None = None

    async def run_forever(self) -> None:
        """React soon after anything is recorded, and tick every minute; a failure is tried again."""
        appended = self._store.wakeup()
        while True:
            try:
                moved = await self.catch_up()
                if self._ticked is None or self._now() - self._ticked >= TICK:
                    self._ticked = self._now()
                    await self.tick()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, LifecycleError) as error:
                # Only the kind of error: messages of the database may quote values.
                _log.warning("The reactors cannot go on: %s", type(error).__name__)
                moved = False
            if not moved:
                await appended.wait(LONGEST_PAUSE_SECONDS)

    async def catch_up(self) -> bool:
        """React to everything that is recorded and not yet seen; whether there was anything."""
        rows = await self._pool.fetch(_SQL["behind"], list(self._reactors))
        for row in rows:
            await self._follow(row["tenant_id"], row["name"], row["position"])
        return bool(rows)

    async def tick(self) -> None:
        """Record what has become due."""
        for row in await self._pool.fetch(_SQL["tenants"]):
            for ticker in self._tickers:
                for event in await ticker.due(row["tenant_id"], self._now()):
                    await self._record(row["tenant_id"], [event])

    async def _follow(self, tenant: UUID, checkpoint: str, after: int) -> None:
        reactor = self._reactors[checkpoint]
        wanted = DCBQuery([DCBQueryItem(types=sorted(reactor.types), tags=[])])
        while True:
            page = await self._store.read(tenant, wanted, after=after, limit=PAGE)
            for cause in page.events:
                await self._record(tenant, await reactor.react(tenant, cause))
            after = page.events[-1].position if len(page.events) == PAGE else max(after, page.head)
            await self._pool.execute(_SQL["move"], tenant, checkpoint, after)
            if len(page.events) < PAGE:
                return

    async def _record(self, tenant: UUID, events: Sequence[NewEvent]) -> None:
        for event in events:
            try:
                await self._store.append(tenant, [event])
            except DuplicateEventId:
                continue  # recorded before a crash, or by another process


def _checkpoint(reactor: Reactor) -> str:
    return f"reactor:{reactor.name}"
