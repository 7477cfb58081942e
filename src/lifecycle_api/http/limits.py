"""Stops reading a request's body at a limit, so that a large one costs no more memory than a small one."""

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lifecycle_api.http.errors import BodyTooLarge
from lifecycle_api.http.headers import header


async def body_of(scope: Scope, receive: Receive, limit: int) -> bytes:
    """All of a request's body, of at most `limit` bytes. Raises `BodyTooLarge` and ClientDisconnect."""
    _admit_announced(scope, limit)
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        _admit(size, limit)
        more = message.get("more_body", False)
    return b"".join(parts)


class BodyLimit:
    """Lets through bodies of at most so many bytes, whether their length was announced or not."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Wrap an endpoint that reads bodies of at most `limit` bytes."""
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; raises `BodyTooLarge` before reading, or while the endpoint reads."""
        _admit_announced(scope, self._limit)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            _admit(seen, self._limit)
            return message

        await self._app(scope, counted, send)


def _admit_announced(scope: Scope, limit: int) -> None:
    announced = header(scope, b"content-length")
    if announced.isdecimal():
        _admit(int(announced), limit)


def _admit(size: int, limit: int) -> None:
    if size > limit:
        raise BodyTooLarge(f"The body is larger than the {limit} bytes read here.", limit=limit)
