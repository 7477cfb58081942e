"""What the schema promises: it is written down, described, and true to the read models' columns and categories."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_introspection_type,
    is_non_null_type,
    is_specified_scalar_type,
)

from lifecycle_api.access.scopes import SCOPES
from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.schema import make_schema
from lifecycle_api.planner.filters import FILTER
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Column, Documents, Embedded, Expression, Filter, Many, One, Pages, Table
from lifecycle_api.projector import loader
from lifecycle_api.projector.loader import Folder
from tests.support.graph import deployed
from tests.support.postgres import Server

SCHEMA: GraphQLSchema = make_schema()._schema
FOLDERS: dict[str, Folder] = {folder.name: folder for folder in loader.load()}
Composite = GraphQLObjectType | GraphQLInterfaceType
COLUMN = re.compile(r"\{(t|parent)\}\.(\w+)")


@dataclass(frozen=True)
class Read:
    """One place that reads a column: where in the schema, which table's, and as data of which category."""

    place: str
    table: Table
    column: str
    category: Category | None = None

    @property
    def classified(self) -> Category:
        """What the projection's folder says of the column."""
        found = FOLDERS[self.table.folder].classified.get(f"{self.table.name}.{self.column}", "none")
        return Category(found)


def ours() -> Iterator[Any]:
    """The types that are this schema's own."""
    for type_ in SCHEMA.type_map.values():
        if not is_introspection_type(type_) and not is_specified_scalar_type(type_):
            yield type_


def composites() -> Iterator[Composite]:
    """Objects and interfaces."""
    return (type_ for type_ in ours() if isinstance(type_, Composite))


def sourced() -> Iterator[tuple[str, Table | None, GraphQLField, Any]]:
    """Fields with a source: coordinate, table of the type, the field, the source."""
    for type_ in composites():
        for name, field in type_.fields.items():
            if (source := source_of(field)) is not None:
                yield f"{type_.name}.{name}", table_of(type_), field, source


def tables() -> dict[tuple[str, str], list[Table]]:
    """The tables that types stand for."""
    found: dict[tuple[str, str], list[Table]] = {}
    for type_ in composites():
        if (table := table_of(type_)) is not None:
            found.setdefault((table.folder, table.name), []).append(table)
    return found


def target(field: GraphQLField, source: Any) -> Table:
    """The table that a field leads to."""
    type_ = get_named_type(field.type)
    if isinstance(source, Pages):
        assert isinstance(type_, GraphQLObjectType)
        type_ = get_named_type(type_.fields["nodes"].type)
    table = table_of(type_)
    assert table is not None
    return table


def reads() -> Iterator[Read]:
    """Every column that the schema reads, and as what."""
    for same in tables().values():
        for each in same:
            named = (each.key, each.rooftop, each.rooftops, each.subject, each.kind)
            yield from (Read(f"table {each.name}", each, column) for column in named if column)
    for place, table, field, source in sourced():
        match source:
            case Column() | Expression() | Embedded():
                assert table is not None
                yield from held(place, table, source)
            case Documents(column=column):
                assert table is not None
                yield Read(place, table, column, Category.NONE)
            case One(column=column):
                if table is not None:
                    yield Read(place, table, column, Category.NONE)
            case Many():
                yield from joined(place, table, target(field, source), source)
            case Pages():
                yield from paged(place, table, field, source)


def held(place: str, table: Table, source: Column | Expression | Embedded) -> Iterator[Read]:
    """The columns of a value that stands in the row."""
    if isinstance(source, Column):
        yield Read(place, table, source.name, source.category)
    elif isinstance(source, Expression):
        yield from (Read(place, table, column, source.category) for _, column in COLUMN.findall(source.sql))
    else:
        yield Read(place, table, source.present, source.category)
        for part in source.columns.values():
            for each in held(place, table, part):
                kept = each.classified if each.classified.sealed else Category.NONE
                yield Read(place, table, each.column, source.category if kept.sealed else Category.NONE)


def joined(place: str, table: Table | None, there: Table, source: Many) -> Iterator[Read]:
    """The columns by which rows are found and ordered; beside a page, they hang on the row above it."""
    for theirs, mine in source.join.items():
        yield Read(place, there, theirs, Category.NONE)
        if table is not None:
            yield Read(place, table, mine, Category.NONE)
    for whose, column in COLUMN.findall(f"{source.order} {source.where or ''}"):
        owner = table if whose == "parent" else there
        assert owner is not None
        yield Read(place, owner, column, Category.NONE)


def paged(place: str, table: Table | None, field: GraphQLField, source: Pages) -> Iterator[Read]:
    """The columns by which a list is joined, sorted and filtered."""
    there = target(field, source)
    for theirs, mine in source.join.items():
        assert table is not None
        yield Read(place, there, theirs, Category.NONE)
        yield Read(place, table, mine, Category.NONE)
    compared = [(order.sql, order.category) for order in source.orders.values()]
    compared += [(condition.sql, condition.category) for condition in source.arguments.values()]
    compared += [(each.sql, each.category) for each in filters(field)]
    for sql, category in compared:
        yield from (Read(place, there, column, category) for _, column in COLUMN.findall(sql))


def filters(field: GraphQLField) -> Iterator[Filter]:
    """What stands beside the fields of a list's `where`."""
    if "where" in field.args:
        type_ = get_named_type(field.args["where"].type)
        assert isinstance(type_, GraphQLInputObjectType)
        for each in type_.fields.values():
            declared = each.extensions["strawberry-definition"].metadata.get(FILTER)
            if declared is not None:
                yield declared


Columns = dict[tuple[str, str], dict[str, bool]]


