"""Global ids: the tag under which the log knows the same thing, such as `customer:0190…` or `vehicle:1HG…`."""

from typing import Any, Literal
from uuid import UUID

from lifecycle_api.uuids import uuid_of

KeyType = Literal["uuid", "text"]


def key_of(value: Any, prefix: str | None, key_type: KeyType) -> UUID | str | None:
    """The key inside a global id, or None when it is not an id of this type: then nothing is found."""
    text = str(value)
    if prefix is not None and text.startswith(f"{prefix}:"):
        text = text[len(prefix) + 1 :]
    elif key_type == "uuid":
        return None
    return _uuid(text) if key_type == "uuid" else text.strip().upper()


def _uuid(text: str) -> UUID | None:
    try:
        return uuid_of(text)
    except ValueError:
        return None
