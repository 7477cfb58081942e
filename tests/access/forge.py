"""Makes access tokens, sound and forged, signed with keys that live as long as the test run."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from lifecycle_api.access.keys import LocalKeys
from lifecycle_api.access.tokens import ALGORITHMS, TokenVerifier

ISSUER = "https://login.dealer.example"
AUDIENCE = "lifecycle-api"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AT = int(NOW.timestamp())
TENANT = "0190a000-0000-7000-8000-000000000001"
EC = ECKey.generate_key("P-256", {"kid": "ec"})
KEYS: dict[str, Key] = {
    "ec": EC,
    "rsa": RSAKey.generate_key(2048, {"kid": "rsa"}),
    "okp": OKPKey.generate_key("Ed25519", {"kid": "okp"}),
}
JWKS = {"keys": [key.as_dict(private=False) for key in KEYS.values()]}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "sam",
    "client_id": "portal",
    "iat": AT,
    "exp": AT + 600,
    "kind": "staff",
    "tenant": TENANT,
    "scope": "customers:read notes:write",
    "roles": ["service_advisor"],
}
HEADER: dict[str, Any] = {"alg": "ES256", "kid": "ec", "typ": "at+jwt"}


def verifier() -> TokenVerifier:
    """The production verifier, trusting `KEYS`, at `NOW`."""
    return TokenVerifier(LocalKeys(JWKS), issuer=ISSUER, audience=AUDIENCE, now=lambda: NOW)


def without(mapping: dict[str, Any], *names: str) -> dict[str, Any]:
    """A copy lacking these."""
    return {name: value for name, value in mapping.items() if name not in names}


def signed(header: dict[str, Any], claims: object, key: Key | None = None) -> str:
    """A compact token signed with any header over any JSON, as a careless or hostile issuer would."""
    registry = jws.JWSRegistry(algorithms=[*ALGORITHMS, "none"], strict_check_header=False)
    model = registry.algorithms[header["alg"]]
    body = f"{_part(header)}.{_part(claims)}"
    signer = key or KEYS[header.get("kid", "ec")]
    signature = b"" if header["alg"] == "none" else model.sign(body.encode(), signer)
    return f"{body}.{_encoded(signature)}"


def shared(header: dict[str, Any], claims: object, secret: bytes) -> str:
    """A compact token under a MAC; joserfc would not make one from a public key."""
    body = f"{_part(header)}.{_part(claims)}"
    return f"{body}.{_encoded(hmac.digest(secret, body.encode(), 'sha256'))}"


def token(**claims: Any) -> str:
    """A sound token, with these claims changed."""
    return signed(HEADER, {**CLAIMS, **claims})


def _part(value: object) -> str:
    return _encoded(json.dumps(value).encode())


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
