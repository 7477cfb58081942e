"""Nothing is too much in silence: whoever is refused or stopped is told why, and when to ask again."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import asyncpg
import orjson
import pytest

from lifecycle_api import app
from lifecycle_api.access.buckets import Allowance, Buckets
from lifecycle_api.access.scopes import Kind
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.graphql.group_reads import GroupReads
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.question import Answer
from lifecycle_api.settings import Settings
from lifecycle_api.store.database import open_pool
from tests.support.facts import NOON, a
from tests.support.graph import MASTER, SCHEMA, Graph
from tests.support.people import staff
from tests.support.waiting import until_blocked

pytestmark = pytest.mark.anyio

PAGE = "query($n: Int!) { customers(first: $n) { nodes { name team { employee { name } } } } }"
LONG = "a" * 64  # an alias that PostgreSQL would cut: the stock executor answers


async def asked(graph: Graph, document: str, admission: Admission, **variables: Any) -> Answer:
    """The answer to the sales manager under an admission."""
    return await graph.answer(staff(graph.tenant), document, admission=admission, **variables)


def admission(points: int = 10**6, **allowances: Allowance) -> Admission:
    """An admission with these buckets, which do not fill again meanwhile: no time passes."""
    buckets = Buckets({Kind(kind): each for kind, each in allowances.items()}, lambda: NOON)
    return Admission(SCHEMA._schema, Limits(points=points), buckets)


def reading_by(graph: Graph, pool: asyncpg.Pool, patience_seconds: float = 5) -> Graph:
    """The same, but that it reads with the connections of this pool."""
    connections = Connections(pool, patience_seconds)
    reading = replace(graph.resources.reading, connections=connections, group_reads=GroupReads(connections))
    return replace(graph, resources=replace(graph.resources, reading=reading))


async def test_every_answer_says_what_it_cost_and_what_is_left(graph: Graph) -> None:
    """Also one with errors, once the price was paid."""
    small = admission(staff=Allowance(1_000, 1))
    first = await asked(graph, PAGE, small, n=1)
    second = await asked(graph, "query($n: Int!) { leads(first: $n) { nodes { id } } }", small, n=0)
    assert first.extensions["cost"] == {
        "requested": 1 + 1 + 1 * (1 + 1 + 10 * 2),
        "bucket": {
            "max": 1_000,
            "available": 976,
            "restoreRate": 1,
            "resetAt": first.extensions["cost"]["bucket"]["resetAt"],
        },
    }
    assert [each["extensions"]["code"] for each in second.errors] == ["INVALID_ARGUMENT"]
    assert second.extensions["cost"]["bucket"]["available"] == 974


async def test_what_is_too_expensive_is_refused_with_the_breakdown(graph: Graph) -> None:
    """Nothing is read, nothing is paid, and the message says where to save."""
    refused = await asked(graph, PAGE, admission(points=500, staff=Allowance(1_000, 1)), n=50)
    (error,) = refused.errors
    assert error["extensions"] == {
        "code": "QUERY_TOO_EXPENSIVE",
        "cost": 1 + 51 + 50 * 21,
        "limit": 500,
        "breakdown": [
            {"path": "customers.nodes.team", "points": 550},
            {"path": "customers.nodes.team.employee", "points": 500},
            {"path": "customers", "points": 51},
        ],
    }
    assert "customers.nodes.team" in error["message"]
    assert (refused.data, refused.extensions) == (None, {})


async def test_what_no_bucket_ever_holds_is_too_expensive(graph: Graph) -> None:
    """Waiting for it would be in vain."""
    refused = await asked(graph, PAGE, admission(staff=Allowance(20, 1)), n=1)
    assert [each["extensions"]["code"] for each in refused.errors] == ["QUERY_TOO_EXPENSIVE"]


async def test_an_empty_bucket_says_when_to_ask_again(graph: Graph) -> None:
    """In seconds, beside what is in it."""
    small = admission(staff=Allowance(30, 1))
    await asked(graph, PAGE, small, n=1)
    refused = await asked(graph, PAGE, small, n=1)
    (error,) = refused.errors
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["retryAfterSeconds"] == 18


@pytest.mark.parametrize("alias", ["page", LONG])
async def test_a_read_that_takes_too_long_is_stopped_by_name(deployed_dsn: str, graph: Graph, alias: str) -> None:
    """Whether it was planned or not, the refusal names the dearest part."""
    async with app.core(deployed_dsn, MASTER, Settings(read_timeout_ms=100)) as parts:
        slow = reading_by(graph, parts.reads)
        table = f"{graph.resources.reading.planner.schemas.live['customer_profile']}.customer"
        blocker = await asyncpg.connect(deployed_dsn)
        async with blocker.transaction():
            await blocker.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            document = f'{{ {alias}: customers(first: 3) {{ nodes {{ id }} }} customer(id: "customer:x") {{ id }} }}'
            answer = await slow.answer(staff(graph.tenant), document)
        await blocker.close()
    assert {each["extensions"]["code"] for each in answer.errors} == {"QUERY_TIMED_OUT"}
    assert answer.errors[0]["extensions"]["breakdown"][0] == {"path": alias, "points": 4}


async def test_who_finds_no_free_connection_is_told_to_come_back(graph: Graph) -> None:
    """After a moment's wait."""
    busy = reading_by(graph, graph.parts.reads, patience_seconds=0.01)
    connections = graph.resources.reading.connections
    async with AsyncExitStack() as held:
        for _ in range(connections.places):
            await held.enter_async_context(connections.lent())
        answer = await busy.answer(staff(graph.tenant), "{ customers { nodes { id } } }")
    assert [each["extensions"]["code"] for each in answer.errors] == ["NO_CONNECTION_FREE"]
    assert answer.refusal is not None


