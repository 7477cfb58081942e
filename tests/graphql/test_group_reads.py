"""Reads of one plan that wait for a connection together are read by one statement, and each is told what is its own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from lifecycle_api.graphql.connections import Connections, NoConnectionFree
from lifecycle_api.graphql.group_reads import SIZES, GroupReads
from lifecycle_api.graphql.pace import LONGEST_SECONDS
from lifecycle_api.planner.plan import Plan
from lifecycle_api.store.database import open_pool

pytestmark = pytest.mark.anyio

TENANT = uuid4()


def plan(sql: str, *types: str) -> Plan:
    """A plan of a statement with parameters of these types."""
    nothing: frozenset[Any] = frozenset()
    return Plan(sql, (), types, {}, nothing, (), nothing)


def halves() -> Plan:
    """The hundred divided by a number, and some words: 0 is an error of whoever brings it."""
    return plan("SELECT (100 / $1::int)::text AS data, array_length($2::text[], 1) AS words", "int", "text[]")


class Crowd:
    """Reads on a pool of one connection, which is lent until `serve`; `statements` are those that ran since."""

    def __init__(self, connections: Connections, longest_seconds: float = 10) -> None:
        self.connections = connections
        self.reads = GroupReads(connections, longest_seconds)
        self.statements: list[str] = []

    async def know(self, *plans: Plan, values: Sequence[Any] = (1, ["a"])) -> None:
        """Read plans once, alone, so that it is known how long they take."""
        for each in plans:
            await self.reads.row(each, TENANT, values)
        held = [await self.connections.take() for _ in range(self.connections.places)]
        for each in held:
            each.add_query_logger(lambda query: self.statements.append(query.query))
            await self.connections.give_back(each, sound=True)

    async def together(self, *asked: tuple[Plan, UUID, int]) -> list[Any]:
        """What these reads are told, which all came while the connection was lent; `[]` is null."""
        return await self.at_once(*((one, tenant, (number, ["x"] * min(number, 50))) for one, tenant, number in asked))

    async def at_once(self, *asked: tuple[Plan, UUID, Sequence[Any]]) -> list[Any]:
        """The same for reads with any values."""
        held = await self.connections.take()
        self.statements.clear()
        reads = [self.reads.row(*each) for each in asked]
        waiting = [asyncio.create_task(each) for each in reads]
        await asyncio.sleep(0)
        await self.connections.give_back(held, sound=True)
        return await asyncio.gather(*waiting, return_exceptions=True)


@pytest.fixture
async def crowd(dsn: str) -> AsyncIterator[Crowd]:
    """A pool of one connection, and reads on it."""
    pool = await open_pool(dsn, max_size=1)
    yield Crowd(Connections(pool, 60))
    await pool.close()


@pytest.mark.parametrize("number", [2, 3, *SIZES, SIZES[-1] + 1, 2 * SIZES[-1] + 5])
async def test_each_is_told_its_own(crowd: Crowd, number: int) -> None:
    """However many there are; as many statements run as there are groups."""
    one = halves()
    await crowd.know(one)
    rows = await crowd.together(*((one, TENANT, each) for each in range(1, number + 1)))
    assert [row["data"] for row in rows] == [str(100 // each) for each in range(1, number + 1)]
    assert [row["words"] for row in rows] == list(range(1, number + 1))
    assert len(crowd.statements) == -(-number // SIZES[-1])


async def test_a_quick_plan_is_read_in_groups_while_it_is_being_read(dsn: str) -> None:
    """Also where connections are free: what comes while one read is under way makes one group."""
    pool = await open_pool(dsn, min_size=5, max_size=5)
    crowd, one = Crowd(Connections(pool, 60)), halves()
    await crowd.know(one)
    waiting = [crowd.reads.row(one, TENANT, (number, ["x"])) for number in range(1, 11)]
    rows = await asyncio.gather(*waiting)
    assert [row["data"] for row in rows] == [str(100 // number) for number in range(1, 11)]
    assert len(crowd.statements) == 2
    await pool.close()


async def test_tenants_and_plans_are_not_mixed(crowd: Crowd) -> None:
    """A statement is of one tenant and of one plan."""
    one, other = halves(), halves()
    await crowd.know(one, other)
    rows = await crowd.together((one, TENANT, 1), (one, uuid4(), 2), (other, TENANT, 4), (one, TENANT, 5))
    assert [row["data"] for row in rows] == ["100", "50", "25", "20"]
    assert len(crowd.statements) == 3


async def test_what_all_have_in_common_is_found_once(crowd: Crowd) -> None:
    """Whoever has another value where it counts is read apart; of what differs all the same, the latest counts."""
    one = plan("SELECT $1::int + $2::int AS sum, (SELECT random() + $1::int) AS data", "int", "int")
    same, latest = replace(one, sharing=("same", "own")), replace(one, sharing=("latest", "own"))
    await crowd.know(same, latest, values=(1, 1))
    rows = await crowd.at_once(*((same, TENANT, values) for values in ((1, 1), (1, 2), (5, 3))))
    assert [row["sum"] for row in rows] == [2, 3, 8]
    assert rows[0]["data"] == rows[1]["data"]
    assert len(crowd.statements) == 2
    rows = await crowd.at_once(*((latest, TENANT, values) for values in ((1, 1), (5, 2), (4, 3))))
    assert [row["sum"] for row in rows] == [6, 7, 8]
    assert len(crowd.statements) == 1


async def test_a_plan_that_was_never_read_is_read_alone(crowd: Crowd) -> None:
    """It is not known how long it takes."""
    await crowd.know(halves())
    one = halves()
    await crowd.together((one, TENANT, 1), (one, TENANT, 2))
    assert len(crowd.statements) == 2


async def test_a_plan_that_takes_long_is_read_alone(crowd: Crowd) -> None:
    """Beside each other such reads are faster than after one another."""
    crowd = Crowd(crowd.connections, LONGEST_SECONDS)
    slow = plan(f"SELECT ''::text AS data, $2::text[], pg_sleep({LONGEST_SECONDS}) WHERE $1::int > 0", "int", "text[]")
    await crowd.know(slow)
    await crowd.together((slow, TENANT, 1), (slow, TENANT, 2))
    assert crowd.statements == [slow.sql] * 2


async def test_nobody_waits_for_a_plan_that_turns_out_to_take_long(dsn: str) -> None:
    """When those under way do not end, the next group goes all the same."""
    pool, blocker = await open_pool(dsn, min_size=5, max_size=5), await asyncpg.connect(dsn)
    reads = GroupReads(Connections(pool, 60), 0.05)
    one = plan("SELECT pg_advisory_xact_lock_shared($1::int)::text AS data", "int")
    for _ in range(50):
        await reads.row(one, TENANT, (1,))
    async with blocker.transaction():
        await blocker.execute("SELECT pg_advisory_xact_lock(1)")
        stuck = [asyncio.create_task(reads.row(one, tenant, (1,))) for tenant in (uuid4(), uuid4())]
        await asyncio.sleep(0)
        row = await reads.row(one, TENANT, (2,))
        assert not any(each.done() for each in stuck)
    assert row["data"] == ""
    await asyncio.gather(*stuck)
    await blocker.close()
    await pool.close()


async def test_what_is_wrong_with_one_is_told_to_nobody_else(crowd: Crowd) -> None:
    """Neither what the driver refuses nor what the database does; all are read alone then, and so is the next."""
    one = halves()
    await crowd.know(one)
    for wrong, error in ((0, asyncpg.DivisionByZeroError), (2**40, asyncpg.DataError)):
        first, second, third = await crowd.together(
            (one, TENANT, 1), (one, TENANT, min(wrong, 2**40)), (one, TENANT, 2)
        )
        assert (first["data"], third["data"]) == ("100", "50")
        assert isinstance(second, error)
    await crowd.together((one, TENANT, 1), (one, TENANT, 2))
    assert crowd.statements == [one.sql] * 2


async def test_who_goes_takes_nobody_along(crowd: Crowd) -> None:
    """Also whoever came first; when all have gone, nothing is read, and the connection is free again."""
    one = halves()
    await crowd.know(one)
    for staying in (2, 0):
        held = await crowd.connections.take()
        crowd.statements.clear()
        waiting = [asyncio.create_task(crowd.reads.row(one, TENANT, (number, ["x"]))) for number in (1, 2, 4)]
        await asyncio.sleep(0)
        for gone in waiting[: len(waiting) - staying]:
            gone.cancel()
        await crowd.connections.give_back(held, sound=True)
        told: list[Any] = await asyncio.gather(*waiting, return_exceptions=True)
        assert [row["data"] for row in told[3 - staying :]] == ["50", "25"][:staying]
        async with crowd.connections.lent():
            assert len(crowd.statements) == bool(staying)


async def test_nobody_waits_for_ever(dsn: str) -> None:
    """Those who wait together are refused together, and the next group is served."""
    pool = await open_pool(dsn, max_size=1)
    crowd = Crowd(Connections(pool, 0.5))
    one = halves()
    await pool.fetchval("SELECT 1")  # it is open
    await crowd.know(one)
    held = await crowd.connections.take()
    waiting = [asyncio.create_task(crowd.reads.row(one, TENANT, (number, ["x"]))) for number in (1, 2)]
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(each, NoConnectionFree) for each in told)
    await crowd.connections.give_back(held, sound=True)
    rows = await crowd.together((one, TENANT, 1), (one, TENANT, 2))
    assert [row["data"] for row in rows] == ["100", "50"]
    await pool.close()
