"""A registered client: a program that may ask for tokens, for which group, how it proves itself, and its ceiling."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from authlib.oauth2.rfc6749 import ClientMixin

from lifecycle_api.access.oauth.grantable import split
from lifecycle_api.access.scopes import Kind

KEYS: Final = "private_key_jwt"
PUBLIC: Final = "none"

LIFETIMES: Final[dict[Kind, timedelta]] = {
    Kind.PARTNER: timedelta(minutes=5),
    Kind.SERVICE: timedelta(minutes=5),
    Kind.STAFF: timedelta(minutes=10),
    Kind.CONSUMER: timedelta(minutes=10),
    Kind.AUDITOR: timedelta(minutes=15),
}
"""How long an access token lives, by the kind of party it is for."""

_ALONE: Final = frozenset({Kind.PARTNER, Kind.SERVICE})


class Standing(StrEnum):
    """Whether a client may have tokens now."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Client(msgspec.Struct, ClientMixin, frozen=True, kw_only=True):
    """A client of one dealer group. `kind` is the kind of party that its tokens are for.

    Clients of partners and services act alone and prove themselves with a key: `keys` are public JWKs, or
    `jwks_uri` is where they publish them. The others act for a person who logs in, with PKCE. `scopes`, `purposes`
    and `rooftops` are ceilings. `trusted_only` clients run registered operations only; those of a `sandbox` have
    synthetic people only. `position` is that of the last event about it in its group's log.
    """

    client_id: str
    name: str
    kind: Kind
    tenant: UUID
    party: UUID | None = None
    keys: tuple[dict[str, Any], ...] = ()
    jwks_uri: str | None = None
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    rooftops: tuple[UUID, ...] | Literal["*"] = ()
    dpop_required: bool = False
    trusted_only: bool = False
    sandbox: bool = False
    until: date | None = None
    standing: Standing = Standing.ACTIVE
    position: int = 0

    @property
    def acts_alone(self) -> bool:
        """Whether its tokens are for itself, and not for a person who logs in."""
        return self.kind in _ALONE

    @property
    def has_keys(self) -> bool:
        """Whether it proves itself with a key."""
        return bool(self.keys or self.jwks_uri)

    def get_client_id(self) -> str:
        """See ClientMixin."""
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        """None at all: a redirect URI is always named."""
        return ""

    def get_allowed_scope(self, scope: str) -> str | None:
        """The scopes asked for, all there are when none is, or None when one of them is beyond the ceiling."""
        wanted, purposes = split(scope)
        if not (wanted <= set(self.scopes) and purposes <= set(self.purposes)):
            return None
        return " ".join(
            [
                *sorted(wanted or self.scopes),
                *(f"purpose:{name}" for name in sorted(purposes or self.purposes)),
            ]
        )

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether it is one of the client's, character by character."""
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:  # noqa: ARG002  # the mixin's signature
        """Never: there are no shared secrets here."""
        return False

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002  # see above
        """Whether the client proves itself this way, at whichever endpoint."""
        return method == (KEYS if self.has_keys else PUBLIC)

    def check_response_type(self, response_type: str) -> bool:
        """Codes, for clients that act for people."""
        return response_type == "code" and not self.acts_alone

    def check_grant_type(self, grant_type: str) -> bool:
        """What a client of its kind can ask for."""
        return grant_type in (("client_credentials",) if self.acts_alone else ("authorization_code", "refresh_token"))
