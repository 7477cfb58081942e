"""Raw documents are kept as they were sent, each sealed under a key of its own, which erasure can destroy."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

import asyncpg
import msgspec

from lifecycle_api import sqlfiles
from lifecycle_api.domain import ids
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store import sealing
from lifecycle_api.store.keys import KeyScope, KeyStore

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "documents")
_FIELD: Final = "raw"
_PAGE: Final = 300


class DocumentGone(LifecycleError):
    """The document was erased, or was never kept here."""

    code: ClassVar[str] = "DOCUMENT_GONE"


class Document(msgspec.Struct, frozen=True):
    """What was sent, when it came and what kind of thing it is."""

    raw: bytes
    media_type: str
    received_at: datetime


class Documents:
    """The raw documents of all tenants."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore) -> None:
        self._pool = pool
        self._keys = keys

    async def keep(self, tenant: UUID, sha256: str, document: Document, rooftop: UUID | None) -> None:
        """Keep a document under its hash (hex); keeping it again changes nothing."""
        scope = KeyScope(f"document:{sha256}", f"rooftop:{rooftop or tenant}")
        (key,) = await self._keys.ensure(tenant, [scope])
        sealed = sealing.seal(tenant, _name(tenant, sha256), [(_FIELD, document.raw, key)])
        arguments = (bytes.fromhex(sha256), sealed, document.media_type, document.received_at)
        await self._pool.execute(_SQL["keep"], tenant, *arguments)

    async def find(self, tenant: UUID, sha256: str) -> Document:
        """The document of that hash. Raises DocumentGone."""
        row = await self._pool.fetchrow(_SQL["find"], tenant, bytes.fromhex(sha256))
        if row is None:
            raise DocumentGone(sha256=sha256)
        fields = sealing.unpack(row["sealed"])
        keys = await self._keys.open(tenant, sealing.key_ids(fields))
        present, _ = sealing.unseal(tenant, _name(tenant, sha256), fields, keys)
        if _FIELD not in present:
            raise DocumentGone(sha256=sha256)
        return Document(present[_FIELD], row["media_type"], row["received_at"])

    async def all(self, tenant: UUID) -> AsyncIterator[list[tuple[str, Document]]]:
        """Every document that can be opened, with its hash, a few hundred at a time."""
        after = b""
        while rows := await self._pool.fetch(_SQL["page"], tenant, after, _PAGE):
            boxes = [sealing.unpack(row["sealed"]) for row in rows]
            keys = await self._keys.open(tenant, sealing.key_ids([box for some in boxes for box in some]))
            page = []
            for row, some in zip(rows, boxes, strict=True):
                sha256 = row["sha256"].hex()
                present, _ = sealing.unseal(tenant, _name(tenant, sha256), some, keys)
                if _FIELD in present:
                    page.append((sha256, Document(present[_FIELD], row["media_type"], row["received_at"])))
            yield page
            after = rows[-1]["sha256"]


def _name(tenant: UUID, sha256: str) -> UUID:
    return ids.of(tenant, "document", sha256)
