"""A log for each test of the store."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.support.log import Log, open_log


@pytest.fixture
async def log(dsn: str) -> AsyncIterator[Log]:
    """An empty log, as the service sees it."""
    async with open_log(dsn) as opened:
        yield opened


@pytest.fixture
async def admin(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser's view of the same database."""
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()
