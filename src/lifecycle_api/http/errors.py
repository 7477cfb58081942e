"""Turns every refusal and every fault into one shape of JSON, and keeps what a fault says out of it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response

from lifecycle_api.access.buckets import RateLimited
from lifecycle_api.access.oauth.dpop import ALGORITHMS as PROOF_ALGORITHMS
from lifecycle_api.access.oauth.dpop import ProofInvalid
from lifecycle_api.access.scopes import ScopeMissing
from lifecycle_api.access.tokens import TokenExpired, TokenInvalid, Unauthenticated
from lifecycle_api.audit.export.order import EngagementOver
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.graphql.entries import entry_of, error_entry, masked_entry
from lifecycle_api.graphql.question import BadRequest, KindNotAllowed

JSON: Final = "application/json"


class BodyTooLarge(LifecycleError):
    """The request's body is larger than this address takes."""

    code = "BODY_TOO_LARGE"


class UnsupportedMediaType(LifecycleError):
    """The request's body is of a media type that is not read here."""

    code = "UNSUPPORTED_MEDIA_TYPE"


class NotAcceptable(LifecycleError):
    """The caller accepts no media type that is written here."""

    code = "NOT_ACCEPTABLE"


_STATUS: Final[dict[type[LifecycleError], HTTPStatus]] = {
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    TokenInvalid: HTTPStatus.UNAUTHORIZED,
    TokenExpired: HTTPStatus.UNAUTHORIZED,
    ProofInvalid: HTTPStatus.UNAUTHORIZED,
    ScopeMissing: HTTPStatus.FORBIDDEN,
    EngagementOver: HTTPStatus.FORBIDDEN,
    BadRequest: HTTPStatus.BAD_REQUEST,
    KindNotAllowed: HTTPStatus.METHOD_NOT_ALLOWED,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    RateLimited: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def error_response(
    entry: Mapping[str, Any], status: int, *, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """A response of one error."""
    body = orjson.dumps({"errors": [entry]}, default=str)
    return Response(body, status, dict(headers or {}), media_type)


def status_of(error: LifecycleError) -> HTTPStatus:
    """The status that belongs to a refusal, 400 when none does."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), HTTPStatus.BAD_REQUEST)


def refusal_response(error: LifecycleError, *, media_type: str = JSON) -> Response:
    """A refusal with the status that belongs to it, 400 when none does."""
    status = status_of(error)
    return error_response(entry_of(error), status, media_type=media_type, headers=headers_of(error))


def http_refused(error: HTTPException) -> Response:
    """What the router refuses: no such address, or no such method there."""
    status = HTTPStatus(error.status_code)
    return error_response(error_entry(f"{error.detail}.", status.name), status, headers=error.headers)


def fault_response(request_id: str) -> Response:
    """500, and nothing of what nobody foresaw but where to look it up."""
    return error_response(masked_entry(request_id), HTTPStatus.INTERNAL_SERVER_ERROR)


def headers_of(error: LifecycleError) -> dict[str, str]:
    """What a refusal says in headers: how to authenticate, or when to ask again."""
    match status_of(error):
        case HTTPStatus.UNAUTHORIZED if isinstance(error, ProofInvalid):
            return {"WWW-Authenticate": f'DPoP error="invalid_dpop_proof", algs="{" ".join(PROOF_ALGORITHMS)}"'}
        case HTTPStatus.UNAUTHORIZED:
            invalid = "" if isinstance(error, Unauthenticated) else ' error="invalid_token"'
            return {"WWW-Authenticate": f"Bearer{invalid}"}
        case HTTPStatus.FORBIDDEN if isinstance(error, ScopeMissing):
            scope = error.data.get("scope", "")
            return {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return {"Allow": "POST"}
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            return {"Retry-After": str(error.data.get("retryAfterSeconds", 1))}
        case _:
            return {}
