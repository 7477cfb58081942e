"""Subscriptions as server-sent events: what browsers and graphql-sse read, and how to go on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from tests.graphql.conftest import deployed_dsn, graph
from tests.support.facts import a, noted
from tests.support.graph import Graph
from tests.support.wire import PORTAL, Wire, served

__all__ = ["deployed_dsn", "graph"]

pytestmark = pytest.mark.anyio

TIMELINE = """subscription ($id: ID!, $after: EventPosition) {
  timelineChanged(customer: $id, after: $after) { position items { position text } }
}"""
ANN = f"customer:{a('ann')}"
ACCEPT = {"Accept": "text/event-stream"}


@pytest.fixture
async def wire(graph: Graph, tmp_path: Path) -> AsyncIterator[Wire]:
    """The served group of Ann and Sam."""
    await graph.shown()
    async with served(graph, tmp_path) as opened:
        yield opened


class Events:
    """The events of a response, as browsers take them apart."""

    def __init__(self, response: httpx.Response) -> None:
        self.lines = response.aiter_lines()
        self.last_id = ""

    async def next(self) -> tuple[str, Any]:
        """The next event's type and data; comments and bare ids are passed over."""
        event, data = "message", ""
        async for line in self.lines:
            name, _, value = line.partition(":")
            match name:
                case "id":
                    self.last_id = value.strip()
                case "event":
                    event = value.strip()
                case "data":
                    data += value.strip()
            if not line:
                if event != "message":
                    return event, orjson.loads(data) if data else None
                event, data = "message", ""
        raise EOFError

    async def heartbeat(self) -> str:
        """The position that an event without data tells."""
        self.last_id = ""
        async for line in self.lines:
            if line.startswith("id:"):
                self.last_id = line.removeprefix("id:").strip()
            if not line and self.last_id:
                return self.last_id
        raise EOFError


@asynccontextmanager
async def stream(
    wire: Wire, token: str, *, headers: dict[str, str] | None = None, **variables: Any
) -> AsyncIterator[Events]:
    """The events of a subscription that is asked for with POST."""
    body = {"query": TIMELINE, "variables": {"id": ANN, **variables}}
    async with (
        wire.http(token) as client,
        client.stream("POST", "/graphql", json=body, headers={**ACCEPT, **(headers or {})}) as response,
    ):
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-request-id"]
        yield Events(response)


async def test_what_happens_is_told(wire: Wire) -> None:
    """With the position as the event's id, and heartbeats between that tell it too."""
    async with stream(wire, wire.token()) as events:
        assert await events.heartbeat() == "5"
        position = await wire.graph.happened(noted())
        await wire.graph.shown()
        event, told = await events.next()
    item = {"position": str(position), "text": "Likes blue."}
    assert event == "next"
    assert told["data"] == {"timelineChanged": {"position": str(position), "items": [item]}}
    assert told["extensions"]["consistency"] == {"position": str(position), "stale": False}
    assert events.last_id == str(position)


async def test_a_server_that_ends_waits_for_no_stream(wire: Wire) -> None:
    """The stream ends without being complete, so that whoever reads it comes back, and goes on."""
    async with stream(wire, wire.token()) as events:
        await events.heartbeat()
        await wire.end()
        with pytest.raises(EOFError):
            await events.next()


async def test_a_browser_goes_on_where_it_was(wire: Wire) -> None:
    """It sends the last id by itself, which wins over the argument."""
    position = await wire.graph.happened(noted("one"), noted("two"))
    await wire.graph.shown()
    async with stream(wire, wire.token(), headers={"Last-Event-ID": str(position - 1)}, after="0") as events:
        _, told = await events.next()
    assert [each["position"] for each in told["data"]["timelineChanged"]["items"]] == [str(position)]


async def test_a_link_can_be_followed(wire: Wire) -> None:
    """GET carries subscriptions as it carries queries."""
    await wire.graph.happened(noted())
    await wire.graph.shown()
    asked = {"query": TIMELINE, "variables": orjson.dumps({"id": ANN, "after": "5"}).decode()}
    async with wire.http(wire.token()) as client, client.stream("GET", "/graphql", params=asked, headers=ACCEPT) as got:
        event, told = await Events(got).next()
    assert (event, len(told["data"]["timelineChanged"]["items"])) == ("next", 1)


async def test_a_stream_ends_with_its_token(wire: Wire) -> None:
    """It is said, and then complete."""
    async with stream(wire, wire.token(lifetime=timedelta(seconds=-5))) as events:
        event, told = await events.next()
        assert (event, [each["extensions"]["code"] for each in told["errors"]]) == ("next", ["TOKEN_EXPIRED"])
        assert await events.next() == ("complete", None)


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ({"query": "{ customers { nodes { name } } }"}, {}, 400, "METHOD_NOT_ALLOWED"),
        ({"query": "mutation { recordEvents(input: {items: []}) { position } }"}, {}, 400, "METHOD_NOT_ALLOWED"),
        ({"query": "{"}, {}, 400, "GRAPHQL_PARSE_FAILED"),
        ({"query": TIMELINE}, {}, 400, "INVALID_ARGUMENT"),
        ({"query": TIMELINE, "variables": 7}, {}, 400, "BAD_REQUEST"),
        ({"query": TIMELINE, "variables": {"id": ANN}}, {"Last-Event-ID": "seven"}, 400, "BAD_REQUEST"),
        ({"query": TIMELINE, "variables": {"id": ANN}}, {"Last-Event-ID": "99"}, 400, "INVALID_ARGUMENT"),
        ({"query": TIMELINE}, {"Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ],
)
async def test_what_cannot_be_followed_is_refused_in_json(
    wire: Wire, body: dict[str, Any], headers: dict[str, str], status: int, code: str
) -> None:
    """Before a stream begins, so that no client tries again."""
    async with wire.http(wire.token()) as client:
        response = await client.post("/graphql", json=body, headers={**ACCEPT, **headers})
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/graphql-response+json")
    assert [each["extensions"]["code"] for each in response.json()["errors"]] == [code]


async def test_subscriptions_need_a_stream(wire: Wire) -> None:
    """Asked for as JSON, they are told so."""
    async with wire.http(wire.token()) as client:
        response = await client.post("/graphql", json={"query": TIMELINE, "variables": {"id": ANN}})
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (405, "METHOD_NOT_ALLOWED")


async def test_pages_may_send_the_last_id(wire: Wire) -> None:
    """CORS allows the header to those who may call."""
    asked = {
        "Origin": PORTAL,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "last-event-id",
    }
    async with wire.http() as client:
        assert (await client.options("/graphql", headers=asked)).status_code == 200
