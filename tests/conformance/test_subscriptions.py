"""Subscriptions with the official clients of both protocols, `graphql-ws` and `graphql-sse`."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lifecycle_api.access.scopes import Kind
from lifecycle_api.domain.events.disclosures import DataDisclosed
from tests.graphql.conftest import deployed_dsn, graph
from tests.support.decisions import SHARED, granted, market, withdrawn
from tests.support.facts import a, noted
from tests.support.graph import Graph
from tests.support.tools import node_tools
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.wire import Wire, served

__all__ = ["deployed_dsn", "graph"]

pytestmark = [pytest.mark.anyio, pytest.mark.node]

CLIENTS = Path(__file__).parent / "subscriptions"
TIMELINE = """subscription ($id: ID!, $after: EventPosition) {
  timelineChanged(customer: $id, after: $after) { position items { position title } }
}"""
ANN = {"id": f"customer:{a('ann')}", "after": "5"}


@pytest.fixture(scope="session")
def node() -> str:
    """Node.js with the clients installed."""
    return node_tools(CLIENTS)


@pytest.fixture
async def wire(graph: Graph, tmp_path: Path) -> AsyncIterator[Wire]:
    """The served group of Ann and Sam."""
    await graph.shown()
    async with served(graph, tmp_path) as opened:
        yield opened


@asynccontextmanager
async def following(
    node: str,
    protocol: str,
    wire: Wire,
    *,
    token: str | None = None,
    query: str = TIMELINE,
    number: int = 1,
    purpose: str = "",
) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """What a client prints."""
    asked = [f"{wire.address}/graphql", token or wire.token(), query, json.dumps(ANN), str(number), purpose]
    client = await asyncio.create_subprocess_exec(
        node, "follow.js", protocol, *asked, cwd=CLIENTS, stdout=asyncio.subprocess.PIPE
    )
    assert client.stdout is not None
    lines = client.stdout

    async def said() -> AsyncIterator[dict[str, Any]]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for line in lines:
                yield json.loads(line)

    try:
        yield said()
        assert await client.wait() == 0
    finally:
        if client.returncode is None:
            client.kill()
            await client.wait()


@pytest.mark.parametrize("protocol", ["ws", "sse"])
async def test_the_official_client_follows_a_timeline(node: str, protocol: str, wire: Wire) -> None:
    """What was there when it came, and what came later."""
    first = await wire.graph.happened(noted("one"))
    await wire.graph.shown()
    async with following(node, protocol, wire, number=2) as lines:
        told = []
        async for line in lines:
            if "answer" in line:
                told.append(line["answer"]["data"]["timelineChanged"]["position"])
                assert line["answer"]["extensions"]["consistency"]["position"] == told[-1]
            if told == [str(first)]:
                await wire.graph.happened(noted("two"))
                await wire.graph.shown()
    assert told == [str(first), str(first + 1)]
    assert "end" in line or "closed" in line


async def test_the_official_client_hears_heartbeats(node: str, wire: Wire) -> None:
    """As pings, each with the position from which to go on."""
    async with following(node, "ws", wire) as lines:
        async for line in lines:
            if "heartbeat" in line:
                assert list(line["heartbeat"]["positions"].values()) == ["5"]
                await wire.graph.happened(noted())
                await wire.graph.shown()
            if "answer" in line:
                break


@pytest.mark.parametrize(("protocol", "end"), [("ws", "METHOD_NOT_ALLOWED"), ("sse", 400)])
async def test_the_official_client_is_refused_queries(node: str, protocol: str, end: object, wire: Wire) -> None:
    """With errors over WebSocket, with a status over events."""
    async with following(node, protocol, wire, query="{ __typename }") as lines:
        (ended,) = [line["end"] async for line in lines if "end" in line]
    assert end in (ended, ended[0]["extensions"]["code"] if isinstance(ended, list) else None)


async def test_the_official_client_learns_that_its_token_has_expired(node: str, wire: Wire) -> None:
    """By a code at which it may connect again, with a new token."""
    token = wire.token(lifetime=timedelta(seconds=-5))
    async with following(node, "ws", wire, token=token) as lines:
        closed = [(line["closed"], line["reason"]) async for line in lines if "closed" in line]
    assert closed == [(4403, "TOKEN_EXPIRED")]
    async with following(node, "sse", wire, token=token, number=9) as lines:
        said = [line async for line in lines]
    assert said[0]["answer"]["errors"][0]["extensions"]["code"] == "TOKEN_EXPIRED"
    assert said[-1] == {"end": "complete"}


@pytest.mark.parametrize(("protocol", "transport"), [("ws", "websocket"), ("sse", "sse")])
async def test_the_official_client_follows_for_a_partner_until_consent_ends(
    node: str, protocol: str, transport: str, graph: Graph, tmp_path: Path
) -> None:
    """With one purpose, named at the start; each delivery is on record, and the end is an error with its reason."""
    yes = granted("ann says", "ann", "lead_followup", to=("market",))
    await graph.happened(*market(*SHARED), yes, at=None)
    await graph.shown()
    async with served(graph, tmp_path) as wire:
        purposes = ["lead_followup"]
        token = wire.token(Kind.PARTNER, party=str(a("market")), client_id="market", purposes=purposes)
        at = await graph.happened(noted("one"))
        await graph.shown()
        told: list[Any] = []
        async with following(node, protocol, wire, token=token, number=9, purpose="lead_followup") as lines:
            async for line in lines:
                told += [line["answer"]] if "answer" in line else []
                if len(told) == 1 and told[0]["data"] is not None:
                    await graph.happened(withdrawn("ann"), noted("two"))
                    await graph.shown()
    assert [each["position"] for each in told[0]["data"]["timelineChanged"]["items"]] == [str(at)]
    (error,) = told[-1]["errors"]
    assert (error["extensions"]["code"], error["extensions"]["reason"]) == ("ACCESS_ENDED", "CONSENT_WITHDRAWN")
    records = [each for each in await graph.events() if isinstance(each, DataDisclosed)]
    assert [(each.transport, each.purpose) for each in records] == [(transport, "lead_followup")]
