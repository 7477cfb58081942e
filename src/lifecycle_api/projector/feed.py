"""One pass over a tenant's log: events are read and opened once, and applied to all the cells that were claimed.

The cells are dealt out to a few streams, each with a connection of its own. A stream that is slower than the others
does not hold them up, and the next events are read while the last ones are being applied.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import islice
from typing import Final
from uuid import UUID

import asyncpg

from lifecycle_api.domain.registry import UnknownEventType, UnknownEventVersion
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.projector import cells
from lifecycle_api.projector.cells import Batch, Cell, Outcome
from lifecycle_api.projector.payload import Part, Values, by_type, flat, joined
from lifecycle_api.projector.registered import Database
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.log import EventStore

Progress = Callable[[int], object]
"""Is told how many events were projected since the last time."""

_AHEAD: Final = 2
_FIRST_BATCH: Final = 512
_AT_HAND: Final = 256

_log = logging.getLogger(__name__)


class Feed:
    """Feeds the cells of one tenant up to a position, by default to the head.

    Afterwards `changed` says that a projection has changed meanwhile, and `leftover` that some cells are still held.
    `batch` is in events, `width` in connections, `moved` is called whenever some cell has moved.
    """

    def __init__(
        self,
        database: Database,
        store: EventStore,
        tenant: UUID,
        *,
        upto: int | None,
        batch: int,
        width: int,
        lease: timedelta,
        moved: Callable[[], object],
    ) -> None:
        self.changed = False
        self.leftover = False
        self._blocked: LifecycleError | None = None
        self._database = database
        self._store = store
        self._tenant = tenant
        self._upto = upto
        self._batch = batch
        self._width = width
        self._lease = lease
        self._moved = moved
        self._held: list[list[Cell]] = []

    async def run(self, held: Sequence[Cell], progress: Progress) -> None:
        """Feed claimed cells. Raises what reading can raise, and what the database says that is no event's fault."""
        first = await self._read(min(cell.position for cell in held))
        few = isinstance(first, Unreadable) or first.last
        self._held = cells.dealt(held, 1 if few else self._width)
        queues: list[asyncio.Queue[Batch | Unreadable | None]] = [asyncio.Queue(_AHEAD) for _ in self._held]
        try:
            async with asyncio.TaskGroup() as streams:
                for number, queue in enumerate(queues):
                    streams.create_task(self._stream(number, queue, progress))
                await self._read_on(first, queues)
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        if self._blocked is not None:
            raise self._blocked

    async def _read_on(
        self, batch: "Batch | Unreadable", queues: "Sequence[asyncio.Queue[Batch | Unreadable | None]]"
    ) -> None:
        while any(self._held):
            for queue in queues:
                await queue.put(batch)
            if isinstance(batch, Unreadable) or batch.last:
                break
            batch = await self._read(batch.upto)
        for queue in queues:
            await queue.put(None)

    async def _read(self, after: int, limit: int | None = None) -> "Batch | Unreadable":
        """The next batch; shorter in front of an event that cannot be read.

        At the start of a log it is short, too, and then three times as long as the last one: so there is soon something
        to apply, and reading the next batch takes about as long as one core needs to apply the last.
        """
        limit = limit or min(self._batch, 2 * after + _FIRST_BATCH)
        try:
            page = await self._store.read_opening(self._tenant, after=after, limit=limit, upto=self._upto)
            events, made = await self._flat(page.events)
        except Unavailable:
            raise
        except LifecycleError as error:
            return await self._read(after, limit // 2) if limit > 1 else Unreadable(after + 1, error)
        end = page.head if self._upto is None else min(page.head, self._upto)
        upto = events[-1][":position"] if events else max(after, end)
        return Batch(events, upto, last=upto >= end, made=made)

    async def _flat(self, opening: Iterator[Opened]) -> tuple[list[Values], dict[str, str | None]]:
        """The events flat, and what the functions of all models that are held are given of them.

        All is made of a few events before the next are opened: they are still in the processor's cache then, which
        takes a third off the time.
        """
        models = [cell.model for held in self._held for cell in held]
        parts: dict[str, list[Part]] = {model.schema: [] for model in models}
        events: list[Values] = []
        while some := [flat(event) for event in islice(opening, _AT_HAND)]:
            events += some
            typed = by_type(some)
            for model in models:
                parts[model.schema].append(model.encoder.part(typed))
            await asyncio.sleep(0)
        return events, {schema: joined(each) for schema, each in parts.items()}

    async def _stream(self, number: int, queue: "asyncio.Queue[Batch | Unreadable | None]", progress: Progress) -> None:
        async with self._connection() as connection:
            before: int | None = None
            while (batch := await queue.get()) is not None:
                if isinstance(batch, Unreadable):
                    await self._give_up(connection, self._held[number], batch)
                    continue
                start = min((cell.position for cell in self._held[number]), default=batch.upto)
                self._held[number] = await self._apply(connection, self._held[number], batch)
                self._moved()
                if number == 0:
                    progress(batch.upto - (start if before is None else before))
                    before = batch.upto

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Database]:
        """One for a whole stream, because plans are made for each connection; a single stream takes what is free."""
        if len(self._held) > 1 and isinstance(self._database, asyncpg.Pool):
            async with self._database.acquire() as connection:
                yield connection
        else:
            yield self._database

    async def _apply(self, connection: Database, held: Sequence[Cell], batch: Batch) -> list[Cell]:
        """Apply a batch to the cells that have not seen it; those that can go on."""
        late = [cell for cell in held if cell.position < batch.upto]
        outcomes = await cells.apply(connection, late, batch, None if batch.last else self._lease) if late else {}
        for cell, outcome in outcomes.items():
            if outcome.status == "changed":
                self.changed = True
            elif outcome.status == "poison":
                await self._stop_inside(connection, cell, batch, outcome)
        self.leftover |= len(late) < len(held) or not all(outcome.moved for outcome in outcomes.values())
        return [cells.moved(cell, batch) for cell in held if cell not in outcomes or outcomes[cell].moved]

    async def _stop_inside(self, connection: Database, cell: Cell, batch: Batch, poison: Outcome) -> None:
        """Find the event that cannot be applied, apply those before it, and stop there."""
        if len(batch.events) == 1:
            await self._stop_before(connection, cell, batch.events[0][":position"], poison)
            return
        for half in batch.halves():
            outcome = (await cells.apply(connection, [cell], half, self._lease))[cell]
            if outcome.status == "poison":
                await self._stop_inside(connection, cell, half, outcome)
            if not outcome.moved:
                return
            cell = cells.moved(cell, half)

    async def _stop_before(self, connection: Database, cell: Cell, position: int, poison: Outcome) -> None:
        if position - 1 > cell.position:
            await cells.apply(connection, [cell], Batch([], position - 1), self._lease)
        await cells.stop(connection, cell, f"position {position}: {poison.reason}")
        _log.error("%s of tenant %s stopped at position %s", cell.model.schema, cell.tenant, position)

    async def _give_up(self, connection: Database, held: Sequence[Cell], unreadable: "Unreadable") -> None:
        """Stop in front of an event whose content is broken; for one of a newer release, wait for that release."""
        self.leftover = True
        if isinstance(unreadable.error, UnknownEventType | UnknownEventVersion):
            self._blocked = unreadable.error
            return
        for cell in held:
            await cells.stop(connection, cell, f"position {unreadable.position}: {unreadable.error.code}")


class Unreadable:
    """An event of the log that cannot be opened."""

    def __init__(self, position: int, error: LifecycleError) -> None:
        self.position = position
        self.error = error
