"""Where the keys that verify tokens come from: a small port, and its local implementation."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import orjson
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from lifecycle_api.errors import LifecycleError

SMALLEST_RSA = 2048


class KeySetUnusable(LifecycleError):
    """The file or document with the authorization server's public keys cannot be used."""

    code = "KEY_SET_UNUSABLE"


class KeySource(Protocol):
    """Gives the authorization server's public keys. Called for every token, so it answers from memory."""

    def current(self) -> KeySet:
        """The keys in force now. Raises `Unavailable` when they are older than can be trusted."""
        ...

    async def prepare(self, kid: str) -> None:
        """Look for newer keys before a token signed with `kid` is verified, when that is due; never raises."""
        ...


class LocalKeys:
    """The keys of a JWKS document that is at hand. Symmetric and short RSA keys are refused, not skipped."""

    def __init__(self, jwks: Mapping[str, Any]) -> None:
        """Take a JWKS as `{"keys": [...]}`. Raises `KeySetUnusable` unless every key is usable and named."""
        listed = jwks.get("keys")
        if not isinstance(listed, list) or not listed:
            raise KeySetUnusable("A JWKS is an object with a list of `keys`, and this one has none.")
        self._keys = KeySet([_public_key(key) for key in listed])

    @classmethod
    def from_file(cls, path: Path) -> "LocalKeys":
        """Read a JWKS file. Raises `KeySetUnusable` when it is missing or no JSON object."""
        try:
            jwks = orjson.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise KeySetUnusable(f"Cannot read a JWKS from {path}.", path=str(path)) from error
        return cls(jwks if isinstance(jwks, dict) else {})

    def current(self) -> KeySet:
        """The document's keys."""
        return self._keys

    async def prepare(self, kid: str) -> None:
        """There are no newer ones."""


def _public_key(jwk: Any) -> ECKey | OKPKey | RSAKey:
    kid = jwk.get("kid") if isinstance(jwk, dict) else None
    if not isinstance(kid, str) or not kid:
        raise KeySetUnusable("Every key of the JWKS needs a `kid`.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # a short key is refused below
            key = KeySet.registry_cls.import_key(jwk)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise KeySetUnusable(f"The key {kid!r} of the JWKS cannot be read.", kid=kid) from error
    if not isinstance(key, (ECKey, OKPKey, RSAKey)):
        raise KeySetUnusable(f"The key {kid!r} is not an EC, OKP or RSA key; tokens are signed, not shared.", kid=kid)
    if isinstance(key, RSAKey) and key.raw_value.key_size < SMALLEST_RSA:
        raise KeySetUnusable(f"The RSA key {kid!r} is shorter than {SMALLEST_RSA} bits.", kid=kid)
    return key
