"""Keeps the documents that clients have registered. A document never changes: its hash is its name."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import asyncpg

from lifecycle_api import sqlfiles

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "documents")


class Registered(NamedTuple):
    """A document of a client, by its hash."""

    client_id: str
    sha256: str
    document: str


class DocumentStore:
    """Registered documents, by group, client and hash."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def find(self, tenant: UUID, client_id: str, sha256: str) -> str | None:
        """The document of this hash, if this client has registered it."""
        found: str | None = await self._pool.fetchval(_SQL["find"], tenant, client_id, sha256)
        return found

    async def add(self, tenant: UUID, client_id: str, documents: Sequence[str], by: str, at: datetime) -> list[str]:
        """Keep documents for a client; their hashes, in order."""
        hashes = [sha256_of(each) for each in documents]
        await self._pool.execute(_SQL["add"], tenant, client_id, hashes, list(documents), by, at)
        return hashes

    async def of_group(self, tenant: UUID) -> list[Registered]:
        """What all clients of a group have registered."""
        return [Registered(**row) for row in await self._pool.fetch(_SQL["of_group"], tenant)]


def sha256_of(document: str) -> str:
    """The hash of a document, in hexadecimal: its `documentId`."""
    return hashlib.sha256(document.encode()).hexdigest()
