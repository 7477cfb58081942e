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
from typing import Final, NamedTuple, Protocol
from uuid import UUID, uuid4

import asyncpg

from lifecycle_api.domain.registry import UnknownEventType, UnknownEventVersion
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.projector import cells, registered
from lifecycle_api.projector.cells import SQL, Batch, Cell, Outcome
from lifecycle_api.projector.payload import flat
from lifecycle_api.projector.registered import Database, ReadModel
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.subscription import Wakeup

BATCH: Final = 1000
SHORTEST_PAUSE_SECONDS: Final = 0.01
LONGEST_PAUSE_SECONDS: Final = 0.5
_FIRST_BATCH: Final = 256
_LONGEST_REST_SECONDS: Final = 30.0
_TENANTS_AT_ONCE: Final = 4

_log = logging.getLogger(__name__)


class Progress(Protocol):
    """Is told how many events were projected since the last time."""

    def __call__(self, events: int, /) -> object: ...  # noqa: D102


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
    stay unattended. `models` restricts it to some read models, by default it feeds every one that is not inline.
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

    async def catch_up(self, tenant: UUID, *, upto: int | None = None, progress: Progress | None = None) -> int:
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
        rows = await self._pool.fetch(SQL["lag"], *_names(await self._current()))
        return [Lag(**dict(row)) for row in rows]

    async def _current(self) -> Sequence[ReadModel]:
        if self._models is None:
            known = await registered.read_models(self._pool)
            wanted = None if self._only is None else {model.schema for model in self._only}
            self._models = [
                model for model in known if (model.mode == "async" if wanted is None else model.schema in wanted)
            ]
        return self._models

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

    async def _feed(self, tenant: UUID, held: Sequence[Cell], upto: int | None, progress: Progress | None) -> None:
        """Read on from the slowest cell, the next batch while one is being applied."""
        after = min(cell.position for cell in held)
        reading = asyncio.create_task(self._read(tenant, after, upto, self._limit(after)))
        try:
            while held:
                batch, last = await reading
                if not last:
                    reading = asyncio.create_task(self._read(tenant, batch.upto, upto, self._limit(batch.upto)))
                held = await self._apply(tenant, held, batch, last=last)
                if progress is not None:
                    progress(batch.upto - after)
                after = batch.upto
                if last:
                    return
        except _Unreadable as unreadable:
            await self._give_up(held, unreadable)
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def _read(self, tenant: UUID, after: int, upto: int | None, limit: int) -> tuple[Batch, bool]:
        """The next batch, and whether it is the last for now; shorter in front of an event that cannot be read."""
        try:
            page = await self._store.read_opened(tenant, after=after, limit=limit, upto=upto)
        except Unavailable:
            raise
        except LifecycleError as error:
            if limit > 1:
                return await self._read(tenant, after, upto, limit // 2)
            raise _Unreadable(after + 1, error) from error
        end = page.head if upto is None else min(page.head, upto)
        read = page.events[-1].position if page.events else end
        return Batch([flat(event) for event in page.events], read), read >= end

    def _limit(self, after: int) -> int:
        """How many events to read: few at first, because what is planned on empty tables is planned badly."""
        return min(self._batch, _FIRST_BATCH) if after < _FIRST_BATCH else self._batch

    async def _apply(self, tenant: UUID, held: Sequence[Cell], batch: Batch, *, last: bool) -> list[Cell]:
        """Apply a batch to the cells that have not seen it; those that can go on."""
        late = [cell for cell in held if cell.position < batch.upto]
        lease = None if last else self._lease
        outcomes = await cells.apply(self._pool, late, batch, lease, width=self._width) if late else {}
        self._moved.notify()
        going_on = [cells.moved(cell, batch) for cell in held if cell not in outcomes or outcomes[cell].moved]
        for cell, outcome in outcomes.items():
            if outcome.status == "changed":
                self._models = None
            elif outcome.status == "poison":
                await self._stop_inside(cell, batch, outcome)
        if last and (len(late) < len(held) or len(going_on) < len(held)):
            await cells.release(self._pool, tenant, self.owner)
        return going_on

    async def _stop_inside(self, cell: Cell, batch: Batch, poison: Outcome) -> None:
        """Find the event that cannot be applied, apply those before it, and stop there."""
        if len(batch.events) == 1:
            await self._stop_before(cell, batch.events[0][":position"], poison)
            return
        for half in batch.halves():
            outcome = (await cells.apply(self._pool, [cell], half, self._lease))[cell]
            if outcome.status == "poison":
                await self._stop_inside(cell, half, outcome)
            if not outcome.moved:
                return
            cell = cells.moved(cell, half)

    async def _stop_before(self, cell: Cell, position: int, poison: Outcome) -> None:
        if position - 1 > cell.position:
            await cells.apply(self._pool, [cell], Batch([], position - 1), self._lease)
        await cells.stop(self._pool, cell, f"position {position}: {poison.reason}")
        _log.error("%s of tenant %s stopped at position %s", cell.model.schema, cell.tenant, position)

    async def _give_up(self, held: Sequence[Cell], unreadable: "_Unreadable") -> None:
        """Stop at an event whose content is broken; at one of a newer release, wait for that release."""
        if isinstance(unreadable.error, UnknownEventType | UnknownEventVersion):
            raise unreadable.error
        for cell in held:
            await cells.stop(self._pool, cell, f"position {unreadable.position}: {unreadable.error.code}")

    async def _reached(self, tenant: UUID, models: Sequence[ReadModel], position: int | None) -> tuple[int, bool]:
        row = await self._pool.fetchrow(SQL["reached"], tenant, *_names(models), position)
        return (row["position"], row["stopped"]) if row else (0, False)

    async def _let_go(self) -> None:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await self._pool.execute(SQL["release_all"], self.owner)


class _Unreadable(Exception):
    """An event of the log cannot be opened."""

    def __init__(self, position: int, error: LifecycleError) -> None:
        super().__init__(position)
        self.position = position
        self.error = error


class _Rest(NamedTuple):
    """How long a tenant is left alone after a failure, and until when by the monotonic clock."""

    seconds: float
    until: float


_AWAKE: Final = _Rest(0.0, 0.0)


def _longer(rest: _Rest) -> _Rest:
    seconds = min(max(2 * rest.seconds, LONGEST_PAUSE_SECONDS), _LONGEST_REST_SECONDS)
    return _Rest(seconds, time.monotonic() + seconds)


def _names(models: Sequence[ReadModel]) -> tuple[list[str], list[int]]:
    return [model.checkpoint for model in models], [model.version for model in models]
