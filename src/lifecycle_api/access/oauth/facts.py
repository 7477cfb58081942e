"""What Authlib is given to decide on, and what it decided: fetched before, committed after, nothing in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec
from joserfc.jwk import ECKey, KeySet

from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.oauth.single_use import SingleUse
from lifecycle_api.access.scopes import Kind


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who logged in, as their tokens describe them. `scopes` None adds no ceiling to the client's."""

    subject: str
    kind: Kind
    tenant: UUID
    name: str
    at: datetime
    rooftops: tuple[UUID, ...] | Literal["*"] = ()
    roles: tuple[str, ...] = ()
    customer: UUID | None = None
    party: UUID | None = None
    engagement: UUID | None = None
    scopes: tuple[str, ...] | None = None

    def get_user_id(self) -> str:
        """What Authlib calls it."""
        return self.subject


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """An authorization code: what it was given for. `family` is the login that all later tokens belong to."""

    digest: bytes
    client_id: str
    redirect_uri: str
    scope: str
    challenge: str
    who: SignedIn
    family: UUID
    expires_at: datetime
    spent: bool = False

    @property
    def code_challenge(self) -> str:
        """What Authlib's PKCE compares the verifier with."""
        return self.challenge

    @property
    def code_challenge_method(self) -> str:
        """The only one there is."""
        return "S256"

    def get_redirect_uri(self) -> str:
        """Where it was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What was granted."""
        return self.scope


class Refresh(msgspec.Struct, frozen=True, kw_only=True):
    """A refresh token, good for one use. `thumbprint` is of the key it is bound to."""

    digest: bytes
    client_id: str
    scope: str
    who: SignedIn
    family: UUID
    expires_at: datetime
    ends_at: datetime
    thumbprint: str | None = None
    spent: bool = False

    def check_client(self, client: Client) -> bool:
        """Whether it is this client's."""
        return self.client_id == client.client_id

    def get_scope(self) -> str:
        """What was granted."""
        return self.scope


class Cancellation(msgspec.Struct, frozen=True):
    """Something whose access tokens count no more: a token by its `jti`, a login's family, or a client's all."""

    what: Literal["token", "family", "client"]
    name: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything a decision may rest on. `claims` are of the access token a request is about, `holder` whose it is."""

    now: datetime
    signer: ECKey
    client: Client | None = None
    client_keys: KeySet | None = None
    code: Code | None = None
    refresh: Refresh | None = None
    claims: Mapping[str, Any] | None = None
    holder: Client | None = None
    thumbprint: str | None = None


@dataclass
class Decided:
    """What has to be committed before the answer leaves."""

    spend: list[SingleUse] = field(default_factory=list)
    code: Code | None = None
    redeemed: Code | None = None
    refreshed: Refresh | None = None
    refresh: Refresh | None = None
    cancel: list[Cancellation] = field(default_factory=list)


Conflict = Literal["assertion_used", "proof_used", "code_used", "refresh_used"]


class Grants(Protocol):
    """Keeps codes, refresh tokens and cancellations. Every call may raise `Unavailable`."""

    async def code(self, digest: bytes) -> Code | None:
        """An authorization code, spent or not, until some time after it expired."""
        ...

    async def refresh(self, digest: bytes) -> Refresh | None:
        """A refresh token, spent or not."""
        ...

    async def commit(self, decided: Decided, now: datetime) -> Conflict | None:
        """Keep all of it, or none and say what had been used before."""
        ...


class Clients(Protocol):
    """The registry of clients."""

    async def find(self, client_id: str) -> Client | None:
        """A client, with the standing it has now. Raises `Unavailable`."""
        ...


class ClientKeys(Protocol):
    """The keys by which clients prove themselves."""

    async def of(self, client: Client, kid: str | None) -> KeySet:
        """The client's keys, looked for again when there is none of that id. Raises `Unavailable`."""
        ...


class Signers(Protocol):
    """The keys that sign tokens."""

    async def signer(self) -> ECKey:
        """The private key that signs now; it has a `kid`. Raises `Unavailable`."""
        ...
