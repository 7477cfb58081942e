"""Authlib's authorization server for one request: it asks nobody, and what it decides is collected."""

import hashlib
import logging
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    InvalidClientError,
    InvalidScopeError,
    OAuth2Error,
    OAuth2Request,
    UnauthorizedClientError,
)

from lifecycle_api.access.oauth import minting
from lifecycle_api.access.oauth.assertion import PrivateKeyJwt
from lifecycle_api.access.oauth.client import KEYS, LIFETIMES, Client, Standing
from lifecycle_api.access.oauth.facts import Decided, Facts, Refresh, SignedIn
from lifecycle_api.access.oauth.grantable import split, unknown
from lifecycle_api.access.oauth.request import NOT_STORED, Asked, Reply, Request

# Authlib writes the tokens that it gives into its debug log.
logging.getLogger("authlib").setLevel(logging.WARNING)

_SAID = {
    "invalid_grant": "The code or the refresh token is wrong, used or too old.",
    "unsupported_grant_type": "Send a grant_type of grant_types_supported.",
}
"""What Authlib leaves out of its errors."""


class OneRequest(AuthorizationServer):
    """The server on the facts of one request; grants and endpoints read `facts` and write to `decided`."""

    def __init__(self, facts: Facts, *, issuer: str, audience: str) -> None:
        super().__init__()
        self.facts = facts
        self.decided = Decided()
        self._issuer = issuer
        self._audience = audience
        self.register_client_auth_method(KEYS, PrivateKeyJwt(facts, self.decided, issuer))
        self.register_token_generator("default", self._token)

    def query_client(self, client_id: str) -> Client | None:
        """The client that was fetched, if that is who is asked for."""
        client = self.facts.client
        return client if client is not None and client.client_id == client_id else None

    def authenticate_client(self, request: OAuth2Request, methods: list[str], endpoint: str = "token") -> Client:
        """Who proved to be a client, and may have tokens today. Raises Authlib's errors."""
        if methods == [KEYS] and "client_assertion" not in request.form:
            raise InvalidClientError(description="Prove who asks with a client_assertion (private_key_jwt).")
        client: Client = super().authenticate_client(request, methods, endpoint)
        check_standing(client, self.facts)
        return client

    def save_token(self, token: Mapping[str, Any], request: OAuth2Request) -> None:
        """Access tokens are not kept; refresh tokens were collected when they were made."""

    def validate_requested_scope(self, scope: str | None) -> None:
        """Refuse what is no scope and no purpose here, by its name."""
        if names := unknown(scope):
            raise InvalidScopeError(description=f"Unknown here: {' '.join(names)}. See scopes_supported.")

    def create_oauth2_request(self, request: Asked | OAuth2Request) -> OAuth2Request:
        """The request as Authlib wants it."""
        return request if isinstance(request, OAuth2Request) else Request(request)

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Reply:
        """The reply. A redirection has no body."""
        content = dict(body) if body or status < 300 else None  # noqa: PLR2004  # redirections begin there
        if content is not None and (said := _SAID.get(content.get("error", ""))):
            content.setdefault("error_description", said)
        return Reply(status, content, {**NOT_STORED, **dict(headers)})

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""

    def _token(
        self,
        *,
        client: Client,
        user: SignedIn | None = None,
        scope: str | None = None,
        include_refresh_token: bool = True,
        **_: object,
    ) -> dict[str, Any]:
        granted = _granted(client, user, scope)
        family = _family(self.facts)
        token: dict[str, Any] = {
            "access_token": minting.access_token(
                self.facts.signer,
                client,
                granted,
                issuer=self._issuer,
                audience=self._audience,
                now=self.facts.now,
                who=user,
                family=family,
                thumbprint=self.facts.thumbprint,
            ),
            "token_type": "DPoP" if self.facts.thumbprint else "Bearer",
            "expires_in": int(LIFETIMES[client.kind].total_seconds()),
            "scope": granted,
        }
        if include_refresh_token and user is not None:
            token["refresh_token"] = self._refresh(client, user, granted)
        return token

    def _refresh(self, client: Client, who: SignedIn, scope: str) -> str:
        text, facts = minting.secret(), self.facts
        earlier = facts.refresh
        ends = earlier.ends_at if earlier else facts.now + minting.LOGIN_LIFETIME
        self.decided.refresh = Refresh(
            digest=digest(text),
            client_id=client.client_id,
            scope=earlier.scope if earlier else scope,
            who=who,
            family=_family(facts) or uuid4(),
            expires_at=min(facts.now + minting.REFRESH_LIFETIME, ends),
            ends_at=ends,
            thumbprint=facts.thumbprint if not client.has_keys else None,
        )
        return text


def digest(text: str) -> bytes:
    """What is kept of a code or a refresh token."""
    return hashlib.sha256(text.encode()).digest()


def check_standing(client: Client, facts: Facts) -> None:
    """Raise the error for a client that may have no tokens now."""
    if (error := out_of_standing(client, facts)) is not None:
        raise error


def out_of_standing(client: Client, facts: Facts) -> OAuth2Error | None:
    """Why a client may have no tokens now; None when it may."""
    if client.standing is Standing.REVOKED:
        return InvalidClientError(description="The client was revoked.")
    if client.until is not None and facts.now.date() > client.until:
        return UnauthorizedClientError(description="The client's access has ended.")
    if client.standing is Standing.SUSPENDED:
        return UnauthorizedClientError(description="The party that the client acts for is suspended.")
    return None


def _granted(client: Client, who: SignedIn | None, scope: str | None) -> str:
    granted = client.get_allowed_scope(scope or "")
    if granted is None:
        raise InvalidScopeError(description="More was asked for than the client was given.")
    if who is None or who.scopes is None:
        return granted
    scopes, purposes = split(granted)
    return " ".join([*sorted(scopes & set(who.scopes)), *(f"purpose:{name}" for name in sorted(purposes))])


def _family(facts: Facts) -> Any:
    held = facts.code or facts.refresh
    return held.family if held else None
