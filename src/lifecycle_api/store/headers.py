"""The clear headers of stored events: what tells whom an event concerns, without opening anything."""

from typing import NamedTuple

import msgspec

from lifecycle_api.store.codec import Stored


class Header(NamedTuple):
    """Where an event stands in the log, its type, its tags, and what kinds of things they name."""

    position: int
    type: str
    tags: frozenset[str]
    kinds: frozenset[str]


class _Clear(msgspec.Struct):
    tags: frozenset[str] = frozenset()


_decoder = msgspec.json.Decoder(_Clear)


def header_of(row: Stored) -> Header:
    """The header of a row of the log."""
    tags = _decoder.decode(row.clear).tags
    return Header(row.position, row.type, tags, frozenset(tag.partition(":")[0] for tag in tags))
