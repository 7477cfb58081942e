"""Connections to read with are lent in the order in which they were asked for."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from lifecycle_api.graphql.connections import Connections, NoConnectionFree
from lifecycle_api.store.database import open_pool

pytestmark = pytest.mark.anyio


@pytest.fixture
async def pool(deployed_dsn: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool of one connection."""
    opened = await open_pool(deployed_dsn, max_size=1)
    yield opened
    await opened.close()


async def test_who_has_waited_longest_is_next(pool: asyncpg.Pool) -> None:
    """Also before somebody who asks at the moment in which the connection becomes free."""
    connections, served = Connections(pool, 5), list[int]()

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
    connections = Connections(pool, 5)
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
    connections = Connections(pool, 5)
    broken = await connections.take()
    waiting = asyncio.create_task(connections.take())
    await asyncio.sleep(0)
    broken.terminate()
    await connections.give_back(broken, sound=True)
    assert await (await waiting).fetchval("SELECT 1") == 1
    await connections.give_back(await waiting, sound=True)


async def test_what_comes_for_somebody_who_has_gone_is_not_lost(pool: asyncpg.Pool) -> None:
    """Neither a connection nor the place of one; who came later is served."""
    connections = Connections(pool, 5)
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
    connections = Connections(pool, 0.05)
    await pool.fetchval("SELECT 1")  # it is open
    async with connections.lent():
        with pytest.raises(NoConnectionFree):
            await connections.take()
    assert connections.places == 1
