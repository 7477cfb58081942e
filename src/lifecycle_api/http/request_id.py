"""Gives every request an id, the caller's own when it is a tidy one, and says it in the response."""

import re
from secrets import token_hex
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lifecycle_api.http.headers import header

HEADER: Final = b"x-request-id"
_TIDY: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id_of(scope: Scope) -> str:
    """The id of the request being served."""
    identifier: str = scope["state"]["request_id"]
    return identifier


class RequestIds:
    """Takes the caller's `X-Request-Id` or makes one."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under its id."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = header(scope, HEADER)
        request_id = given if _TIDY.fullmatch(given) else token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id

        async def signed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (HEADER, request_id.encode())]
            await send(message)

        await self._app(scope, receive, signed)
