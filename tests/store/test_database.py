"""The driver's traps are closed."""

import asyncpg
import pytest

from lifecycle_api.store.database import open_pool
from tests.support.log import bare, open_log

pytestmark = pytest.mark.anyio


async def test_the_append_statement_stays_prepared(dsn: str) -> None:
    """However often it is called, through however many acquisitions, it is parsed once per connection."""
    async with open_log(dsn) as log:
        async with log.pool.acquire() as connection:
            await connection.execute("SELECT 1")
        for number in range(30):
            await log.journal.write(log.tenant, bare("a", f"t:{number}"))
        rows = await log.pool.fetch(
            "SELECT statement, generic_plans + custom_plans AS runs FROM pg_prepared_statements "
            "WHERE statement LIKE '%append_many%' AND statement NOT LIKE '%pg_prepared%'"
        )

    assert [row["runs"] for row in rows] == [30]


async def test_long_statements_stay_prepared_too(dsn: str) -> None:
    """The driver's own limit of 15 KB is off."""
    pool = await open_pool(dsn, max_size=1)
    try:
        statement = f"SELECT 1 /* {'x' * 20_000} */"
        for _ in range(3):
            await pool.fetch(statement)
        count = await pool.fetchval("SELECT count(*) FROM pg_prepared_statements WHERE length(statement) > 20000")
    finally:
        await pool.close()

    assert count == 1


async def test_statements_may_stay_unprepared(dsn: str) -> None:
    """For an old PgBouncer nothing is left behind in the session."""
    pool = await open_pool(dsn, max_size=1, prepared_statements=False)
    try:
        await pool.fetch("SELECT 1 AS one")
        count = await pool.fetchval("SELECT count(*) FROM pg_prepared_statements WHERE name <> ''")
    finally:
        await pool.close()

    assert count == 0


async def test_connections_act_as_the_service(dsn: str) -> None:
    """Whoever logs in, the pool's connections have the rights of the service role, also after a reset."""
    pool = await open_pool(dsn, max_size=1)
    try:
        await pool.execute("RESET ALL")
        role = await pool.fetchval("SELECT current_user")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute("DELETE FROM lifecycle.event")
    finally:
        await pool.close()

    assert role == "lifecycle_service"
