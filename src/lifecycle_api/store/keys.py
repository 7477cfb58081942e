"""Who holds the keys of sealed data: a small port, and what an answer about a key can be."""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Final, Literal, NamedTuple, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STANDARD: Final = "standard"

MacPurpose = Literal["contact", "idempotency", "intake", "tag", "login", "link"]


class KeyScope(NamedTuple):
    """What one data key is for: a subject's data, held by one controller, under one retention class."""

    subject: str
    controller: str
    retention_class: str = STANDARD


class DataKey(NamedTuple):
    """A data key that is present, ready to seal and open."""

    id: UUID
    cipher: AESGCM


class Absence(Enum):
    """Why a key is not there. A store that does not answer raises KeyStoreUnreachable instead."""

    ERASED = "erased"
    WITHHELD = "withheld"


class KeyStore(Protocol):
    """Makes, opens, fences and destroys data keys. Every call may raise KeyStoreUnreachable.

    `cache_seconds` is how long after its destruction a key may still open something in another process.
    """

    @property
    def cache_seconds(self) -> float: ...  # noqa: D102

    async def ensure(self, tenant: UUID, scopes: Sequence[KeyScope]) -> list[DataKey]:
        """The newest key of every scope, in order, made where there is none; one round trip at most.

        Raises SealKeyFenced when one of the subjects is barred.
        """
        ...

    async def available(self, tenant: UUID, scopes: Sequence[KeyScope]) -> list[DataKey | None]:
        """The same, with None where the subject is barred."""
        ...

    async def open(self, tenant: UUID, key_ids: Collection[UUID]) -> dict[UUID, DataKey | Absence]:
        """The keys by id, or why one is not there; one round trip at most."""
        ...

    async def fence(
        self, tenant: UUID, subject: str, *, controller: str | None = None, retention_class: str | None = None
    ) -> list[UUID]:
        """Stop all sealing under the subject's keys, and name those that are fenced and not yet destroyed."""
        ...

    async def bar(
        self, tenant: UUID, subject: str, *, controllers: Sequence[str], classes: Sequence[str]
    ) -> list[UUID]:
        """Fence as above, and refuse the subject new keys for ever; `*` stands for all controllers, or all classes."""
        ...

    async def destroy(self, tenant: UUID, key_ids: Collection[UUID]) -> set[UUID]:
        """Destroy fenced keys for good, and name those of `key_ids` that are gone now."""
        ...

    def forget(self, tenant: UUID, key_ids: Collection[UUID]) -> None:
        """Drop keys from the cache, because the log has refused them."""
        ...

    def mac(self, tenant: UUID, purpose: MacPurpose, message: bytes) -> bytes:
        """A keyed hash, 32 bytes, that only this tenant's data can be matched by."""
        ...

    def mark_key(self, tenant: UUID) -> bytes:
        """The key, 32 bytes, that the leaves of this tenant's audit tree mark tags with."""
        ...
