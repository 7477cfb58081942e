"""Personal values are encrypted field by field, so that a value opens only where it was sealed."""

import hashlib
import os
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.keys import Absence, DataKey

_NONCE_BYTES = 12
_MARK_BYTES = 16
_TAG_PREFIX = "contact:"


class SealBroken(LifecycleError):
    """A sealed value does not open where it stands; it was changed, or moved from another event."""

    code = "SEAL_BROKEN"


class SealedField(NamedTuple):
    """One encrypted value: which field it is, under which key (16 bytes), and nonce and ciphertext."""

    field: str
    key_id: bytes
    box: bytes


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[SealedField])


def seal(tenant: UUID, event: UUID, values: Sequence[tuple[str, bytes, DataKey]]) -> bytes:
    """Encrypt (field, plaintext, key) triples into the bytes the log keeps."""
    where = tenant.bytes + event.bytes
    boxes = []
    for field, plaintext, (key_id, cipher) in values:
        nonce = os.urandom(_NONCE_BYTES)
        boxes.append((field, key_id.bytes, nonce + cipher.encrypt(nonce, plaintext, where + field.encode())))
    return _encoder.encode(boxes)


def unpack(sealed: bytes) -> list[SealedField]:
    """The encrypted values in what :func:`seal` returned. Raises SealBroken."""
    try:
        return _decoder.decode(sealed)
    except msgspec.DecodeError:
        raise SealBroken from None


def key_ids(fields: Collection[SealedField]) -> set[UUID]:
    """The keys needed to open these values."""
    return {UUID(bytes=key_id) for key_id in {field.key_id for field in fields}}


def unseal(
    tenant: UUID, event: UUID, fields: Sequence[SealedField], keys: Mapping[UUID, DataKey | Absence]
) -> tuple[dict[str, bytes], dict[str, Absence]]:
    """The plaintexts by field, and why the others are not there. Raises SealBroken."""
    where = tenant.bytes + event.bytes
    present: dict[str, bytes] = {}
    absent: dict[str, Absence] = {}
    for field, key_id, box in fields:
        key = keys[UUID(bytes=key_id)]
        if isinstance(key, Absence):
            absent[field] = key
            continue
        try:
            present[field] = key.cipher.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], where + field.encode())
        except InvalidTag:
            raise SealBroken(event=str(event), field=field) from None
    return present, absent


def contact_tag(mac: bytes) -> str:
    """The tag that binds an event to a contact point without saying which it is."""
    return _TAG_PREFIX + mac.hex()


@lru_cache(20_000)  # rooftops, customers and vehicles come again and again
def mark(key: bytes, tag: str) -> bytes:
    """What the leaf of the audit tree says of a tag: enough to count by it, nothing to read in it."""
    return hashlib.blake2b(tag.encode(), key=key, digest_size=_MARK_BYTES).digest()


def digest(clear: bytes, sealed: bytes | None, marks: bytes = b"") -> bytes:
    """What the leaf of the audit tree takes from an event's content: 64 bytes, whatever its position.

    The first half is over `marks`, those of the event's tags and rooftop in order, and the digest of what is clear.
    So an auditor who may not read an event can still be shown which subjects it is not about.
    """
    header = hashlib.sha256(marks + hashlib.sha256(clear).digest()).digest()
    return header + (bytes(32) if sealed is None else hashlib.sha256(sealed).digest())
