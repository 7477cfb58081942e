"""Reads headers where the server has put them: bytes, with names in lower case."""

from starlette.types import Scope


def header(scope: Scope, name: bytes) -> str:
    """The first header of this name, empty when there is none."""
    for each, value in scope["headers"]:
        if each == name:
            text: str = value.decode("latin-1")
            return text
    return ""


def headers(scope: Scope, name: bytes) -> list[str]:
    """All headers of this name."""
    return [value.decode("latin-1") for each, value in scope["headers"] if each == name]
