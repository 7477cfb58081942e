"""What every test may ask for."""

from collections.abc import Iterator

import pytest

from tests.support.postgres import Server, running_server


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests run on asyncio, as the service does."""
    return "asyncio"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running PostgreSQL, shared by everyone who tests this tree."""
    with running_server() as running:
        yield running


@pytest.fixture
def dsn(server: Server) -> Iterator[str]:
    """A migrated database for one test."""
    with server.database() as address:
        yield address


@pytest.fixture
def empty_dsn(server: Server) -> Iterator[str]:
    """A database for one test with nothing in it."""
    with server.database(migrated=False) as address:
        yield address
