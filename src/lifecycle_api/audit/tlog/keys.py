"""Keys that sign notes: their C2SP names (vkeys), what each kind signs, and the signing halves."""

import struct
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lifecycle_api.audit.tlog.text import decoded, encoded
from lifecycle_api.errors import LifecycleError

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_STAMP: Final = struct.Struct(">Q")


class KeyUnreadable(LifecycleError):
    """This is not the name of a note key: write `name+id+base64`, as a log or a witness published it."""

    code = "KEY_UNREADABLE"


class NoteKey(NamedTuple):
    """The public half: whose it is, of which kind (ED25519 for logs, COSIGNATURE for witnesses), and its 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which signature lines refer to it."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one word, for policies."""
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature over a note's text."""
        if self.kind == COSIGNATURE:
            if len(signature) != _STAMP.size + _SIGNATURE_BYTES:
                return False
            stamp, signature = signature[: _STAMP.size], signature[_STAMP.size :]
            text = _cosigned(text, *_STAMP.unpack(stamp))
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer(NamedTuple):
    """The private half of a key."""

    key: NoteKey
    private: Ed25519PrivateKey

    def sign(self, text: str) -> str:
        """The signature line of a log over a note's text."""
        return self._line(self.private.sign(text.encode()))

    def cosign(self, text: str, seconds: int) -> str:
        """The signature line of a witness who saw a checkpoint at a time, in seconds since 1970."""
        return self._line(_STAMP.pack(seconds) + self.private.sign(_cosigned(text, seconds).encode()))

    def _line(self, signature: bytes) -> str:
        return f"\N{EM DASH} {self.key.name} {encoded(self.key.id + signature)}\n"


def signer(name: str, kind: int, secret: bytes) -> Signer:
    """The signer of a name with 32 secret bytes. Raises KeyUnreadable for a name that notes cannot have."""
    if not is_key_name(name):
        raise KeyUnreadable(f"{name!r} cannot name a key: no spaces and no plus sign.", name=name)
    private = Ed25519PrivateKey.from_private_bytes(secret)
    return Signer(NoteKey(name, kind, private.public_key().public_bytes_raw()), private)


def parse_vkey(text: str) -> NoteKey:
    """The key that a vkey names. Raises KeyUnreadable."""
    name, _, rest = text.partition("+")
    key_id, _, material = rest.partition("+")
    try:
        data = decoded(material, length=1 + _KEY_BYTES)
    except ValueError:
        raise KeyUnreadable(key=text) from None
    key = NoteKey(name, data[0], data[1:])
    if key.kind not in (ED25519, COSIGNATURE) or not is_key_name(name) or key.id.hex() != key_id:
        raise KeyUnreadable(key=text)
    return key


def is_key_name(name: str) -> bool:
    """Whether a key can be called that: not empty, no spaces, no plus sign, no control characters."""
    return bool(name) and "+" not in name and not any(char.isspace() or char < " " for char in name)


def timestamp(signature: bytes) -> int:
    """When a cosignature was made, in seconds since 1970."""
    return int(_STAMP.unpack(signature[: _STAMP.size])[0])


def _cosigned(text: str, seconds: int) -> str:
    return f"cosignature/v1\ntime {seconds}\n{text}"
