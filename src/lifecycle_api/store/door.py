"""What PostgreSQL would refuse, refused at the door with a typed error instead."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec
from eventsourcing.dcb.api import DCBQuery

from lifecycle_api.store.refusals import PayloadRefused

MAX_TAG_BYTES: Final = 1000
MAX_TYPE_BYTES: Final = 200
MAX_KEY_BYTES: Final = 1000
MAX_EVENTS: Final = 10_000
MAX_EVENT_BYTES: Final = 16 * 1024 * 1024


def check_text(text: bytes, place: str = "$") -> None:
    """Refuse JSON, from that place in an event, that is too long or has a NUL character. Raises PayloadRefused."""
    if len(text) > MAX_EVENT_BYTES:
        raise PayloadRefused(f"An event may have {MAX_EVENT_BYTES} bytes.", bytes=len(text))
    # Most texts have no backslash, and one byte is found much faster than six.
    if b"\\" in text and b"\\u0000" in text and (path := _nul(msgspec.json.decode(text), place)) is not None:
        raise PayloadRefused(f"There is a NUL character in {path}; remove it.", path=path)


def check_tags(tags: Iterable[str]) -> None:
    """Refuse tags that cannot be indexed. Raises PayloadRefused."""
    for tag in tags:
        if not (0 < len(tag) <= MAX_TAG_BYTES and tag.isascii() and tag.isprintable()):
            check_name("tag", tag, MAX_TAG_BYTES)


def check_query(query: DCBQuery) -> None:
    """Refuse a query that names what no event can have. Raises PayloadRefused."""
    for item in query.items:
        check_tags(item.tags)
        if item.types:
            _check_types(tuple(item.types))


@lru_cache(1000)
def _check_types(types: tuple[str, ...]) -> None:
    # The same lists of types are asked about again and again; a refusal is not remembered.
    for name in types:
        check_name("type", name, MAX_TYPE_BYTES)


def check_name(what: str, name: str, limit: int) -> None:
    """Refuse an empty, too long or unprintable name. Raises PayloadRefused."""
    if not name or "\0" in name:
        raise PayloadRefused(f"The {what} may not be empty or have a NUL character.")
    # Text of a quarter of the limit fits, whatever its characters are.
    if len(name) * 4 > limit and len(_utf8(what, name)) > limit:
        raise PayloadRefused(f"The {what} may have {limit} bytes at most.", start=name[:40])
    if not name.isascii():
        _utf8(what, name)


def check_time(time: datetime) -> None:
    """Refuse a time without zone. Raises PayloadRefused."""
    if time.tzinfo is None:
        raise PayloadRefused("The time an event occurred needs a zone, such as Z or +02:00.")


def array_literal(texts: Sequence[str]) -> str:
    """Texts as PostgreSQL writes an array of text."""
    joined = '","'.join(texts)
    if "\\" in joined or joined.count('"') != 2 * (len(texts) - 1):
        joined = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{joined}"}}' if texts else "{}"


def _utf8(what: str, name: str) -> bytes:
    try:
        return name.encode()
    except UnicodeEncodeError:
        raise PayloadRefused(f"A {what} has a broken character.") from None


def _nul(value: Any, path: str) -> str | None:
    if isinstance(value, str):
        return path if "\0" in value else None
    if isinstance(value, dict):
        inside = [(f"{path}.{name}", item) for name, item in value.items()]
        inside += [(f"{path}.<name>", name) for name in value]
    elif isinstance(value, list):
        inside = [(f"{path}[{number}]", item) for number, item in enumerate(value)]
    else:
        return None
    return next((found for where, item in inside if (found := _nul(item, where)) is not None), None)
