"""Every event has its effect on every read model exactly once, whoever dies, sleeps or competes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from lifecycle_api.projector import cells, registered
from lifecycle_api.projector.cells import Batch
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.projector.payload import flat
from tests.projector.conftest import MakeFolder
from tests.support.postgres import ROOT
from tests.support.projecting import Site, happened, site
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio

COUNT = 300
TABLES = """
CREATE TABLE seen (tenant_id uuid, position bigint, PRIMARY KEY (tenant_id, position));
CREATE TABLE tally (tenant_id uuid, id int, n bigint NOT NULL, PRIMARY KEY (tenant_id, id));
"""
EVENTS = """
-- group.registered --
-- A second application of an event breaks the key of the one table and the count of the other.
INSERT INTO seen (tenant_id, position) VALUES (:tenant_id, :position);
INSERT INTO tally (tenant_id, id, n) VALUES (:tenant_id, 1, 1)
ON CONFLICT (tenant_id, id) DO UPDATE SET n = tally.n + 1;
"""


@pytest.fixture
async def counted(deployed_dsn: str, here: Site, make_folder: MakeFolder) -> UUID:
    """A tenant with a log of events that are counted."""
    await deploy(deployed_dsn, folders=[make_folder(TABLES, EVENTS, name="counted")])
    tenant = await here.tenant()
    await here.record(tenant, *(happened("group.registered", {"name": str(n)}) for n in range(COUNT)))
    return tenant


@contextmanager
def worker(dsn: str, *, batch: int = 10, lease: float = 0.5) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that projects; killed at the end, if the test did not."""
    command = [sys.executable, "-m", "tests.support.worker", dsn, str(batch), str(lease)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def until(what: Callable[[], Awaitable[Any]], seconds: float = PATIENCE_SECONDS) -> Any:
    """The first true answer."""
    deadline = time.monotonic() + seconds
    while not (answer := await what()):
        assert time.monotonic() < deadline, "it never happened"
        await asyncio.sleep(0.002)
    return answer


def kill(process: subprocess.Popen[bytes]) -> None:
    """`kill -9`, and the proof that it landed."""
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


async def position(here: Site, tenant: UUID, name: str = "counted") -> int:
    """How far the projection is."""
    statement = "SELECT position FROM lifecycle.checkpoint WHERE tenant_id = $1 AND projection = $2"
    return await here.pool.fetchval(statement, tenant, name) or 0


async def assert_counted_once(here: Site, tenant: UUID) -> None:
    """Catch up if need be; then everything has been counted once."""
    assert await here.projector.wait_for(tenant, COUNT, seconds=0) or await caught_up(here, tenant)
    assert [row["position"] for row in await here.rows(tenant, "counted_v1.seen")] == list(range(1, COUNT + 1))
    assert [row["n"] for row in await here.rows(tenant, "counted_v1.tally")] == [COUNT]


async def caught_up(here: Site, tenant: UUID) -> bool:
    """Try until the leases of the dead have run out."""
    return bool(await until(lambda: _reached(here, tenant)))


async def _reached(here: Site, tenant: UUID) -> bool:
    return await here.projector.catch_up(tenant) == COUNT


async def test_a_projector_killed_at_any_moment_neither_repeats_nor_skips(
    here: Site, admin: asyncpg.Connection, deployed_dsn: str, counted: UUID
) -> None:
    """Four processes in a row die in the middle of the log, whose end none of them can pass meanwhile."""
    last = admin.transaction()
    await last.start()
    await admin.execute("INSERT INTO counted_v1.seen VALUES ($1, $2)", counted, COUNT)
    for quarter in range(1, 5):
        with worker(deployed_dsn, batch=3) as process:
            await until(partial(_at_least, here, counted, quarter * COUNT // 6))
            kill(process)
        assert await position(here, counted) < COUNT
    await last.rollback()
    await assert_counted_once(here, counted)


async def _at_least(here: Site, tenant: UUID, wanted: int) -> bool:
    return await position(here, tenant) >= wanted


@pytest.mark.parametrize("statement", ["counted_v1.seen", "counted_v1.tally", "lifecycle.event"])
@pytest.mark.parametrize("connection_lost", [True, False])
async def test_a_projector_killed_inside_a_statement_neither_repeats_nor_skips(
    here: Site, admin: asyncpg.Connection, deployed_dsn: str, counted: UUID, statement: str, *, connection_lost: bool
) -> None:
    """It may die between claiming and reading, or between two statements; its server process may finish or not."""
    lock = admin.transaction()
    await lock.start()
    await admin.execute(f"LOCK TABLE {statement} IN ACCESS EXCLUSIVE MODE")
    with worker(deployed_dsn) as process:
        waiting = await until(lambda: _waiting(here, statement))
        kill(process)
    if connection_lost:
        await admin.execute("SELECT pg_terminate_backend($1)", waiting)
    await lock.commit()
    await assert_counted_once(here, counted)


async def _waiting(here: Site, table: str) -> int | None:
    blocked = "SELECT pid FROM pg_locks WHERE relation = $1::text::regclass AND NOT granted LIMIT 1"
    pid: int | None = await here.pool.fetchval(blocked, table)
    return pid


async def test_a_worker_that_slept_too_long_is_fenced_out(here: Site, counted: UUID) -> None:
    """Another one has claimed its cell; what it still tries has no effect, and it learns so."""
    models = [model for model in await registered.read_models(here.pool) if model.name == "counted"]
    page = await here.store.read_opened(counted, limit=10)
    batch = Batch([flat(event) for event in page.events], 10)
    (slept,) = await cells.claim(here.pool, counted, models, "zombie", timedelta())
    (other,) = await cells.claim(here.pool, counted, models, "other", timedelta(minutes=1))
    assert other.fence > slept.fence
    assert (await cells.apply(here.pool, [slept], batch, timedelta(minutes=1)))[slept].status == "fenced"
    assert await here.rows(counted, "counted_v1.seen") == []
    assert (await cells.apply(here.pool, [other], batch, None))[other].status == "moved"
    assert (await cells.apply(here.pool, [slept], batch, None))[slept].status == "fenced"
    await assert_counted_once(here, counted)


async def test_a_held_cell_is_left_alone_until_its_lease_ends(here: Site, counted: UUID) -> None:
    """By the database's clock; a stopped process needs no other's help."""
    models = await registered.read_models(here.pool)
    assert len(await cells.claim(here.pool, counted, models, "first", timedelta(minutes=1))) == len(models)
    assert await cells.claim(here.pool, counted, models, "second", timedelta(minutes=1)) == []
    await cells.release(here.pool, counted, "first")
    assert len(await cells.claim(here.pool, counted, models, "second", timedelta(minutes=1))) == len(models)


async def test_projectors_that_race_share_the_work(deployed_dsn: str, here: Site, counted: UUID) -> None:
    """Four of them, all claiming, reading and applying at once, leave what one would."""
    async with (
        site(deployed_dsn, batch=7) as a,
        site(deployed_dsn, batch=11) as b,
        site(deployed_dsn, batch=13) as c,
    ):
        running = [asyncio.create_task(one.projector.run_forever()) for one in (a, b, c)]
        assert await here.projector.wait_for(counted, COUNT, seconds=PATIENCE_SECONDS)
        for task in running:
            task.cancel()
        await asyncio.wait(running)
    await assert_counted_once(here, counted)


@pytest.mark.parametrize("connections", [1, 2, 6])
async def test_few_connections_are_enough(deployed_dsn: str, here: Site, counted: UUID, connections: int) -> None:
    """Nobody waits for a connection that only they could give back."""
    async with site(deployed_dsn, connections=connections, batch=50) as small, asyncio.timeout(PATIENCE_SECONDS):
        tenants = [counted, await here.tenant(), await here.tenant()]
        for tenant in tenants[1:]:
            await here.record(tenant, *(happened("group.registered", {"name": str(n)}) for n in range(COUNT)))
        assert await asyncio.gather(*map(small.projector.catch_up, tenants)) == [COUNT] * 3
    await assert_counted_once(here, counted)


async def test_a_position_never_passes_the_head(here: Site, counted: UUID) -> None:
    """Even when asked to, because an event recorded later would be skipped."""
    models = [model for model in await registered.read_models(here.pool) if model.name == "counted"]
    (cell,) = await cells.claim(here.pool, counted, models, "eager", timedelta(minutes=1))
    too_far = Batch([], COUNT + 1)
    assert (await cells.apply(here.pool, [cell], too_far, None))[cell].status == "fenced"
    assert await position(here, counted) == 0


async def test_what_is_recorded_here_is_shown_at_once(here: Site) -> None:
    """An append in the same process wakes the projector; readers can wait for a position."""
    running = asyncio.create_task(here.projector.run_forever())
    tenant = await here.tenant()
    for number in range(20):
        last = await here.record(tenant, happened("group.registered", {"name": str(number)}))
        assert await here.projector.wait_for(tenant, last, seconds=PATIENCE_SECONDS)
        assert [row["name"] for row in await here.rows(tenant, "organisation_v3.dealer_group")] == [str(number)]
    assert not await here.projector.wait_for(tenant, last + 1, seconds=0.05)
    running.cancel()
    await asyncio.wait([running])
