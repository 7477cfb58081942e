"""Opting out and unsubscribing: for anyone, without a login, a proof or a question that is not needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import parse_qsl
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, request_response
from starlette.types import ASGIApp

from lifecycle_api.access.links import UNSUBSCRIBE, Links, Unsubscribe
from lifecycle_api.access.oauth.login import Form
from lifecycle_api.access.principal import Principal
from lifecycle_api.domain.events.consents import Method
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.http.authentication import principal_of
from lifecycle_api.http.errors import JSON
from lifecycle_api.http.pages import form_page, page

LARGEST_REQUEST: Final = 16 * 1024
OPT_OUT: Final = "/privacy/opt-out"
_ONE_CLICK: Final = ("List-Unsubscribe", "One-Click")
_DONE: Final = "You are unsubscribed. Nothing else has changed."


class Records(Protocol):
    """Records opt-outs."""

    async def of_sharing(self, group: UUID, written: str, *, country: str | None, method: Method) -> None:
        """For a number or an address."""
        ...

    async def of_own_sharing(self, who: Principal, method: Method) -> None:
        """For a consumer who is logged in."""
        ...

    async def of_channel(self, meant: Unsubscribe) -> None:
        """For a channel of a contact point."""
        ...


@dataclass(frozen=True)
class Privacy:
    """What records, what reads links, and what refuses when too many ask at once for one dealer group."""

    records: Records
    links: Links
    admit: Callable[[UUID], None]


def privacy_routes(privacy: Privacy, guarded: Callable[[ASGIApp, int], ASGIApp]) -> list[BaseRoute]:
    """`POST /privacy/opt-out`, and `/privacy/unsubscribe?link=…` as mail programs and people use it (RFC 8058)."""

    async def opt_out(request: Request) -> Response:
        given = await _given(request)
        method: Method = "gpc" if request.headers.get("sec-gpc") == "1" else "web_form"
        who = principal_of(request.scope)
        if who is not None and who.customer is not None:
            await privacy.records.of_own_sharing(who, method)
            return _recorded(method)
        group = _group(given)
        privacy.admit(group)
        await privacy.records.of_sharing(group, given.get("contact", ""), country=given.get("country"), method=method)
        return _recorded(method)

    async def unsubscribe(request: Request) -> Response:
        link = request.query_params.get("link", "")
        meant = privacy.links.read(link)
        if request.method == "GET":  # mail scanners follow links: only a person, or one click, sends a POST
            form = Form("Unsubscribe", "Do you want no more messages here?", [], "Unsubscribe")
            return form_page(form, action=f"{UNSUBSCRIBE}?link={link}", hidden=dict([_ONE_CLICK]))
        body = await request.body()  # as a form of either kind, so only looked through
        if not all(word.encode() in body for word in _ONE_CLICK):
            raise InvalidArgument("Send the body `List-Unsubscribe=One-Click`.", argument="List-Unsubscribe")
        privacy.admit(meant.tenant)
        await privacy.records.of_channel(meant)
        return page("Unsubscribed", _DONE)

    return [
        Route(OPT_OUT, guarded(request_response(opt_out), LARGEST_REQUEST), methods=["POST"]),
        Route(UNSUBSCRIBE, guarded(request_response(unsubscribe), LARGEST_REQUEST), methods=["GET", "POST"]),
    ]


async def _given(request: Request) -> Mapping[str, str]:
    """The texts in a JSON object or a form. Raises InvalidArgument."""
    body = await request.body()
    try:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() == JSON:
            read = orjson.loads(body)
            return {name: value for name, value in dict(read).items() if isinstance(value, str)}
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=20))
    except (ValueError, TypeError):
        raise InvalidArgument("The body is neither a JSON object nor a form.", argument="body") from None


def _group(given: Mapping[str, str]) -> UUID:
    try:
        return UUID(given.get("group", "").removeprefix("group:"))
    except ValueError:
        raise InvalidArgument("Send the id of the dealer group as `group`.", argument="group") from None


def _recorded(method: Method) -> Response:
    said = {"recorded": "sharing.opted_out", "method": method}
    return Response(orjson.dumps(said), HTTPStatus.OK, {"Cache-Control": "no-store"}, JSON)
