"""A page begins where the one before ended: whatever a list is sorted by, no two of its rows are alike in it."""

import asyncio
import re

import asyncpg
import pytest
from graphql import GraphQLField, is_required_argument

from lifecycle_api.planner.source import Order, Pages
from tests.contract.test_schema import FOLDERS, sourced, target
from tests.support.graph import deployed
from tests.support.postgres import Server

UNIQUE = """
    SELECT s.nspname, c.relname, array_agg(a.attname)
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_namespace s ON s.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
    GROUP BY s.nspname, c.relname, i.indexrelid
"""
COLUMN = re.compile(r"^\{t\}\.(\w+)$")
EQUAL = re.compile(r"^\{t\}\.(\w+) = \{value\}$")


@pytest.fixture(scope="module")
def unique(server: Server) -> dict[tuple[str, str], list[set[str]]]:
    """Sets of columns of which no two rows have the same values, by schema and table."""
    with deployed(server) as dsn:
        return asyncio.run(_unique(dsn))


async def _unique(dsn: str) -> dict[tuple[str, str], list[set[str]]]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(UNIQUE)
    finally:
        await connection.close()
    found: dict[tuple[str, str], list[set[str]]] = {}
    for schema, table, columns in rows:
        found.setdefault((schema, table), []).append(set(columns))
    return found


def told_apart(field: GraphQLField, source: Pages, order: Order) -> set[str]:
    """The columns that rows of a list are sorted by, and those that are the same in all of them."""
    sorts = {found[1] for sql, _ in order.values(target(field, source)) if (found := COLUMN.match(sql))}
    asked = [condition.sql for name, condition in source.arguments.items() if is_required_argument(field.args[name])]
    return {"tenant_id", *source.join, *sorts, *(found[1] for sql in asked if (found := EQUAL.match(sql)))}


def test_no_two_rows_of_a_list_are_sorted_alike(unique: dict[tuple[str, str], list[set[str]]]) -> None:
    """Or a page's end could fall between them, and the next one skip or repeat a row."""
    lists = [(place, field, source) for place, _, field, source in sourced() if isinstance(source, Pages)]
    alike = set()
    for place, field, source in lists:
        table = target(field, source)
        keys = unique[FOLDERS[table.folder].schema, table.name]
        for name, order in source.orders.items():
            if not any(columns <= told_apart(field, source, order) for columns in keys):
                alike.add((place, name))
    assert len(lists) > 20
    assert alike == set()
