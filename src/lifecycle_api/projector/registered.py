"""The read models a database has, as its registry describes them: enough to feed each without its folder."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from lifecycle_api import sqlfiles
from lifecycle_api.projector.payload import Encoder, Layout, Route
from lifecycle_api.projector.refusals import ProjectionMissing

SQL = sqlfiles.load(Path(__file__).with_name("sql"), "registry")


Connection = asyncpg.Connection | PoolConnectionProxy
"""A connection, one's own or on loan from a pool."""

Database = asyncpg.Pool | Connection
"""Where statements are sent; a connection does one thing at a time."""


@dataclass(frozen=True)
class ReadModel:
    """A schema with the rows of one projection. `checkpoint` names its positions, `code` its function's call.

    `live` is the one that readers see. The scratch schema has the same tables for `as_of`.
    """

    schema: str
    name: str
    version: int
    mode: str
    checkpoint: str
    digest: str
    code: str
    layout: Layout = field(compare=False, repr=False)
    live: bool

    @cached_property
    def encoder(self) -> Encoder:
        """Encodes events for its function."""
        return Encoder(self.layout)

    @cached_property
    def appetite(self) -> int:
        """About how much work it is, in values that it wants of the events of all types."""
        return sum(len(route.keys) + sum(map(len, route.together.values())) for route in self.layout.values())

    @property
    def is_copy(self) -> bool:
        """Whether it was made beside another one; who made it feeds it, and only as far as they like."""
        return self.checkpoint != self.name

    @property
    def scratch(self) -> str:
        """The schema in which this read model is replayed as of some moment."""
        return f"scratch_{self.name}_v{self.version}"


async def read_models(database: Database) -> list[ReadModel]:
    """All read models that are not retired, by name. Raises ProjectionMissing."""
    try:
        rows = await database.fetch(SQL["all"])
    except asyncpg.UndefinedTableError:
        raise ProjectionMissing from None
    return [_read_model(dict(row)) for row in rows]


async def live(database: Database) -> dict[str, ReadModel]:
    """What readers see: projection name to read model. Raises ProjectionMissing."""
    return {model.name: model for model in await read_models(database) if model.live}


def _read_model(row: dict[str, Any]) -> ReadModel:
    return ReadModel(**{**row, "layout": msgspec.json.decode(row["layout"], type=dict[str, Route])})
