"""Cursors of keyset pages: encrypted, because they hold sort values, and bound to tenant, viewer and sort."""

import base64
import hashlib
import hmac
import json
from typing import Any, ClassVar

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.errors import LifecycleError
from lifecycle_api.planner.source import Order
from lifecycle_api.recent import Recent

KEYS = 1000
_VECTOR = 16
_BLOCK = 32
_PAD = 64


class CursorInvalid(LifecycleError):
    """This cursor was not made for this list, order and viewer; start again from the first page."""

    code: ClassVar[str] = "CURSOR_INVALID"


class Cursors:
    """Opens the cursors that `lifecycle.cursor` seals, with keys derived from one secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._known: Recent[tuple[object, ...], bytes] = Recent(KEYS)

    def key(self, viewer: Viewer, sort: str) -> bytes:
        """The key for a viewer's list, as the function takes it: both pads of the HMAC, then the cipher's 32 bytes."""
        bounds = (viewer.tenant, viewer.kind, viewer.customer, viewer.rooftops, sort, viewer.party, viewer.purposes)
        return self._known.get(bounds) or self._known.put(bounds, self._padded(viewer, sort))

    def _padded(self, viewer: Viewer, sort: str) -> bytes:
        authentic, secret = self._keys(viewer, sort)
        padded = authentic.ljust(_PAD, b"\0")
        return bytes(byte ^ 0x36 for byte in padded) + bytes(byte ^ 0x5C for byte in padded) + secret

    def seal(self, viewer: Viewer, sort: str, values: list[Any]) -> str:
        """Seal sort values into a cursor, byte for byte as `lifecycle.cursor` does with the key."""
        authentic, secret = self._keys(viewer, sort)
        plain = json.dumps(values, ensure_ascii=False).encode()
        vector = hmac.digest(authentic, plain, "sha256")[:_VECTOR]
        return base64.urlsafe_b64encode(vector + _masked(secret, vector, plain)).decode().rstrip("=")

    def open(self, viewer: Viewer, sort: str, cursor: str) -> list[Any]:
        """Return the sort values that a cursor holds. Raises CursorInvalid."""
        authentic, secret = self._keys(viewer, sort)
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            raise CursorInvalid from None
        vector, sealed = raw[:_VECTOR], raw[_VECTOR:]
        plain = _masked(secret, vector, sealed)
        if not hmac.compare_digest(hmac.digest(authentic, plain, "sha256")[:_VECTOR], vector):
            raise CursorInvalid
        return list(json.loads(plain))

    def _keys(self, viewer: Viewer, sort: str) -> tuple[bytes, bytes]:
        reach = ",".join(sorted(map(str, viewer.rooftops))) if viewer.rooftops is not None else "*"
        asking = f"|{viewer.party}|{','.join(viewer.purposes)}" if viewer.decided else ""
        bound = f"cursor|{viewer.tenant}|{viewer.kind}|{viewer.customer}|{reach}|{sort}{asking}"
        derived = hmac.digest(self._secret, bound.encode(), "sha512")
        return derived[:_BLOCK], derived[_BLOCK:]


def sort_name(field: str, node: str, name: str, order: Order) -> str:
    """What the cursors of a list are bound to: its field, the type of its items and their order, with its name."""
    return ":".join([field, node, name, *([] if order.tie is None else [order.tie])])


def _masked(secret: bytes, vector: bytes, text: bytes) -> bytes:
    blocks = range(-(-len(text) // _BLOCK))
    stream = b"".join(hashlib.sha256(secret + vector + block.to_bytes(4, "big")).digest() for block in blocks)
    return bytes(byte ^ mask for byte, mask in zip(text, stream, strict=False))
