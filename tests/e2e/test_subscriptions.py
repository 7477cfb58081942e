"""The installed service tells subscribers what other callers do, by itself."""

import json

from websockets.sync.client import connect
from websockets.typing import Subprotocol

from lifecycle_api.access.matrix import Role
from tests.support.service import Service
from tests.support.waiting import PATIENCE_SECONDS

BOARD = """subscription ($after: EventPosition) {
  events(types: ["rooftop.registered"], after: $after) { position events { type data } }
}"""
STREAM = {"Accept": "text/event-stream"}
ADD_ROOFTOP = """mutation ($code: String!) {
  addRooftop(input: {idempotencyKey: "followed", code: $code, name: $code, timezone: "America/Chicago"}) { position }
}"""


def test_what_one_caller_records_another_is_told(service: Service) -> None:
    """Over WebSocket and as server-sent events, once the read models show it."""
    group = service.add_group("Followed Group", "north")
    administrator = service.staff(group.tenant, role=Role.ADMINISTRATOR)
    after = {"after": str(service.position(group))}
    asked = {"query": BOARD, "variables": json.dumps(after)}
    with (
        connect(
            service.address.replace("http", "ws", 1) + "/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            additional_headers={"Authorization": f"Bearer {administrator}"},
            proxy=None,
        ) as socket,
        service.asked_by(administrator) as caller,
        caller.http.stream("GET", "/graphql", params=asked, headers={"Accept": "text/event-stream"}) as stream,
    ):
        socket.send('{"type": "connection_init"}')
        assert json.loads(socket.recv(PATIENCE_SECONDS))["type"] == "connection_ack"
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": BOARD, "variables": after}}))
        lines = stream.iter_lines()
        assert next(lines) == ":"
        with service.asked_by(administrator) as other:
            recorded = other.data(ADD_ROOFTOP, code="south")["addRooftop"]["position"]
        told = json.loads(socket.recv(PATIENCE_SECONDS))["payload"]["data"]["events"]
        streamed = json.loads(next(line for line in lines if line.startswith("data:")).removeprefix("data:"))
    assert told == streamed["data"]["events"]
    assert told["position"] == recorded
    assert [each["data"]["code"] for each in told["events"]] == ["south"]
