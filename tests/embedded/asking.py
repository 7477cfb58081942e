"""Ask a server one thing."""

import asyncio
from typing import Any

import asyncpg


def ask(dsn: str, statement: str, **connection: Any) -> Any:
    """The first value that a statement gives."""

    async def asked() -> Any:
        connected = await asyncpg.connect(dsn, **connection)
        try:
            return await connected.fetchval(statement)
        finally:
            await connected.close()

    return asyncio.run(asked())
