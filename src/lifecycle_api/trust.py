"""Whose tokens count here, and who gives them: the issuers and the authorization server, put together."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import asyncpg

from lifecycle_api.access.authentication import Authentication
from lifecycle_api.access.claim_map import ClaimMap
from lifecycle_api.access.discovery import discover
from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.keys import KeySource, LocalKeys
from lifecycle_api.access.oauth.login import Login
from lifecycle_api.access.remote_keys import FetchJson, RemoteKeys
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.tokens import TokenVerifier
from lifecycle_api.http.oauth import OAuth
from lifecycle_api.store.oauth.authority import Memory, authority


@dataclass(frozen=True, kw_only=True)
class Issuers:
    """Who signs tokens that count here: others, and at `public_url` this service itself.

    `logins` say how people of each kind log in at this service.
    """

    audience: str
    others: Sequence[TokenVerifier] = ()
    public_url: str | None = None
    logins: Mapping[Kind, Login] = field(default_factory=dict)


@dataclass(frozen=True)
class Trust:
    """Verifies every request; gives tokens too where clients know an address for that."""

    verify: Authentication
    oauth: OAuth | None


async def identity_provider(
    issuer: str,
    *,
    audience: str,
    jwks: Path | None,
    origins: Collection[str],
    algorithms: Collection[str],
    claims: ClaimMap,
    fetch: FetchJson,
    now: Callable[[], datetime],
) -> TokenVerifier:
    """What verifies the tokens of an issuer that is not us: by a file with its keys, or by what it publishes.

    Raises KeySetUnusable, DiscoveryFailed, KeysUnavailable.
    """
    keys: KeySource
    if jwks is not None:
        keys = LocalKeys.from_file(jwks)
    else:
        found = await discover(issuer, fetch, origins=origins)
        keys = RemoteKeys(found.jwks_uri, fetch, now)
        await keys.prepare("")
        keys.current()
    return TokenVerifier(keys, issuer=issuer, audience=audience, now=now, algorithms=algorithms, read=claims)


def trust(
    issuers: Issuers, pool: asyncpg.Pool, memory: Memory, *, fetch: FetchJson, now: Callable[[], datetime]
) -> Trust:
    """Put it together on the database behind `pool`. `fetch` gets the keys that clients publish."""
    if issuers.public_url is None:
        return Trust(Authentication(TrustedIssuers(issuers.others)), None)
    own = authority(pool, memory, issuer=issuers.public_url, audience=issuers.audience, fetch=fetch, now=now)
    verify = Authentication(TrustedIssuers([*issuers.others, own.verifier]), own.possession)
    return Trust(verify, OAuth(own.authorization, own.jwks, issuers.logins))
