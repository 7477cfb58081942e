"""Stops reading a request's body at a limit, so that a large one costs no more memory than a small one."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lifecycle_api.http.errors import BodyTooLarge
from lifecycle_api.http.headers import header


class BodyLimit:
    """Lets through bodies of at most so many bytes, whether their length was announced or not."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        """Wrap an endpoint that reads bodies of at most `limit` bytes."""
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; raises `BodyTooLarge` before reading, or while the endpoint reads."""
        announced = header(scope, b"content-length")
        if announced.isdecimal():
            self._admit(int(announced))
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            self._admit(seen)
            return message

        await self._app(scope, counted, send)

    def _admit(self, size: int) -> None:
        if size > self._limit:
            raise BodyTooLarge(f"The body is larger than the {self._limit} bytes read here.", limit=self._limit)
