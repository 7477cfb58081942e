"""The `version` that a page shows is the one that commands compare with: the position of the last event about it."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID, uuid5

import msgspec
import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType

from lifecycle_api.domain.envelope import NewEvent
from lifecycle_api.domain.registry import registry
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Column, Table
from tests.support.chance import Chance, in_batches
from tests.support.graph import SCHEMA, Graph

pytestmark = pytest.mark.anyio

TYPES: Final = SCHEMA._schema.type_map
SPACE: Final = UUID(int=13)

# What each kind of thing that is updated begins with.
BEGINNINGS: Final = {
    "Agreement": "agreement.drafted",
    "Appointment": "appointment.scheduled",
    "Claim": "claim.asserted",
    "Customer": "customer.registered",
    "Deal": "deal.structured",
    "Engagement": "engagement.opened",
    "Handoff": "handoff.offered",
    "Note": "note.recorded",
    "Party": "party.registered",
    "RepairOrder": "repair_order.opened",
    "Vehicle": "vehicle.described",
}


def updated() -> set[str]:
    """What mutations take an `expectedVersion` of: the first thing that their input names beside it."""
    inputs = [each for each in TYPES.values() if isinstance(each, GraphQLInputObjectType)]
    names = [list(each.fields) for each in inputs if "expectedVersion" in each.fields]
    about = {each[each.index("expectedVersion") + 1] for each in names}
    return {each[0].upper() + each[1:] for each in about}


def table(name: str) -> Table:
    """The table behind a type whose version is updated."""
    type_ = TYPES[name]
    assert isinstance(type_, GraphQLObjectType)
    found = table_of(type_)
    source = source_of(type_.fields["version"])
    assert found is not None
    assert isinstance(source, Column)
    assert source.name == "position"
    return found


def named(kind: str, beginning: str) -> Iterator[NewEvent]:
    """For each field in which events name such a thing: one that begins, and is then named there twice."""
    like = {type(each.event): each for each in Chance(7).each()}
    first = registry.get(beginning)
    (begun,) = (spec for spec in first.tagged if spec.tag == kind)
    for declaration in registry:
        for spec in (each for each in declaration.tagged if each.tag == kind):
            key: UUID | str = uuid5(SPACE, f"{declaration.name}|{spec.name}")
            if kind == "vehicle":
                key = f"1HGCM8263{UUID(str(key)).int % 10**8:08d}"
            for number, (cls, field) in enumerate([(first.cls, begun), *[(declaration.cls, spec)] * 2]):
                new = like[cls]
                envelope = msgspec.structs.replace(new.envelope, id=uuid5(SPACE, f"{key}|{number}"))
                event = msgspec.structs.replace(new.event, **{field.name: (key,) if field.listed else key})
                yield msgspec.structs.replace(new, envelope=envelope, event=event)


async def check(graph: Graph, name: str) -> None:
    """The version of each row is where the last event stands that names it, but for those that say who was shown it."""
    await graph.shown()
    last: dict[str, int] = {}
    for each in (await graph.parts.store.read_opened(graph.tenant)).events:
        if registry.get(each.type).bearing.moves:
            last |= dict.fromkeys(each.tags, each.position)
    behind = table(name)
    schema = graph.resources.reading.planner.schemas.live[behind.folder]
    rows = await graph.parts.pool.fetch(
        f"SELECT {behind.key} AS key, position FROM {schema}.{behind.name} WHERE tenant_id = $1",  # noqa: S608
        graph.tenant,
    )
    assert rows
    compared = {str(row["key"]): (row["position"], last[f"{behind.prefix}:{row['key']}"]) for row in rows}
    assert {key: (shown, known) for key, (shown, known) in compared.items() if shown != known} == {}


def test_everything_that_is_updated_is_looked_at() -> None:
    """And says what its version is for."""
    objects = [each for each in TYPES.values() if isinstance(each, GraphQLObjectType) and "version" in each.fields]
    told = {each.name for each in objects if "`expectedVersion`" in (each.fields["version"].description or "")}
    assert updated() == set(BEGINNINGS)
    assert told == set(BEGINNINGS)


@pytest.mark.parametrize("name", sorted(BEGINNINGS))
async def test_the_version_shown_is_the_version_compared(graph: Graph, name: str) -> None:
    """Whatever events there are: otherwise an update would be refused for ever."""
    for batch in in_batches(Chance(7).events(1200)):
        await graph.parts.store.append(graph.tenant, batch)
    await check(graph, name)


@pytest.mark.parametrize("name", sorted(BEGINNINGS))
async def test_whatever_names_something_moves_its_version_on(graph: Graph, name: str) -> None:
    """In each field of each type of event, also when it is said again."""
    prefix = table(name).prefix
    assert prefix is not None
    await graph.parts.store.append(graph.tenant, list(named(prefix, BEGINNINGS[name])))
    await check(graph, name)
