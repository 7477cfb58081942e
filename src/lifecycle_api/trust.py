"""Whose tokens count here, who gives them, and what needs none: issuers, logins and opt-outs, put together."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from lifecycle_api.access.authentication import Authentication
from lifecycle_api.access.buckets import Allowance, Buckets
from lifecycle_api.access.claim_map import ClaimMap
from lifecycle_api.access.discovery import DiscoveryFailed, discover
from lifecycle_api.access.fetching import Fetcher
from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.keys import KeySource, LocalKeys
from lifecycle_api.access.links import Links
from lifecycle_api.access.oauth.login import Login
from lifecycle_api.access.oauth.one_time import OneTimeLogin
from lifecycle_api.access.opaque import OpaqueTokens
from lifecycle_api.access.remote_keys import FetchJson, RemoteKeys
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.tokens import TokenVerifier
from lifecycle_api.commands.binding import Binding
from lifecycle_api.commands.bus import CommandBus
from lifecycle_api.commands.opt_outs import OptOuts, anyone
from lifecycle_api.http.oauth import OAuth
from lifecycle_api.http.privacy import Privacy
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.login_codes import LoginCodes
from lifecycle_api.store.oauth.authority import Memory, authority
from lifecycle_api.store.outbox import Message, Outbox

OPT_OUTS: Final = Allowance(500, 10)
"""How many may opt out at once, without saying who they are, in one dealer group, and how many a second."""


@dataclass(frozen=True, kw_only=True)
class Issuers:
    """Who signs tokens that count here: others, and at `public_url` this service itself.

    `logins` say how people of each kind log in at this service, and `opaque` verifies tokens that are no JWTs.
    """

    audience: str
    others: Sequence[TokenVerifier] = ()
    public_url: str | None = None
    logins: Mapping[Kind, Login] = field(default_factory=dict)
    opaque: OpaqueTokens | None = None


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


async def introspected(
    verifier: TokenVerifier, client: str, *, fetch: Fetcher, now: Callable[[], datetime]
) -> OpaqueTokens:
    """What verifies the opaque tokens of the verifier's issuer, asking it as `client` (an id, a colon and a secret).

    Raises DiscoveryFailed.
    """
    name, _, secret = client.partition(":")
    endpoint = (await discover(verifier.issuer, fetch)).introspection_endpoint
    if endpoint is None:
        raise DiscoveryFailed("The issuer names no introspection endpoint of its own.", issuer=verifier.issuer)
    return OpaqueTokens(verifier, partial(fetch.introspect, endpoint, client=(name, secret)), now)


def consumer_login(
    pool: asyncpg.Pool,
    store: EventStore,
    keys: KeyStore,
    now: Callable[[], datetime],
    show: Callable[[Message], None] | None = None,
) -> Login:
    """How consumers log in: by a code that is sent to where their record says. `show` is told of every message."""
    codes, outbox = LoginCodes(pool, keys), Outbox(pool, keys, now, show)
    return OneTimeLogin(Binding(store, keys, codes, outbox, now), now)


def privacy(store: EventStore, keys: KeyStore, now: Callable[[], datetime]) -> Privacy:
    """What takes opt-outs from anyone, a limited number at once for each dealer group."""
    buckets = Buckets({Kind.SERVICE: OPT_OUTS}, now)
    hash_of = partial(contact_hash, keys)
    records = OptOuts(store, CommandBus(store, now, uuid4), hash_of, now)

    def admit(group: UUID) -> None:
        buckets.take(anyone(group), 1)

    return Privacy(records, links(keys), admit)


def links(keys: KeyStore) -> Links:
    """What signs links under the installation's key."""
    return Links(lambda tenant, said: keys.mac(tenant, "link", said))


def contact_hash(keys: KeyStore, tenant: UUID, value: str) -> str:
    """What stands for a number or an address, in its one spelling, in the tenant's log."""
    return keys.mac(tenant, "contact", value.encode()).hex()


def trust(
    issuers: Issuers, pool: asyncpg.Pool, memory: Memory, *, fetch: FetchJson, now: Callable[[], datetime]
) -> Trust:
    """Put it together on the database behind `pool`. `fetch` gets the keys that clients publish."""
    if issuers.public_url is None:
        return Trust(Authentication(TrustedIssuers(issuers.others, issuers.opaque)), None)
    own = authority(pool, memory, issuer=issuers.public_url, audience=issuers.audience, fetch=fetch, now=now)
    verify = Authentication(TrustedIssuers([*issuers.others, own.verifier], issuers.opaque), own.possession)
    return Trust(verify, OAuth(own.authorization, own.jwks, issuers.logins))
