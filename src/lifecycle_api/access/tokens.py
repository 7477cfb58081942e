"""Verifies access tokens (RFC 9068), one way for every issuer; the first thing wrong refuses them.

joserfc does the cryptography, under a registry of our own: its default accepts fewer algorithms than we need
and refuses headers that identity providers write. What it leaves open is closed here. The token's type and
key id are mandatory, no critical extension is understood, keys in a header are never looked at, and a token
bound to a key is refused unless possession of that key was proved.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from joserfc import jws
from joserfc.errors import ExpiredTokenError, JoseError, UnsupportedAlgorithmError
from joserfc.jws import CompactSignature, JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from lifecycle_api.access.keys import KeySource
from lifecycle_api.access.principal import Principal, from_claims
from lifecycle_api.errors import LifecycleError

ALGORITHMS: Final = frozenset({"ES256", "PS256", "EdDSA", "Ed25519", "RS256"})
TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})
LEEWAY_SECONDS: Final = 60
LONGEST_TOKEN: Final = 16_384
_UNUSED_HEADERS: Final = frozenset({"crit", "b64"})


class Reason(StrEnum):
    """Why a token was refused: for the service's own log, never for the caller."""

    MALFORMED = "malformed"
    TYPE = "type"
    HEADER = "header"
    KEY = "key"
    SIGNATURE = "signature"
    CLAIMS = "claims"
    ISSUER = "issuer"
    BOUND = "bound"
    CANCELLED = "cancelled"


class Unauthenticated(LifecycleError):
    """Send an access token as `Authorization: Bearer …`; without one only `{ __typename }` is answered."""

    code = "UNAUTHENTICATED"


class TokenInvalid(LifecycleError):
    """The access token is not valid here."""

    code = "TOKEN_INVALID"

    def __init__(self, reason: Reason) -> None:
        """Keep the reason beside the message: `as_dict` doesn't show it."""
        super().__init__()
        self.reason = reason


class TokenExpired(LifecycleError):
    """The access token has expired; ask its issuer for a new one."""

    code = "TOKEN_EXPIRED"


class _Registry(JWSRegistry):
    """The algorithms we accept. joserfc's own look-up warns about EdDSA each time it is used."""

    max_header_length = 4_096
    max_payload_length = LONGEST_TOKEN
    max_signature_length = 1_024

    def get_alg(self, name: str) -> Any:
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


_REGISTRY: Final = _Registry(strict_check_header=False)


@dataclass(frozen=True)
class Unverified:
    """A token taken apart: nothing of it is believed yet, but `issuer` and `kid` say how it is to be checked."""

    signed: CompactSignature
    issuer: str
    kid: str


Claims = dict[str, Any]


