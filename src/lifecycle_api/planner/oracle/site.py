"""Where the oracle reads, and the rows it found there."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from graphql import GraphQLObjectType, GraphQLSchema

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.planner.accounting import Account
from lifecycle_api.planner.cursors import Cursors
from lifecycle_api.planner.oracle.deciding import Court
from lifecycle_api.planner.selection import table_of
from lifecycle_api.planner.verdicts import Verdict


@dataclass(frozen=True)
class Site:
    """A connection in a transaction, the schemas of the projections' tables, and on whose behalf rows are read.

    Fields are resolved side by side, and a connection does one thing at a time: whoever fetches holds `turn`. `court`
    decides on rows for those who are decided on, `account` is kept for staff who can see money or papers.
    """

    connection: Any
    turn: asyncio.Lock
    schema: GraphQLSchema
    cursors: Cursors
    viewer: Viewer
    schemas: Mapping[str, str]
    tenant: UUID
    court: Court | None = None
    account: Account | None = None

    def elsewhere(self, schemas: Mapping[str, str], tenant: UUID) -> "Site":
        """The same, where an entity was replayed as of another moment."""
        return replace(self, schemas=schemas, tenant=tenant)

    async def fetch(self, sql: str, *values: Any) -> list[Mapping[str, Any]]:
        """Run a statement, in which `<folder>` stands for the schema of that projection."""
        for folder, schema in self.schemas.items():
            sql = sql.replace(f"<{folder}>", schema)
        async with self.turn:
            rows: list[Mapping[str, Any]] = await self.connection.fetch(sql, *values)
            return rows


class Row:
    """A row that exists for the viewer, as an object of its type; rows that it leads to are read at its site."""

    def __init__(
        self, site: Site, type_: GraphQLObjectType, values: Mapping[str, Any], verdict: Verdict | None = None
    ) -> None:
        self.site = site
        self.verdict = verdict
        self.values = values
        self.table = table_of(type_)
        self.__as_strawberry_type__ = type_.extensions["strawberry-definition"].origin


async def reached(site: Site, read: Collection[tuple[str, int]]) -> int | None:
    """The position that all of these projections have reached, by checkpoint and version; None for none."""
    (row,) = await site.fetch(
        "SELECT min(position) AS position FROM lifecycle.checkpoint WHERE tenant_id = $1"
        " AND (projection, version) IN (SELECT * FROM unnest($2::text[], $3::int[]))",
        site.tenant,
        [name for name, _ in read],
        [version for _, version in read],
    )
    position: int | None = row["position"]
    return position
