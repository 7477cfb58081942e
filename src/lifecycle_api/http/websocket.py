"""Subscriptions over WebSocket: the protocol graphql-transport-ws, for subscriptions and nothing else."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
import orjson
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from lifecycle_api.access.tokens import TokenExpired, TokenInvalid, Unauthenticated
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.entries import Entry, entry_of, log_fault
from lifecycle_api.graphql.following import Delivery, TooManySubscriptions
from lifecycle_api.graphql.question import LARGEST_REQUEST, SUBSCRIPTIONS, Answer, Asker, BadRequest
from lifecycle_api.http.asking import json_object, question
from lifecycle_api.http.authentication import Verify, presented, renewing
from lifecycle_api.http.cors import Origins

PROTOCOL: Final = "graphql-transport-ws"
PATIENCE_SECONDS: Final = 10.0
"""How long a connection may take to say who it is."""


class Closed(Exception):
    """The connection has to be closed, with a code of the protocol and a reason that the client is told."""

    def __init__(self, code: int, reason: str) -> None:
        """Keep both."""
        super().__init__(reason)
        self.code, self.reason = code, reason


@dataclass(frozen=True)
class WebSocketEndpoint:
    """Takes connections of programs, and of web pages whose origin may call."""

    answering: Answering
    verify: Verify
    origins: Origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it is closed."""
        socket = WebSocket(scope, receive, send)
        if not self._admits(socket):
            await socket.close()  # before it is accepted: status 403
            return
        if PROTOCOL not in socket.scope["subprotocols"]:
            await socket.accept()
            await socket.close(4406, f"Speak {PROTOCOL}")
            return
        await socket.accept(PROTOCOL)
        await _Connection(self, socket).run()

    def _admits(self, socket: WebSocket) -> bool:
        origin = socket.headers.get("origin")
        same = origin is not None and urlsplit(origin).netloc == socket.headers.get("host")
        return origin is None or same or self.origins.admits(origin)


