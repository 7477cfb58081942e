"""The authorization server's addresses: what the edge parses, and how its replies become responses."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, request_response
from starlette.types import ASGIApp

from lifecycle_api.access.oauth.authorization import Authorization
from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.oauth.facts import SignedIn
from lifecycle_api.access.oauth.login import Form, Login
from lifecycle_api.access.oauth.metadata import PATHS, WELL_KNOWN, metadata
from lifecycle_api.access.oauth.request import Asked, Reply, refusal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.errors import Unavailable
from lifecycle_api.http.errors import JSON
from lifecycle_api.http.limits import BodyLimit
from lifecycle_api.http.pages import form_page

LARGEST_REQUEST: Final = 32 * 1024
CACHED: Final = {"Cache-Control": "public, max-age=600"}
_FORM: Final = "application/x-www-form-urlencoded"
_PROTOCOL: Final = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)

Answer = Callable[[Asked], Awaitable[Reply]]


@dataclass(frozen=True)
class OAuth:
    """The authorization server, its published keys, and how people of each kind log in."""

    authorization: Authorization
    jwks: Callable[[], Awaitable[Mapping[str, Any]]]
    logins: Mapping[Kind, Login]


def oauth_routes(oauth: OAuth) -> list[BaseRoute]:
    """`/oauth/…` and the metadata. The metadata is made now, so a wrong issuer is found at the start."""
    said, server = metadata(oauth.authorization.issuer), oauth.authorization

    async def describe(_request: Request) -> Response:
        return Response(orjson.dumps(said), headers=CACHED, media_type=JSON)

    async def keys(_request: Request) -> Response:
        return Response(orjson.dumps(await oauth.jwks()), headers=CACHED, media_type=JSON)

    return [
        Route(WELL_KNOWN, describe),
        Route(PATHS["jwks_uri"], keys),
        Route(PATHS["authorization_endpoint"], _limited(_authorize(oauth)), methods=["GET", "POST"]),
        *(
            Route(PATHS[name], _limited(_answered(server, answer)), methods=["POST"])
            for name, answer in (
                ("token_endpoint", server.token),
                ("revocation_endpoint", server.revoke),
                ("introspection_endpoint", server.introspect),
            )
        ),
    ]


def _limited(endpoint: Callable[[Request], Awaitable[Response]]) -> ASGIApp:
    return BodyLimit(request_response(endpoint), LARGEST_REQUEST)


def _answered(server: Authorization, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        asked = await _asked(request, server.issuer)
        try:
            return _response(asked if isinstance(asked, Reply) else await answer(asked))
        except Unavailable as error:
            return _response(refusal("temporarily_unavailable", error.message, HTTPStatus.SERVICE_UNAVAILABLE))

    return endpoint


def _authorize(oauth: OAuth) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        asked = await _asked(request, oauth.authorization.issuer)
        if isinstance(asked, Reply):
            return _response(asked)
        protocol = {name: asked.parameters[name] for name in _PROTOCOL if name in asked.parameters}
        wanted = Asked(asked.method, asked.url, protocol)
        client = await oauth.authorization.begin_login(wanted)
        if isinstance(client, Reply):
            return _response(client)
        filled_in = asked.parameters if request.method == "POST" else {}
        given = {name: value for name, value in filled_in.items() if name not in _PROTOCOL}
        answer = await _who(oauth, client, given)
        if isinstance(answer, Form):
            return form_page(
                answer, action=PATHS["authorization_endpoint"], hidden=protocol, then=protocol["redirect_uri"]
            )
        if isinstance(answer, Reply):
            return _response(answer)
        return _response(await oauth.authorization.finish_login(wanted, answer))

    return endpoint


async def _who(oauth: OAuth, client: Client, given: Mapping[str, str]) -> Form | SignedIn | Reply:
    login = oauth.logins.get(client.kind)
    if login is None:
        return refusal(
            "unauthorized_client",
            f"Nobody logs in here as {client.kind.value}: use the identity provider of this installation.",
        )
    return await login.answer(client, given)


async def _asked(request: Request, issuer: str) -> Asked | Reply:
    if request.method == "GET":
        pairs = list(request.query_params.multi_items())
    else:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            return refusal("invalid_request", f"Send a body of {_FORM}.")
        try:
            body = (await request.body()).decode("ascii")
            pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body), max_num_fields=50)
        except ValueError:
            return refusal("invalid_request", f"The body is no {_FORM}.")
    parameters = dict(pairs)
    if len(parameters) < len(pairs):
        return refusal("invalid_request", "A parameter was sent twice.")
    return Asked(request.method, issuer + request.url.path, parameters, request.headers.getlist("dpop"))


def _response(reply: Reply) -> Response:
    body = b"" if reply.body is None else orjson.dumps(reply.body)
    return Response(body, reply.status, dict(reply.headers), JSON if body else None)
