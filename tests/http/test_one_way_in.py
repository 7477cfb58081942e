"""Whatever way somebody comes in, the same function admits, decides and masks: POST, GET, events and WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from lifecycle_api.access.buckets import Allowance, Buckets
from lifecycle_api.access.scopes import Kind
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.graphql.group_reads import GroupReads
from lifecycle_api.graphql.limits import Limits
from tests.graphql.conftest import deployed_dsn, graph
from tests.http.test_events import ACCEPT, Events
from tests.support.facts import NOON, a, noted
from tests.support.graph import SCHEMA, Graph
from tests.support.waiting import PATIENCE_SECONDS, until_blocked
from tests.support.wire import Wire, served

__all__ = ["deployed_dsn", "graph"]

pytestmark = pytest.mark.anyio

WAYS = ["POST", "GET", "events by POST", "events by GET", "WebSocket"]
ANN = f"customer:{a('ann')}"

# The same reading, as a query and as a subscription.
SHOWN = "items: nodes { __typename position ... on NoteItem { text } }"
QUERY = f'{{ customer(id: "{ANN}") {{ timeline(first: 5) {{ {SHOWN} }} }} }}'
CHANGES = "items { __typename position ... on NoteItem { text } }"
AFTER = "5"
SUBSCRIPTION = f'subscription {{ timelineChanged(customer: "{ANN}", after: "{AFTER}") {{ {CHANGES} }} }}'
DEEP = "customer { timeline(first: 1) { nodes { "


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """A transport."""
    name: str = request.param
    return name


@asynccontextmanager
async def served_with(graph: Graph, folder: Path, **limits: Any) -> AsyncIterator[Wire]:
    """The group with a note about Ann, under an admission; no bucket fills again meanwhile."""
    await graph.happened(noted())
    await graph.shown()
    allowance = {Kind.STAFF: limits.pop("allowance", Allowance(10**6, 10**6))}
    admission = Admission(SCHEMA._schema, Limits(**limits), Buckets(allowance, lambda: NOON))
    async with served(graph, folder, admission=admission, heartbeat=0.3) as wire:
        yield wire


async def asked(wire: Wire, way: str, token: str | None, document: str) -> dict[str, Any]:
    """The first answer to a document; nothing when a stream stays silent."""
    body = {"query": document}
    async with AsyncExitStack() as held:
        if way == "WebSocket":
            socket = await held.enter_async_context(wire.socket())
            await socket.send(
                type="connection_init", payload={} if token is None else {"Authorization": f"Bearer {token}"}
            )
            if token is None:
                code, reason = await socket.closed()
                return {"errors": [{"extensions": {"code": reason}}], "closed": code}
            await socket.receive()
            await socket.subscribe(document)
            while (message := await socket.receive()) == {"type": "ping", "payload": {"positions": {"1": AFTER}}}:
                pass  # what came after that was not looked at yet
            return {"next": message.get("payload"), "error": {"errors": message.get("payload")}, "ping": {}}[
                message["type"]
            ]  # type: ignore[return-value]
        client = await held.enter_async_context(wire.http(token))
        method, sent = ("POST", {"json": body}) if "POST" in way else ("GET", {"params": body})
        headers = ACCEPT if "events" in way else {}
        response = await held.enter_async_context(client.stream(method, "/graphql", headers=headers, **sent))  # type: ignore[arg-type]
        if response.headers["content-type"].startswith("text/event-stream"):
            events = Events(response)
            return await _first(events)
        answered: dict[str, Any] = orjson.loads(await response.aread())
        return answered


async def _first(events: Events) -> dict[str, Any]:
    """The first answer, nothing when a heartbeat says that more was passed over."""
    position = AFTER
    async for line in events.lines:
        if line.startswith("data: {"):
            told: dict[str, Any] = orjson.loads(line.removeprefix("data: "))
            return told
        if line.startswith("id:"):
            position = line.removeprefix("id:").strip()
        if not line and position != AFTER:
            return {}
    return {}


def reading(way: str) -> str:
    """What is asked there to read Ann's timeline."""
    return QUERY if way in {"POST", "GET"} else SUBSCRIPTION


def codes(answer: dict[str, Any]) -> list[str]:
    """The codes of an answer's errors."""
    return [each["extensions"]["code"] for each in answer.get("errors", ())]


def items(answer: dict[str, Any]) -> Any:
    """The timeline items of an answer, whichever way it came."""
    data = answer.get("data") or {}
    found = (data.get("customer") or {}).get("timeline") or data.get("timelineChanged") or {}
    return [each for each in found.get("items", ()) if each["__typename"] == "NoteItem"]


async def test_who_may_read_reads(graph: Graph, tmp_path: Path, way: str) -> None:
    """So that the refusals below are no accident; each answer says what it cost."""
    async with served_with(graph, tmp_path) as wire:
        answer = await asked(wire, way, wire.token(), reading(way))
    assert [each["text"] for each in items(answer)] == ["Likes blue."]
    assert answer["extensions"]["cost"]["bucket"]["max"] == 10**6


async def test_nobody_is_let_in(graph: Graph, tmp_path: Path, way: str) -> None:
    """Without a token."""
    async with served_with(graph, tmp_path) as wire:
        assert codes(await asked(wire, way, None, reading(way))) == ["UNAUTHENTICATED"]


async def test_scopes_hold(graph: Graph, tmp_path: Path, way: str) -> None:
    """A token without the scope reads nothing."""
    async with served_with(graph, tmp_path) as wire:
        token = wire.token(scope="customers:read")
        assert codes(await asked(wire, way, token, reading(way))) == ["SCOPE_MISSING"]


