"""The three ways to a token: for a client itself, for someone who logged in, and once more for them."""

from datetime import timedelta
from typing import ClassVar, Final
from uuid import uuid4

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from lifecycle_api.access.oauth.client import KEYS, PUBLIC, Client
from lifecycle_api.access.oauth.facts import Code, Refresh, SignedIn
from lifecycle_api.access.oauth.minting import secret
from lifecycle_api.access.oauth.server import OneRequest, digest

CODE_LIFETIME: Final = timedelta(seconds=60)


class ForClients(ClientCredentialsGrant):
    """A token for the client itself; only a key proves that."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = [KEYS]


class ForPeople(AuthorizationCodeGrant):
    """A token for someone who logged in, against a code that counts once."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = [KEYS, PUBLIC]
    server: OneRequest

    def generate_authorization_code(self) -> str:
        """A code as long as every other secret."""
        return secret()

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Collect the code."""
        parameters = request.payload.data
        self.server.decided.code = Code(
            digest=digest(code),
            client_id=request.client.client_id,
            redirect_uri=parameters["redirect_uri"],
            scope=request.scope,
            challenge=parameters["code_challenge"],
            who=request.user,
            family=uuid4(),
            expires_at=self.server.facts.now + CODE_LIFETIME,
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """The code that was fetched, if it is this client's and has not expired. A spent one is found out later."""
        kept = self.server.facts.code
        if kept is None or kept.digest != digest(code) or kept.client_id != client.client_id:
            return None
        return kept if kept.spent or kept.expires_at > self.server.facts.now else None

    def authenticate_user(self, authorization_code: Code) -> SignedIn:
        """Who logged in."""
        return authorization_code.who

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Note that it is used up."""
        self.server.decided.redeemed = authorization_code


class Pkce(CodeChallenge):
    """PKCE with S256 for everyone; Authlib would do without a challenge, and take a plain one."""

    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar = ["S256"]

    def validate_code_challenge(self, grant: ForPeople, redirect_uri: str) -> None:
        """Raise unless the request has a challenge by S256."""
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("Send a code_challenge, and S256 as its code_challenge_method.")
        super().validate_code_challenge(grant, redirect_uri)


class OnceMore(RefreshTokenGrant):
    """A token for someone who logged in earlier; the refresh token is used up, and replaced."""

    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = [KEYS, PUBLIC]
    INCLUDE_NEW_REFRESH_TOKEN = True
    server: OneRequest

    def authenticate_refresh_token(self, refresh_token: str) -> Refresh | None:
        """The refresh token that was fetched. A spent one is found out later."""
        kept, facts = self.server.facts.refresh, self.server.facts
        if kept is None or kept.digest != digest(refresh_token):
            return None
        if kept.thumbprint is not None and kept.thumbprint != facts.thumbprint:
            raise InvalidGrantError("The refresh token is bound to a key; prove that you hold it.")
        return kept if kept.spent or kept.expires_at > facts.now else None

    def authenticate_user(self, refresh_token: Refresh) -> SignedIn:
        """Who logged in."""
        return refresh_token.who

    def revoke_old_credential(self, refresh_token: Refresh) -> None:
        """Note that it is used up."""
        self.server.decided.refreshed = refresh_token
