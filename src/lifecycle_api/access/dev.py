"""The dev issuer: signs the demo's tokens, on this machine only; they are verified like anyone else's."""

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from lifecycle_api.access.keys import LocalKeys
from lifecycle_api.access.tokens import TokenVerifier
from lifecycle_api.errors import LifecycleError

ISSUER: Final = "http://localhost/dev-issuer"
AUDIENCE: Final = "lifecycle-api"
LIFETIME: Final = timedelta(hours=12)


class DevIssuerExposed(LifecycleError):
    """The dev issuer gives tokens to anyone who asks, so it only runs on a loopback address."""

    code = "DEV_ISSUER_EXPOSED"


class DevKeyUnusable(LifecycleError):
    """The dev issuer's key file cannot be read; delete it and a new one is made at the next start."""

    code = "DEV_KEY_UNUSABLE"


class DevIssuer:
    """Issues access tokens. Its ES256 key is kept in the data folder, readable by its owner only."""

    issuer: Final = ISSUER
    audience: Final = AUDIENCE

    def __init__(self, data: Path, *, host: str, now: Callable[[], datetime]) -> None:
        """Load the key from the data folder or make it. `host` is the address the service listens on.

        Raises `DevIssuerExposed` unless it is a loopback address, and `DevKeyUnusable`.
        """
        if not is_loopback(host):
            raise DevIssuerExposed(
                f"The dev issuer refuses to listen on {host!r}, where others could take its tokens: "
                "set LIFECYCLE_HOST to 127.0.0.1, or serve with LIFECYCLE_ISSUER instead.",
                setting="LIFECYCLE_HOST",
            )
        self._now = now
        self._key = _load_or_make(data / "dev-issuer.jwk")

    def keys(self) -> LocalKeys:
        """The public half, as the verifier takes it."""
        return LocalKeys({"keys": [self._key.as_dict(private=False)]})

    def verifier(self) -> TokenVerifier:
        """What verifies its tokens: the same as for any other issuer."""
        return TokenVerifier(self.keys(), issuer=ISSUER, audience=AUDIENCE, now=self._now)

    def issue(self, claims: Mapping[str, Any], *, lifetime: timedelta = LIFETIME) -> str:
        """Sign an access token with these claims; those given win over the issuer's own."""
        at = int(self._now().timestamp())
        own = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": at,
            "exp": at + int(lifetime.total_seconds()),
            "jti": str(uuid4()),
        }
        header = {"alg": "ES256", "kid": self._key.kid, "typ": "at+jwt"}
        return jwt.encode(header, {**own, **claims}, self._key)


def is_loopback(host: str) -> bool:
    """Whether an address to listen on, or one in a Host header, can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _load_or_make(path: Path) -> ECKey:
    if not path.exists():
        _write_private(path, ECKey.generate_key("P-256", auto_kid=True))
    try:
        key = ECKey.import_key(orjson.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, JoseError) as error:
        raise DevKeyUnusable(path=str(path)) from error
    if not key.is_private or key.kid is None:
        raise DevKeyUnusable(path=str(path))
    return key


def _write_private(path: Path, key: ECKey) -> None:
    # Written aside, then linked: a crash leaves no half key, and two processes end up with the same one.
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(orjson.dumps(key.as_dict(private=True)))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(aside)
    finally:
        Path(aside).unlink(missing_ok=True)
