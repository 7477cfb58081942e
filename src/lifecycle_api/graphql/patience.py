"""Stops reading for a caller who has hung up, so that the database does not work for nobody."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

LOOKING_AFTER_SECONDS: Final = 0.1
"""How long a read runs before anyone looks whether the caller is still there: most are answered by then."""

Gone = Callable[[], Awaitable[None]]
"""Returns when the caller has hung up."""


def unless(gone: Gone | None) -> AbstractAsyncContextManager[None, bool]:
    """Cancel what runs inside the context once the caller hangs up; the context ends then without an error."""
    return _Unless(gone)


class _Unless(AbstractAsyncContextManager[None, bool]):
    """Every read is inside one, so it is a plain object, which costs less than a generator."""

    def __init__(self, gone: Gone | None) -> None:
        self._gone = gone
        self._over = False
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # every request is served by one
        self._task = task
        self._timer = task.get_loop().call_later(LOOKING_AFTER_SECONDS, self._begin)

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()
        cancelled = kind is not None and issubclass(kind, asyncio.CancelledError)
        return cancelled and self._over and not self._task.uncancel()

    def _begin(self) -> None:
        if self._gone is not None:
            self._looking = asyncio.create_task(self._look(self._gone))

    async def _look(self, until: Gone) -> None:
        await until()
        self._over = True
        self._task.cancel()
