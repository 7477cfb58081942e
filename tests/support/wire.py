"""A dealer group served over HTTP and WebSocket in the test's own loop, and clients of both."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from lifecycle_api.access.authentication import Authentication
from lifecycle_api.access.dev import LIFETIME, DevIssuer
from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.access.tokens import TokenVerifier
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.http.app import create_app
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.services import Readiness, Services
from lifecycle_api.http.serving import address, listen, serve
from tests.support.graph import ADMISSION, SCHEMA, Graph
from tests.support.waiting import PATIENCE_SECONDS

PORTAL = "https://portal.dealer.example"
PROTOCOL = "graphql-transport-ws"


@dataclass(frozen=True)
class Wire:
    """A served dealer group, and an issuer whose tokens count."""

    graph: Graph
    issuer: DevIssuer
    address: str
    over: asyncio.Event
    serving: asyncio.Task[None]

    async def end(self) -> None:
        """End the server, as a signal does, and wait until it has."""
        self.over.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.shield(self.serving)

    def token(self, kind: Kind = Kind.STAFF, *, lifetime: timedelta = LIFETIME, **claims: Any) -> str:
        """A token with every scope of its kind; staff are service advisors at every rooftop."""
        own = {
            "sub": f"test|{kind.value}",
            "client_id": "tests",
            "kind": kind.value,
            "tenant": str(self.graph.tenant),
            "scope": " ".join(each.name for each in SCOPES.values() if kind in each.kinds),
            "rooftops": [] if kind is Kind.CONSUMER else "*",
            "roles": ["service_advisor"] if kind is Kind.STAFF else [],
        }
        return self.issuer.issue({**own, **claims}, lifetime=lifetime)

    @asynccontextmanager
    async def http(self, token: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """A client with this token."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(
            base_url=self.address, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False
        ) as client:
            yield client

    @asynccontextmanager
    async def socket(
        self, *, protocol: str | None = PROTOCOL, origin: str | None = None, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator["Socket"]:
        """A connection, open and nothing more."""
        protocols = None if protocol is None else [Subprotocol(protocol)]
        url = self.address.replace("http", "ws", 1) + "/graphql"
        async with connect(
            url,
            subprotocols=protocols,
            origin=None if origin is None else Origin(origin),
            additional_headers=headers,
            proxy=None,
            open_timeout=PATIENCE_SECONDS,
        ) as opened:
            yield Socket(opened)

    @asynccontextmanager
    async def known(self, token: str) -> AsyncIterator["Socket"]:
        """A connection that has said who it is of."""
        async with self.socket() as socket:
            await socket.introduce(token)
            yield socket


@dataclass(frozen=True)
class Socket:
    """A client of graphql-transport-ws."""

    connection: ClientConnection

    async def send(self, **message: Any) -> None:
        """Send a message."""
        await self.connection.send(orjson.dumps(message).decode())

    async def receive(self) -> dict[str, Any]:
        """The next message."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            message: dict[str, Any] = orjson.loads(await self.connection.recv())
        return message

    async def heard(self) -> dict[str, Any]:
        """The next message that is no heartbeat."""
        while (message := await self.receive())["type"] == "ping":
            await self.send(type="pong")
        return message

    async def introduce(self, token: str) -> None:
        """Say who it is, and be known."""
        await self.send(type="connection_init", payload={"Authorization": f"Bearer {token}"})
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, document: str, key: str = "1", **variables: Any) -> None:
        """Ask for a subscription."""
        await self.send(type="subscribe", id=key, payload={"query": document, "variables": variables})

    async def closed(self) -> tuple[int | None, str | None]:
        """The code and the reason with which the service closed the connection."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.connection.wait_closed()
        return self.connection.close_code, self.connection.close_reason


@asynccontextmanager
async def served(
    graph: Graph, folder: Path, *, admission: Admission = ADMISSION, heartbeat: float = 0.2
) -> AsyncIterator[Wire]:
    """The group behind the real edge; its read models move when the test says so."""

    def now() -> datetime:
        return datetime.now(UTC)

    async def ready() -> Readiness:
        return Readiness(ready=True, checks={})

    issuer = DevIssuer(folder, host="127.0.0.1", now=now)
    verifier = TokenVerifier(issuer.keys(), issuer=issuer.issuer, audience=issuer.audience, now=now)
    following = replace(graph.resources.following, heartbeat_seconds=heartbeat)
    nothing: Any = None
    app = create_app(
        Services(
            verify=Authentication(TrustedIssuers([verifier])),
            answering=Answering(SCHEMA, replace(graph.resources, following=following), admission),
            receive_adf=nothing,
            ready=ready,
            origins=Origins((PORTAL,)),
        )
    )
    listener, answering, over = listen("127.0.0.1", 0), asyncio.Event(), asyncio.Event()

    async def meanwhile() -> None:
        answering.set()
        await over.wait()

    serving = asyncio.create_task(serve(app, listener, log_level="warning", meanwhile=meanwhile))
    await answering.wait()
    try:
        yield Wire(graph, issuer, address(listener), over, serving)
    finally:
        over.set()
        await serving
