"""A log for each test of the store. They share a database, because logs have nothing to do with each other."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from tests.support.log import Log, open_log
from tests.support.postgres import Server


@pytest.fixture(scope="session")
def shared_dsn(server: Server) -> Iterator[str]:
    """One migrated database for all of them."""
    with server.database() as address:
        yield address


@pytest.fixture
async def log(shared_dsn: str) -> AsyncIterator[Log]:
    """An empty log, as the service sees it."""
    async with open_log(shared_dsn) as opened:
        yield opened


@pytest.fixture
async def admin(shared_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser's view of the same database."""
    connection = await asyncpg.connect(shared_dsn)
    yield connection
    await connection.close()
