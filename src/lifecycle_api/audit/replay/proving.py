"""Proves that answers about the past follow from the log: a rebuild up to a position, beside what the API answers."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from lifecycle_api.audit.replay.history import SQL
from lifecycle_api.commands.command import NotFound
from lifecycle_api.projector.loader import Folder
from lifecycle_api.projector.rebuild import Rebuilder
from lifecycle_api.projector.registered import ReadModel
from lifecycle_api.projector.runner import Projector
from lifecycle_api.projector.scratch import as_of
from lifecycle_api.store.log import EventStore

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Proved:
    """How many people's rows were compared, how many rows, and where the two sides differ: table and pseudonym."""

    people: int
    rows: int
    differences: tuple[tuple[str, str], ...]


class Proving:
    """Compares rebuilds with answers. `admin` is a connection of the login that migrates."""

    def __init__(
        self, admin: asyncpg.Connection, pool: asyncpg.Pool, store: EventStore, folders: Collection[Folder]
    ) -> None:
        self._pool = pool
        self._store = store
        self._rebuilder = Rebuilder(admin, pool, store, folders)
        self._subjects = {folder.name: folder.subject for folder in folders}

    async def prove(
        self,
        tenant: UUID,
        at: int,
        *,
        names: Sequence[str] = (),
        customers: Sequence[UUID] = (),
        progress: Progress = lambda _, __: None,
    ) -> Proved:
        """Rebuild these projections, by default all, up to a position, and compare them person by person.

        With no `customers` everybody is compared.
        Raises NotFound, UnknownProjection, ProjectionChanged, ProjectionStopped.
        """
        known = [row["customer"] for row in await self._pool.fetch(SQL["customers"], tenant, at)]
        for customer in customers:
            if customer not in known:
                raise NotFound(f"Nothing was recorded of customer:{customer} up to position {at}.", argument="customer")
        everybody = list(customers) or known
        models = await self._rebuilder.copies(*names)
        try:
            await Projector(self._pool, self._store, models=models).catch_up(tenant, upto=at)
            rows, differences = 0, []
            for number, customer in enumerate(everybody, 1):
                for table, one, other in await self._both(tenant, at, customer, models):
                    rows += len(one)
                    if one != other:
                        differences.append((table, str(customer)))
                progress(number, len(everybody))
            return Proved(len(everybody), rows, tuple(differences))
        finally:
            await self._rebuilder.throw_away(models)

    async def _both(
        self, tenant: UUID, at: int, customer: UUID, models: Sequence[ReadModel]
    ) -> list[tuple[str, list[Any], list[Any]]]:
        """Of each table with rows about people: what the rebuild has, and what a read as of the position answers."""
        found = []
        tag = f"customer:{customer}"
        async with (
            self._pool.acquire() as connection,
            as_of(connection, self._store, tenant, [tag], known=at, models=models) as made_up,
        ):
            for model in models:
                for table, subject in self._subjects[model.name].items():
                    rest = (table, subject, customer)
                    rebuilt = await connection.fetchval(SQL["rows_of"], tenant, model.schema, *rest)
                    answered = await connection.fetchval(SQL["rows_of"], made_up, model.scratch, *rest)
                    found.append((f"{model.name}.{table}", _comparable(rebuilt), _comparable(answered)))
        return found


def _comparable(rows: str) -> list[str]:
    """The rows without their tenant, in an order of their own."""
    plain = [{name: value for name, value in row.items() if name != "tenant_id"} for row in orjson.loads(rows)]
    return sorted(orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode() for row in plain)
