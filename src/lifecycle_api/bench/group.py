"""A dealer group of any size, made of rows: what so many events lead to in the read models that pages read.

Taking in a million events would take longer than measuring; so the rows are written by the database itself, into the
tables that projections fill, with positions and checkpoints as after as many events. The events themselves are not
in the log, except those that a bench appends on top.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.bench import steps
from lifecycle_api.bench.steps import Step
from lifecycle_api.projector import registered
from lifecycle_api.projector.registered import ReadModel

SQL: Final = sqlfiles.load(Path(__file__).parent, "group")
TENANT: Final = UUID("00000008-0000-7000-8000-000000000000")
HEAVY: Final = 50_000
PER_CUSTOMER: Final = 12
"""Events of a customer: ten for nine of ten, thirty for the tenth."""
_FEW: Final = 10
_MANY: Final = 30

_Answer = TypeVar("_Answer")
_PARTS: Final = ("people", "contacts", "vehicles", "periods", "handoffs", "consents")
_PIECE: Final = 50_000
"""Customers of a step: some seconds of work, and a multiple of ten."""


@dataclass(frozen=True)
class Generated:
    """A group with so many customers, of whom the second has 50,000 events."""

    customers: int
    tenant: UUID = TENANT

    @property
    def events(self) -> int:
        """How many events its timelines have."""
        busy = -(-self.customers // 10)
        return _MANY * busy + _FEW * (self.customers - busy - 1) + HEAVY

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


async def generate(dsn: str, *, customers: int, progress: Callable[[str], None] = lambda _: None) -> Generated:
    """Fill a deployed, empty database, or go on where an earlier call was interrupted.

    Indexes are made after the rows, which is faster.
    """
    group = Generated(customers)
    models = await _asked(dsn, registered.live)
    schemas = {name: model.schema for name, model in models.items()}
    bare = SQL["bare"].format(schemas="{" + ",".join(schemas.values()) + "}")
    await steps.take(dsn, [Step("away with indexes", [(bare, ())])], progress)
    await steps.take(dsn, _rows(group, schemas, models), progress)
    await steps.take(dsn, await _asked(dsn, _made_later), progress)
    await steps.take(dsn, [Step("statistics", [(SQL["settle"], ())], alone=True)], progress)
    return group


def _rows(group: Generated, schemas: Mapping[str, str], models: Mapping[str, ReadModel]) -> list[Step]:
    def statement(name: str, *arguments: Any) -> tuple[str, tuple[Any, ...]]:
        return SQL[name].format(**schemas), (group.tenant, *arguments)

    names = [model.checkpoint for model in models.values()]
    versions = [model.version for model in models.values()]
    whole = [
        statement("items", 1, 2, _FEW + 1, HEAVY),
        statement("rooftops"),
        statement("reached", names, versions, group.events),
        statement("group"),
        statement("head", group.events),
    ]
    bounds = [*range(0, group.customers, _PIECE), group.customers]
    pieces = [
        Step(
            f"customers from {first}",
            [
                *(statement(part, first, end) for part in _PARTS),
                statement("items", first, end, 1, _MANY),
                statement("facets", first, end, HEAVY),
            ],
        )
        for first, end in pairwise(bounds)
    ]
    return [*pieces, Step("the group", whole)]


async def _made_later(connection: asyncpg.Connection) -> list[Step]:
    return [
        Step(f"indexes of {row['tables']}", [(definition, ()) for definition in row["definitions"]])
        for row in await connection.fetch(SQL["made_later"])
    ]


async def _asked(dsn: str, question: Callable[[asyncpg.Connection], Awaitable[_Answer]]) -> _Answer:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        return await question(connection)
    finally:
        await connection.close()
