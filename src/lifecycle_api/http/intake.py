"""Takes in leads over HTTP: the bytes as they were sent, answered with a receipt."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import request_response
from starlette.types import ASGIApp

from lifecycle_api.errors import InvalidArgument
from lifecycle_api.http.authentication import require_principal
from lifecycle_api.http.errors import JSON, UnsupportedMediaType
from lifecycle_api.http.services import ReceiveAdf

LARGEST_LEAD: Final = 2 * 1024 * 1024
MEDIA_TYPES: Final = frozenset(
    {"application/xml", "text/xml", "message/rfc822", "text/plain", "application/octet-stream"}
)
_STATUS: Final = {
    "recorded": HTTPStatus.CREATED,
    "resent": HTTPStatus.OK,
    "quarantined": HTTPStatus.ACCEPTED,
}


def adf_endpoint(receive: ReceiveAdf) -> ASGIApp:
    """`POST /intake/adf[?rooftop=ID]`: 201 recorded, 200 known already, 202 set aside for a person to see."""

    async def answer(request: Request) -> Response:
        principal = require_principal(request.scope)
        principal.require("intake:write")
        content_type, rooftop = _content_type(request), _rooftop(request)
        receipt = await receive(principal, await request.body(), content_type=content_type, rooftop=rooftop)
        body = orjson.dumps({"outcome": receipt.outcome, **receipt.details}, default=str)
        return Response(body, _STATUS[receipt.outcome], media_type=JSON)

    return request_response(answer)


def _content_type(request: Request) -> str:
    whole = request.headers.get("content-type", "application/octet-stream")
    media_type = whole.partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES and not media_type.endswith("+xml"):
        known = ", ".join(sorted(MEDIA_TYPES))
        raise UnsupportedMediaType(f"Send a lead as one of {known}, not as {media_type!r}.")
    return whole


def _rooftop(request: Request) -> UUID | None:
    text = request.query_params.get("rooftop")
    try:
        return None if text is None else UUID(text.removeprefix("rooftop:"))
    except ValueError:
        raise InvalidArgument(f"{text!r} is not the id of a rooftop.", argument="rooftop") from None
