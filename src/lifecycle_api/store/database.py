"""The one place where connections are made, with the driver's defaults set right for this service."""

from typing import Any

import asyncpg

SERVICE_ROLE = "lifecycle_service"

# PostgreSQL writes the instants of responses, so sessions are in UTC. Compiling a statement to machine code takes
# longer than any statement here runs.
_SESSION = {"timezone": "UTC", "jit": "off"}

# A read's statement is long, runs briefly and serves all values of its shape: planning it again costs more than it.
READING = {"plan_cache_mode": "force_generic_plan"}


async def open_pool(
    dsn: str,
    *,
    min_size: int = 0,
    max_size: int = 10,
    role: str | None = SERVICE_ROLE,
    prepared_statements: bool = True,
    read_timeout_ms: int | None = None,
) -> asyncpg.Pool:
    """Open a pool whose connections act as `role`.

    `role` is sent when a connection starts, so it costs no round trip and survives every reset. With None the
    login keeps its own rights: for a login that has no others, or behind PgBouncer, which passes no such
    setting on (there `ALTER ROLE <login> SET role = 'lifecycle_service'` does the same).
    `read_timeout_ms` is for a pool that runs planned reads: PostgreSQL cancels one that takes longer.
    `prepared_statements=False` is for a PgBouncer older than 1.21. Closing the pool is up to the caller.
    """
    pool: asyncpg.Pool = await asyncpg.create_pool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        server_settings=_SESSION | _reading(read_timeout_ms) | ({} if role is None else {"role": role}),
        # The driver would never cache a statement over 15 KB, and forget every other one after five minutes.
        max_cacheable_statement_size=0,
        max_cached_statement_lifetime=0,
        statement_cache_size=200 if prepared_statements else 0,
        # Nothing here leaves state in a session; not resetting it saves a round trip per use.
        reset=_nothing_to_reset,
    )
    return pool


def _reading(timeout_ms: int | None) -> dict[str, str]:
    return {} if timeout_ms is None else READING | {"statement_timeout": str(timeout_ms)}


async def _nothing_to_reset(_: Any) -> None:
    return
