"""Connections to read with: nobody waits for one in silence, and a database that does not answer is said to be so."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar

import asyncpg
from asyncpg import CannotConnectNowError, PostgresConnectionError, TooManyConnectionsError

from lifecycle_api.errors import Unavailable


class NoConnectionFree(Unavailable):
    """Every connection to the database is in use; try again in a moment."""

    code: ClassVar[str] = "NO_CONNECTION_FREE"


def connection(pool: asyncpg.Pool, patience_seconds: float) -> AbstractAsyncContextManager[Any, None]:
    """Give a connection until the context ends.

    Raises NoConnectionFree when none became free in time, and Unavailable when the database cannot be reached.
    """
    return _Lent(pool, patience_seconds)


class _Lent(AbstractAsyncContextManager[Any, None]):
    """Every read is inside one, so it is a plain object, which costs less than a generator."""

    def __init__(self, pool: asyncpg.Pool, patience_seconds: float) -> None:
        self._pool = pool
        self._patience_seconds = patience_seconds

    async def __aenter__(self) -> Any:
        try:
            async with asyncio.timeout(self._patience_seconds):
                self._held = await self._pool.acquire()
        except TimeoutError:
            raise NoConnectionFree from None
        except (OSError, PostgresConnectionError, CannotConnectNowError, TooManyConnectionsError):
            raise Unavailable from None
        return self._held

    async def __aexit__(self, *_: object) -> None:
        await self._pool.release(self._held)
