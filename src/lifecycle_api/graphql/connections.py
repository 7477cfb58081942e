"""Connections to read with: nobody waits for one in silence, and a database that does not answer is said to be so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import asyncpg

from lifecycle_api.errors import Unavailable


class NoConnectionFree(Unavailable):
    """Every connection to the database is in use; try again in a moment."""

    code: ClassVar[str] = "NO_CONNECTION_FREE"


@asynccontextmanager
async def connection(pool: asyncpg.Pool, patience_seconds: float) -> AsyncIterator[Any]:
    """Give a connection until the context ends.

    Raises NoConnectionFree when none became free in time, and Unavailable when the database cannot be reached.
    """
    try:
        async with asyncio.timeout(patience_seconds):
            held = await pool.acquire()
    except TimeoutError:
        raise NoConnectionFree from None
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError):
        raise Unavailable from None
    try:
        yield held
    finally:
        await pool.release(held)
