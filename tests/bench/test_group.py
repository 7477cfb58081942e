"""The generated group: as many rows as it says, under the indexes that projections have, also after an interruption."""

from collections.abc import Iterator

import asyncpg
import pytest

from lifecycle_api.bench.group import Generated, generate
from lifecycle_api.projector import registered
from tests.support.graph import deployed
from tests.support.postgres import Server

pytestmark = pytest.mark.anyio

CUSTOMERS = 40


class Interrupted(Exception):
    """Somebody lost patience."""


@pytest.fixture
def dsn(server: Server) -> Iterator[str]:
    """A database with all read models."""
    with deployed(server) as address:
        yield address


async def _indexes(dsn: str) -> list[str]:
    connection = await asyncpg.connect(dsn)
    try:
        schemas = [model.schema for model in (await registered.live(connection)).values()]
        rows = await connection.fetch("SELECT indexdef FROM pg_indexes WHERE schemaname = ANY ($1) ORDER BY 1", schemas)
        return [row["indexdef"] for row in rows]
    finally:
        await connection.close()


async def _count(dsn: str, what: str) -> int:
    """One number from the timelines, by a query over their tables."""
    connection = await asyncpg.connect(dsn)
    try:
        timeline = (await registered.live(connection))["customer_timeline"].schema
        await connection.execute(f"SET search_path = {timeline}")
        return int(await connection.fetchval(what))
    finally:
        await connection.close()


ITEMS = "SELECT count(*) FROM item"
NOTES_COUNTED = "SELECT sum(count) FROM facet WHERE category = 'note'"


async def test_timelines_have_as_many_entries_as_the_group_has_events(dsn: str) -> None:
    """The head of the log and the facets agree with them, and all tables have the indexes that they had."""
    before = await _indexes(dsn)
    group = await generate(dsn, customers=CUSTOMERS)
    assert await _indexes(dsn) == before
    assert await _count(dsn, ITEMS) == group.events
    assert await _count(dsn, "SELECT position FROM lifecycle.log_head") == group.events
    assert await _count(dsn, "SELECT sum(count) FROM facet") == group.events
    assert await _count(dsn, f"{ITEMS} WHERE category = 'note'") == await _count(dsn, NOTES_COUNTED)


@pytest.mark.parametrize("step", ["customers from 0", "indexes of"])
async def test_an_interrupted_group_is_finished_the_next_time(dsn: str, step: str) -> None:
    """Nothing is made twice, and nothing is left out."""
    before = await _indexes(dsn)

    def interrupt(name: str) -> None:
        if name.startswith(step):
            raise Interrupted

    with pytest.raises(ExceptionGroup):
        await generate(dsn, customers=CUSTOMERS, progress=interrupt)
    await generate(dsn, customers=CUSTOMERS)
    assert await _count(dsn, ITEMS) == Generated(CUSTOMERS).events
    assert await _indexes(dsn) == before
