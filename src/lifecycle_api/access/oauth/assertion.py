"""How a client proves itself: a JWT signed with its key, short-lived, for us alone, used once (RFC 7523, FAPI 2)."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
from authlib.oauth2.rfc6749 import InvalidClientError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lifecycle_api.access.oauth.client import KEYS, Client
from lifecycle_api.access.oauth.facts import Decided, Facts
from lifecycle_api.access.oauth.single_use import SingleUse

ALGORITHM: Final = "ES256"
LEEWAY: Final = timedelta(seconds=30)
LONGEST_LIFE: Final = timedelta(seconds=300)
LONGEST_ASSERTION: Final = 4_096
LONGEST_ID: Final = 200
_CLAIMS: Final = "The assertion has iss, sub, aud and jti as one string each, and exp as a number."


class _Claims(msgspec.Struct, frozen=True):
    iss: str
    sub: str
    aud: str
    exp: int | float
    jti: str
    iat: int | float | None = None
    nbf: int | float | None = None


class PrivateKeyJwt(JWTBearerClientAssertion):
    """Authlib's method under the name of the standards, with the checks that it leaves to others.

    Authlib takes any lifetime, lists of audiences and three algorithms, and reads a clock of its own.
    """

    CLIENT_AUTH_METHOD = KEYS

    def __init__(self, facts: Facts, decided: Decided, issuer: str) -> None:
        super().__init__()
        self._facts = facts
        self._decided = decided
        self._issuer = issuer

    def resolve_client_public_key(self, client: Client) -> KeySet:
        """The keys that were fetched for this client."""
        if self._facts.client_keys is None or client is not self._facts.client:
            raise InvalidClientError(description="The client has no keys to prove itself with.")
        return self._facts.client_keys

    def process_assertion_claims(self, assertion: str, resolve_key: Any) -> dict[str, Any]:
        """Verify signature and claims, and note the id as used."""
        try:
            token = jwt.decode(assertion, resolve_key, algorithms=[ALGORITHM])
        except (JoseError, ValueError, TypeError) as error:
            raise InvalidClientError(description="The client assertion is not signed as agreed.") from error
        try:
            claims = msgspec.convert(token.claims, _Claims)
        except msgspec.ValidationError as error:
            raise InvalidClientError(description=_CLAIMS) from error
        self._check(claims)
        expires = datetime.fromtimestamp(claims.exp, UTC) + LEEWAY
        self._decided.spend.append(SingleUse("assertion", claims.sub, claims.jti, expires))
        return dict(token.claims)

    def _check(self, claims: _Claims) -> None:
        now = self._facts.now.timestamp()
        leeway = LEEWAY.total_seconds()
        if claims.iss != claims.sub:
            raise InvalidClientError(description="The assertion's iss and sub are both the client's id.")
        if claims.aud != self._issuer:
            raise InvalidClientError(description=f"The assertion's aud is the string {self._issuer}, and nothing else.")
        if claims.exp <= now - leeway:
            raise InvalidClientError(description="The client assertion has expired.")
        if claims.exp > now + LONGEST_LIFE.total_seconds():
            raise InvalidClientError(description="The client assertion lives too long; 60 seconds are enough.")
        if max(claims.iat or 0, claims.nbf or 0) > now + leeway:
            raise InvalidClientError(description="The client assertion is from the future; set the clock right.")
        if not 0 < len(claims.jti) <= LONGEST_ID:
            raise InvalidClientError(description=f"The assertion's jti has from 1 to {LONGEST_ID} characters.")


def named(assertion: str) -> tuple[str, str | None]:
    """The client that an assertion says it is of, and the id of its key: to know what to fetch, not to believe."""
    if len(assertion) > LONGEST_ASSERTION:
        return "", None
    try:
        signed = jws.extract_compact(assertion.encode())
        subject = msgspec.json.decode(signed.payload, type=dict[str, Any]).get("sub")
        kid = signed.headers().get("kid")
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        return "", None
    return (subject if isinstance(subject, str) else ""), (kid if isinstance(kid, str) else None)
