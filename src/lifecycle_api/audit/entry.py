"""An event as an entry of the verifiable log: the bytes under its leaf, which say what kind, when, and nothing more.

Position (8 bytes), time of recording in microseconds since 1970 (8), id (16), length of the type (4), the type
(UTF-8), digest of the header (32), digest of the body (32); integers are big-endian.
"""

import struct
from hashlib import sha256
from typing import Final, NamedTuple

from lifecycle_api.errors import LifecycleError

DIGEST_BYTES: Final = 32
MARK_BYTES: Final = 16
NO_BODY: Final = bytes(DIGEST_BYTES)
_FIXED: Final = struct.Struct(">qq16sI")


class EntryMalformed(LifecycleError):
    """These bytes are not an entry of the log."""

    code = "ENTRY_MALFORMED"


class Entry(NamedTuple):
    """`header` is the digest of marks and clear header; `body` that of the sealed bytes, zeros where nothing is."""

    position: int
    micros: int
    id: bytes
    type: str
    header: bytes
    body: bytes

    @property
    def data(self) -> bytes:
        """The entry as it is hashed."""
        kind = self.type.encode()
        return _FIXED.pack(self.position, self.micros, self.id, len(kind)) + kind + self.header + self.body


def parse_entry(data: bytes) -> Entry:
    """Raises EntryMalformed."""
    try:
        position, micros, event, length = _FIXED.unpack_from(data)
        kind = data[_FIXED.size : _FIXED.size + length]
        text = kind.decode()
    except (struct.error, UnicodeDecodeError):
        raise EntryMalformed from None
    digests = data[_FIXED.size + length :]
    if len(kind) != length or len(digests) != 2 * DIGEST_BYTES:
        raise EntryMalformed
    return Entry(position, micros, event, text, digests[:DIGEST_BYTES], digests[DIGEST_BYTES:])


def header_digest(marks: bytes, clear_digest: bytes) -> bytes:
    """What an entry says of a header: its tags, by their marks, and the digest of its bytes."""
    return sha256(marks + clear_digest).digest()


def body_digest(sealed: bytes | None) -> bytes:
    """What an entry says of a body."""
    return NO_BODY if sealed is None else sha256(sealed).digest()
