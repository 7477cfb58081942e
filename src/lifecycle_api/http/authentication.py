"""Finds out who asks: nobody yet, or the principal of a token. A bad token is never nobody."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from lifecycle_api.access.authentication import Presented
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.tokens import Reason, TokenInvalid, Unauthenticated
from lifecycle_api.graphql.question import Renew
from lifecycle_api.http.headers import headers

BEARER: Final = "bearer"
DPOP: Final = "dpop"

Verify = Callable[[Presented], Awaitable[Principal]]
"""Whom a request comes from, by what it shows; raises a `LifecycleError` for what is not valid."""


class Authenticate:
    """Puts the principal of the request's token beside the request; without a token there is none."""

    def __init__(self, app: ASGIApp, verify: Verify) -> None:
        """Wrap an endpoint."""
        self._app = app
        self._verify = verify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; raises what `verify` raises."""
        shown = shown_in(scope)
        scope["state"]["principal"] = None if shown is None else await self._verify(shown)
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


def shown_in(scope: Scope) -> Presented | None:
    """What the headers of a request show of its caller. Raises `TokenInvalid`."""
    authorization = headers(scope, b"authorization")
    return presented(authorization, headers(scope, b"dpop"), scope) if authorization else None


def renewing(shown: Presented | None, verify: Verify) -> Renew | None:
    """What verifies the same token again, for a connection that lasts; its proof, if there was one, has counted."""
    if shown is None:
        return None
    again = msgspec.structs.replace(shown, spent=True)
    return lambda: verify(again)


def presented(authorization: Sequence[str], proofs: Sequence[str], scope: Scope) -> Presented | None:
    """What a request shows of its caller, by its `Authorization` and `DPoP` headers. Raises `TokenInvalid`."""
    match authorization:
        case []:
            return None
        case [header]:
            scheme, _, token = header.partition(" ")
            if scheme.lower() == BEARER and token:
                return Presented(token.strip())
            if scheme.lower() == DPOP and token:
                return Presented(token.strip(), proofs, scope.get("method", "GET"), scope["path"])
    raise TokenInvalid(Reason.MALFORMED)
