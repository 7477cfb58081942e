"""Durable, sealed, conditional appends of one event each, by many callers at once.

The library's recorder waits for the disk with each event, and callers of ours share that wait. So their ratio follows
the disk, and it is measured a few times over: as the disk is, and as if each flush took some milliseconds longer.
Everybody gets the events of a turn ready-made, so that recording them is what is measured.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBRecorder

import lifecycle_api.domain.events  # noqa: F401  # fills the registry
from lifecycle_api.bench.contenders import SQL, CopyWriter, recorder
from lifecycle_api.bench.figures import figure
from lifecycle_api.bench.loops import run_on_fast_loop, searching_less
from lifecycle_api.bench.machine import commit_ms, slow_down
from lifecycle_api.bench.scratch import scratch_database
from lifecycle_api.bench.workload import Workload
from lifecycle_api.domain.envelope import NewEvent
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.migrations import migrate

CALLERS: Final = 64
SLOWER_MS: Final = (0, 1, 4)
"""How much longer a flush takes than it does here: a good disk's, and that of a disk that a network is between."""
_READY: Final = 30_000
_READY_FOR_LIBRARY: Final = 6_000
"""How many events are made for each second of a turn. Who has recorded them sooner is done sooner."""


def run(
    dsn: str,
    *,
    seconds: float = 2.0,
    repetitions: int = 7,
    callers: int = CALLERS,
    slower_ms: Sequence[int] = SLOWER_MS,
    progress: Callable[[str], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Events per second, ours against the library's recorder and against COPY with as many rows per commit.

    `dsn` is any database of a server on which databases may be made. Contenders take turns of `seconds`. Slower flushes
    than the disk's need a superuser, and are left out for another login.
    """
    found = []
    for slower in slower_ms:
        name = f"append.flush+{slower}ms" if slower else "append"
        with scratch_database(dsn) as scratch:
            if not asyncio.run(slow_down(scratch, slower)):
                break
            asyncio.run(migrate(scratch))
            flushed = {"commit_ms": asyncio.run(commit_ms(scratch))}
            turns = _compared(scratch, name, seconds=seconds, repetitions=repetitions, callers=callers, tell=progress)
            found += [record | flushed for record in run_on_fast_loop(turns)]
    return found


async def _compared(
    scratch: str, name: str, *, seconds: float, repetitions: int, callers: int, tell: Callable[[str], None]
) -> list[dict[str, Any]]:
    """We and the library keep our connections from turn to turn. Whoever's turn it is has the machine alone."""
    ours, theirs, copied = [], [], []
    pool = await open_pool(scratch, min_size=2, max_size=4)
    try:
        store = EventStore(pool, LocalKeyStore(pool, os.urandom(32)))
        with recorder(scratch) as library:
            for repetition in range(repetitions + 1):
                tell(f"{name}: round {repetition} of {repetitions}")
                rate, rows_per_commit = await _ours(store, scratch, seconds, callers)
                other = _library(library, seconds, callers)
                copy = await _copy(scratch, seconds, rows_per_commit)
                if repetition:  # the first round only warms up
                    ours.append(rate)
                    theirs.append(other)
                    copied.append(copy)
    finally:
        await pool.close()
    return [
        figure(name, ours, theirs, against="dcb-recorder", unit="events/s"),
        figure(name, ours, copied, against="copy", unit="events/s"),
    ]


async def _ours(store: EventStore, dsn: str, seconds: float, callers: int) -> tuple[float, int]:
    tenant, work = uuid4(), Workload()
    await store.create_tenant(tenant, "bench")
    ready = [work.ready() for _ in range(round(_READY * seconds))]
    with searching_less():
        start = perf_counter()
        turns = [_caller(store, tenant, ready[own::callers], start + seconds) for own in range(callers)]
        counts = await asyncio.gather(*turns)
        elapsed = perf_counter() - start
    return sum(counts) / elapsed, round(sum(counts) / await _commits(dsn, tenant))


async def _caller(store: EventStore, tenant: UUID, ready: Sequence[tuple[NewEvent, DCBQuery]], deadline: float) -> int:
    count = last = 0
    for event, boundary in ready:
        if perf_counter() >= deadline:
            break
        last = (await store.append(tenant, [event], condition=DCBAppendCondition(boundary, last))).last
        count += 1
    return count


async def _commits(dsn: str, tenant: UUID) -> int:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        return int(await connection.fetchval(SQL["commits"], tenant))
    finally:
        await connection.close()


def _library(library: DCBRecorder, seconds: float, callers: int) -> float:
    work = Workload()
    ready = [work.library_ready() for _ in range(round(_READY_FOR_LIBRARY * seconds))]

    def caller(own: Sequence[tuple[DCBEvent, DCBQuery]]) -> int:
        count = last = 0
        for event, boundary in own:
            if perf_counter() >= start + seconds:
                break
            last = library.append([event], DCBAppendCondition(boundary, last))
            count += 1
        return count

    with searching_less(), ThreadPoolExecutor(callers) as threads:
        start = perf_counter()
        counts = [each.result() for each in [threads.submit(caller, ready[own::callers]) for own in range(callers)]]
        return sum(counts) / (perf_counter() - start)


async def _copy(dsn: str, seconds: float, rows_per_commit: int) -> float:
    async with CopyWriter.open(dsn) as writer:
        count, elapsed = 0, 0.0
        while elapsed < seconds:
            chunks = [writer.chunk(rows_per_commit) for _ in range(20)]
            start = perf_counter()
            for chunk in chunks:
                await writer.write(chunk)
            elapsed += perf_counter() - start
            count += len(chunks)
        return count * rows_per_commit / elapsed
