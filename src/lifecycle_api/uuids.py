"""UUIDs that are read, written and hashed in C, where `uuid.UUID` does so in Python and takes up to ten times as long.

They are the driver's own, equal to those of the standard library, and instances of its class: every request makes and
looks up some. Which modules make them is a matter of speed alone.
"""

import os
from uuid import UUID

from asyncpg.pgproto import pgproto

_BYTES = 16


def uuid_of(text: str) -> UUID:
    """The UUID that is written like this, with or without hyphens. Raises ValueError."""
    return pgproto.UUID(text)


def new_uuid() -> UUID:
    """A random UUID, of version 4."""
    made = bytearray(os.urandom(_BYTES))
    made[6] = made[6] & 0x0F | 0x40
    made[8] = made[8] & 0x3F | 0x80
    return pgproto.UUID(bytes(made))
