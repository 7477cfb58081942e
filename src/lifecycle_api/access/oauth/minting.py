"""Signs access tokens as our verifier wants them: typed, named by key, short-lived, bound when a key was proved."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from lifecycle_api.access.oauth.client import LIFETIMES, Client
from lifecycle_api.access.oauth.facts import SignedIn
from lifecycle_api.access.oauth.grantable import split

REFRESH_LIFETIME = timedelta(hours=24)
LOGIN_LIFETIME = timedelta(days=30)
_SECRET_BYTES = 32


def access_token(
    key: ECKey,
    client: Client,
    scope: str,
    *,
    issuer: str,
    audience: str,
    now: datetime,
    who: SignedIn | None = None,
    family: UUID | None = None,
    thumbprint: str | None = None,
) -> str:
    """An `at+jwt` (RFC 9068) for a client, or for who logged in at it."""
    at = int(now.timestamp())
    scopes, purposes = split(scope)
    claims = {
        "iss": issuer,
        "aud": audience,
        "client_id": client.client_id,
        "iat": at,
        "exp": at + int(LIFETIMES[client.kind].total_seconds()),
        "jti": str(uuid4()),
        "scope": " ".join(sorted(scopes)),
        "purposes": sorted(purposes),
        **(_of_person(who) if who else _of_client(client)),
    }
    optional = {
        "sid": str(family) if family else None,
        "cnf": {"jkt": thumbprint} if thumbprint else None,
        "sandbox": client.sandbox or None,
        "trusted_only": client.trusted_only or None,
    }
    return signed(key, {**claims, **_present(optional)})


def signed(key: ECKey, claims: Mapping[str, Any]) -> str:
    """These claims as a signed access token that names its key."""
    return jwt.encode({"alg": "ES256", "kid": key.kid, "typ": "at+jwt"}, dict(claims), key)


def secret() -> str:
    """A code or refresh token that nobody guesses."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def _of_client(client: Client) -> dict[str, Any]:
    own = {
        "sub": client.client_id,
        "kind": client.kind.value,
        "tenant": str(client.tenant),
        "name": client.name,
        "rooftops": _rooftops(client.rooftops),
    }
    return own | _present({"party": str(client.party) if client.party else None})


def _of_person(who: SignedIn) -> dict[str, Any]:
    own = {
        "sub": who.subject,
        "kind": who.kind.value,
        "tenant": str(who.tenant),
        "name": who.name,
        "rooftops": _rooftops(who.rooftops),
        "roles": list(who.roles),
        "auth_time": int(who.at.timestamp()),
    }
    optional = {"customer": who.customer, "party": who.party, "engagement": who.engagement}
    return own | {name: str(value) for name, value in optional.items() if value is not None}


def _rooftops(rooftops: tuple[UUID, ...] | str) -> list[str] | str:
    return rooftops if isinstance(rooftops, str) else [str(rooftop) for rooftop in rooftops]


def _present(optional: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in optional.items() if value is not None}
