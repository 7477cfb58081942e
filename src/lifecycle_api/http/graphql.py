"""GraphQL over HTTP as its specification has it: POST with a JSON body, and GET for queries.

Both media types are spoken, each with its own status codes, and every refusal is JSON with a code.
"""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from lifecycle_api.access.buckets import RateLimited
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.graphql.question import Answer, Asker
from lifecycle_api.http.asking import question_of
from lifecycle_api.http.authentication import principal_of
from lifecycle_api.http.errors import NotAcceptable, headers_of, refusal_response, status_of
from lifecycle_api.http.headers import header
from lifecycle_api.http.media import LEGACY, RESPONSE, negotiated
from lifecycle_api.http.replies import Header, Reply
from lifecycle_api.http.request_id import request_id_of
from lifecycle_api.http.services import Services

CONSOLE: Final = "/console"
_LATER: Final = (RateLimited, Unavailable)
_TYPES: Final = {each: (b"content-type", f"{each}; charset=utf-8".encode()) for each in (LEGACY, RESPONSE)}
_NOT_KEPT: Final = (b"cache-control", b"no-store")
_KEPT: Final = [(b"cache-control", b"private, no-cache"), (b"vary", b"Authorization, Accept")]


class GraphQLEndpoint:
    """The `/graphql` endpoint."""

    def __init__(self, services: Services) -> None:
        """Answer what the services' answering answers."""
        self._answering = services.answering
        self._has_console = services.console is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        accept = header(scope, b"accept")
        media_type = negotiated(accept)
        try:
            if self._has_console and scope["method"] == "GET" and _wants_page(scope, accept):
                answered: Reply | Response = RedirectResponse(CONSOLE, HTTPStatus.SEE_OTHER)
            else:
                answered = await self._answer(scope, receive, media_type)
        except LifecycleError as refusal:
            answered = refusal_response(refusal, media_type=media_type or LEGACY)
        await answered(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, media_type: str | None) -> Reply:
        if media_type is None:
            raise NotAcceptable(f"Accept {RESPONSE} or {LEGACY}.")
        question = await question_of(scope, receive)
        asker = Asker(principal_of(scope), request_id_of(scope))
        return reply(await self._answering.answer(question, asker), media_type)


def reply(answer: Answer, media_type: str) -> Reply:
    """An answer in a media type, with the status that belongs to it."""
    headers = [_TYPES[media_type], *_keeping(answer)]
    if answer.unchanged:
        return Reply(HTTPStatus.NOT_MODIFIED, headers)
    if isinstance(answer.refusal, _LATER):
        headers += [(name.lower().encode(), value.encode()) for name, value in headers_of(answer.refusal).items()]
    return Reply(_status(answer, media_type), headers, answer.body)


def _keeping(answer: Answer) -> list[Header]:
    """Whether the answer may be kept, and by whom: only by who asked, and not without asking whether it still holds."""
    return [_NOT_KEPT] if answer.tag is None else [*_KEPT, (b"etag", answer.tag.encode())]


def _status(answer: Answer, media_type: str) -> HTTPStatus:
    if answer.refusal is None and answer.data is not None:
        return HTTPStatus.OK
    # Only the newer media type says by its status that nothing ran; that nothing can run now, both do.
    if isinstance(answer.refusal, Unavailable) or (isinstance(answer.refusal, _LATER) and media_type == RESPONSE):
        return status_of(answer.refusal)
    return HTTPStatus.BAD_REQUEST if answer.data is None and media_type == RESPONSE else HTTPStatus.OK


def _wants_page(scope: Scope, accept: str) -> bool:
    # A browser that follows a link; a program asking with GET sends its query along.
    return "text/html" in accept and "query" not in QueryParams(scope["query_string"])
