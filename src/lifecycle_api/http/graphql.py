"""GraphQL over HTTP as its specification has it: POST with a JSON body, and GET for queries.

Both media types are spoken, each with its own status codes, and every refusal is JSON with a code.
"""

from http import HTTPStatus

from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.question import Asker
from lifecycle_api.http.asking import question_of
from lifecycle_api.http.authentication import principal_of
from lifecycle_api.http.console import CONSOLE
from lifecycle_api.http.errors import NotAcceptable, refusal_response
from lifecycle_api.http.events import STREAM, EventStreams
from lifecycle_api.http.headers import header
from lifecycle_api.http.media import LEGACY, RESPONSE, negotiated
from lifecycle_api.http.replies import Reply, reply
from lifecycle_api.http.request_id import request_id_of
from lifecycle_api.http.services import Services


class GraphQLEndpoint:
    """The `/graphql` endpoint; who accepts an event stream is answered with one."""

    def __init__(self, services: Services) -> None:
        """Answer what the services' answering answers."""
        self._answering = services.answering
        self._streams = EventStreams(services.answering, services.verify)
        self._has_console = services.console is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        accept = header(scope, b"accept").lower()
        if STREAM in accept:
            await self._streams(scope, receive, send)
            return
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


def _wants_page(scope: Scope, accept: str) -> bool:
    # A browser that follows a link; a program asking with GET sends its query along.
    return "text/html" in accept and "query" not in QueryParams(scope["query_string"])
