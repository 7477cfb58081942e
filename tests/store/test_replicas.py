"""Reads from a real standby server: what it shows is asked of it, and never less than was in the log at the request."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import orjson
import pytest

from lifecycle_api import app
from lifecycle_api.access.matrix import Role
from lifecycle_api.embedded import Cluster
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.question import Asker, Question
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.migrations import migrate
from lifecycle_api.store.replicas import Replicas
from tests.support.facts import registered, rooftop
from tests.support.graph import ADMISSION, SCHEMA, Graph, open_graph
from tests.support.people import staff
from tests.support.standby import Standby, execute, standby_of
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio

NAMES = "query($least: ConsistencyInput) { customers(first: 10, consistency: $least) { nodes { name } } }"
HEAD = "SELECT position FROM lifecycle.log_head WHERE tenant_id = $1"
PATIENCE_MS = 1_000  # far longer than following takes on a busy machine
IN_STEP = [{"state": "following", "behindBytes": 0}]


@dataclass(frozen=True)
class Pair:
    """A primary with all read models, and a standby of it."""

    dsn: str
    standby: Standby


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    """Two servers that nobody else uses."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        primary = Cluster(Path(folder) / "primary", fast=True)
        with primary.use() as dsn:
            asyncio.run(migrate(dsn))
            asyncio.run(deploy(dsn))
            # What is visible has been written, as everywhere where nothing is traded for speed.
            asyncio.run(execute(dsn, "ALTER DATABASE lifecycle SET synchronous_commit = on"))
            with standby_of(primary, Path(folder)) as standby:
                yield Pair(dsn, standby)


@pytest.fixture
async def pair(servers: Pair) -> AsyncIterator[Pair]:
    """The servers, in step."""
    await servers.standby.catch_up(servers.dsn)
    yield servers
    await servers.standby.resume()


@asynccontextmanager
async def group(pair: Pair, *urls: str) -> AsyncIterator[Graph]:
    """A dealer group with a rooftop and Ann, who is shown everywhere; its service knows these replicas."""
    replicas = urls or (pair.standby.dsn(),)
    async with open_graph(pair.dsn, database_read_urls=replicas, replica_wait_ms=PATIENCE_MS) as graph:
        await graph.happened(rooftop("north"), registered("ann"))
        await graph.shown()
        await pair.standby.catch_up(pair.dsn)
        await graph.parts.replicas.look()
        yield graph


