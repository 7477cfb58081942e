"""A database for one benchmark, of which nothing stays once it is through."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from lifecycle_api import sqlfiles

_SQL = sqlfiles.load(Path(__file__).parent, "scratch")


@contextmanager
def scratch_database(dsn: str) -> Iterator[str]:
    """The address of a new database beside the one of `dsn`; its login needs CREATEDB. Dropped afterwards."""
    name = f"bench_{uuid4().hex}"
    asyncio.run(_execute(dsn, _SQL["make"].format(name=name)))
    try:
        yield _beside(dsn, name)
    finally:
        asyncio.run(_execute(dsn, _SQL["drop"].format(name=name)))


@contextmanager
def kept_database(dsn: str, name: str) -> Iterator[str]:
    """The same under a fixed name, dropped when the block succeeds: else the next run finds what this one made."""
    with suppress(asyncpg.DuplicateDatabaseError):
        asyncio.run(_execute(dsn, _SQL["make"].format(name=name)))
    yield _beside(dsn, name)
    asyncio.run(_execute(dsn, _SQL["drop"].format(name=name)))


def _beside(dsn: str, name: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
