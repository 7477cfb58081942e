"""Brings the read models to what the log says now that a person's keys are gone: their rows are replayed and replaced.

The rows come from the same replay that reads of the past use, so they are what a rebuild would make of the log.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

import asyncpg

from lifecycle_api.errors import Unavailable
from lifecycle_api.projector import registered
from lifecycle_api.projector.loader import Folder
from lifecycle_api.projector.registered import Connection, ReadModel
from lifecycle_api.projector.runner import Projector
from lifecycle_api.projector.scratch import as_of
from lifecycle_api.rights.erasure.order import Order
from lifecycle_api.rights.erasure.progress import SQL
from lifecycle_api.store.log import EventStore

_PATIENCE_SECONDS: Final = 30.0
_OF_THE_DEALER: Final = "dealer_confidential"


class ReadModelsBehind(Unavailable):
    """Some read models have not seen the person's last events yet, or are being rebuilt; try again in a moment."""

    code: ClassVar[str] = "READ_MODELS_BEHIND"


@dataclass(frozen=True)
class Personal:
    """A table with personal columns, and the column that holds whose the row is."""

    table: str
    subject: str


class Rewriting:
    """Rewrites the rows of people in all read models of `folders`."""

    def __init__(
        self, pool: asyncpg.Pool, store: EventStore, projector: Projector, folders: Collection[Folder]
    ) -> None:
        self._pool = pool
        self._store = store
        self._projector = projector
        self._tables = {folder.name: personal_tables(folder) for folder in folders}

    async def rewrite(self, order: Order, fenced_at: int) -> int:
        """Replace a person's rows, and say how many; everything sealed before `fenced_at` has to be in them first.

        Raises ReadModelsBehind.
        """
        await self._projector.catch_up(order.tenant)
        if not await self._projector.wait_for(order.tenant, fenced_at, seconds=_PATIENCE_SECONDS):
            await self._check_stopped(order.tenant)
        async with self._pool.acquire() as connection, connection.transaction():
            cells = await connection.fetch(SQL["hold_cells"], order.tenant)
            positions = {(row["projection"], row["version"]): row["position"] for row in cells}
            stopped = {(row["projection"], row["version"]) for row in cells if row["status"] != "running"}
            gone = await self._rewrite_read(connection, order, positions, stopped, fenced_at)
            return gone + await self._clear_unread(connection, order)

    async def _check_stopped(self, tenant: UUID) -> None:
        """A projection that stopped never comes here by itself: whoever rebuilds it finds the keys destroyed."""
        behind = [lag for lag in await self._projector.lag() if lag.tenant == tenant and lag.status == "running"]
        if behind:
            raise ReadModelsBehind(projections=sorted(lag.projection for lag in behind))

    async def _rewrite_read(
        self,
        connection: Connection,
        order: Order,
        positions: dict[tuple[str, int], int],
        stopped: set[tuple[str, int]],
        fenced_at: int,
    ) -> int:
        together: defaultdict[int, list[ReadModel]] = defaultdict(list)
        for model in await registered.read_models(connection):
            cell = (model.checkpoint, model.version)
            if model.name not in self._tables or not self._tables[model.name] or cell not in positions:
                continue
            if positions[cell] < fenced_at and cell not in stopped:
                raise ReadModelsBehind(projections=[model.checkpoint])
            together[positions[cell]].append(model)
        return sum([await self._replace(connection, order, position, models) for position, models in together.items()])

    async def _replace(self, connection: Connection, order: Order, position: int, models: Sequence[ReadModel]) -> int:
        replayed: list[tuple[ReadModel, Personal, str]] = []
        where = (order.tenant, [order.subject])
        async with as_of(connection, self._store, *where, known=position, models=_one_of_each(models)) as made_up:
            for model in models:
                for one in self._tables[model.name]:
                    what = (model.scratch, one.table, one.subject, order.customer)
                    replayed.append((model, one, await connection.fetchval(SQL["rows_of"], made_up, *what)))
        gone = 0
        for model, one, rows in replayed:
            what = (model.schema, one.table, one.subject, order.customer)
            gone += await connection.fetchval(SQL["replace_rows"], order.tenant, *what, rows)
        return gone

    async def _clear_unread(self, connection: Connection, order: Order) -> int:
        """What was swapped out is kept for a while for statements that still name it: there the rows just go."""
        gone = 0
        known = {model.schema for model in await registered.read_models(connection)}
        for row in await connection.fetch(SQL["schemas"]):
            if row["schema"] in known:
                continue
            columns = {each["name"] for each in await connection.fetch(SQL["columns"], row["schema"])}
            for one in self._tables.get(row["name"], ()):
                if f"{one.table}.{one.subject}" in columns:
                    what = (row["schema"], one.table, one.subject, order.customer)
                    gone += await connection.fetchval(SQL["replace_rows"], order.tenant, *what, "[]")
        return gone


def personal_tables(folder: Folder) -> tuple[Personal, ...]:
    """The tables of a folder that hold what is sealed under people's keys."""
    tables = {name.partition(".")[0] for name, category in folder.classified.items() if category != _OF_THE_DEALER}
    return tuple(Personal(table, folder.subject[table]) for table in sorted(tables) if table in folder.subject)


def _one_of_each(models: Sequence[ReadModel]) -> list[ReadModel]:
    """A copy that is being built has the scratch schema of the read model it is a copy of."""
    return list({model.scratch: model for model in models}.values())
