"""A log and the read models that its appends write, in a database of their own."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from lifecycle_api.projector.deploy import deploy
from tests.support.projecting import Site, site


@pytest.fixture
async def here(dsn: str) -> AsyncIterator[Site]:
    """The service around a database with all read models."""
    await asyncio.to_thread(asyncio.run, deploy(dsn))
    async with site(dsn) as opened:
        yield opened
