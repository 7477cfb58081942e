"""Events for tests of the log, and a log to put them in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from msgspec.structs import replace

import lifecycle_api.domain.events  # noqa: F401  # fills the registry
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.customers import ContactPointAdded, CustomerRegistered
from lifecycle_api.domain.events.repair_orders import ConcernRecorded, RepairOrderOpened
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import PersonName
from lifecycle_api.store import raw
from lifecycle_api.store.database import SERVICE_ROLE, open_pool
from lifecycle_api.store.journal import Journal
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.requests import Prepared

MASTER_KEY: Final = b"a master key that is 32 bytes ok"
ROOFTOP: Final = UUID("11111111-1111-4111-8111-111111111111")
NOON: Final = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
VIN: Final = "1HGCM82633A004352"


@dataclass(frozen=True)
class Log:
    """A store, what it stands on, and one tenant in it."""

    dsn: str
    pool: asyncpg.Pool
    key_pool: asyncpg.Pool
    keys: LocalKeyStore
    store: EventStore
    journal: Journal
    tenant: UUID


@asynccontextmanager
async def open_log(
    dsn: str, *, role: str | None = SERVICE_ROLE, tenant: UUID | None = None, master: bytes = MASTER_KEY
) -> AsyncIterator[Log]:
    """A log with a new tenant, or another process's view of a known one."""
    pool, key_pool = await open_pool(dsn, role=role), await open_pool(dsn, role=role)
    keys = LocalKeyStore(key_pool, master)
    log = Log(dsn, pool, key_pool, keys, EventStore(pool, keys), Journal(pool), tenant or uuid4())
    try:
        await log.store.create_tenant(log.tenant, "Northgate Group")
        yield log
    finally:
        await pool.close()
        await key_pool.close()


def envelope(**changed: Any) -> Envelope:
    """An envelope with an id of its own."""
    fields: dict[str, Any] = {
        "id": uuid4(),
        "occurred_at": NOON,
        "actor": Actor("employee", "e-7"),
        "rooftop": ROOFTOP,
    }
    return Envelope(**{**fields, **changed})


def new(event: Event, *tags: str, **changed: Any) -> NewEvent:
    """An event about to be recorded."""
    return NewEvent(envelope(**changed), event, tags)


def registered(customer: UUID, name: str = "Ann Miller") -> CustomerRegistered:
    """A customer with a sealed name."""
    return CustomerRegistered(customer=customer, name=PersonName(full=name), first_seen_via="lead")


def phone(customer: UUID, number: str = "+12065550123") -> ContactPointAdded:
    """A sealed phone number that can be matched."""
    return ContactPointAdded(customer=customer, contact_point=uuid4(), kind="phone", value=number)


def opened(repair_order: UUID, customer: UUID) -> RepairOrderOpened:
    """A repair order, all of it clear."""
    return RepairOrderOpened(repair_order=repair_order, customer=customer, vehicle=VIN, number="R-100")


def concern(repair_order: UUID, customer: UUID, complaint: str) -> ConcernRecorded:
    """What the customer said, sealed."""
    return ConcernRecorded(repair_order=repair_order, customer=customer, vehicle=VIN, line="A", complaint=complaint)


def query(*items: tuple[tuple[str, ...], tuple[str, ...]]) -> DCBQuery:
    """A query of (types, tags) items."""
    return DCBQuery([DCBQueryItem(list(types), list(tags)) for types, tags in items])


def unless(*items: tuple[tuple[str, ...], tuple[str, ...]], after: int | None = None) -> DCBAppendCondition:
    """A condition that fails if one of the (types, tags) items matches."""
    return DCBAppendCondition(query(*items), after)


def bare(
    kind: str,
    *tags: str,
    data: bytes = b"",
    condition: DCBAppendCondition | None = None,
    key: str | None = None,
) -> Prepared:
    """A request for one raw event."""
    prepared = raw.prepared([DCBEvent(kind, data, list(tags))], condition)
    return prepared if key is None else replace(prepared, key=key, digest=data.ljust(32))
