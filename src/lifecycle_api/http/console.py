"""The console: GraphiQL from files of our own, with the demo's personas and saved operations to pick from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from lifecycle_api.access.dev import is_loopback
from lifecycle_api.access.personas import PersonaToken
from lifecycle_api.http.errors import JSON
from lifecycle_api.http.operations import SavedOperation

CONSOLE: Final = "/console"
STATIC: Final = Path(__file__).parent / "static"
# Styles may be inline because the editor measures text with styles that it writes as it goes.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


@dataclass(frozen=True)
class Console:
    """What the console offers. `personas` makes fresh tokens; only the dev issuer gives any."""

    operations: Sequence[SavedOperation] = ()
    personas: Callable[[], Sequence[PersonaToken]] | None = None


class _Assets(StaticFiles):
    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update(HEADERS)
        return response


def console_routes(console: Console) -> list[BaseRoute]:
    """`/console`, its assets, and the two lists it reads."""

    async def page(_request: Request) -> Response:
        return FileResponse(STATIC / "index.html", headers=HEADERS)

    async def operations(_request: Request) -> Response:
        return _json([operation.as_dict() for operation in console.operations])

    async def personas(request: Request) -> Response:
        if console.personas is None or not _is_local(request):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _json([persona.as_dict() for persona in console.personas()])

    return [
        Route(CONSOLE, page),
        Route("/console/operations.json", operations),
        Route("/console/personas.json", personas),
        Mount("/console/assets", _Assets(directory=STATIC)),
    ]


def _is_local(request: Request) -> bool:
    # The Host is looked at as well: a page elsewhere can point a name of its own at this machine.
    return request.client is not None and is_loopback(request.client.host) and is_loopback(request.url.hostname or "")


def _json(content: list[dict[str, Any]]) -> Response:
    return Response(orjson.dumps(content), headers={**HEADERS, "Cache-Control": "no-store"}, media_type=JSON)
