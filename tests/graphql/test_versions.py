"""The `version` that a page shows is the one that commands compare with: the position of the last event about it."""

import pytest
from graphql import GraphQLObjectType

from lifecycle_api.domain.registry import registry
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Column, Table
from tests.support.chance import Chance, in_batches
from tests.support.graph import SCHEMA, Graph

pytestmark = pytest.mark.anyio

# What mutations take an `expectedVersion` for.
UPDATED = ("Customer", "Vehicle", "Deal", "RepairOrder", "Handoff", "Note")


def table(name: str) -> Table:
    """The table behind a type whose version is updated."""
    type_ = SCHEMA._schema.type_map[name]
    assert isinstance(type_, GraphQLObjectType)
    found = table_of(type_)
    source = source_of(type_.fields["version"])
    assert found is not None
    assert isinstance(source, Column)
    assert source.name == "position"
    return found


@pytest.mark.parametrize("name", UPDATED)
async def test_the_version_shown_is_the_version_compared(graph: Graph, name: str) -> None:
    """Whatever events there are: otherwise an update would be refused for ever."""
    for batch in in_batches(Chance(7).events(1200)):
        await graph.parts.store.append(graph.tenant, batch)
    await graph.shown()
    last: dict[str, int] = {}
    for each in (await graph.parts.store.read_opened(graph.tenant)).events:
        if each.type in registry.listing:
            continue  # somebody was shown them
        last |= dict.fromkeys(each.tags, each.position)
    behind = table(name)
    schema = graph.resources.reading.planner.schemas.live[behind.folder]
    rows = await graph.parts.pool.fetch(
        f"SELECT {behind.key} AS key, position FROM {schema}.{behind.name} WHERE tenant_id = $1",  # noqa: S608
        graph.tenant,
    )
    assert rows
    wrong = {
        str(row["key"]): (row["position"], last[f"{behind.prefix}:{row['key']}"])
        for row in rows
        if row["position"] != last[f"{behind.prefix}:{row['key']}"]
    }
    assert wrong == {}
