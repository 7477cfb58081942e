"""Taking tokens back (RFC 7009), and telling what they are (RFC 7662): to the client they were given to."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from lifecycle_api.access.oauth.client import KEYS, PUBLIC, Client
from lifecycle_api.access.oauth.facts import Cancellation, Refresh
from lifecycle_api.access.oauth.server import OneRequest, digest, out_of_standing
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.tokens import LEEWAY_SECONDS


class AccessToken:
    """A genuine access token, as Authlib's endpoints want to see one."""

    def __init__(self, claims: Mapping[str, Any]) -> None:
        self.claims = claims

    def check_client(self, client: Client) -> bool:
        """Whether it is this client's."""
        return bool(self.claims.get("client_id") == client.client_id)

    def is_expired(self) -> bool:
        """False: an expired one is not genuine, and was not fetched."""
        return False

    def is_revoked(self) -> bool:
        """False, for the same reason."""
        return False


class _AnyHint:
    """Tells an endpoint to do without hints about a token: one that it does not know changes nothing, either."""

    def check_params(self, request: OAuth2Request, client: Client) -> None:  # noqa: ARG002
        """Raise unless a token is named."""
        if not request.form.get("token"):
            raise InvalidRequestError("Send the token that this is about.")


class Revocation(_AnyHint, RevocationEndpoint):
    """Takes back an access token, or with a refresh token everything that came of its login."""

    CLIENT_AUTH_METHODS: ClassVar = [KEYS, PUBLIC]
    server: OneRequest

    def query_token(self, token_string: str, token_type_hint: str | None) -> AccessToken | Refresh | None:  # noqa: ARG002
        """The token that was fetched, whatever the hint says."""
        return _fetched(self.server, token_string)

    def revoke_token(self, token: AccessToken | Refresh, request: OAuth2Request) -> None:  # noqa: ARG002
        """Collect what counts no more."""
        if isinstance(token, Refresh):
            cancellation = Cancellation("family", str(token.family), token.ends_at)
        else:
            until = datetime.fromtimestamp(token.claims["exp"], UTC) + timedelta(seconds=LEEWAY_SECONDS)
            cancellation = Cancellation("token", str(token.claims["jti"]), until)
        self.server.decided.cancel.append(cancellation)


class Introspection(_AnyHint, IntrospectionEndpoint):
    """Tells a client about its own tokens, and a service about those of its dealer group."""

    CLIENT_AUTH_METHODS: ClassVar = [KEYS]
    server: OneRequest

    def query_token(self, token_string: str, token_type_hint: str | None) -> AccessToken | None:  # noqa: ARG002
        """The access token that was fetched; refresh tokens are nobody's business."""
        token = _fetched(self.server, token_string)
        return token if isinstance(token, AccessToken) else None

    def check_permission(self, token: AccessToken, client: Client, request: OAuth2Request) -> bool:  # noqa: ARG002
        """Whether the client may know, and the token lets anybody do anything. Told no, it sees an inactive token."""
        holder = self.server.facts.holder
        if holder is None or out_of_standing(holder, self.server.facts) is not None:
            return False
        its_group = client.kind is Kind.SERVICE and token.claims.get("tenant") == str(client.tenant)
        return token.check_client(client) or its_group

    def introspect_token(self, token: AccessToken) -> dict[str, Any]:
        """The claims, and how the token is to be shown."""
        return {"active": True, "token_type": "DPoP" if "cnf" in token.claims else "Bearer", **token.claims}


def _fetched(server: OneRequest, text: str) -> AccessToken | Refresh | None:
    refresh = server.facts.refresh
    if refresh is not None and refresh.digest == digest(text):
        return refresh
    return AccessToken(server.facts.claims) if server.facts.claims is not None else None
