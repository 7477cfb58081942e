"""Tells a load balancer whether the process lives, and whether it can serve."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lifecycle_api.graphql.entries import log_fault
from lifecycle_api.http.errors import JSON
from lifecycle_api.http.request_id import request_id_of
from lifecycle_api.http.services import Readiness


def health_routes(ready: Callable[[], Awaitable[Readiness]]) -> list[Route]:
    """`/health/live`, and `/health/ready` with a report: 200, or 503 when not ready or not known."""

    async def answer_ready(request: Request) -> Response:
        try:
            state = await ready()
        except Exception as error:  # noqa: BLE001  # whatever is wrong, the answer is "not ready"
            log_fault(error, request_id_of(request.scope))
            state = Readiness(ready=False, checks={"report": {"ok": False}})
        status = HTTPStatus.OK if state.ready else HTTPStatus.SERVICE_UNAVAILABLE
        word = "ready" if state.ready else "not ready"
        return _json({"status": word, "checks": dict(state.checks)}, status)

    return [Route("/health/live", _answer_live), Route("/health/ready", answer_ready)]


async def _answer_live(_request: Request) -> Response:
    return _json({"status": "live"}, HTTPStatus.OK)


def _json(content: dict[str, Any], status: HTTPStatus) -> Response:
    return Response(orjson.dumps(content, default=str), status, {"Cache-Control": "no-store"}, JSON)
