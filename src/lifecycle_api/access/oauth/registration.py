"""What a client may be registered with: keys that can protect something, addresses that are safe, known scopes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from joserfc.jwk import ECKey

from lifecycle_api.access.dev import is_loopback
from lifecycle_api.access.keys import KeySetUnusable, LocalKeys
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.errors import InvalidArgument

MOST_KEYS: Final = 5
CURVE: Final = "P-256"
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})


class ClientKeyUnusable(InvalidArgument):
    """A client proves itself with public P-256 keys, each with a `kid`; register those, never a private key."""

    code: ClassVar[str] = "CLIENT_KEY_UNUSABLE"


class ScopeNotGrantable(InvalidArgument):
    """A client of this kind cannot be given this scope."""

    code: ClassVar[str] = "SCOPE_NOT_GRANTABLE"


def public_keys(jwks: Mapping[str, Any], argument: str = "jwks") -> tuple[dict[str, Any], ...]:
    """The keys of a JWKS as they are kept. Raises `ClientKeyUnusable`, which says what is wrong with which."""
    listed = jwks.get("keys")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_KEYS:
        raise ClientKeyUnusable(f"A JWKS has a list of 1 to {MOST_KEYS} `keys`.", argument=argument)
    if any(isinstance(jwk, dict) and jwk.keys() & _PRIVATE for jwk in listed):
        raise ClientKeyUnusable(
            "This key is private, and others may know it now: make a new one, and register its public half.",
            argument=argument,
        )
    try:
        keys = LocalKeys(jwks).current().keys
    except KeySetUnusable as error:
        raise ClientKeyUnusable(error.message, argument=argument) from None
    if len({key.kid for key in keys}) < len(keys):
        raise ClientKeyUnusable("Two keys have the same `kid`.", argument=argument)
    for key in keys:
        if not isinstance(key, ECKey) or key.curve_name != CURVE:
            raise ClientKeyUnusable(f"The key {key.kid!r} is of another type than EC {CURVE}.", argument=argument)
    return tuple({name: jwk[name] for name in ("kty", "crv", "x", "y", "kid")} for jwk in listed)


def thumbprints(keys: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """What keys are named by in events (RFC 7638)."""
    return tuple(ECKey.import_key(dict(key)).thumbprint() for key in keys)


def https(url: str, argument: str, *, loopback: bool = False) -> str:
    """The address, when it is https without a fragment; with `loopback` also http on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that is not closed
        parts = urlsplit("")
    secure = parts.scheme == "https" or (loopback and parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not secure or not parts.hostname or "#" in url or not url.isascii() or not url.isprintable():
        raise InvalidArgument(f"Write {argument} as an https address without a fragment.", argument=argument)
    return url


def grantable_scopes(kind: Kind, names: Sequence[str], argument: str = "scopes") -> tuple[str, ...]:
    """The scopes, each once, in order; without any, a client could ask for nothing.

    Raises InvalidArgument for none, and `ScopeNotGrantable`, naming the one; both name those there are.
    """
    known = ", ".join(scope.name for scope in SCOPES.values() if kind in scope.kinds)
    if not names:
        raise InvalidArgument(f"Name at least one scope of: {known}.", argument=argument)
    for name in names:
        if name not in SCOPES or kind not in SCOPES[name].kinds:
            raise ScopeNotGrantable(
                f"A {kind.value} cannot be given {name!r}, but any of: {known}.", argument=argument, scope=name
            )
    return tuple(sorted(set(names)))
