"""Links that need no login: who sent one out signed it, and it says all there is to know."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from typing import Final
from uuid import UUID

import msgspec

from lifecycle_api.errors import LifecycleError

UNSUBSCRIBE: Final = "/privacy/unsubscribe"
_MAC_BYTES: Final = 16
_LONGEST: Final = 1_024

Mac = Callable[[UUID, bytes], bytes]
"""A keyed hash that only this installation can make for a tenant."""


class LinkInvalid(LifecycleError):
    """This link was not made here, or was cut off on its way; use the one in the message."""

    code = "LINK_INVALID"


class Unsubscribe(msgspec.Struct, frozen=True, array_like=True):
    """Ends one channel to one contact point, named by its keyed hash, in one dealer group. It never expires."""

    tenant: UUID
    contact: str
    channel: str


class Links:
    """Makes links under an address, and reads them back."""

    def __init__(self, mac: Mac) -> None:
        self._mac = mac

    def unsubscribe(self, url: str, meant: Unsubscribe) -> str:
        """The link for `List-Unsubscribe` (RFC 8058), and for people to follow."""
        said = msgspec.msgpack.encode(meant)
        return f"{url}{UNSUBSCRIBE}?link={_text(self._signature(meant.tenant, said) + said)}"

    def read(self, link: str) -> Unsubscribe:
        """What a link says. Raises LinkInvalid."""
        if len(link) > _LONGEST:
            raise LinkInvalid
        try:
            raw = urlsafe_b64decode(link + "=" * (-len(link) % 4))
            meant = msgspec.msgpack.decode(raw[_MAC_BYTES:], type=Unsubscribe)
        except (Error, ValueError, msgspec.DecodeError):
            raise LinkInvalid from None
        if not hmac.compare_digest(raw[:_MAC_BYTES], self._signature(meant.tenant, raw[_MAC_BYTES:])):
            raise LinkInvalid
        return meant

    def _signature(self, tenant: UUID, said: bytes) -> bytes:
        return self._mac(tenant, said)[:_MAC_BYTES]


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
