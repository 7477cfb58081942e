"""What every request passes on its way, in one step: its id, what browsers are told, its address, and its faults."""

from collections.abc import Awaitable, Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.entries import log_fault
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.errors import fault_response, http_refused, refusal_response
from lifecycle_api.http.headers import header
from lifecycle_api.http.request_id import HEADER, id_for, request_id_of

_VARY: Final = (b"vary", b"Origin")


class ResponseBroken(Exception):
    """A response failed after it had begun, so that the server can only cut it off."""


class Application:
    """The application to serve. Whatever is answered carries the request's id, faults too.

    Browsers are told which pages may read an answer. Programs name no origin, and most callers are those.
    """

    def __init__(self, routes: Sequence[BaseRoute], origins: Origins) -> None:
        """Serve these addresses. Those that are one text are found without looking through all."""
        # A redirect for a slash too many would repeat a body, and name a host that the caller chose.
        self._router = Router(routes, redirect_slashes=False)
        self._plain = {
            (method, each.path): each.app
            for each in routes
            if isinstance(each, Route) and not each.param_convertors
            for method in each.methods or ()
        }
        self._for_browsers = CORSMiddleware(self._answer, **origins.middleware_options())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raises `ResponseBroken` when that fails after the response had begun."""
        if scope["type"] != "http":
            await self._router(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = id_for(scope)
        signature = (HEADER, request_id.encode())
        by_browser = header(scope, b"origin") != ""

        def signed(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                state["begun"] = True
                # A cache must not give to a page what a program was answered.
                message["headers"] = [*message["headers"], signature, *(() if by_browser else (_VARY,))]
            return send(message)

        await (self._for_browsers if by_browser else self._answer)(scope, receive, signed)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self  # or the router would refuse in plain text
        try:
            await self._plain.get((scope["method"], scope["path"]), self._router)(scope, receive, send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001  # the last resort
            if "begun" in scope["state"]:
                log_fault(error, request_id_of(scope))
                raise ResponseBroken from None
            await _refused(error, request_id_of(scope))(scope, receive, send)


def _refused(error: Exception, request_id: str) -> ASGIApp:
    """What is answered instead: a refusal as it is, and nothing of what nobody foresaw but the request's id."""
    match error:
        case LifecycleError():
            return refusal_response(error)
        case HTTPException():
            return http_refused(error)
        case _:
            log_fault(error, request_id)
            return fault_response(request_id)
