"""The database fixtures themselves."""

import asyncpg
import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("_", range(6))
async def test_each_test_has_a_database_of_its_own(dsn: str, _: int) -> None:
    """What one test writes no other sees."""
    connection = await asyncpg.connect(dsn)
    assert await connection.fetchval("SELECT to_regclass('public.mine')") is None
    assert await connection.fetchval("SELECT to_regclass('lifecycle.migration')") is not None
    await connection.execute("CREATE TABLE public.mine (id int)")
    await connection.close()


async def test_an_empty_database_has_no_schema_of_ours(empty_dsn: str) -> None:
    """Migrations can be tested from nothing."""
    connection = await asyncpg.connect(empty_dsn)
    assert await connection.fetchval("SELECT to_regnamespace('lifecycle')") is None
    await connection.close()
