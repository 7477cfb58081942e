"""One small plain query: the rows of one type that exist for the viewer and that a field asks for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any
from uuid import UUID

from graphql import GraphQLNamedType, GraphQLObjectType

from lifecycle_api.access.visibility import Reach
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.deciding import Deciding
from lifecycle_api.planner.oracle.deciding import Court
from lifecycle_api.planner.oracle.site import Row, Site
from lifecycle_api.planner.oracle.values import EXPRESSION, OTHERWISE, TOLD
from lifecycle_api.planner.releasing import Path
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Column, Embedded, Expression, Source, Table
from lifecycle_api.planner.verdicts import Verdict

_PARENT = re.compile(r"\{parent\}\.(\w+)")


class Wanted:
    """A query in the making. The row is called `t` in every condition; values are bound."""

    def __init__(self, site: Site, type_: GraphQLNamedType, above: Row | None = None) -> None:
        """Ask for rows of a type; those without a decision of their own are shown as `above`, which they belong to."""
        table = table_of(type_)
        assert table is not None  # noqa: S101  # only types that stand for rows are asked for
        self.table = table
        self._site = site
        self._type = type_
        self._values: list[Any] = [site.tenant]
        self._conditions = ["t.tenant_id = $1::uuid", *self._exists(table)]
        self._above = None if above is None else above.verdict
        self._compared: set[Category] = set()
        self._deciding: Deciding | None = None

    def bind(self, value: Any, type_: str = "") -> str:
        """The placeholder of a value, of a type that PostgreSQL could not tell by itself."""
        self._values.append(value)
        return f"${len(self._values)}::{type_}" if type_ else f"${len(self._values)}"

    def where(self, condition: str) -> None:
        """Ask for rows that fulfil one more condition."""
        self._conditions.append(condition)

    def beside(self, condition: str, parent: Mapping[str, Any]) -> None:
        """Ask for rows that fulfil a condition over themselves and the row that they hang on."""
        own = _PARENT.sub(lambda named: self.bind(parent[named[1]]), condition)
        self.where(own.format(t="t"))

    def compare(self, *categories: Category) -> None:
        """Compare rows by these categories, which counts as reading them: what may not be read does not match."""
        self._compared |= set(categories)

    async def rows(self, order: str = "", *, most: int | None = None, sorts: Sequence[str] = ()) -> list[Row]:
        """The rows, each with the texts of its sort values under `#sorts`."""
        return await self._found(self._compared, order, most=most, sorts=sorts)

    def show(self, rows: Iterable[Row]) -> None:
        """Remember that these of the rows are shown; what they were compared by was read, too."""
        for row in rows:
            if self._court is not None and self._own and row.verdict is not None:
                self._court.shown(row.verdict, self.table.base, *sorted(self._compared))

    async def first(self, path: Path = ()) -> Row | None:
        """The row, where a key names no more than one; `path` leads to where it stands in the response."""
        found = await self._found(None)
        if not found or self._court is None or not self._own:
            return found[0] if found else None
        verdict = found[0].verdict
        assert verdict is not None  # noqa: S101  # rows of its own have one
        if verdict.reason(self.table.base) is not None:
            self._court.denied(verdict, self.table.base, path)
            return None
        self._court.shown(verdict, self.table.base)
        return found[0]

    async def count(self, most: int) -> int:
        """How many rows there are; counting stops at `most`."""
        limited = f"SELECT FROM {self._source(self._compared)} LIMIT {self.bind(most)}"
        sql = self._settled(f"SELECT count(*) AS number FROM ({limited}) counted")
        (row,) = await self._site.fetch(sql, *self._values)
        return int(row["number"])

    @property
    def coarser(self) -> bool:
        """Whether it is asked by somebody who compares no more than they are told: under agreements."""
        return self._site.viewer.under_agreements

    @property
    def consumer(self) -> UUID | None:
        """Who asks, when it is a consumer."""
        return self._site.viewer.customer if self._site.viewer.reach is Reach.OWN else None

    @property
    def _court(self) -> Court | None:
        return self._site.court

    @cached_property
    def _own(self) -> bool:
        """Whether its rows have decisions of their own."""
        return self._court is not None and self._court.decides(self.table)

    async def _found(
        self,
        compared: AbstractSet[Category] | None,
        order: str = "",
        *,
        most: int | None = None,
        sorts: Sequence[str] = (),
    ) -> list[Row]:
        texts = f"ARRAY[{', '.join(f'({sort})::text' for sort in sorts)}]::text[]"
        at = [f'{self.table.at.format(t="t") if self.table.at else "NULL::timestamptz"} AS "#at"'] if self._own else []
        selected = ", ".join(["t.*", f'{texts} AS "#sorts"', *at, *self._expressions(), *self._told()])
        ordered = f" ORDER BY {order}" if order else ""
        limited = f" LIMIT {self.bind(most)}" if most is not None else ""
        sql = self._settled(f"SELECT {selected} FROM {self._source(compared)}{ordered}{limited}")
        rows = await self._site.fetch(sql, *self._values)
        return [Row(self._site, self._concrete(each), each, self._verdict(each)) for each in rows]

    def _verdict(self, row: Mapping[str, Any]) -> Verdict | None:
        return self._court.verdict(self.table, row) if self._court is not None and self._own else self._above

    def _source(self, compared: AbstractSet[Category] | None) -> str:
        name, bounds = f"<{self.table.folder}>.{self.table.name}", self._site.viewer.bounds
        if bounds is not None and self.table.at_some is not None:
            name = f"({self.table.at_some.format(mine=self.bind(list(bounds), 'uuid[]'))})"
        plain = f"{name} t WHERE {' AND '.join(self._conditions)}"
        if self._court is None:
            return plain
        if self._own and (deciding := self._court.deciding(self.bind)) is not None:
            self._deciding = deciding
            decided = self._deciding.begin(self.table, "t")
            self._deciding.needed[0] |= set(Category)
            return self._deciding.rows(decided, name, self._conditions, compared)
        if self._above is None and self._court.exempts(self.table):
            return plain
        shown = self._court.opens(self.table) and self._above is not None
        permitted = shown and all(self._above and self._above.reason(each) is None for each in compared or ())
        return plain if permitted else f"{plain} AND false"

    def _settled(self, sql: str) -> str:
        if self._court is None or self._deciding is None:
            return sql
        return self._court.settled(sql, self._deciding)

    def _exists(self, table: Table) -> list[str]:
        viewer, conditions = self._site.viewer, []
        bounds = viewer.bounds
        if bounds is not None and table.rooftop is not None:
            conditions.append(f"t.{table.rooftop} = ANY({self.bind(list(bounds), 'uuid[]')})")
        if bounds is not None and table.rooftops is not None:
            conditions.append(f"t.{table.rooftops} && {self.bind(list(bounds), 'uuid[]')}")
        match None if viewer.decided else viewer.reach:
            case Reach.NOBODY if table.subject is not None:
                conditions.append("false")
            case Reach.NOBODY if table.open_to_partners is not None:
                conditions.append(table.open_to_partners.format(t="t"))
            case Reach.OWN if table.own is not None:
                me = self.bind(viewer.customer, "uuid") if "{me}" in table.own else ""
                conditions.append(table.own.format(t="t", me=me))
            case Reach.OWN if table.subject is not None:
                conditions.append(f"t.{table.subject} = {self.bind(viewer.customer, 'uuid')}")
        return conditions

    def _expressions(self) -> list[str]:
        return [
            f'({source.sql.format(t="t")}) AS "{EXPRESSION}{name}"'
            for name, source in self._sources().items()
            if isinstance(source, Expression)
        ]

    def _told(self) -> list[str]:
        """Whether the values that a consumer is told under a condition are told, and what they are told otherwise."""
        if self._site.viewer.reach is not Reach.OWN:
            return []
        bound = {
            name: (source.own, source.otherwise if isinstance(source, Column) else "NULL")
            for name, source in self._sources().items()
            if isinstance(source, Column | Embedded) and source.own is not None
        }
        me = self.bind(self._site.viewer.customer, "uuid") if bound else ""
        told = [f'({own.format(t="t", me=me)}) AS "{TOLD}{name}"' for name, (own, _) in bound.items()]
        others = [f'({sql.format(t="t", me=me)}) AS "{OTHERWISE}{name}"' for name, (_, sql) in bound.items()]
        return [*told, *others]

    def _sources(self) -> dict[str, Source | None]:
        fields = self._type.fields if isinstance(self._type, GraphQLObjectType) else {}
        return {name: source_of(field) for name, field in fields.items()}

    def _concrete(self, row: Mapping[str, Any]) -> GraphQLObjectType:
        named = self._type if self.table.kind is None else self._site.schema.type_map[row[self.table.kind]]
        assert isinstance(named, GraphQLObjectType)  # noqa: S101  # rows are objects
        return named
