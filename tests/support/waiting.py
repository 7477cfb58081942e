"""Wait for what the database shows, never for a while."""

import asyncio

import asyncpg

PATIENCE_SECONDS = 300
"""How long a test waits for what has to come. It says nothing about how soon: some machines do much at once."""


async def until_blocked(blocker: asyncpg.Connection) -> int:
    """Wait until somebody waits for a lock that `blocker` holds, and name that backend."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            pid = await blocker.fetchval(
                "SELECT l.pid FROM pg_locks l "
                "WHERE NOT l.granted AND pg_backend_pid() = ANY (pg_blocking_pids(l.pid)) LIMIT 1"
            )
            if pid is not None:
                return int(pid)
