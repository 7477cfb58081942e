"""A response that is at hand whole: its status, its headers as the server sends them, and its bytes."""

from http import HTTPStatus
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

Header = tuple[bytes, bytes]


class Reply(NamedTuple):
    """What is answered; the length of the body is said with it."""

    status: HTTPStatus
    headers: list[Header]
    body: bytes = b""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        headers = self.headers
        if self.status != HTTPStatus.NOT_MODIFIED:
            headers = [*headers, (b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})
