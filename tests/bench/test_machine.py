"""What a figure is measured on can be made slower, by those who may, for one database."""

import asyncpg
import pytest

from lifecycle_api.bench.machine import slow_down

pytestmark = pytest.mark.anyio


async def _delay(dsn: str) -> tuple[str, str]:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval("SHOW commit_delay"), await connection.fetchval("SHOW commit_siblings")
    finally:
        await connection.close()


async def test_flushes_are_slower_for_connections_made_afterwards(dsn: str) -> None:
    """Whether or not other transactions are about to commit."""
    assert await slow_down(dsn, 2)
    assert await _delay(dsn) == ("2000", "0")


async def test_a_login_that_may_not_leaves_flushes_as_they_are(dsn: str) -> None:
    """The bench then measures the disk as it is, and nothing else."""
    before = await _delay(dsn)
    assert not await slow_down(f"{dsn}&role=lifecycle_service", 2)
    assert await _delay(dsn) == before


async def test_nothing_is_done_for_no_delay(dsn: str) -> None:
    """Any login may measure the disk as it is."""
    before = await _delay(dsn)
    assert await slow_down(f"{dsn}&role=lifecycle_service", 0)
    assert await _delay(dsn) == before
