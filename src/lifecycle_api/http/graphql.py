"""GraphQL over HTTP as its specification has it, on strawberry's view; what that leaves open is closed here.

Strawberry answers every request as `application/json` with status 200, and refuses in plain text. Here both
media types are spoken, each with its own status codes, and every refusal is JSON with a code. Whatever a
resolver raises is translated once: our own refusals are shown, faults are masked and logged.
"""

from http import HTTPStatus
from typing import Any, Final

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import GraphQLError, GraphQLSyntaxError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.utils.logging import StrawberryLogger

from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.errors import LifecycleError
from lifecycle_api.http.authentication import principal_of
from lifecycle_api.http.errors import entry_of, error_entry, error_response, log_fault, masked_entry
from lifecycle_api.http.media import LEGACY, RESPONSE, negotiated
from lifecycle_api.http.request_id import request_id_of
from lifecycle_api.http.services import Services

LARGEST_REQUEST: Final = 4 * 1024 * 1024
CONSOLE: Final = "/console"

# Strawberry logs every error with its message, which may hold people's data; `log_fault` does it instead.
StrawberryLogger.logger.addFilter(lambda _record: False)


class GraphQLView(GraphQL[dict[str, Any], None]):
    """The `/graphql` endpoint: POST with a JSON body, and GET for queries."""

    def __init__(self, services: Services) -> None:
        """Serve the schema; the context of its resolvers is `{principal, viewer, request_id, services}`."""
        super().__init__(services.schema, graphql_ide=None, subscription_protocols=())
        self._resources = services.resources
        self._has_console = services.console is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; strawberry's refusals are answered here, our own pass through."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except HTTPException as error:
            response = _refusal(error, request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if self._has_console and _wants_page(request):
            return RedirectResponse(CONSOLE, HTTPStatus.SEE_OTHER)
        return await self.run(request)

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002  # the view's signature
    ) -> dict[str, Any]:
        """What resolvers see of a request: `principal` and `viewer` are None for anyone."""
        principal = principal_of(request.scope)
        return {
            "principal": principal,
            "viewer": None if principal is None else viewer_of(principal),
            "request_id": request_id_of(request.scope),
            "services": self._resources,
        }

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """A response that knows the media type it will have; raises when the caller accepts none of ours."""
        media_type = negotiated(request.headers.get("accept", ""))
        if media_type is None:
            raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, f"Accept {RESPONSE} or {LEGACY}")
        response = await super().get_sub_response(request)
        response.media_type = media_type
        return response

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:  # noqa: ARG002  # see above
        """Never: the console is a page of its own."""
        return False

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """Read the request's document and variables; raises for any other JSON than one request."""
        if request.method == "POST" and "application/json" not in (request.content_type or "").lower():
            raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the request as application/json")
        data = await super().parse_http_body(request)
        if isinstance(data, list):
            raise HTTPException(HTTPStatus.BAD_REQUEST, "Send one request at a time")
        if not isinstance(data.operation_name, str | None):
            raise HTTPException(HTTPStatus.BAD_REQUEST, "`operationName` must be a string or null")
        return data

    def decode_json(self, data: str | bytes) -> object:
        """Read JSON; raises `HTTPException` unless it is an object or a list, as all of GraphQL's JSON is."""
        decoded = orjson.loads(data)
        if not isinstance(decoded, dict | list):
            raise HTTPException(HTTPStatus.BAD_REQUEST, "The body must be a JSON object")
        return decoded

    def encode_json(self, data: object) -> bytes:
        """Write JSON; ready-made bytes may be spliced in as `orjson.Fragment`."""
        return orjson.dumps(data)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """The response's object. An operation that never ran has no `data`."""
        request_id = request_id_of(request.scope)
        response: GraphQLHTTPResponse = {}
        if result.errors:
            response["errors"] = [_entry(error, request_id) for error in result.errors]
        if result.data is not None or not _never_ran(result.errors):
            response["data"] = result.data
        if result.extensions:
            response["extensions"] = result.extensions
        return response

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """In the media type agreed on; only the newer one says by its status that nothing ran."""
        response = super().create_response(response_data, sub_response)
        response.headers["content-type"] = f"{sub_response.media_type}; charset=utf-8"
        if sub_response.media_type == RESPONSE and "data" not in response_data:
            response.status_code = HTTPStatus.BAD_REQUEST
        return response


def _wants_page(request: Request) -> bool:
    # A browser that follows a link; a program asking with GET sends its query along.
    return (
        request.method == "GET"
        and "query" not in request.query_params
        and "text/html" in request.headers.get("accept", "")
    )


def _never_ran(errors: list[GraphQLError] | None) -> bool:
    return not any(error.path for error in errors or ())


def _entry(error: GraphQLError, request_id: str) -> dict[str, Any]:
    where = {name: value for name, value in error.formatted.items() if name in {"locations", "path"}}
    return {**_meaning(error, request_id), **where}


def _meaning(error: GraphQLError, request_id: str) -> dict[str, Any]:
    match error.original_error:
        case None | GraphQLError():
            code = "GRAPHQL_PARSE_FAILED" if isinstance(error, GraphQLSyntaxError) else "GRAPHQL_REFUSED"
            return error_entry(error.message, **{"code": code, **(error.extensions or {})})
        case LifecycleError() as refusal:
            return entry_of(refusal)
        case RecursionError():
            return error_entry("The document is nested too deeply to be read.", "GRAPHQL_TOO_DEEP")
        case fault:
            log_fault(fault, request_id)
            return masked_entry(request_id)


def _refusal(error: HTTPException, request: Request) -> Response:
    status, headers = HTTPStatus(error.status_code), {}
    if request.method == "GET" and isinstance(error.__cause__, InvalidOperationTypeError):
        status, headers = HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "POST"}
    entry = error_entry(f"{error.reason.rstrip('.')}.", status.name)
    media_type = negotiated(request.headers.get("accept", "")) or LEGACY
    return error_response(entry, status, media_type=media_type, headers=headers)
