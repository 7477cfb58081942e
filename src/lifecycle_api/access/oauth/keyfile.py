"""A client's key in a file of its own: made where it is used, so that only its public half ever travels."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from lifecycle_api.access.oauth.registration import CURVE
from lifecycle_api.errors import LifecycleError

ASSERTED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME = timedelta(seconds=60)
_NO_KEY = "There is no private P-256 key with a `kid` in {}; make one with --new-key."


class KeyFileUnusable(LifecycleError):
    """The file holds no private P-256 key as a JWK with a `kid`, or is there already."""

    code: ClassVar[str] = "KEY_FILE_UNUSABLE"


def make(path: Path) -> dict[str, Any]:
    """Write a new private key, readable by its owner only, and give its public half. Raises `KeyFileUnusable`."""
    key = ECKey.generate_key(CURVE, {"kid": str(uuid4())})
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise KeyFileUnusable(
            f"Cannot make a key at {path}: {error.strerror}. Name a new file.", path=str(path)
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(key.as_dict(private=True)))
    return public(key)


def load(path: Path) -> ECKey:
    """The private key in a file. Raises `KeyFileUnusable`."""
    try:
        key = ECKey.import_key(orjson.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, JoseError):
        raise KeyFileUnusable(_NO_KEY.format(path), path=str(path)) from None
    if not key.is_private or key.kid is None or key.curve_name != CURVE:
        raise KeyFileUnusable(_NO_KEY.format(path), path=str(path))
    return key


def public(key: ECKey) -> dict[str, Any]:
    """The public half, as a client registers it."""
    return dict(key.as_dict(private=False))


def assertion(key: ECKey, client_id: str, issuer: str, now: datetime) -> str:
    """What proves a client to the authorization server, once and for a minute."""
    at = int(now.timestamp())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": issuer,
        "jti": str(uuid4()),
        "iat": at,
        "exp": at + int(LIFETIME.total_seconds()),
    }
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)