class _Connection:
    """One connection: who it is of, and what it follows."""

    def __init__(self, endpoint: WebSocketEndpoint, socket: WebSocket) -> None:
        self._endpoint = endpoint
        self._socket = socket
        self._request_id = uuid4().hex
        self._tasks = asyncio.TaskGroup()
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Serve it, and close it when the protocol says so."""
        closing: Closed | None = None
        try:
            async with self._tasks:
                await self._serve()
        except* WebSocketDisconnect:
            pass
        except* Closed as closed:
            closing = next(each for each in closed.exceptions if isinstance(each, Closed))
        except* Exception as faults:  # noqa: BLE001  # the last resort
            log_fault(faults.exceptions[0], self._request_id)
            closing = Closed(1011, f"INTERNAL_ERROR {self._request_id}")
        if closing is not None:
            with suppress(WebSocketDisconnect, RuntimeError):
                await self._socket.close(closing.code, closing.reason)

    async def _serve(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                asker = await self._introduced()
        except TimeoutError:
            raise Closed(4408, "Connection initialisation timeout") from None
        await self._send({"type": "connection_ack"})
        self._tasks.create_task(self._expire(asker))
        while True:
            message = await self._message()
            match message:
                case {"type": "subscribe"}:
                    await self._subscribe(message, asker)
                case {"type": "complete", "id": str(key)}:
                    if (task := self._running.pop(key, None)) is not None:
                        task.cancel()
                case {"type": "connection_init"}:
                    raise Closed(4429, "Too many initialisation requests")
                case _:
                    await self._liveness(message)

    async def _introduced(self) -> Asker:
        """Who the connection is of, by what it says first, or else by the header of its upgrade. Raises Closed."""
        while (message := await self._message())["type"] != "connection_init":
            if message["type"] == "subscribe":
                raise Closed(4401, "Unauthorized")
            await self._liveness(message)
        payload = message.get("payload") or {}
        if not isinstance(payload, dict):
            raise Closed(4400, "The payload of `connection_init` is an object")
        try:
            return await self._asker({str(name).lower(): value for name, value in payload.items()})
        except TokenExpired as expired:
            raise Closed(4403, expired.code) from None
        except Unavailable as unavailable:
            raise Closed(1013, unavailable.code) from None
        except LifecycleError as refusal:
            raise Closed(4401, refusal.code) from None

    async def _asker(self, said: Mapping[str, Any]) -> Asker:
        authorization, proofs = (self._said(said, name) for name in ("authorization", "dpop"))
        shown = presented(authorization, proofs, self._socket.scope)
        if shown is None:
            raise Unauthenticated
        principal = await self._endpoint.verify(shown)
        return Asker(principal, self._request_id, renew=renewing(shown, self._endpoint.verify))

    def _said(self, said: Mapping[str, Any], name: str) -> list[str]:
        return [str(said[name])] if name in said else self._socket.headers.getlist(name)

    async def _subscribe(self, message: Mapping[str, Any], asker: Asker) -> None:
        key, payload = message.get("id"), message.get("payload")
        if not isinstance(key, str) or not key or not isinstance(payload, dict):
            raise Closed(4400, "`subscribe` has an `id` and a `payload`")
        if key in self._running:
            raise Closed(4409, f"Subscriber for {key[:40]} already exists")
        most = self._endpoint.answering.admission.limits.subscriptions
        if len(self._running) >= most:
            await self._refuse(key, [entry_of(TooManySubscriptions(limit=most))])
            return
        self._running[key] = self._tasks.create_task(self._follow(key, payload, asker))

    async def _follow(self, key: str, payload: dict[str, Any], asker: Asker) -> None:
        task = asyncio.current_task()
        try:
            asked = msgspec.structs.replace(question(payload, SUBSCRIPTIONS), transport="websocket")
            async with self._endpoint.answering.subscribed(asked, asker) as found:
                if isinstance(found, Answer):
                    await self._refuse(key, found.errors)
                    return
                async for delivery in found.deliveries():
                    await self._deliver(key, delivery)
            await self._send({"type": "complete", "id": key})
        except BadRequest as refusal:
            await self._refuse(key, [entry_of(refusal)])
        except TokenExpired as expired:
            raise Closed(4403, expired.code) from None
        except TokenInvalid as invalid:
            raise Closed(4401, invalid.code) from None
        finally:
            if self._running.get(key) is task:
                del self._running[key]

    async def _deliver(self, key: str, delivery: Delivery) -> None:
        if delivery.answer is None:
            await self._send({"type": "ping", "payload": {"positions": {key: str(delivery.position)}}})
        else:
            await self._send({"type": "next", "id": key, "payload": orjson.Fragment(delivery.answer.body)})

    async def _refuse(self, key: str, errors: Any) -> None:
        entries: list[Entry] = list(errors)
        await self._send({"type": "error", "id": key, "payload": entries})

    async def _expire(self, asker: Asker) -> None:
        if asker.principal is not None and asker.principal.expires is not None:
            now = self._endpoint.answering.resources.following.now()
            await asyncio.sleep(max(0.0, (asker.principal.expires - now).total_seconds()))
            raise Closed(4403, TokenExpired.code)

    async def _liveness(self, message: Mapping[str, Any]) -> None:
        match message:
            case {"type": "ping"}:
                await self._send({"type": "pong"})
            case {"type": "pong"} | {"type": "complete"}:
                return
            case _:
                raise Closed(4400, "Unknown message")

    async def _message(self) -> dict[str, Any]:
        """The next message. Raises Closed for what is none, and WebSocketDisconnect."""
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received["code"])
        text = received.get("text")
        if text is None or len(text) > LARGEST_REQUEST:
            raise Closed(4400, "Messages are JSON texts of limited length")
        try:
            message = json_object(text)
        except BadRequest as refusal:
            raise Closed(4400, refusal.message) from None
        if not isinstance(message.get("type"), str):
            raise Closed(4400, "A message has a `type`")
        return message

    async def _send(self, message: Mapping[str, Any]) -> None:
        await self._socket.send_text(orjson.dumps(message, default=str).decode())
