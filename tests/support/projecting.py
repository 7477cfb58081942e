"""A log with its read models beside it, and events to put into the one and find in the other."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

import lifecycle_api.domain.events  # noqa: F401 - fills the registry
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent, SourceRef
from lifecycle_api.domain.registry import registry
from lifecycle_api.projector.runner import Projector
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore

MASTER = bytes(range(32))
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Site:
    """Everything that stands around one database."""

    dsn: str
    pool: asyncpg.Pool
    keys: LocalKeyStore
    store: EventStore
    projector: Projector

    async def tenant(self) -> UUID:
        """A new dealer group."""
        tenant = uuid4()
        await self.store.create_tenant(tenant, "Example Motors")
        return tenant

    async def record(self, tenant: UUID, *events: NewEvent) -> int:
        """Append events, unconditionally; the position of the last one."""
        return (await self.store.append(tenant, events)).last

    async def rows(self, tenant: UUID, table: str) -> list[dict[str, Any]]:
        """The rows of a tenant in a table, in the order of its primary key."""
        rows = await self.pool.fetch(f"SELECT * FROM {table} WHERE tenant_id = $1 ORDER BY 1, 2", tenant)  # noqa: S608
        return [dict(row) for row in rows]


@asynccontextmanager
async def site(dsn: str, *, connections: int = 10, **projector: Any) -> AsyncIterator[Site]:
    """Open a migrated database as the service does."""
    pool = await open_pool(dsn, max_size=connections)
    try:
        keys = LocalKeyStore(pool, MASTER)
        store = EventStore(pool, keys)
        yield Site(dsn, pool, keys, store, Projector(pool, store, **projector))
    finally:
        await pool.close()


def happened(
    type_: str,
    data: Mapping[str, Any],
    *,
    at: datetime = LONG_AGO,
    rooftop: UUID | None = None,
    actor: Mapping[str, str] | None = None,
    source: Mapping[str, str] | None = None,
    tags: Sequence[str] = (),
) -> NewEvent:
    """An event about to be recorded, from plain JSON values."""
    envelope = Envelope(
        id=uuid4(),
        occurred_at=at,
        rooftop=rooftop,
        actor=msgspec.convert(actor or {"type": "system", "id": "test"}, Actor),
        source=msgspec.convert(source, SourceRef | None),
    )
    return NewEvent(envelope, msgspec.convert(data, registry.get(type_).cls), tuple(tags))
