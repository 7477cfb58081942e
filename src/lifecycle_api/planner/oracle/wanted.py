"""One small plain query: the rows of one type that exist for the viewer and that a field asks for."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLNamedType, GraphQLObjectType

from lifecycle_api.access.visibility import Reach
from lifecycle_api.planner.oracle.site import Row, Site
from lifecycle_api.planner.oracle.values import EXPRESSION
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Expression, Table


class Wanted:
    """A query in the making. The row is called `t` in every condition; values are bound."""

    def __init__(self, site: Site, type_: GraphQLNamedType) -> None:
        table = table_of(type_)
        assert table is not None  # noqa: S101  # only types that stand for rows are asked for
        self.table = table
        self._site = site
        self._type = type_
        self._values: list[Any] = [site.tenant]
        self._conditions = ["t.tenant_id = $1::uuid", *self._exists(table)]

    def bind(self, value: Any, type_: str = "") -> str:
        """The placeholder of a value, of a type that PostgreSQL could not tell by itself."""
        self._values.append(value)
        return f"${len(self._values)}::{type_}" if type_ else f"${len(self._values)}"

    def where(self, condition: str) -> None:
        """Ask for rows that fulfil one more condition."""
        self._conditions.append(condition)

    async def rows(self, order: str = "", *, most: int | None = None, sort: str = "NULL") -> list[Row]:
        """The rows, each with the text of its sort value under `#sort` and of its key under `#key`."""
        key = f"t.{self.table.key}::text" if self.table.key else "NULL"
        selected = ", ".join(["t.*", f'({sort})::text AS "#sort"', f'{key} AS "#key"', *self._expressions()])
        ordered = f" ORDER BY {order}" if order else ""
        limited = f" LIMIT {self.bind(most)}" if most is not None else ""
        found = await self._site.fetch(f"SELECT {selected} FROM {self._source()}{ordered}{limited}", *self._values)
        return [Row(self._site, self._concrete(each), each) for each in found]

    async def first(self) -> Row | None:
        """The row, where a key names no more than one."""
        found = await self.rows()
        return found[0] if found else None

    async def count(self, most: int) -> int:
        """How many rows there are; counting stops at `most`."""
        limited = f"SELECT FROM {self._source()} LIMIT {self.bind(most)}"
        (row,) = await self._site.fetch(f"SELECT count(*) AS number FROM ({limited}) counted", *self._values)
        return int(row["number"])

    def _source(self) -> str:
        return f"<{self.table.folder}>.{self.table.name} t WHERE {' AND '.join(self._conditions)}"

    def _exists(self, table: Table) -> list[str]:
        viewer, conditions = self._site.viewer, []
        if viewer.rooftops is not None and table.rooftop is not None:
            conditions.append(f"t.{table.rooftop} = ANY({self.bind(list(viewer.rooftops), 'uuid[]')})")
        if viewer.rooftops is not None and table.rooftops is not None:
            conditions.append(f"t.{table.rooftops} && {self.bind(list(viewer.rooftops), 'uuid[]')}")
        match viewer.reach:
            case Reach.NOBODY if table.subject is not None:
                conditions.append("false")
            case Reach.NOBODY if table.open_to_partners is not None:
                conditions.append(table.open_to_partners.format(t="t"))
            case Reach.OWN if table.subject is not None:
                conditions.append(f"t.{table.subject} = {self.bind(viewer.customer, 'uuid')}")
            case Reach.OWN if table.own is not None:
                me = self.bind(viewer.customer, "uuid") if "{me}" in table.own else ""
                conditions.append(table.own.format(t="t", me=me))
        return conditions

    def _expressions(self) -> list[str]:
        fields = self._type.fields if isinstance(self._type, GraphQLObjectType) else {}
        sources = {name: source_of(field) for name, field in fields.items()}
        return [
            f'({source.sql.format(t="t")}) AS "{EXPRESSION}{name}"'
            for name, source in sources.items()
            if isinstance(source, Expression)
        ]

    def _concrete(self, row: Mapping[str, Any]) -> GraphQLObjectType:
        named = self._type if self.table.kind is None else self._site.schema.type_map[row[self.table.kind]]
        assert isinstance(named, GraphQLObjectType)  # noqa: S101  # rows are objects
        return named
