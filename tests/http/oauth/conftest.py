"""A served authorization server for the tests of one file."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.oauth import Served, served
from tests.support.postgres import Server


@pytest.fixture(scope="module")
def module_dsn(server: Server) -> Iterator[str]:
    """A migrated database for one file."""
    with server.database() as address:
        yield address


@pytest.fixture(scope="module")
async def at(module_dsn: str) -> AsyncIterator[Served]:
    """The server, under a clock that only goes forward."""
    async with served(module_dsn) as answering:
        yield answering
