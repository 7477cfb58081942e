"""Proofs of possession (RFC 9449): that whoever shows a token holds the key that it is bound to."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, KeySet, OKPKey
from joserfc.jws import CompactSignature, JWSRegistry

from lifecycle_api.access.oauth.single_use import SingleUse
from lifecycle_api.errors import LifecycleError

ALGORITHMS: Final = ("ES256", "Ed25519")
WINDOW: Final = timedelta(seconds=60)
LONGEST_PROOF: Final = 4_096
LONGEST_ID: Final = 200
_CURVES: Final = {"ES256": "P-256", "Ed25519": "Ed25519", "EdDSA": "Ed25519"}


class ProofInvalid(LifecycleError):
    """The DPoP proof does not fit this request; make a new one for every request, with a clock that is right."""

    code = "DPOP_PROOF_INVALID"


class Proof(msgspec.Struct, frozen=True):
    """A proof that holds: the thumbprint of its key, and the id that has to be used up before it counts."""

    thumbprint: str
    once: SingleUse


class _Claims(msgspec.Struct, frozen=True):
    jti: str
    htm: str
    htu: str
    iat: int | float
    ath: str | None = None


class _Registry(JWSRegistry):
    max_header_length = 1_024
    max_payload_length = LONGEST_PROOF

    def get_alg(self, name: str) -> Any:
        if name not in _CURVES:
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


_REGISTRY: Final = _Registry(strict_check_header=False)


def check(headers: Sequence[str], *, method: str, url: str, now: datetime, token: str | None = None) -> Proof:
    """The proof in a request's `DPoP` headers, made for this method and URL, and for `token` if one is shown.

    Raises `ProofInvalid`, which says what is wrong with it. Whether it was used before is not known here.
    """
    if len(headers) != 1:
        raise ProofInvalid("Send exactly one DPoP header.")
    signed = _parsed(headers[0])
    key = _key(signed)
    try:
        genuine = jws.validate_compact(signed, key, registry=_REGISTRY)
        claims = msgspec.json.decode(signed.payload, type=_Claims)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise ProofInvalid from error
    if not genuine:
        raise ProofInvalid("The signature of the DPoP proof is not of the key in its header.")
    _check_claims(claims, method=method, url=url, now=now, token=token)
    thumbprint = key.thumbprint()
    expires = datetime.fromtimestamp(claims.iat, UTC) + 2 * WINDOW
    return Proof(thumbprint, SingleUse("proof", thumbprint, claims.jti, expires))


def prover(headers: Sequence[str]) -> str:
    """The thumbprint of the key in a request's `DPoP` header, which was checked before. Raises `ProofInvalid`."""
    return _key(_parsed(headers[0])).thumbprint()


def token_hash(token: str) -> str:
    """What a proof's `ath` says of the token that it is shown with."""
    return urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()


def _parsed(proof: str) -> CompactSignature:
    if len(proof) > LONGEST_PROOF or not proof.isascii():
        raise ProofInvalid("The DPoP proof is no compact JWS.")
    try:
        signed = jws.extract_compact(proof.encode(), registry=_REGISTRY)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ProofInvalid("The DPoP proof is no compact JWS.") from error
    header = signed.headers()
    if not isinstance(header, dict):
        raise ProofInvalid("The DPoP proof is no compact JWS.")
    if header.get("typ") != "dpop+jwt":
        raise ProofInvalid("A DPoP proof has the type `dpop+jwt`.")
    if "crit" in header or "b64" in header:
        raise ProofInvalid("A DPoP proof has no critical extensions.")
    return signed


def _key(signed: CompactSignature) -> ECKey | OKPKey:
    """The public key in the header: the one place where a key comes with what it signed."""
    header = signed.headers()
    jwk, curve = header.get("jwk"), _CURVES.get(str(header.get("alg")))
    if curve is None:
        raise ProofInvalid(f"DPoP proofs are signed with {' or '.join(ALGORITHMS)}.")
    if not isinstance(jwk, dict) or jwk.get("crv") != curve or "d" in jwk:
        raise ProofInvalid("The header of a DPoP proof has the public key, and only that, as `jwk`.")
    try:
        key = KeySet.registry_cls.import_key({name: jwk[name] for name in ("kty", "crv", "x", "y") if name in jwk})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProofInvalid("The `jwk` of the DPoP proof cannot be read.") from error
    if not isinstance(key, (ECKey, OKPKey)):
        raise ProofInvalid("The `jwk` of the DPoP proof is of another type.")
    return key


def _check_claims(claims: _Claims, *, method: str, url: str, now: datetime, token: str | None) -> None:
    if not 0 < len(claims.jti) <= LONGEST_ID:
        raise ProofInvalid(f"The `jti` of a DPoP proof has from 1 to {LONGEST_ID} characters.")
    if claims.htm != method:
        raise ProofInvalid("The `htm` of the DPoP proof is not the method of this request.")
    if _location(claims.htu) != _location(url):
        raise ProofInvalid(f"The `htu` of the DPoP proof is not {url}.")
    if not (now - WINDOW).timestamp() <= claims.iat <= (now + WINDOW).timestamp():
        raise ProofInvalid(f"The `iat` of the DPoP proof is more than {WINDOW.seconds} seconds off.")
    if token is not None and not hmac.compare_digest((claims.ath or "").encode(), token_hash(token).encode()):
        raise ProofInvalid("The `ath` of the DPoP proof is not the hash of this token.")


def _location(url: str) -> tuple[str, str, str] | None:
    """An address without query and fragment, in one spelling; None when it is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, f"{(parts.hostname or '').lower()}:{port}", parts.path or "/")
