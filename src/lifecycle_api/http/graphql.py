"""GraphQL over HTTP as its specification has it: POST with a JSON body, and GET for queries.

Both media types are spoken, each with its own status codes, and every refusal is JSON with a code.
"""

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from lifecycle_api.access.buckets import RateLimited
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.graphql.question import Answer, Asker
from lifecycle_api.http.asking import question_of
from lifecycle_api.http.authentication import principal_of
from lifecycle_api.http.errors import NotAcceptable, headers_of, refusal_response, status_of
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
            answered = await self._answer(request, media_type)
        except LifecycleError as refusal:
            answered = refusal_response(refusal, media_type=media_type or LEGACY)
        await answered(scope, receive, send)

    async def _answer(self, request: Request, media_type: str | None) -> Response:
        if self._has_console and _wants_page(request):
            return RedirectResponse(CONSOLE, HTTPStatus.SEE_OTHER)
        if media_type is None:
            raise NotAcceptable(f"Accept {RESPONSE} or {LEGACY}.")
        question = await question_of(request)
        asker = Asker(principal_of(request.scope), request_id_of(request.scope))
        return response(await self._answering.answer(question, asker), media_type)


def response(answer: Answer, media_type: str) -> Response:
    """An answer in a media type, with the status that belongs to it."""
    headers = {"content-type": f"{media_type}; charset=utf-8", **_keeping(answer)}
    if answer.unchanged:
        return Response(None, HTTPStatus.NOT_MODIFIED, headers)
    if isinstance(answer.refusal, _LATER):
        headers |= headers_of(answer.refusal)
    return Response(answer.body, _status(answer, media_type), headers)


def _keeping(answer: Answer) -> dict[str, str]:
    """Whether the answer may be kept, and by whom: only by who asked, and not without asking whether it still holds."""
    if answer.tag is None:
        return {"cache-control": "no-store"}
    return {"cache-control": "private, no-cache", "etag": answer.tag, "vary": "Authorization, Accept"}


def _status(answer: Answer, media_type: str) -> HTTPStatus:
    # Only the newer media type says by its status that nothing ran; that nothing can run now, both do.
    if isinstance(answer.refusal, Unavailable) or (isinstance(answer.refusal, _LATER) and media_type == RESPONSE):
        return status_of(answer.refusal)
    return HTTPStatus.BAD_REQUEST if answer.data is None and media_type == RESPONSE else HTTPStatus.OK


def _wants_page(request: Request) -> bool:
    # A browser that follows a link; a program asking with GET sends its query along.
    return (
        request.method == "GET"
        and "query" not in request.query_params
        and "text/html" in request.headers.get("accept", "")
    )
