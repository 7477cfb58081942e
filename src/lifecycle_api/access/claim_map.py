"""Reads the claims of an issuer that names them in its own way, as those that principals are made of."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from lifecycle_api.access.oauth.grantable import split

_LISTS: Final = frozenset({"rooftops", "roles", "purposes"})
KNOWN: Final = frozenset(
    {"sub", "kind", "tenant", "client_id", "scope", "name", "customer", "party", "engagement", "grant_id"} | _LISTS
)


class ClaimMap:
    """Where each claim of ours is found: at a path such as `realm_access.roles`, or as a constant after a `=`.

    What is not mapped is read under its own name. Purposes can also come among the scopes, as `purpose:NAME`.
    """

    def __init__(self, mapped: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a claim of ours and a path. Raises ValueError for a claim that is none of ours."""
        self._mapped = dict(mapped)
        if strangers := self._mapped.keys() - KNOWN:
            raise ValueError(f"{', '.join(sorted(strangers))}: map one of {', '.join(sorted(KNOWN))}")

    def __call__(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        """The claims as ours are named."""
        found = {name: _found(claims, path) for name, path in self._mapped.items()}
        read = {**claims, **{name: _shaped(name, value) for name, value in found.items()}}
        scopes, purposes = split(_text(read.get("scope")))
        listed = read.get("purposes")
        read["scope"] = " ".join(sorted(scopes))
        read["purposes"] = [*(listed if isinstance(listed, list) else []), *sorted(purposes)]
        return {name: value for name, value in read.items() if value is not None}


def _found(claims: Mapping[str, Any], path: str) -> Any:
    if path.startswith("="):
        return path[1:]
    if path in claims:
        return claims[path]
    value: Any = claims
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _shaped(name: str, value: Any) -> Any:
    if name in _LISTS and isinstance(value, str) and value != "*":
        return value.replace(",", " ").split()
    return _text(value) if name == "scope" else value


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return " ".join(each for each in value if isinstance(each, str))
    return value if isinstance(value, str) else None
