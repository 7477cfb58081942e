"""Databases with all read models in them, and a dealer group with somebody to erase."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lifecycle_api.projector.deploy import deploy
from tests.support.postgres import Server
from tests.support.rights import Desk, open_desk, plant


@pytest.fixture(scope="session")
def deployed_server(server: Server) -> Iterator[Server]:
    """The server, with the shipped read models in the template of its databases."""
    with server.database() as dsn:
        asyncio.run(deploy(dsn))
        yield replace(server, template=urlsplit(dsn).path.removeprefix("/"))


@pytest.fixture
def deployed_dsn(deployed_server: Server) -> Iterator[str]:
    """A database of its own with the shipped read models."""
    with deployed_server.database() as dsn:
        yield dsn


@pytest.fixture
async def desk(deployed_dsn: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """A dealer group with Ann, about whom much is known, and Bob."""
    async with open_desk(deployed_dsn, tmp_path) as opened:
        await plant(opened)
        yield opened