async def test_other_groups_find_nothing(graph: Graph, tmp_path: Path, way: str) -> None:
    """The same id means nobody there."""
    await graph.parts.store.create_tenant(a(f"other {way}"), "Another group")
    async with served_with(graph, tmp_path) as wire:
        answer = await asked(
            wire, way, wire.token(tenant=str(a(f"other {way}"))), reading(way).replace(f', after: "{AFTER}"', "")
        )
    assert items(answer) == []
    assert codes(answer) == []


async def test_other_rooftops_find_nothing(graph: Graph, tmp_path: Path, way: str) -> None:
    """Nor do other customers."""
    async with served_with(graph, tmp_path) as wire:
        south = wire.token(rooftops=[str(a("south"))])
        ben = wire.token(Kind.CONSUMER, customer=str(a("ben")))
        for token in (south, ben):
            assert items(await asked(wire, way, token, reading(way))) == []


async def test_masks_hold(graph: Graph, tmp_path: Path, way: str) -> None:
    """What somebody may not read is null, and they are told why."""
    async with served_with(graph, tmp_path) as wire:
        answer = await asked(wire, way, wire.token(roles=[]), reading(way))
    assert [each["text"] for each in items(answer)] == [None]
    (redaction,) = answer["extensions"]["redactions"]
    assert (redaction["path"][-1], redaction["category"]) == ("text", "content")


async def test_what_is_too_expensive_does_not_run(graph: Graph, tmp_path: Path, way: str) -> None:
    """However it is asked."""
    async with served_with(graph, tmp_path, points=5) as wire:
        answer = await asked(wire, way, wire.token(), reading(way))
    assert codes(answer) == ["QUERY_TOO_EXPENSIVE"]
    assert answer["errors"][0]["extensions"]["breakdown"]


async def test_one_bucket_pays_for_all_ways(graph: Graph, tmp_path: Path, way: str) -> None:
    """What was spent by POST is spent."""
    async with served_with(graph, tmp_path, allowance=Allowance(25, 1)) as wire:
        async with wire.http(wire.token()) as client:
            spent = await client.post("/graphql", json={"query": "{ customers(first: 22) { nodes { id } } }"})
        answer = await asked(wire, way, wire.token(), reading(way))
    assert spent.json()["extensions"]["cost"]["bucket"]["available"] == 1
    assert codes(answer) == ["RATE_LIMITED"]
    assert answer["errors"][0]["extensions"]["retryAfterSeconds"] >= 1


async def test_limits_of_documents_hold(graph: Graph, tmp_path: Path, way: str) -> None:
    """Before anything is validated."""
    text = reading(way)
    deep = text.replace("position", f"{DEEP * 7} id {'} } } ' * 7}")
    async with served_with(graph, tmp_path) as wire:
        assert codes(await asked(wire, way, wire.token(), deep)) == ["GRAPHQL_TOO_DEEP"]
        aliased = text.replace("position", " ".join(f"a{number}: position" for number in range(61)))
        assert codes(await asked(wire, way, wire.token(), aliased)) == ["GRAPHQL_TOO_MANY_ALIASES"]


async def test_who_asks_too_often_learns_when_to_come_back(graph: Graph, tmp_path: Path) -> None:
    """By the status and a header; older clients find it in the errors, as they find everything."""
    newer = {"Accept": "application/graphql-response+json"}
    async with served_with(graph, tmp_path, allowance=Allowance(25, 10)) as wire, wire.http(wire.token()) as client:
        await client.post("/graphql", json={"query": "{ customers(first: 22) { nodes { id } } }"})
        refused = await client.post("/graphql", json={"query": QUERY.replace("5", "20")}, headers=newer)
        legacy = await client.post("/graphql", json={"query": QUERY.replace("5", "20")})
    assert (refused.status_code, legacy.status_code) == (429, 200)
    assert refused.headers["retry-after"] == legacy.headers["retry-after"]
    assert int(refused.headers["retry-after"]) == refused.json()["errors"][0]["extensions"]["retryAfterSeconds"]


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_when_no_connection_is_free_both_media_types_say_503(graph: Graph, tmp_path: Path, accept: str) -> None:
    """With the time to wait."""
    connections = graph.resources.reading.connections
    impatient = Connections(graph.parts.reads, 0.01)
    reading = replace(graph.resources.reading, connections=impatient, group_reads=GroupReads(impatient))
    busy = replace(graph, resources=replace(graph.resources, reading=reading))
    async with served_with(busy, tmp_path) as wire, wire.http(wire.token()) as client, AsyncExitStack() as held:
        for _ in range(connections.places):
            await held.enter_async_context(connections.lent())
        refused = await client.post("/graphql", json={"query": QUERY}, headers={"Accept": accept})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert codes(refused.json()) == ["NO_CONNECTION_FREE"]


async def test_a_caller_who_hangs_up_stops_the_statement(deployed_dsn: str, graph: Graph, tmp_path: Path) -> None:
    """The database does not go on reading for nobody."""
    table = f"{graph.resources.reading.planner.schemas.live['customer_profile']}.customer"
    blocker = await asyncpg.connect(deployed_dsn)
    watching = await asyncpg.connect(deployed_dsn)
    async with served_with(graph, tmp_path) as wire, blocker.transaction():
        await blocker.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        async with wire.http(wire.token()) as client:
            asking = asyncio.create_task(client.post("/graphql", json={"query": QUERY}))
            backend = await until_blocked(blocker)
            asking.cancel()
            await asyncio.wait([asking])
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await watching.fetchval("SELECT state FROM pg_stat_activity WHERE pid = $1", backend) == "active":
                pass
    await blocker.close()
    await watching.close()