async def seen_in_step(graph: Graph, pair: Pair) -> None:
    """Wait until a look finds the standby in step: the primary also writes by itself, now and then."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            await pair.standby.catch_up(pair.dsn)
            await graph.parts.replicas.look()
            if graph.parts.replicas.report() == IN_STEP:
                return


async def asked(graph: Graph, **variables: Any) -> tuple[int, str]:
    """How many customers somebody on the staff is shown, and which server was read."""
    who = staff(graph.tenant, role=Role.ADMINISTRATOR)
    answering = Answering(SCHEMA, graph.resources, ADMISSION)
    answer = await answering.answer(Question(query=NAMES, variables=variables, explain=True), Asker(who, "test"))
    assert not answer.errors
    return len(orjson.loads(answer.data or b"")["customers"]["nodes"]), answer.extensions["explain"]["server"]


async def test_a_replica_that_shows_everything_is_read(pair: Pair) -> None:
    """And it is said to follow."""
    async with group(pair) as graph:
        await seen_in_step(graph, pair)
        assert await asked(graph) == (1, "replica")
        checks = (await app.readiness(graph.parts)).checks
        assert checks["replicas"] == IN_STEP


async def test_one_that_is_behind_is_not_read(pair: Pair) -> None:
    """What was recorded before the request came is in the answer, though the replica does not have it."""
    async with group(pair) as graph:
        await pair.standby.pause()
        await graph.happened(registered("bob"))
        await graph.shown()
        assert await asked(graph) == (2, "primary")


async def test_one_that_stays_behind_is_late_until_it_has_caught_up(pair: Pair) -> None:
    """Late is who lacks what the primary had when it was looked at the last time. Nobody waits for that one."""
    async with group(pair) as graph:
        await pair.standby.pause()
        await graph.happened(registered("bob"))
        await graph.shown()
        replicas = graph.parts.replicas
        await replicas.look()
        await replicas.look()
        (told,) = replicas.report()
        assert (told["state"], told["behindBytes"] > 0) == ("late", True)
        async with replicas.lend(graph.tenant, [], 0) as held:
            assert held is None
        assert (await app.readiness(graph.parts)).ready
        await pair.standby.resume()
        await seen_in_step(graph, pair)
        assert await asked(graph) == (2, "replica")


async def test_one_that_is_a_moment_behind_is_waited_for(pair: Pair) -> None:
    """As long as the patience lasts, here longer than the test."""
    async with group(pair) as graph:
        pool = await open_pool(pair.standby.dsn())
        replicas = Replicas(graph.parts.pool, [pool], graph.parts.store.head, PATIENCE_SECONDS)
        await replicas.look()
        await pair.standby.pause()
        position = await graph.happened(registered("bob"))

        async def head() -> int:
            async with replicas.lend(graph.tenant, [], 0) as held:
                assert held is not None
                found: int = await held.fetchval(HEAD, graph.tenant)
                return found

        waiting = asyncio.create_task(head())
        await pair.standby.resume()
        assert await waiting == position
        await pool.close()


async def test_read_models_are_as_far_as_the_request_wants_them(pair: Pair) -> None:
    """The replica has the whole log, but not yet what the read models made of it."""
    async with group(pair) as graph:
        position = await graph.happened(registered("bob"))
        await pair.standby.catch_up(pair.dsn)
        await pair.standby.pause()
        await graph.shown()
        assert await asked(graph) == (1, "replica")
        assert await asked(graph, least={"atLeast": str(position)}) == (2, "primary")
        await pair.standby.resume()
        await seen_in_step(graph, pair)
        assert await asked(graph, least={"atLeast": str(position)}) == (2, "replica")


async def test_a_replica_that_dies_costs_nobody_an_answer(pair: Pair) -> None:
    """The primary answers, the service stays ready, and who comes back is read again."""
    async with group(pair) as graph:
        pair.standby.kill()
        try:
            assert await asked(graph) == (1, "primary")
            await graph.parts.replicas.look()
            ready = await app.readiness(graph.parts)
            assert (ready.ready, ready.checks["replicas"]) == (True, [{"state": "unreachable", "behindBytes": None}])
        finally:
            pair.standby.start()
        await seen_in_step(graph, pair)
        assert await asked(graph) == (1, "replica")


async def test_one_of_several_is_enough(pair: Pair) -> None:
    """Whoever follows is read, whatever the others do."""
    async with group(pair, "postgresql://nobody@127.0.0.1:1/lifecycle", pair.standby.dsn()) as graph:
        assert [await asked(graph) for _ in range(3)] == [(1, "replica")] * 3


async def test_a_group_that_is_not_there_is_the_primarys_business(pair: Pair) -> None:
    """It says so as it always does."""
    async with group(pair) as graph, graph.parts.replicas.lend(uuid4(), [], 0) as held:
        assert held is None


async def test_a_server_that_follows_nobody_is_no_replica(pair: Pair) -> None:
    """Promoted, it may have gone its own way, though it has as many positions; the primary itself is none either."""
    async with group(pair, pair.dsn) as graph:
        assert await asked(graph) == (1, "primary")
        assert [each["state"] for each in graph.parts.replicas.report()] == ["no replica"]


async def test_a_statement_that_fails_on_a_replica_is_run_on_the_primary(pair: Pair) -> None:
    """Such as one that a vacuum on the primary has cancelled there."""
    async with group(pair) as graph:
        after = "not reached"
        async with graph.parts.replicas.lend(graph.tenant, [], 0) as held:
            assert held is not None
            await held.execute("CREATE TABLE lifecycle.written_here ()")
            after = "nor this"
        assert after == "not reached"
