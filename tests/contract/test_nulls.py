"""No plan can put a null where the schema promises a value: telling of that is up to the stock executor.

A planned answer is never completed: PostgreSQL writes it. So whatever may be withheld, erased, out of reach or not
there is nullable in the schema, and whatever is not nullable stands in a column that is never empty.
"""

import asyncio
import re
from typing import Any

import asyncpg
import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from lifecycle_api.planner.selection import table_of
from lifecycle_api.planner.source import Column, Documents, Embedded, Expression, Lookup, Node, Pages, Table
from tests.contract.test_schema import COLUMN, FOLDERS, SCHEMA, composites, sourced, target
from tests.support.graph import deployed
from tests.support.postgres import Server

COALESCED = re.compile(r"coalesce\([^()]*\)")
EMPTIABLE = """
    SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE is_nullable = 'YES'
"""

Place = tuple[str, str, str]


@pytest.fixture(scope="module")
def emptiable(server: Server) -> set[Place]:
    """The columns that may be empty, by folder and table."""
    with deployed(server) as dsn:
        return asyncio.run(_emptiable(dsn))


async def _emptiable(dsn: str) -> set[Place]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(EMPTIABLE)
    finally:
        await connection.close()
    live = {folder.schema: name for name, folder in FOLDERS.items()}
    return {(live[schema], table, column) for schema, table, column in rows if schema in live}


def column(table: Table | None, name: str | None) -> Place:
    """A column, by folder and table."""
    assert table is not None
    assert name is not None
    return table.folder, table.name, name


def test_promised_values_stand_in_columns_that_are_never_empty(emptiable: set[Place]) -> None:
    """Values, lists of values and of documents, and what makes an object be there."""
    promised = {
        place: column(table, source.present if isinstance(source, Embedded) else _name(source))
        for place, table, field, source in sourced()
        if is_non_null_type(field.type) and isinstance(source, Column | Documents | Embedded)
    }
    assert {place for place, needed in promised.items() if needed in emptiable} == set()


def test_parts_of_a_promised_object_are_never_empty(emptiable: set[Place]) -> None:
    """An object is null when a part that it promises is; so these columns are filled where the object is promised."""
    empty = set()
    for place, table, field, source in sourced():
        type_ = get_named_type(field.type)
        if is_non_null_type(field.type) and isinstance(source, Embedded):
            assert isinstance(type_, GraphQLObjectType)
            parts = [source.columns[name] for name, part in type_.fields.items() if is_non_null_type(part.type)]
            empty |= {place for part in parts if isinstance(part, Column) and column(table, part.name) in emptiable}
    assert empty == set()


def test_expressions_are_nullable() -> None:
    """What is computed may come to nothing, but what is a column that is never empty, or else whether rows exist."""
    computed = [(place, field) for place, _, field, source in sourced() if isinstance(source, Expression)]
    assert [place for place, field in computed if is_non_null_type(field.type)] == ["Assignment.orphaned"]


def test_what_is_looked_up_is_nullable() -> None:
    """There may be no such thing, or none in reach; of a list of ids, for each of them."""
    found = [(place, field) for place, _, field, source in sourced() if isinstance(source, Lookup | Node)]
    assert [place for place, field in found if is_non_null_type(_item(field.type))] == []


def test_lists_are_sorted_by_what_is_never_empty(emptiable: set[Place]) -> None:
    """Or by what stands in for it: a cursor has to point behind every row."""
    empty = set()
    for place, _, field, source in sourced():
        if isinstance(source, Pages):
            there = target(field, source)
            for order in source.orders.values():
                compared = [name for _, name in COLUMN.findall(COALESCED.sub("", order.sql))]
                empty |= {place for name in [*compared, there.key] if column(there, name) in emptiable}
    assert empty == set()


def test_rows_of_an_interface_name_a_type_that_implements_it(emptiable: set[Place]) -> None:
    """As their projection writes it, word by word."""
    for type_ in composites():
        table = table_of(type_)
        if isinstance(type_, GraphQLInterfaceType) and table is not None and table.kind is not None:
            names = {each.name for each in SCHEMA.get_possible_types(type_)}
            assert set(re.findall(r"'([A-Z]\w+Item)'", FOLDERS[table.folder].events)) == names
            assert column(table, table.kind) not in emptiable


def _name(source: Column | Documents) -> str:
    return source.name if isinstance(source, Column) else source.column


def _item(type_: Any) -> Any:
    return get_nullable_type(type_).of_type if is_list_type(get_nullable_type(type_)) else type_