class TokenVerifier:
    """Turns an access token into a principal, for one issuer and one audience."""

    def __init__(
        self,
        keys: KeySource,
        *,
        issuer: str,
        audience: str,
        now: Callable[[], datetime],
        algorithms: Collection[str] = ALGORITHMS,
        read: Callable[[Claims], Claims] = dict,
        cancelled: Callable[[Mapping[str, Any]], bool] = lambda _: False,
    ) -> None:
        """Take the issuer's keys, its exact `iss`, the `aud` that names this service, and a clock.

        `algorithms` are those of `ALGORITHMS` that the issuer signs with. `read` translates the claims of an issuer
        that names them differently. `cancelled` says of genuine claims whether they were taken back before their time.
        """
        self.keys = keys
        self.issuer = issuer
        self._now = now
        self._algorithms = frozenset(algorithms)
        self._read = read
        self._cancelled = cancelled
        self._claims = JWTClaimsRegistry(
            now=lambda: int(self._now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )

    def verify(self, token: str, *, thumbprint: str | None = None) -> Principal:
        """The principal a token stands for; `thumbprint` is of the key whose possession was proved, if one was.

        Raises `TokenExpired` for a genuine token past its time, and `TokenInvalid` for everything else.
        """
        return self.verify_parsed(parse(token), thumbprint=thumbprint)

    def verify_parsed(self, token: Unverified, *, thumbprint: str | None = None) -> Principal:
        """The same for a token that was taken apart already."""
        return self.principal(self.genuine_claims(token), thumbprint=thumbprint)

    def principal(self, claims: Claims, *, thumbprint: str | None) -> Principal:
        """The principal that genuine claims stand for. Raises `TokenInvalid`."""
        _check_binding(claims, thumbprint)
        try:
            return from_claims(self._read(claims))
        except msgspec.ValidationError as error:
            raise TokenInvalid(Reason.CLAIMS) from error

    def genuine_claims(self, token: Unverified) -> Claims:
        """The claims of a token that is signed, current and not taken back, as its issuer wrote them.

        Raises as `verify` does; says nothing of what the token is bound to.
        """
        claims = self._signed_claims(token.signed)
        self.check(claims)
        return claims

    def _signed_claims(self, signed: CompactSignature) -> Claims:
        if signed.headers().get("alg") not in self._algorithms:
            raise TokenInvalid(Reason.KEY)
        try:
            genuine = jws.validate_compact(signed, self.keys.current(), registry=_REGISTRY)
        except (JoseError, ValueError, TypeError) as error:
            raise TokenInvalid(Reason.KEY) from error
        if not genuine:
            raise TokenInvalid(Reason.SIGNATURE)
        return _decode(signed.payload)

    def check_again(self, claims: Claims) -> None:
        """Look at what may have changed since `check`: the time, and what was taken back. Raises the same."""
        if claims["exp"] < int(self._now().timestamp()) - LEEWAY_SECONDS:
            raise TokenExpired
        if self._cancelled(claims):
            raise TokenInvalid(Reason.CANCELLED)

    def check(self, claims: Claims) -> None:
        """Refuse signed claims that allow nothing here, or no longer. Raises `TokenExpired`, `TokenInvalid`."""
        try:
            self._claims.validate(claims)
        except ExpiredTokenError as error:
            raise TokenExpired from error
        except JoseError as error:
            raise TokenInvalid(Reason.CLAIMS) from error
        if self._cancelled(claims):
            raise TokenInvalid(Reason.CANCELLED)


def parse(token: str) -> Unverified:
    """Take a token apart, and refuse what no access token looks like. Raises `TokenInvalid`."""
    signed = _compact(token)
    header = signed.headers()
    typ, kid = header.get("typ"), header.get("kid")
    if not isinstance(typ, str) or typ.lower() not in TYPES:
        raise TokenInvalid(Reason.TYPE)
    if _UNUSED_HEADERS & header.keys():
        raise TokenInvalid(Reason.HEADER)
    if not isinstance(kid, str):
        raise TokenInvalid(Reason.KEY)
    return Unverified(signed, str(_decode(signed.payload).get("iss")), kid)


def _compact(token: str) -> CompactSignature:
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise TokenInvalid(Reason.MALFORMED)
    try:
        signed = jws.extract_compact(token.encode(), registry=_REGISTRY)
    # The header is unverified JSON of any shape, and joserfc reads it as an object of modest depth.
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise TokenInvalid(Reason.MALFORMED) from error
    if not isinstance(signed.headers(), dict):
        raise TokenInvalid(Reason.MALFORMED)
    return signed


def _check_binding(claims: Claims, thumbprint: str | None) -> None:
    # Also refused: a token that is bound to nothing, shown with a proof, for a thief would simply leave it out.
    bound = claims.get("cnf")
    if (bound is None and thumbprint is None) or (thumbprint is not None and bound == {"jkt": thumbprint}):
        return
    raise TokenInvalid(Reason.BOUND)


def _decode(payload: bytes) -> Claims:
    try:
        claims = msgspec.json.decode(payload)
    except (msgspec.DecodeError, RecursionError) as error:
        raise TokenInvalid(Reason.CLAIMS) from error
    if not isinstance(claims, dict):
        raise TokenInvalid(Reason.CLAIMS)
    return claims
