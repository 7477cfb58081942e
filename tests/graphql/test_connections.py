"""Connections to read with are lent in the order in which they were asked for."""

import asyncio
from collections.abc import AsyncIterator
from operator import methodcaller

import asyncpg
import pytest

from lifecycle_api.graphql.connections import Connections, NoConnectionFree
from lifecycle_api.store.database import open_pool

pytestmark = pytest.mark.anyio

PATIENCE = 60
IMPATIENCE = 0.5  # longer than a machine that does much else keeps anybody waiting between two lines


@pytest.fixture
async def pool(deployed_dsn: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool of one connection."""
    opened = await open_pool(deployed_dsn, max_size=1)
    yield opened
    await opened.close()


async def at_rest(connections: Connections, pool: asyncpg.Pool) -> None:
    """Once everything is done, every connection is back where it was."""
    async with connections.lent():
        pass
    assert (connections.places, pool.get_idle_size()) == (1, 1)


async def test_who_has_waited_longest_is_next(pool: asyncpg.Pool) -> None:
    """Also before somebody who asks at the moment in which the connection becomes free."""
    connections, served = Connections(pool, PATIENCE), list[int]()

    async def reader(number: int) -> None:
        for _ in range(3):
            async with connections.lent():
                served.append(number)
                await asyncio.sleep(0)

    await asyncio.gather(*map(reader, range(3)))
    assert served == [0, 1, 2] * 3
    assert connections.places == 1


async def test_a_connection_that_somebody_waits_for_goes_from_hand_to_hand(pool: asyncpg.Pool) -> None:
    """The pool sees nothing of it; after an error it looks the connection over first."""
    connections = Connections(pool, PATIENCE)
    first = await connections.take()
    waiting = [asyncio.create_task(connections.take()) for _ in range(2)]
    await asyncio.sleep(0)
    await connections.give_back(first, sound=True)
    second = await waiting[0]
    assert second is first
    await connections.give_back(second, sound=False)
    assert await waiting[1] is not first
    await connections.give_back(await waiting[1], sound=True)
    assert (connections.places, pool.get_idle_size()) == (1, 1)


async def test_a_closed_connection_is_replaced(pool: asyncpg.Pool) -> None:
    """Whoever waits gets a new one."""
    connections = Connections(pool, PATIENCE)
    broken = await connections.take()
    waiting = asyncio.create_task(connections.take())
    await asyncio.sleep(0)
    broken.terminate()
    await connections.give_back(broken, sound=True)
    assert await (await waiting).fetchval("SELECT 1") == 1
    await connections.give_back(await waiting, sound=True)


async def test_what_comes_for_somebody_who_has_gone_is_not_lost(pool: asyncpg.Pool) -> None:
    """Neither a connection nor the place of one; who came later is served."""
    connections = Connections(pool, PATIENCE)
    for sound in (True, False):
        held = await connections.take()
        gone, patient = (asyncio.create_task(connections.take()) for _ in range(2))
        await asyncio.sleep(0)
        await connections.give_back(held, sound=sound)
        gone.cancel()  # it was given one, and does not know yet
        await connections.give_back(await patient, sound=True)
        assert gone.cancelled()
        assert connections.places == 1


async def test_nobody_waits_for_longer_than_they_want_to(pool: asyncpg.Pool) -> None:
    """And whoever gave up is not waited for."""
    connections = Connections(pool, IMPATIENCE)
    await pool.fetchval("SELECT 1")  # it is open
    async with connections.lent():
        with pytest.raises(NoConnectionFree):
            await connections.take()
    assert connections.places == 1


async def test_work_is_done_in_the_order_of_the_line(pool: asyncpg.Pool) -> None:
    """Also among those who hold a connection; all of it with one, which is looked over once, at the end."""
    connections, served = Connections(pool, PATIENCE), list[str]()

    async def worker(name: str) -> None:
        await connections.run(lambda held: held.fetchval("SELECT 1"))
        served.append(name)

    async def holder(name: str) -> None:
        async with connections.lent() as held:
            await held.fetchval("SELECT 1")
            served.append(name)

    await asyncio.gather(holder("first"), worker("a"), worker("b"), holder("second"), worker("c"))
    assert served == ["first", "a", "b", "second", "c"]
    await at_rest(connections, pool)


async def test_the_next_work_begins_before_anybody_looks_at_the_last(pool: asyncpg.Pool) -> None:
    """So that the database does not wait for whoever is answered."""
    connections, seen = Connections(pool, PATIENCE), list[str]()

    async def asking(name: str) -> None:
        async def work(_: object) -> None:
            seen.append(f"{name} began")
            await asyncio.sleep(0)

        await connections.run(work)
        seen.append(f"{name} told")

    held = await connections.take()
    asked = [asyncio.create_task(asking(name)) for name in "ab"]
    await asyncio.sleep(0)
    await connections.give_back(held, sound=True)
    await asyncio.gather(*asked)
    assert seen == ["a began", "b began", "a told", "b told"]


async def test_an_error_is_told_to_whose_work_it_was(pool: asyncpg.Pool) -> None:
    """Who comes next gets a connection that was looked over."""
    connections = Connections(pool, PATIENCE)
    statements = ("SELECT 1", "BEGIN", "SELECT 1/0", "SELECT 2")
    work = [connections.run(methodcaller("fetchval", each)) for each in statements]
    first, _, failed, second = await asyncio.gather(*work, return_exceptions=True)
    assert (first, second) == (1, 2)
    assert isinstance(failed, asyncpg.DivisionByZeroError)
    async with connections.lent() as held:
        assert not held.is_in_transaction()
    await at_rest(connections, pool)


async def test_work_for_somebody_who_has_gone_stops(pool: asyncpg.Pool) -> None:
    """It is not begun any more, or the database is told to stop; others go on."""
    connections = Connections(pool, PATIENCE)
    held = await connections.take()
    begun, never = asyncio.Event(), list[str]()

    async def forever(held: asyncpg.Connection) -> None:
        begun.set()
        await held.fetchval("SELECT pg_sleep(60)")

    async def noted(_: object) -> None:
        never.append("done")

    stopped, withdrawn = (asyncio.create_task(connections.run(each)) for each in (forever, noted))
    patient = asyncio.create_task(connections.run(lambda held: held.fetchval("SELECT 1")))
    await asyncio.sleep(0)
    withdrawn.cancel()
    await connections.give_back(held, sound=True)
    await begun.wait()
    stopped.cancel()
    assert await patient == 1
    assert never == []
    assert stopped.cancelled()
    await at_rest(connections, pool)


async def test_patience_is_about_waiting_and_not_about_work(pool: asyncpg.Pool) -> None:
    """Work that lasts longer than one waits for a connection is not interrupted."""
    connections = Connections(pool, IMPATIENCE)
    await pool.fetchval("SELECT 1")  # it is open
    held, over = await connections.take(), asyncio.Event()
    slow = asyncio.create_task(connections.run(lambda _: over.wait()))
    await asyncio.sleep(0)
    await connections.give_back(held, sound=True)
    with pytest.raises(NoConnectionFree):
        await connections.run(lambda held: held.fetchval("SELECT 1"))
    over.set()
    assert await slow is True
    await at_rest(connections, pool)
