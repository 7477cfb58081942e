"""Values taken from a dealer group's read models, to ask for what is there: ids, filters' values, cursors, words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
)

from lifecycle_api.planner.cursors import sort_name
from lifecycle_api.planner.filters import FILTER
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Filter, Order, Pages, Table
from tests.support.graph import SCHEMA, Graph

TYPES = SCHEMA._schema.type_map
ENOUGH = 40


@dataclass(frozen=True)
class Harvest:
    """What was found. Keys are a global id's prefix, a filter's input type and field, the name of a cursor's sort."""

    ids: Mapping[str, list[str]]
    filters: Mapping[tuple[str, str], list[Any]]
    cursors: Mapping[str, list[list[str]]]
    words: Mapping[str, list[str]]
    head: int
    times: list[str]


async def harvest(graph: Graph) -> Harvest:
    """Look through the live read models of a group."""
    reader = _Reader(graph)
    ids = {table.prefix: await reader.ids(table) for table in _tables() if table.prefix}
    filters: dict[tuple[str, str], list[Any]] = {}
    cursors: dict[str, list[list[str]]] = {}
    for name, field, source in _lists():
        node = node_of(field)
        table = table_of(node)
        assert table is not None
        for order, sort in source.orders.items():
            cursors[sort_name(name, node.name, order, sort)] = await reader.cursors(table, sort)
        for type_, condition, declared in _filters(field):
            found = await reader.values(table, declared)
            known = filters.setdefault((type_.name, condition), [])
            known += [each for each in found if each not in known]
    words = {"customers": await reader.words(), "vehicles": await reader.vins()}
    times = filters["TimelineWhere", "recordedAt"] + filters["TimelineWhere", "occurredAt"]
    return Harvest(ids, filters, cursors, words, await graph.parts.store.head(graph.tenant), times)


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._schemas = graph.resources.reading.planner.schemas.live

    async def ids(self, table: Table) -> list[str]:
        rows = await self._fetch(table, f"t.{table.key}::text")
        return [f"{table.prefix}:{row[0]}" for row in rows]

    async def values(self, table: Table, declared: Filter) -> list[Any]:
        rows = await self._fetch(table, f"({declared.sql.format(t='t')})")
        return [_json(row[0]) for row in rows if row[0] is not None]

    async def cursors(self, table: Table, order: Order) -> list[list[str]]:
        rows = await self._fetch(table, *(f"({sql.format(t='t')})::text" for sql, _ in order.values(table)))
        return [list(row) for row in rows]

    async def words(self) -> list[str]:
        return [row[0] for row in await self._fetch(Table("customer_profile", "search_term"), "t.term")]

    async def vins(self) -> list[str]:
        return [row[0] for row in await self._fetch(Table("vehicle_history", "vehicle"), "t.vin")]

    async def _fetch(self, table: Table, *columns: str) -> list[Any]:
        """Different values, in order, from the first to the last."""
        listed, source = ", ".join(columns), f"<{table.folder}>.{table.name}"
        sql = f"SELECT DISTINCT {listed} FROM {source} t WHERE t.tenant_id = $1 ORDER BY 1"  # noqa: S608  # the schema's
        for folder, schema in self._schemas.items():
            sql = sql.replace(f"<{folder}>", schema)
        rows = await self._graph.parts.reads.fetch(sql, self._graph.tenant)
        return list(rows[:: max(1, len(rows) // ENOUGH)])


def _tables() -> Iterator[Table]:
    for type_ in TYPES.values():
        table = table_of(type_)
        if table is not None:
            yield table


def _lists() -> Iterator[tuple[str, GraphQLField, Pages]]:
    for type_ in TYPES.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                source = source_of(field)
                if isinstance(source, Pages):
                    yield name, field, source


def _filters(field: GraphQLField) -> Iterator[tuple[GraphQLInputObjectType, str, Filter]]:
    if "where" in field.args:
        type_ = get_named_type(field.args["where"].type)
        assert isinstance(type_, GraphQLInputObjectType)
        for name, each in type_.fields.items():
            declared = each.extensions["strawberry-definition"].metadata.get(FILTER)
            if declared is not None:
                yield type_, name, declared


def node_of(field: GraphQLField) -> GraphQLNamedType:
    """The type of a connection's items."""
    connection = get_named_type(field.type)
    assert isinstance(connection, GraphQLObjectType)
    node: GraphQLNamedType = get_named_type(connection.fields["nodes"].type)
    return node


def _json(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return f"any:{value}" if isinstance(value, UUID) else value
