"""Serves a witness over HTTP."""

from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lifecycle_api.audit.witness.witness import Answer, Witness

LARGEST: Final = 64 * 1024


def application(witness: Witness) -> Starlette:
    """`POST /add-checkpoint`, and `GET /<sha256 of the origin>/checkpoint`."""

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST:
                return Response("The request is too large.\n", 413)
        return _told(await run_in_threadpool(witness.add_checkpoint, body))

    async def checkpoint(request: Request) -> Response:
        return _told(await run_in_threadpool(witness.checkpoint, request.path_params["origin"]))

    return Starlette(
        routes=[
            Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
            Route("/{origin}/checkpoint", checkpoint),
        ]
    )


def _told(answer: Answer) -> Response:
    return Response(answer.text, answer.status, media_type=answer.media_type)
