"""One tenant's work never touches another's rows."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.support.log import Log, concern, new, open_log, phone, query, registered

pytestmark = pytest.mark.anyio

TABLES = ("tenant", "log_head", "event", "event_tag", "append_key", "seal_key", "checkpoint")


async def rows_of(admin: asyncpg.Connection, tenant: UUID) -> list[str]:
    """Every row of a tenant, where it lies on disk included: an update in place would show."""
    found = []
    for table in TABLES:
        rows = await admin.fetch(
            f"SELECT ctid::text || xmin::text || t::text AS row FROM lifecycle.{table} t WHERE tenant_id = $1",  # noqa: S608
            tenant,
        )
        found += [f"{table} {row['row']}" for row in rows]
    return sorted(found)


async def live(log: Log, customer: UUID) -> None:
    """Everything a tenant can do with its log, about one customer id."""
    await log.store.append(log.tenant, [new(registered(customer))], idempotency_key="the same key")
    await asyncio.gather(
        *(log.store.append(log.tenant, [new(concern(uuid4(), customer, "squeals"))]) for _ in range(20))
    )
    await log.store.append(log.tenant, [new(phone(customer))])
    await log.keys.destroy(log.tenant, await log.keys.fence(log.tenant, f"customer:{customer}"))


async def test_a_busy_neighbour_leaves_every_row_as_it_was(log: Log, admin: asyncpg.Connection) -> None:
    """The same customer, keys and tags in two groups; one of them goes on working, and erases."""
    customer = uuid4()
    async with open_log(log.dsn) as neighbour:
        await live(log, customer)
        before = await rows_of(admin, log.tenant)
        await live(neighbour, customer)

        assert len(before) > 50
        assert await rows_of(admin, log.tenant) == before


async def test_reading_by_a_shared_tag_stays_at_home(log: Log) -> None:
    """The same tag in another log is not found."""
    customer = uuid4()
    async with open_log(log.dsn) as neighbour:
        await neighbour.store.append(neighbour.tenant, [new(registered(customer))])

        assert (await log.store.read(log.tenant, query(((), (f"customer:{customer}",))))).events == []


async def test_an_event_id_may_be_used_in_two_groups(log: Log) -> None:
    """A copy that crosses groups keeps its id."""
    event = new(registered(uuid4()))
    async with open_log(log.dsn) as neighbour:
        await log.store.append(log.tenant, [event])

        assert (await neighbour.store.append(neighbour.tenant, [event])).first == 1
