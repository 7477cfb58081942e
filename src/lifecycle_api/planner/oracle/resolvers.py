"""Resolves one field by the source that stands beside its declaration, with one query where it leads to rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLNamedType, GraphQLResolveInfo

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.binds import Constants
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.oracle.call import Call, call_of
from lifecycle_api.planner.oracle.coarser import coarser
from lifecycle_api.planner.oracle.pages import Page, counted, page_of
from lifecycle_api.planner.oracle.site import Row, Site
from lifecycle_api.planner.oracle.values import held, plain
from lifecycle_api.planner.oracle.wanted import Wanted
from lifecycle_api.planner.releasing import Path
from lifecycle_api.planner.selection import table_of
from lifecycle_api.planner.source import (
    Column,
    Constant,
    Documents,
    Embedded,
    Expression,
    Lookup,
    Many,
    Node,
    One,
    Pages,
)


@dataclass(frozen=True)
class Oracle:
    """Resolves the root fields of a query, from read models that had reached `position`.

    `replays` has the sites of those that are read as of another moment, by their keys in the response.
    """

    site: Site
    replays: Mapping[str, Site]
    constants: Constants
    position: int | None

    async def root(self, info: GraphQLResolveInfo[Any]) -> Any:
        """The value of a root field. Raises CursorInvalid."""
        call, site, path = call_of(info), self.replays.get(str(info.path.key), self.site), tuple(info.path.as_list())
        match call.source:
            case Constant(name=name):
                return plain(call.type, self.constants[name](call.given))
            case Lookup(argument=argument):
                return await _found(site, call.type, call.given[argument], path)
            case Node(many=False):
                return await _node(site, call.type, call.given["id"], path)
            case Node(many=True):
                ids = enumerate(call.given["ids"])
                return [await _node(site, call.type, each, (*path, index)) for index, each in ids]
            case Pages() as source:
                return await page_of(site, source, call, None)
        raise TypeError(f"{call.name} has no source")

    async def entity(self, info: GraphQLResolveInfo[Any], keys: Mapping[str, Any]) -> Row | None:
        """The row behind a field of a mutation's payload, which knows its key."""
        call = call_of(info)
        assert isinstance(call.source, One)  # noqa: S101  # payloads have no other sources
        return await _by_key(self.site, call.type, keys[call.source.column], tuple(info.path.as_list()))


async def below(info: GraphQLResolveInfo[Any], above: Row | Page) -> Any:
    """The value of a field of a row or of a page. Raises CursorInvalid."""
    call, path = call_of(info), tuple(info.path.as_list())
    if isinstance(above, Row):
        value = await _of_row(above, call, path)
        return coarser(above, info, value)
    if call.name == "count":
        return await counted(above, call.type, call.given["upTo"])
    assert above.parent is not None  # noqa: S101  # such fields are declared on pages that hang on a row
    return await _of_row(above.parent, call, path)


async def _of_row(row: Row, call: Call, path: Path) -> Any:
    match call.source:
        case Column() | Expression() | Embedded() | Documents() as source:
            if not await _permitted(row, source, path):
                return None
            value = held(source, call.name, call.type, row.values, row.site.viewer)
            if row.site.account is not None and row.table is not None and row.table.subject is not None:
                row.site.account.see(_category(source), value, row.values[row.table.subject])
            return value
        case One(column=column):
            return await _by_key(row.site, call.type, row.values[column], path, row)
        case Many() as source:
            return await _many(row, call.type, source)
        case Pages() as source:
            return await page_of(row.site, source, call, row)
    raise TypeError(f"{call.name} has no source")


async def _permitted(row: Row, source: Column | Expression | Embedded | Documents, path: Path) -> bool:
    court, category, table = row.site.court, _category(source), row.table
    if court is None or category is Category.NONE:
        return True
    if not court.reads(category):
        return False
    stopped = False
    if category is Category.CONTACT and table is not None and table.contact is not None and table.subject is not None:
        async with row.site.turn:
            contact, customer = row.values[table.contact], row.values[table.subject]
            stopped = await court.stops(row.site.connection, contact, customer)
    return court.permits(row.verdict, category, path, stopped=stopped)


def _category(source: Column | Expression | Embedded | Documents) -> Category:
    return Category.NONE if isinstance(source, Documents) else source.category


async def _found(site: Site, type_: GraphQLNamedType, id_: Any, path: Path) -> Row | None:
    table = table_of(type_)
    return None if table is None else await _by_key(site, type_, key_of(id_, table.prefix, table.key_type), path)


async def _by_key(site: Site, type_: GraphQLNamedType, key: Any, path: Path, above: Row | None = None) -> Row | None:
    if key is None:
        return None
    wanted = Wanted(site, type_, above)
    wanted.where(f"t.{wanted.table.key} = {wanted.bind(key)}")
    return await wanted.first(path)


async def _node(site: Site, interface: GraphQLNamedType, id_: Any, path: Path) -> Row | None:
    assert isinstance(interface, GraphQLInterfaceType)  # noqa: S101  # `node` returns what has an id
    prefix = str(id_).partition(":")[0]
    for type_ in site.schema.get_possible_types(interface):
        table = table_of(type_)
        if table is not None and table.prefix == prefix:
            return await _found(site, type_, id_, path)
    return None


async def _many(row: Row, type_: GraphQLNamedType, source: Many) -> list[Row]:
    wanted = Wanted(row.site, type_, row)
    for there, here in source.join.items():
        wanted.where(f"t.{there} = {wanted.bind(row.values[here])}")
    if source.where is not None:
        wanted.beside(source.where, row.values)
    rows = await wanted.rows(source.order.format(t="t"), most=source.limit)
    wanted.show(rows)
    return rows