@pytest.mark.parametrize(
    "shown", [f"{LONG}: customer {{ id }} note {{ id }}", f"note {{ id }} {LONG}: customer {{ id }}"]
)
async def test_a_mutation_reads_with_one_connection(graph: Graph, deployed_dsn: str, shown: str) -> None:
    """However its payloads are read: who held one and asked for another would wait for others that do the same."""
    note = f'text: "x", customer: "customer:{a("ann")}", rooftop: "rooftop:{a("north")}"'
    document = f"""mutation {{
      one: recordNote(input: {{ {note}, idempotencyKey: "1" }}) {{ {shown} userErrors {{ code }} }}
      two: recordNote(input: {{ {note}, idempotencyKey: "2" }}) {{ note {{ id }} userErrors {{ code }} }}
    }}"""
    async with await open_pool(deployed_dsn, max_size=1) as pool:
        answer = await asked(reading_by(graph, pool, patience_seconds=10), document, admission())
    assert answer.errors == []
    data = orjson.loads(answer.data or b"")
    assert [data[each]["userErrors"] for each in ("one", "two")] == [[], []]
    assert data["one"]["note"] != data["two"]["note"]
    assert data["one"][LONG] == {"id": f"customer:{a('ann')}"}


async def test_a_database_that_does_not_answer_is_said_to_be_so(graph: Graph) -> None:
    """And nothing of what the driver says about it."""
    pool = await asyncpg.create_pool("postgresql://nobody@127.0.0.1:1/nothing", min_size=0)
    async with pool:
        answer = await reading_by(graph, pool).answer(staff(graph.tenant), "{ customers { nodes { id } } }")
    assert [each["extensions"]["code"] for each in answer.errors] == ["UNAVAILABLE"]


async def test_a_read_that_nobody_waits_for_is_cancelled_in_the_database(deployed_dsn: str, graph: Graph) -> None:
    """Its backend stops as well, and the connection can be used again."""
    table = f"{graph.resources.reading.planner.schemas.live['customer_profile']}.customer"
    blocker = await asyncpg.connect(deployed_dsn)
    async with blocker.transaction():
        await blocker.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        asking = asyncio.create_task(graph.answer(staff(graph.tenant), "{ customers { nodes { id } } }"))
        backend = await until_blocked(blocker)
        asking.cancel()
        await asyncio.wait([asking])
        state = await blocker.fetchval("SELECT state FROM pg_stat_activity WHERE pid = $1", backend)
    await blocker.close()
    assert asking.cancelled()
    assert state != "active"
