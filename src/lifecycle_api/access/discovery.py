"""Finds an identity provider's keys by what it publishes about itself, and believes it about itself only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from lifecycle_api.access.fetching import FetchFailed
from lifecycle_api.access.remote_keys import FetchJson
from lifecycle_api.errors import LifecycleError

OPENID: Final = "/.well-known/openid-configuration"
OAUTH: Final = "/.well-known/oauth-authorization-server"


class DiscoveryFailed(LifecycleError):
    """The identity provider does not say where its keys are; set LIFECYCLE_JWKS to a file with them, or try again."""

    code = "DISCOVERY_FAILED"


@dataclass(frozen=True)
class Discovered:
    """What we use of an identity provider's metadata."""

    jwks_uri: str
    introspection_endpoint: str | None


async def discover(issuer: str, fetch: FetchJson, *, origins: Collection[str] = ()) -> Discovered:
    """The metadata of an issuer. `origins` may hold its keys besides its own. Raises `DiscoveryFailed`."""
    said = await _metadata(issuer, fetch)
    if said.get("issuer") != issuer:
        raise DiscoveryFailed("The metadata names another issuer.", issuer=issuer, found=said.get("issuer"))
    jwks_uri, introspection = said.get("jwks_uri"), said.get("introspection_endpoint")
    if not isinstance(jwks_uri, str) or _origin(jwks_uri) not in {_origin(issuer), *origins}:
        raise DiscoveryFailed(
            "The issuer's keys are at another origin: list it in LIFECYCLE_JWKS_ORIGINS if it is the issuer's.",
            issuer=issuer,
            found=jwks_uri,
        )
    own = isinstance(introspection, str) and _origin(introspection) == _origin(issuer)
    return Discovered(jwks_uri, introspection if own else None)


async def _metadata(issuer: str, fetch: FetchJson) -> Mapping[str, Any]:
    parts = urlsplit(issuer)
    # OpenID puts its path at the end, RFC 8414 in front of the issuer's own.
    places = (issuer.rstrip("/") + OPENID, f"{parts.scheme}://{parts.netloc}{OAUTH}{parts.path.rstrip('/')}")
    for place in places:
        try:
            return await fetch(place)
        except FetchFailed:
            continue
    raise DiscoveryFailed(issuer=issuer)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
