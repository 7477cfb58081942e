"""Reads headers where the server has put them: bytes, with names in lower case."""

from typing import Final

from starlette.types import Scope

_FIRST: Final = "lifecycle.headers"


def header(scope: Scope, name: bytes) -> str:
    """The first header of this name, empty when there is none."""
    found = (scope.get(_FIRST) or _by_name(scope)).get(name)
    return "" if found is None else found.decode("latin-1")


def headers(scope: Scope, name: bytes) -> list[str]:
    """All headers of this name."""
    if name not in (scope.get(_FIRST) or _by_name(scope)):
        return []
    return [value.decode("latin-1") for each, value in scope["headers"] if each == name]


def _by_name(scope: Scope) -> dict[bytes, bytes]:
    """The first header of each name, found once and kept beside the request."""
    found: dict[bytes, bytes] = dict(reversed(scope["headers"]))
    scope[_FIRST] = found
    return found
