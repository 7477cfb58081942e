"""Every example in a projection's folder is true: those events, recorded and projected, give those rows."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import orjson
import pytest

from lifecycle_api.projector import loader
from lifecycle_api.projector.deploy import deploy
from tests.support.postgres import Server
from tests.support.projecting import LONG_AGO, happened, site

pytestmark = pytest.mark.anyio


class Given(msgspec.Struct, forbid_unknown_fields=True):
    """An event of an example; without a time it happened at the start of 2025."""

    type: str
    data: dict[str, Any]
    rooftop: UUID | None = None
    occurred_at: datetime = LONG_AGO
    actor: dict[str, str] | None = None
    source: dict[str, str] | None = None


class Example(msgspec.Struct, forbid_unknown_fields=True):
    """Events, and what then stands in some tables; columns that are not named may hold anything."""

    name: str
    given: list[Given]
    then: dict[str, list[dict[str, Any]]]


def _examples() -> Iterator[Any]:
    for folder in loader.load():
        text = (folder.path / "examples.json").read_bytes()
        for example in msgspec.json.decode(text, type=list[Example]):
            yield pytest.param(folder.schema, example, id=f"{folder.name}: {example.name}")


@pytest.fixture(scope="module")
def deployed(server: Server) -> Iterator[str]:
    """A database with all read models."""
    with server.database() as dsn:
        asyncio.run(deploy(dsn))
        yield dsn


@pytest.mark.parametrize(("schema", "example"), list(_examples()))
async def test_the_example_holds(deployed: str, schema: str, example: Example) -> None:
    """Recorded in this order, these events leave exactly these rows."""
    async with site(deployed) as here:
        tenant = await here.tenant()
        events = [
            happened(
                one.type,
                one.data,
                at=one.occurred_at,
                rooftop=one.rooftop,
                actor=one.actor,
                source=one.source,
            )
            for one in example.given
        ]
        await here.record(tenant, *events)
        assert await here.projector.catch_up(tenant) == len(events)
        for table, rows in example.then.items():
            expected = [await _typed(here.pool, f"{schema}.{table}", row) for row in rows]
            found = await here.pool.fetch(f"SELECT to_jsonb(t) FROM {schema}.{table} t WHERE tenant_id = $1", tenant)  # noqa: S608
            assert _unmatched(expected, [orjson.loads(row[0]) for row in found]) == ([], []), f"in {table}"


async def _typed(pool: Any, table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The expected values as the table would show them."""
    text = orjson.dumps(row).decode()
    shown = await pool.fetchval(f"SELECT to_jsonb(jsonb_populate_record(NULL::{table}, $1))", text)
    values = orjson.loads(shown)
    return {name: values[name] for name in row}


def _unmatched(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> tuple[Any, Any]:
    """Expected rows that are not there, and rows that nobody expected."""
    missing = []
    for row in expected:
        match = next((other for other in found if row.items() <= other.items()), None)
        if match is None:
            missing.append(row)
        else:
            found.remove(match)
    return missing, found
