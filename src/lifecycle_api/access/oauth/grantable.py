"""What can be asked for at the authorization server: scopes, and purposes in the same list as `purpose:NAME`."""

from typing import Final

from lifecycle_api.access.scopes import SCOPES
from lifecycle_api.domain.purposes import PURPOSES

PREFIX: Final = "purpose:"


def split(text: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """The scopes and the names of the purposes in a list separated by blanks."""
    names = (text or "").split()
    purposes = frozenset(name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX))
    return frozenset(name for name in names if not name.startswith(PREFIX)), purposes


def unknown(text: str | None) -> list[str]:
    """Those names of a list that are neither scopes nor purposes here."""
    scopes, purposes = split(text)
    return sorted(scopes - SCOPES.keys()) + sorted(f"{PREFIX}{name}" for name in purposes - PURPOSES.keys())


def supported() -> list[str]:
    """Everything that can be asked for, in order."""
    return [*SCOPES, *(f"{PREFIX}{name}" for name in PURPOSES)]
