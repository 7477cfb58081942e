"""Serves the verifiable log as C2SP tlog-tiles says: the checkpoint, tiles, and entries, which hold only digests."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, request_response
from starlette.types import ASGIApp

from lifecycle_api.audit.tlog.tiles import ENTRIES, TileUnknown, parse_path
from lifecycle_api.audit.trees import NoCheckpoint, NotInTheTree, Trees
from lifecycle_api.http.authentication import require_principal

SCOPE: Final = "audit:read"
_NO_BODY: Final = 0
_TEXT: Final = "text/plain; charset=utf-8"
_BYTES: Final = "application/octet-stream"
# What is signed over never changes; only who asks may see it, so no shared cache keeps it.
_FOR_EVER: Final = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Authorization"}
_BRIEFLY: Final = {"Cache-Control": "private, max-age=1", "Vary": "Authorization"}


def audit_routes(trees: Trees, guarded: Callable[[ASGIApp, int], ASGIApp]) -> list[Route]:
    """`checkpoint`, `tile/…` and `proof/<position>` under `/audit/<group>/`; another group's log is not found."""

    async def checkpoint(request: Request) -> Response:
        tenant = _tenant(request)
        try:
            signed = await trees.checkpoint(tenant)
        except NoCheckpoint as none_yet:
            raise HTTPException(404, none_yet.message.removesuffix(".")) from None
        return Response(signed.note, headers=_BRIEFLY, media_type=_TEXT)

    async def tile(request: Request) -> Response:
        tenant = _tenant(request)
        try:
            wanted = parse_path(f"tile/{request.path_params['path']}")
            if wanted.level == ENTRIES:
                data = await trees.bundle(tenant, wanted.number, wanted.width)
            else:
                data = await trees.tile(tenant, wanted)
        except TileUnknown as unknown:
            raise HTTPException(404, unknown.message.removesuffix(".")) from None
        return Response(data, headers=_FOR_EVER, media_type=_BYTES)

    async def proof(request: Request) -> Response:
        tenant = _tenant(request)
        try:
            found = await trees.inclusion(tenant, int(request.path_params["position"]) - 1)
        except (NoCheckpoint, NotInTheTree) as not_yet:
            raise HTTPException(404, not_yet.message.removesuffix(".")) from None
        return Response(found.text, headers=_BRIEFLY, media_type=_TEXT)

    return [
        Route("/audit/{tenant:uuid}/proof/{position:int}", guarded(request_response(proof), _NO_BODY), methods=["GET"]),
        Route("/audit/{tenant:uuid}/checkpoint", guarded(request_response(checkpoint), _NO_BODY), methods=["GET"]),
        Route("/audit/{tenant:uuid}/tile/{path:path}", guarded(request_response(tile), _NO_BODY), methods=["GET"]),
    ]


def _tenant(request: Request) -> UUID:
    """The group in the address, if it is the caller's. Raises Unauthenticated, ScopeMissing."""
    principal = require_principal(request.scope)
    principal.require(SCOPE)
    tenant = UUID(str(request.path_params["tenant"]))
    if tenant != principal.tenant:
        raise HTTPException(404, "There is no such log in your reach")
    return tenant
