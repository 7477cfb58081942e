"""A dealer group with somebody to erase."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.rights import Desk, open_desk, plant


@pytest.fixture
async def desk(deployed_dsn: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """A dealer group with Ann, about whom much is known, and Bob."""
    async with open_desk(deployed_dsn, tmp_path) as opened:
        await plant(opened)
        yield opened
