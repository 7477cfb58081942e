"""A dealer group of any size, made of rows: what so many events lead to in the read models that pages read.

Taking in a million events would take longer than measuring; so the rows are written by the database itself, into the
tables that projections fill, with positions and checkpoints as after as many events. The events themselves are not
in the log, except those that a bench appends on top.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.projector import registered

SQL: Final = sqlfiles.load(Path(__file__).parent, "group")
HEAVY: Final = 50_000
PER_CUSTOMER: Final = 12
"""Events of a customer: ten for nine of ten, thirty for the tenth."""

_PARTS: Final = ("people", "contacts", "vehicles", "periods", "handoffs", "consents")


@dataclass(frozen=True)
class Generated:
    """A group with so many customers; `events` is how many its timelines have."""

    tenant: UUID
    customers: int
    events: int

    def page_customers(self, number: int) -> list[str]:
        """Global ids of customers with thirty events, spread over the whole group."""
        step = max(1, self.customers // 10 // number)
        return [customer_id(each * 10 * step) for each in range(min(number, self.customers // 10))]

    @property
    def heavy_customer(self) -> str:
        """The one with 50,000 events."""
        return customer_id(1)


def customer_id(number: int) -> str:
    """The global id of a generated customer."""
    return f"customer:{UUID(int=(1 << 96) + (0x7000 << 64) + (0x8000 << 48) + number)}"


async def generate(dsn: str, *, customers: int) -> Generated:
    """Fill a deployed, empty database. Indexes are made after the rows, which is faster."""
    tenant = uuid4()
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        models = await registered.live(connection)
        schemas = {name: model.schema for name, model in models.items()}
        await connection.execute(SQL["quick"])
        indexes = await connection.fetch(SQL["indexes"], list(schemas.values()))
        for index in indexes:
            await connection.execute(SQL["drop_index"].format(name=index["name"]))
        await _fill(connection, schemas, tenant, customers)
        for index in indexes:
            await connection.execute(index["definition"])
        names = [model.checkpoint for model in models.values()]
        versions = [model.version for model in models.values()]
        await connection.execute(SQL["reached"].format(**schemas), tenant, names, versions)
        await connection.execute(SQL["settle"])
        events = await connection.fetchval(SQL["events"].format(**schemas), tenant)
        return Generated(tenant, customers, events)
    finally:
        await connection.close()


async def _fill(connection: asyncpg.Connection, schemas: dict[str, str], tenant: UUID, customers: int) -> None:
    async def run(name: str, *arguments: Any) -> None:
        await connection.execute(SQL[name].format(**schemas), tenant, *arguments)

    for part in _PARTS:
        await run(part, customers)
    await run("items", customers, HEAVY)
    await run("facets")
    await run("rooftops")
    await run("group")
