"""The authorization server of an installation, put together with its memory in the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from lifecycle_api.access.authentication import Possession
from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.oauth.authorization import Authorization, Parts
from lifecycle_api.access.oauth.client_keys import KeysOfClients
from lifecycle_api.access.remote_keys import FetchJson
from lifecycle_api.access.tokens import TokenVerifier
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.oauth.cancellations import Cancellations
from lifecycle_api.store.oauth.clients import ClientRegistry, IsSuspended
from lifecycle_api.store.oauth.grants import GrantStore
from lifecycle_api.store.oauth.signing import SigningKeys
from lifecycle_api.store.oauth.used_ids import UsedIdStore


@dataclass(frozen=True)
class Memory:
    """What is kept in the database. `cancellations` is to be watched while tokens are taken."""

    clients: ClientRegistry
    grants: GrantStore
    signing: SigningKeys
    cancellations: Cancellations


def memory(pool: asyncpg.Pool, keys: KeyStore, is_suspended: IsSuspended, now: Callable[[], datetime]) -> Memory:
    """The memory in the database behind `pool`; `keys` seals the keys that sign."""
    cancellations = Cancellations(pool, now)
    return Memory(
        ClientRegistry(pool, is_suspended), GrantStore(pool, cancellations), SigningKeys(pool, keys, now), cancellations
    )


@dataclass(frozen=True)
class Authority:
    """Gives tokens, and says how they are verified."""

    authorization: Authorization
    verifier: TokenVerifier
    possession: Possession
    memory: Memory

    async def jwks(self) -> Mapping[str, Any]:
        """The keys that tokens are verified with, as a JWKS. Raises `Unavailable`."""
        return {"keys": [key.public for key in await self.memory.signing.published()]}


def authority(
    pool: asyncpg.Pool,
    memory: Memory,
    *,
    issuer: str,
    audience: str,
    fetch: FetchJson,
    now: Callable[[], datetime],
) -> Authority:
    """The authorization server at this address. `fetch` gets the keys that clients publish."""
    signing, cancelled = memory.signing, memory.cancellations.covers
    verifier = TokenVerifier(signing, issuer=issuer, audience=audience, now=now, cancelled=cancelled)
    parts = Parts(
        clients=memory.clients,
        client_keys=KeysOfClients(fetch, now),
        grants=memory.grants,
        signers=signing,
        issuers=TrustedIssuers([verifier]),
    )
    return Authority(
        authorization=Authorization(parts, issuer=issuer, audience=audience, now=now),
        verifier=verifier,
        possession=Possession(issuer, UsedIdStore(pool), now),
        memory=memory,
    )
