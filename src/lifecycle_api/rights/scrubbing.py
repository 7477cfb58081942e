"""Removes what erasure leaves in the files of the database: dead rows in pages, and old write-ahead log."""

from collections.abc import Callable
from pathlib import Path

import asyncpg

from lifecycle_api import sqlfiles

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "scrubbing")


async def scrub(admin: asyncpg.Connection, progress: Callable[[int, int], object] = lambda _, __: None) -> list[str]:
    """Write the files of read models and documents anew, and let go of the write-ahead log; the tables' names.

    Needs the login that migrates, and for the log a superuser or `pg_checkpoint`. Each table is locked while it is
    written. Archived log and backups are the operator's.
    """
    tables = [row["name"] for row in await admin.fetch(_SQL["rewrite"])]
    for number, name in enumerate(tables, 1):
        await admin.execute(_SQL["vacuum"].format(name=name))
        progress(number, len(tables))
    for _ in range(2):
        await admin.execute(_SQL["switch"])
        await admin.execute(_SQL["checkpoint"])
    return tables