@pytest.fixture(scope="module")
def columns(server: Server) -> Columns:
    """The columns of every read model's tables, as PostgreSQL has them, and whether they can be null."""
    with deployed(server) as dsn:
        return asyncio.run(_columns(dsn))


async def _columns(dsn: str) -> Columns:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "SELECT table_schema, table_name, column_name, is_nullable = 'YES' FROM information_schema.columns"
        )
    finally:
        await connection.close()
    live = {folder.schema: name for name, folder in FOLDERS.items()}
    found: Columns = {}
    for schema, table, column, nullable in rows:
        if schema in live:
            found.setdefault((live[schema], table), {})[column] = nullable
    return found


def test_everything_is_described() -> None:
    """Types, fields, arguments, inputs and enum values say in words what they are."""
    silent = []
    for type_ in ours():
        silent += [] if type_.description else [type_.name]
        if isinstance(type_, GraphQLEnumType):
            silent += [f"{type_.name}.{name}" for name, value in type_.values.items() if not value.description]
        for name, field in getattr(type_, "fields", {}).items():
            silent += [] if field.description else [f"{type_.name}.{name}"]
            arguments = getattr(field, "args", {}).items()
            silent += [f"{type_.name}.{name}({key})" for key, argument in arguments if not argument.description]
    assert silent == []


def test_descriptions_are_sentences() -> None:
    """They end with a full stop, since tools show them one after the other."""
    wrong = []
    for type_ in ours():
        described = [(type_.name, type_), *((f"{type_.name}.{n}", f) for n, f in getattr(type_, "fields", {}).items())]
        wrong += [name for name, each in described if not (each.description or "").rstrip().endswith(".")]
    assert wrong == []


def test_what_may_be_withheld_is_nullable() -> None:
    """A masked or erased value is null, so no personal field promises a value."""
    promised = [
        place
        for place, _, field, source in sourced()
        if isinstance(source, Column | Expression | Embedded)
        and source.category.sealed
        and is_non_null_type(field.type)
    ]
    assert promised == []


def test_entities_of_a_row_are_nullable() -> None:
    """What is out of reach is null, so no reference promises a row."""
    assert [
        place for place, _, field, source in sourced() if isinstance(source, One) and is_non_null_type(field.type)
    ] == []


def test_every_column_exists(columns: Columns) -> None:
    """PostgreSQL has each one that the schema reads, compares, joins or sorts by."""
    missing = {
        (each.place, f"{each.table.folder}.{each.table.name}.{each.column}")
        for each in reads()
        if each.column not in columns[each.table.folder, each.table.name]
    }
    assert missing == set()


def test_categories_are_those_of_the_projections() -> None:
    """A column that a folder classifies is read, sorted and filtered as data of that category, and no other is."""
    different = {
        (each.place, each.column, str(each.category), str(each.classified))
        for each in reads()
        if each.category is not None
        and (each.category.sealed or each.classified.sealed)
        and each.category is not each.classified
    }
    assert different == set()


def test_no_sort_meets_a_null(columns: Columns) -> None:
    """A page could not go on behind one: nothing is greater or less than null."""
    unsafe = [
        f"{place} by {name}"
        for place, _, field, source in sourced()
        if isinstance(source, Pages)
        for name, order in source.orders.items()
        for there in [target(field, source)]
        for _, column in COLUMN.findall(order.sql)
        if columns[there.folder, there.name][column] and not order.sql.startswith("coalesce(")
    ]
    assert unsafe == []


def test_rows_about_customers_name_them(columns: Columns) -> None:
    """So that a consumer finds only their own, and a partner none: wherever such rows can be met by themselves."""
    nodes = SCHEMA.get_possible_types(SCHEMA.type_map["Node"])  # type: ignore[arg-type]
    alone = {table_of(type_) for type_ in nodes} | {target(f, s) for _, _, f, s in sourced() if isinstance(s, Pages)}
    nameless = [
        f"{table.folder}.{table.name}"
        for table in alone
        if table is not None and table.subject is None and "customer_id" in columns[table.folder, table.name]
    ]
    assert nameless == []


def test_personal_rows_name_their_subject(columns: Columns) -> None:
    """Schema and projection agree on whom a row is about, or the row could not be erased with them."""
    wrong = []
    for (folder, name), same in tables().items():
        classified = {
            column: Category(category)
            for column, category in FOLDERS[folder].classified.items()
            if column.startswith(f"{name}.")
        }
        if any(category.personal for category in classified.values()):
            subject = FOLDERS[folder].subject.get(name)
            if subject is None or subject not in columns[folder, name]:
                wrong.append(f"{folder}.{name} has personal columns and no subject")
            wrong += [
                f"{folder}.{name} is about {table.subject} here and {subject} there"
                for table in same
                if table.subject != subject and not (name == "employee" and subject == "id")
            ]
    assert wrong == []


def test_classified_columns_exist(columns: Columns) -> None:
    """A folder classifies nothing that its tables do not have."""
    missing = []
    for name, folder in FOLDERS.items():
        for column in folder.classified:
            table, _, field = column.partition(".")
            missing += [] if field in columns.get((name, table), {}) else [f"{name}.{column}"]
    assert missing == []


def test_every_scope_named_exists() -> None:
    """Tables ask for a scope that somebody can hold; mutations name theirs in their description."""
    asked = {table.scope for same in tables().values() for table in same if table.scope}
    assert SCHEMA.mutation_type is not None
    described = [field.description or "" for field in SCHEMA.mutation_type.fields.values()]
    named = [re.findall(r"Needs the scope `([a-z]+:[a-z]+)`", text) for text in described]
    assert all(len(each) == 1 for each in named)
    assert asked | {scope for each in named for scope in each} <= SCOPES.keys()
