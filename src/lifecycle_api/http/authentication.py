"""Finds out who asks: nobody yet, or the principal of a bearer token. A bad token is never nobody."""

from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.tokens import Reason, TokenInvalid, Unauthenticated

SCHEME: Final = "bearer"


class Authenticate:
    """Puts the principal of the request's token beside the request; without a token there is none."""

    def __init__(self, app: ASGIApp, verify: Callable[[str], Principal]) -> None:
        """Wrap an endpoint; `verify` raises a `LifecycleError` for a token that is not valid."""
        self._app = app
        self._verify = verify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; raises what `verify` raises."""
        token = _bearer(Headers(scope=scope).getlist("authorization"))
        scope["state"]["principal"] = None if token is None else self._verify(token)
        await self._app(scope, receive, send)


def principal_of(scope: Scope) -> Principal | None:
    """Who asks, or None for anyone."""
    principal: Principal | None = scope["state"]["principal"]
    return principal


def require_principal(scope: Scope) -> Principal:
    """Who asks; raises `Unauthenticated` for anyone."""
    principal = principal_of(scope)
    if principal is None:
        raise Unauthenticated
    return principal


def _bearer(headers: list[str]) -> str | None:
    match headers:
        case []:
            return None
        case [header]:
            scheme, _, token = header.partition(" ")
            if scheme.lower() == SCHEME and token:
                return token.strip()
    raise TokenInvalid(Reason.MALFORMED)
