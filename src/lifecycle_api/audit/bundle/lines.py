"""The lines of headers and bodies: one event each, in the order of positions, readable without any library."""

from hashlib import sha256
from typing import Final, NamedTuple

from lifecycle_api.audit.entry import DIGEST_BYTES, MARK_BYTES, header_digest
from lifecycle_api.audit.tlog.text import decimal, decoded, encoded
from lifecycle_api.errors import LifecycleError

_DIGEST: Final = b"sha256:"


class LineMalformed(LifecycleError):
    """A line of the bundle cannot be understood."""

    code = "LINE_MALFORMED"


class Header(NamedTuple):
    """`clear` is the header's JSON, or None where only its `digest` is shown; `marks` are 16 bytes a tag."""

    position: int
    marks: bytes
    digest: bytes
    clear: bytes | None

    @property
    def committed(self) -> bytes:
        """What the entry of this event says of it."""
        return header_digest(self.marks, self.digest)

    def bears(self, mark: bytes) -> bool:
        """Whether one of the marks is this one."""
        return any(self.marks[at : at + MARK_BYTES] == mark for at in range(0, len(self.marks), MARK_BYTES))

    @property
    def line(self) -> bytes:
        """The header as a line."""
        shown = _DIGEST + self.digest.hex().encode() if self.clear is None else self.clear
        return b"%d %b %b\n" % (self.position, self.marks.hex().encode() or b"-", shown)


def parse_header(line: bytes) -> Header:
    """Raises LineMalformed."""
    position, _, rest = line.removesuffix(b"\n").partition(b" ")
    marks, gap, shown = rest.partition(b" ")
    try:
        number = decimal(position.decode())
        found = b"" if marks == b"-" else _unhexed(marks)
        digest = _unhexed(shown.removeprefix(_DIGEST)) if shown.startswith(_DIGEST) else sha256(shown).digest()
    except ValueError:
        raise LineMalformed from None
    if not gap or len(found) % MARK_BYTES or len(digest) != DIGEST_BYTES:
        raise LineMalformed
    return Header(number, found, digest, None if shown.startswith(_DIGEST) else shown)


def body_line(position: int, sealed: bytes) -> bytes:
    """A sealed body as a line."""
    return b"%d %b\n" % (position, encoded(sealed).encode())


def parse_body(line: bytes) -> tuple[int, bytes]:
    """Position and sealed bytes. Raises LineMalformed."""
    position, _, rest = line.removesuffix(b"\n").partition(b" ")
    try:
        return decimal(position.decode()), decoded(rest.decode())
    except ValueError:
        raise LineMalformed from None


def _unhexed(text: bytes) -> bytes:
    data = bytes.fromhex(text.decode())
    if data.hex().encode() != text:
        raise ValueError("not the one spelling")
    return data
