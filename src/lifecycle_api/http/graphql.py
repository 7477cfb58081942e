"""GraphQL over HTTP as its specification has it: POST with a JSON body, and GET for queries.

Both media types are spoken, each with its own status codes, and every refusal is JSON with a code.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from graphql import OperationType
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from lifecycle_api.access.buckets import RateLimited
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.graphql.question import ANY_KIND, QUERIES, Answer, Asker, BadRequest, Question
from lifecycle_api.http.authentication import principal_of
from lifecycle_api.http.errors import NotAcceptable, UnsupportedMediaType, headers_of, refusal_response, status_of
from lifecycle_api.http.media import LEGACY, RESPONSE, negotiated
from lifecycle_api.http.request_id import request_id_of
from lifecycle_api.http.services import Services

CONSOLE: Final = "/console"
_LATER: Final = (RateLimited, Unavailable)


class GraphQLEndpoint:
    """The `/graphql` endpoint."""

    def __init__(self, services: Services) -> None:
        """Answer what the services' answering answers."""
        self._answering = services.answering
        self._has_console = services.console is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        media_type = negotiated(request.headers.get("accept", ""))
        try:
            response = await self._answer(request, media_type)
        except LifecycleError as refusal:
            response = refusal_response(refusal, media_type=media_type or LEGACY)
        await response(scope, receive, send)

    async def _answer(self, request: Request, media_type: str | None) -> Response:
        if self._has_console and _wants_page(request):
            return RedirectResponse(CONSOLE, HTTPStatus.SEE_OTHER)
        if media_type is None:
            raise NotAcceptable(f"Accept {RESPONSE} or {LEGACY}.")
        question = await _question(request)
        asker = Asker(principal_of(request.scope), request_id_of(request.scope))
        return _response(await self._answering.answer(question, asker), media_type)


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass  # the rest of a body that nobody reads


def _response(answer: Answer, media_type: str) -> Response:
    headers = {"content-type": f"{media_type}; charset=utf-8"}
    if isinstance(answer.refusal, _LATER):
        headers |= headers_of(answer.refusal)
    return Response(answer.body, _status(answer, media_type), headers)


def _status(answer: Answer, media_type: str) -> HTTPStatus:
    # Only the newer media type says by its status that nothing ran; that nothing can run now, both do.
    if isinstance(answer.refusal, Unavailable) or (isinstance(answer.refusal, _LATER) and media_type == RESPONSE):
        return status_of(answer.refusal)
    return HTTPStatus.BAD_REQUEST if answer.data is None and media_type == RESPONSE else HTTPStatus.OK


async def _question(request: Request) -> Question:
    if request.method == "GET":
        return _asked(_from_address(request), request, QUERIES)
    if "application/json" not in request.headers.get("content-type", "").lower():
        raise UnsupportedMediaType("Send the request as application/json.")
    return _asked(_object(await request.body()), request, ANY_KIND)


def _asked(given: Mapping[str, Any], request: Request, kinds: frozenset[OperationType]) -> Question:
    query, name = given.get("query"), given.get("operationName")
    if not isinstance(query, str | None):
        raise BadRequest("`query` must be a string.")
    if not isinstance(name, str | None):
        raise BadRequest("`operationName` must be a string or null.")
    for member in ("variables", "extensions"):
        if not isinstance(given.get(member), dict | None):
            raise BadRequest(f"`{member}` must be an object or null.")
    variables = given.get("variables") or {}
    return Question(query=query, name=name, variables=variables, kinds=kinds, gone=lambda: _hung_up(request))


def _from_address(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query_params)
    return given | {name: _json(given[name]) for name in ("variables", "extensions") if name in given}


def _object(body: bytes) -> dict[str, Any]:
    given = _json(body)
    if isinstance(given, list):
        raise BadRequest("Send one request at a time.")
    if not isinstance(given, dict):
        raise BadRequest("The body must be a JSON object.")
    return given


def _json(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest("The request holds something that is no JSON.") from None


def _wants_page(request: Request) -> bool:
    # A browser that follows a link; a program asking with GET sends its query along.
    return (
        request.method == "GET"
        and "query" not in request.query_params
        and "text/html" in request.headers.get("accept", "")
    )
