"""What a stranger finds who opens the bare address: the console, or where else to ask."""

from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lifecycle_api.http.console import CONSOLE

HINT: Final = "There is nothing at /: send operations to /graphql, or see /health/ready"


def front_door(*, has_console: bool) -> Route:
    """`/`: browsers go on to the console where there is one; programs are told where to ask, with 404."""

    async def answer(request: Request) -> Response:
        if has_console and request.method != "POST" and "text/html" in request.headers.get("accept", "").lower():
            return RedirectResponse(CONSOLE, HTTPStatus.SEE_OTHER)
        raise HTTPException(HTTPStatus.NOT_FOUND, HINT)

    return Route("/", answer, methods=["GET", "POST"])
