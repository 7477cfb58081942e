"""Keeps the read models up with the log, exactly once, beside any number of other processes that do the same."""

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

import asyncpg

from lifecycle_api.errors import LifecycleError
from lifecycle_api.projector import cells, registered
from lifecycle_api.projector.cells import SQL, Cell
from lifecycle_api.projector.feed import Feed, Progress
from lifecycle_api.projector.registered import Database, ReadModel
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.subscription import Wakeup

BATCH: Final = 1000
SHORTEST_PAUSE_SECONDS: Final = 0.01
LONGEST_PAUSE_SECONDS: Final = 0.5
_LONGEST_REST_SECONDS: Final = 30.0
_TENANTS_AT_ONCE: Final = 4
_READING_CONNECTIONS: Final = 4

_log = logging.getLogger(__name__)


class Lag(NamedTuple):
    """A cell that is behind the head of its log, or stopped, and then why."""

    tenant: UUID
    projection: str
    version: int
    position: int
    head: int
    status: str
    error: str | None


class Projector:
    """Projects the logs behind `store` into the read models behind `pool`.

    `batch` is in events; up to `width` connections apply one; `lease` is how long the cells of a process that died
    stay unattended. `models` restricts it to some read models; by default it feeds every one that is neither inline nor
    somebody's copy, and those that readers see tell how far it is.
    """

    def __init__(
        self,
        pool: Database,
        store: EventStore,
        *,
        models: Collection[ReadModel] | None = None,
        batch: int = BATCH,
        width: int = 2,
        lease: timedelta = timedelta(seconds=15),
    ) -> None:
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._pool = pool
        self._store = store
        self._only = models
        self._models: Sequence[ReadModel] | None = None
        self._batch = batch
        self._width = width
        self._spare = _spare(pool)
        self._lease = lease
        self._turns: defaultdict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._rests: dict[UUID, _Rest] = {}
        self._moved = Wakeup()

    async def run_forever(self) -> None:
        """Project whatever is recorded, soon after it is; on cancellation, let go of everything."""
        appended = self._store.wakeup()
        pause = SHORTEST_PAUSE_SECONDS
        try:
            while True:
                if await self._run_once():
                    pause = SHORTEST_PAUSE_SECONDS
                else:
                    await appended.wait(pause)
                    pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        finally:
            await asyncio.shield(self._let_go())

    async def catch_up(self, tenant: UUID, *, upto: int | None = None, progress: Progress = lambda _: None) -> int:
        """Project one tenant's events up to a position, by default to the head; answers the position of the slowest.

        Cells that another process holds, or that stopped, are not waited for. Raises what reading can raise.
        """
        async with self._turns[tenant]:
            models = await self._current()
            held = await cells.claim(self._pool, tenant, models, self.owner, self._lease)
            if held:
                await self._feed(tenant, held, upto, progress)
        return (await self._reached(tenant, models, upto))[0]

    async def wait_for(
        self, tenant: UUID, position: int, *, seconds: float, names: Collection[str] | None = None
    ) -> bool:
        """Wait until these projections, by default all, show a position; False after `seconds`.

        False at once when one of them stopped before it.
        """
        models = [model for model in await self._current() if names is None or model.name in names]
        deadline = time.monotonic() + seconds
        while True:
            at, stopped = await self._reached(tenant, models, position)
            if at >= position:
                return True
            if stopped or (left := deadline - time.monotonic()) <= 0:
                return False
            await self._moved.wait(min(left, SHORTEST_PAUSE_SECONDS))

    async def lag(self) -> list[Lag]:
        """Every cell that is behind or stopped; empty when all is well."""
        rows = await self._pool.fetch(SQL["lag"], *_names(await self._current()), self._only is not None)
        return [Lag(**dict(row)) for row in rows]

    async def _current(self) -> Sequence[ReadModel]:
        if self._models is None:
            known = await registered.read_models(self._pool)
            self._models = list(filter(self._feeds, known))
        return self._models

    def _feeds(self, model: ReadModel) -> bool:
        if self._only is None:
            return model.mode == "async" and not model.is_copy
        return model.schema in {each.schema for each in self._only}

    async def _run_once(self) -> bool:
        """Bring the tenants that are behind up to date; whether there were any."""
        try:
            names, versions = _names(await self._current())
            rows = await self._pool.fetch(SQL["behind"], names, versions, self.owner)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, LifecycleError) as error:
            _log.warning("The read models cannot be brought up to date: %s", type(error).__name__)
            await asyncio.sleep(LONGEST_PAUSE_SECONDS)
            return False
        now = time.monotonic()
        ready = [row["tenant_id"] for row in rows if not self._rests.get(row["tenant_id"], _AWAKE).until > now]
        for first in range(0, len(ready), _TENANTS_AT_ONCE):
            await asyncio.gather(*(self._attempt(tenant) for tenant in ready[first : first + _TENANTS_AT_ONCE]))
        return bool(ready)

    async def _attempt(self, tenant: UUID) -> None:
        try:
            await self.catch_up(tenant)
            self._rests.pop(tenant, None)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, LifecycleError) as error:
            rest = self._rests[tenant] = _longer(self._rests.get(tenant, _AWAKE))
            # Only the kind of error: messages of the database may quote values.
            _log.warning("Tenant %s rests %.1f s: %s", tenant, rest.seconds, type(error).__name__)

    async def _feed(self, tenant: UUID, held: Sequence[Cell], upto: int | None, progress: Progress) -> None:
        width = self._width if self._width <= self._spare else 1
        held_by_streams = width if width > 1 else 0
        feed = Feed(
            self._pool,
            self._store,
            tenant,
            upto=upto,
            batch=self._batch,
            width=width,
            lease=self._lease,
            moved=self._moved.notify,
        )
        self._spare -= held_by_streams
        try:
            await feed.run(held, progress)
        finally:
            self._spare += held_by_streams
            if feed.changed:
                self._models = None
            if feed.leftover:
                await cells.release(self._pool, tenant, self.owner)

    async def _reached(self, tenant: UUID, models: Sequence[ReadModel], position: int | None) -> tuple[int, bool]:
        row = await self._pool.fetchrow(SQL["reached"], tenant, *_names(models), position, self._only is not None)
        return (row["position"], row["stopped"]) if row else (0, False)

    async def _let_go(self) -> None:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await self._pool.execute(SQL["release_all"], self.owner)


class _Rest(NamedTuple):
    """How long a tenant is left alone after a failure, and until when by the monotonic clock."""

    seconds: float
    until: float


def _spare(database: Database) -> int:
    """How many connections streams may hold: some must be left to read with, or they would wait for themselves."""
    return database.get_max_size() - _READING_CONNECTIONS if isinstance(database, asyncpg.Pool) else 0


_AWAKE: Final = _Rest(0.0, 0.0)


def _longer(rest: _Rest) -> _Rest:
    seconds = min(max(2 * rest.seconds, LONGEST_PAUSE_SECONDS), _LONGEST_REST_SECONDS)
    return _Rest(seconds, time.monotonic() + seconds)


def _names(models: Sequence[ReadModel]) -> tuple[list[str], list[int]]:
    return [model.checkpoint for model in models], [model.version for model in models]
