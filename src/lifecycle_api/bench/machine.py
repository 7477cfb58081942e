"""What a figure was measured on, because it means nothing without."""

import asyncio
import os
from pathlib import Path
from typing import Any

import asyncpg

from lifecycle_api import sqlfiles

_SQL = sqlfiles.load(Path(__file__).parent, "machine")


def describe(dsn: str) -> dict[str, Any]:
    """CPU count, and the server's version and durability settings."""
    return {"cpus": os.cpu_count(), **asyncio.run(_server(dsn))}


async def _server(dsn: str) -> dict[str, Any]:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        row = await connection.fetchrow(_SQL["settings"])
        return dict(row or {})
    finally:
        await connection.close()
