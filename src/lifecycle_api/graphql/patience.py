"""Stops reading for a caller who has hung up, so that the database does not work for nobody."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

LOOKING_AFTER_SECONDS: Final = 0.1
"""How long a read runs before anyone looks whether the caller is still there: most are answered by then."""

Gone = Callable[[], Awaitable[None]]
"""Returns when the caller has hung up."""


@asynccontextmanager
async def unless(gone: Gone | None) -> AsyncIterator[None]:
    """Cancel what runs inside the context once the caller hangs up; the context ends then without an error."""
    task, over = asyncio.current_task(), False
    assert task is not None  # noqa: S101  # every request is served by one
    looking: list[asyncio.Task[None]] = []

    async def look(until: Gone) -> None:
        nonlocal over
        await until()
        over = True
        task.cancel()

    def begin() -> None:
        if gone is not None:
            looking.append(asyncio.create_task(look(gone)))

    timer = task.get_loop().call_later(LOOKING_AFTER_SECONDS, begin)
    try:
        yield
    except asyncio.CancelledError:
        if not over or task.uncancel():
            raise
    finally:
        timer.cancel()
        for each in looking:
            each.cancel()
