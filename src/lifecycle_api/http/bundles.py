"""Hands prepared bundles out: their state, the file in pieces that can be resumed, and the policy to pin."""

import re
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, request_response
from starlette.types import ASGIApp

from lifecycle_api.access.principal import Principal
from lifecycle_api.audit.export.desk import BundleUnknown, Desk, Prepared
from lifecycle_api.http.authentication import require_principal
from lifecycle_api.http.errors import JSON

_NO_BODY: Final = 0
_PRIVATE: Final = {"Cache-Control": "no-store", "Vary": "Authorization"}
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")


def bundle_routes(desk: Desk, guarded: Callable[[ASGIApp, int], ASGIApp]) -> list[Route]:
    """`/audit/<group>/bundles/<id>`, and `/bundle.zip` and `/policy` below it."""

    async def state(request: Request) -> Response:
        _, found = await _found(desk, request)
        names = ("state", "error", "bytes", "sha256", "expires_at")
        told = {name: getattr(found, name) for name in names}
        return Response(orjson.dumps(told), headers=_PRIVATE, media_type=JSON)

    async def policy(request: Request) -> Response:
        _, found = await _ready(desk, request)
        return Response(found.policy, headers=_PRIVATE, media_type="text/plain; charset=utf-8")

    async def file(request: Request) -> Response:
        principal, found = await _ready(desk, request)
        size, tag = found.bytes or 0, f'"{found.sha256}"'
        start, end = _wanted(request, size, tag)
        headers = {**_PRIVATE, "Accept-Ranges": "bytes", "ETag": tag, "Content-Length": str(end - start)}
        partial = (start, end) != (0, size)
        if partial:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        pieces = desk.read(principal.tenant, found.id, start, end)
        return StreamingResponse(pieces, 206 if partial else 200, headers, media_type="application/zip")

    base = "/audit/{tenant:uuid}/bundles/{bundle:uuid}"
    endpoints: dict[str, Any] = {"": state, "/policy": policy, "/bundle.zip": file}
    return [
        Route(base + path, guarded(request_response(endpoint), _NO_BODY), methods=["GET"])
        for path, endpoint in endpoints.items()
    ]


async def _found(desk: Desk, request: Request) -> tuple[Principal, Prepared]:
    """Who asks, and the bundle. Raises Unauthenticated, ScopeMissing, EngagementOver."""
    principal = require_principal(request.scope)
    if UUID(str(request.path_params["tenant"])) != principal.tenant:
        raise HTTPException(404, "There is no such bundle in your reach")
    try:
        return principal, await desk.find(principal, UUID(str(request.path_params["bundle"])))
    except BundleUnknown as unknown:
        raise HTTPException(404, unknown.message.removesuffix(".")) from None


async def _ready(desk: Desk, request: Request) -> tuple[Principal, Prepared]:
    principal, found = await _found(desk, request)
    if found.state != "ready":
        raise HTTPException(409, f"The bundle is {found.state}; ask again when it is ready")
    return principal, found


def _wanted(request: Request, size: int, tag: str) -> tuple[int, int]:
    """The first byte, and the one after the last, that the request asks for; one range, or all there is."""
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or asked[0] == "bytes=-" or request.headers.get("if-range", tag) != tag:
        return 0, size
    first, last = asked[1], asked[2]
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last) + 1, size) if first and last else size
    if start >= end:
        raise HTTPException(416, "There are no such bytes", {"Content-Range": f"bytes */{size}"})
    return start, end
