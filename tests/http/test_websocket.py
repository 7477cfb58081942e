"""Subscriptions over WebSocket: the protocol's letter, and nothing but subscriptions."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from lifecycle_api.http import websocket
from tests.graphql.conftest import deployed_dsn, graph
from tests.support.facts import a, noted
from tests.support.graph import Graph
from tests.support.wire import PORTAL, PROTOCOL, Wire, served

__all__ = ["deployed_dsn", "graph"]

pytestmark = pytest.mark.anyio

TIMELINE = """subscription ($id: ID!, $after: EventPosition) {
  timelineChanged(customer: $id, after: $after) { position items { position text } }
}"""
ANN = f"customer:{a('ann')}"


@pytest.fixture
async def wire(graph: Graph, tmp_path: Path) -> AsyncIterator[Wire]:
    """The served group of Ann and Sam."""
    await graph.shown()
    async with served(graph, tmp_path) as opened:
        yield opened


async def test_what_happens_is_told(wire: Wire) -> None:
    """With what a response says beside its data, until the client has heard enough."""
    async with wire.known(wire.token()) as socket:
        await socket.subscribe(TIMELINE, id=ANN)
        while (await socket.receive())["type"] != "ping":
            pass  # it runs by now
        position = await wire.graph.happened(noted())
        await wire.graph.shown()
        told = await socket.heard()
        await socket.send(type="complete", id="1")
        await socket.subscribe(TIMELINE, id=ANN, after=str(position))
        await wire.graph.happened(noted("again"))
        await wire.graph.shown()
        again = await socket.heard()
    item = {"position": str(position), "text": "Likes blue."}
    assert (told["type"], told["id"]) == ("next", "1")
    assert told["payload"]["data"] == {"timelineChanged": {"position": str(position), "items": [item]}}
    assert told["payload"]["extensions"] == {
        "consistency": {"position": str(position), "stale": False},
        "cost": {"requested": 10},
    }
    assert again["payload"]["data"]["timelineChanged"]["position"] == str(position + 1)


async def test_a_server_that_ends_closes_connections(wire: Wire) -> None:
    """With the code that says so: who comes back finds the next one."""
    async with wire.known(wire.token()) as socket:
        await socket.subscribe(TIMELINE, id=ANN)
        assert (await socket.receive())["type"] == "ping"
        await wire.end()
        assert (await socket.closed())[0] == 1012


async def test_heartbeats_say_where_to_go_on(wire: Wire) -> None:
    """One for each subscription, while nothing concerns it."""
    async with wire.known(wire.token()) as socket:
        await socket.subscribe(TIMELINE, key="a", id=ANN)
        assert await socket.receive() == {"type": "ping", "payload": {"positions": {"a": "5"}}}


async def test_a_connection_carries_several_subscriptions(wire: Wire) -> None:
    """Each under its own id, which is free again once it has ended."""
    async with wire.known(wire.token()) as socket:
        for key in ("a", "b"):
            await socket.subscribe(TIMELINE, key=key, id=ANN, after="5")
        await wire.graph.happened(noted())
        await wire.graph.shown()
        assert {(await socket.heard())["id"] for _ in range(2)} == {"a", "b"}
        await socket.send(type="complete", id="a")
        await socket.send(type="complete", id="never there")
        await socket.subscribe(TIMELINE, key="a", id=ANN, after="5")
        assert (await socket.heard())["id"] == "a"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{ customers { nodes { name } } }", "METHOD_NOT_ALLOWED"),
        ("{ __typename }", "METHOD_NOT_ALLOWED"),
        (
            "mutation { recordEvents(input: {items: []}) { position userErrors { code } } }",
            "METHOD_NOT_ALLOWED",
        ),
        ("subscription { nothing { position } }", "GRAPHQL_REFUSED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("", "BAD_REQUEST"),
        ("subscription { timelineChanged { position } }", "INVALID_ARGUMENT"),
    ],
)
async def test_nothing_but_subscriptions_runs(wire: Wire, document: str, code: str) -> None:
    """What else is asked is refused under its id, and the connection goes on."""
    async with wire.known(wire.token()) as socket:
        await socket.subscribe(document, key="q")
        refused = await socket.heard()
        assert (refused["type"], refused["id"]) == ("error", "q")
        assert [each["extensions"]["code"] for each in refused["payload"]] == [code]
        await socket.send(type="ping", payload={"any": "thing"})
        assert await socket.heard() == {"type": "pong"}


@pytest.mark.parametrize(
    "payload", [{"query": 7}, {"query": TIMELINE, "variables": []}, {"query": "{a}", "operationName": 7}]
)
async def test_a_request_of_another_form_is_refused(wire: Wire, payload: dict[str, Any]) -> None:
    """Under its id."""
    async with wire.known(wire.token()) as socket:
        await socket.send(type="subscribe", id="q", payload=payload)
        refused = await socket.heard()
        assert [each["extensions"]["code"] for each in refused["payload"]] == ["BAD_REQUEST"]


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["{"], 4400),
        (["[]"], 4400),
        (['{"type": 7}'], 4400),
        (['{"type": "nothing"}'], 4400),
        ([b"\x00"], 4400),
        (['{"type": "connection_init", "payload": [1]}'], 4400),
        (['{"type": "subscribe", "id": "1", "payload": {"query": "{a}"}}'], 4401),
        (['{"type": "connection_init"}'], 4401),
        (['{"type": "connection_init", "payload": {"Authorization": "Bearer nonsense"}}'], 4401),
        (['{"type": "connection_init", "payload": {"Authorization": "Basic c2FtOnNhbQ=="}}'], 4401),
        (['{"type": "connection_init", "payload": {"authorization": "TOKEN"}}', '{"type": "connection_init"}'], 4429),
        (
            ['{"type": "connection_init", "payload": {"authorization": "TOKEN"}}', '{"type": "subscribe", "id": ""}'],
            4400,
        ),
        (
            ['{"type": "connection_init", "payload": {"authorization": "TOKEN"}}', '{"type": "subscribe", "id": "1"}'],
            4400,
        ),
    ],
)
async def test_who_breaks_the_protocol_is_cut_off(wire: Wire, messages: list[str | bytes], code: int) -> None:
    """With the code that the protocol has for it."""
    async with wire.socket() as socket:
        for message in messages:
            said = message.replace("TOKEN", f"Bearer {wire.token()}") if isinstance(message, str) else message
            await socket.connection.send(said)
        while True:
            try:
                await socket.receive()
            except Exception:  # noqa: BLE001  # whatever ends it
                break
        assert (await socket.closed())[0] == code


async def test_two_subscriptions_cannot_share_an_id(wire: Wire) -> None:
    """While the first one runs."""
    async with wire.known(wire.token()) as socket:
        await socket.subscribe(TIMELINE, id=ANN)
        await socket.subscribe(TIMELINE, id=ANN)
        assert await socket.closed() == (4409, "Subscriber for 1 already exists")


async def test_a_token_may_come_with_the_upgrade(wire: Wire) -> None:
    """As programs send it."""
    async with wire.socket(headers={"Authorization": f"Bearer {wire.token()}"}) as socket:
        await socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}
        await socket.send(type="connection_init")
        assert await socket.receive() == {"type": "connection_ack"}


async def test_a_connection_ends_with_its_token(wire: Wire) -> None:
    """With a code at which clients ask for a new token and connect again."""
    async with wire.known(wire.token(lifetime=timedelta(seconds=-5))) as socket:  # within what clocks may differ by
        assert await socket.closed() == (4403, "TOKEN_EXPIRED")
    async with wire.socket() as socket:
        token = wire.token(lifetime=timedelta(hours=-1))
        await socket.send(type="connection_init", payload={"Authorization": f"Bearer {token}"})
        assert await socket.closed() == (4403, "TOKEN_EXPIRED")


async def test_who_does_not_say_who_they_are_is_cut_off(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten seconds."""
    assert websocket.PATIENCE_SECONDS == 10
    monkeypatch.setattr(websocket, "PATIENCE_SECONDS", 0.01)
    async with wire.socket() as socket:
        assert await socket.closed() == (4408, "Connection initialisation timeout")


async def test_only_the_one_protocol_is_spoken(wire: Wire) -> None:
    """Not its predecessor, which has the same name as its library."""
    async with wire.socket(protocol=None) as socket:
        assert (await socket.closed())[0] == 4406
    async with wire.socket() as socket:
        assert socket.connection.subprotocol == PROTOCOL


async def test_pages_of_other_origins_may_not_connect(wire: Wire) -> None:
    """Those that may call over HTTP may connect, and our own console."""
    for origin in (PORTAL, wire.address):
        async with wire.socket(origin=origin) as socket:
            await socket.introduce(wire.token())
    with pytest.raises(InvalidStatus) as refused:
        async with wire.socket(origin="https://elsewhere.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_what_fails_unforeseen_says_only_where_to_look(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request id, under which it was logged."""

    def broken(*_: Any) -> None:
        raise ValueError("ann@example.com")

    monkeypatch.setattr(websocket, "question", broken)
    async with wire.known(wire.token()) as socket:
        await socket.subscribe(TIMELINE, id=ANN)
        code, reason = await socket.closed()
    assert code == 1011
    assert reason is not None
    assert reason.startswith("INTERNAL_ERROR ")
    assert "ann" not in reason
