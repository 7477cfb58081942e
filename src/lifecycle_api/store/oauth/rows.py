"""The statements behind the authorization server, and what becomes of a database that does not answer."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import asyncpg
import asyncpg.pool

from lifecycle_api import sqlfiles
from lifecycle_api.errors import Unavailable

SQL: Final = sqlfiles.load(Path(__file__).parents[1] / "sql", "oauth")


@contextmanager
def answering() -> Iterator[None]:
    """Turn a database that does not answer into `Unavailable`; the driver's message may quote values."""
    try:
        yield
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unavailable(reason=type(error).__name__) from None


@asynccontextmanager
async def transaction(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
    """A transaction on a connection of its own. Raises `Unavailable`."""
    with answering():
        async with pool.acquire() as connection, connection.transaction():
            yield connection
