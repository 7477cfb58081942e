"""What a figure was measured on, because it means nothing without."""

import asyncio
import os
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.bench.scratch import scratch_database

_SQL = sqlfiles.load(Path(__file__).parent, "machine")
_COMMITS: Final = 200


def describe(dsn: str) -> dict[str, Any]:
    """CPU count, the server's version and durability settings, and how long its smallest commit takes in ms.

    What pays one commit an event is as fast as this commit; what shares commits is not.
    """
    with scratch_database(dsn) as scratch:
        return {"cpus": os.cpu_count(), **asyncio.run(_server(scratch))}


async def _server(dsn: str) -> dict[str, Any]:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        return {**dict(await connection.fetchrow(_SQL["settings"]) or {}), "commit_ms": await commit_ms(dsn)}
    finally:
        await connection.close()


async def commit_ms(dsn: str) -> float:
    """The median of some of the smallest commits, in a database that is thrown away."""
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_SQL["table"])
        commits = [await _timed(connection) for _ in range(_COMMITS)]
        return round(median(commits) * 1000, 3)
    finally:
        await connection.close()


async def slow_down(dsn: str, milliseconds: int) -> bool:
    """Make each flush for this database take so much longer, from the next connection on; False if we may not.

    PostgreSQL's `commit_delay` sleeps before the flush, holding the lock that others who flush are waiting for, as a
    slower disk would make them.
    """
    if not milliseconds:
        return True
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_SQL["slow_down"].format(microseconds=milliseconds * 1000))
    except asyncpg.InsufficientPrivilegeError:
        return False
    finally:
        await connection.close()
    return True


async def _timed(connection: asyncpg.Connection) -> float:
    started = perf_counter()
    await connection.execute(_SQL["commit"])
    return perf_counter() - started
