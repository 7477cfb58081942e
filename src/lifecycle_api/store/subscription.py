"""Follow a log by polling: at once when this process appended, soon when others did, else seldom."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, Protocol, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

PAGE_SIZE: Final = 500
SHORTEST_PAUSE_SECONDS: Final = 0.005
LONGEST_PAUSE_SECONDS: Final = 0.25


class Positioned(Protocol):
    """An event at its place."""

    @property
    def position(self) -> int: ...  # noqa: D102


E = TypeVar("E", bound=Positioned)


class Wakeup:
    """Tells those who follow one log that this process has appended to it."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def notify(self) -> None:
        """Wake everyone who waits now."""
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Until the next notification, or for `seconds`."""
        event = self._next
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return


class Wakeups:
    """One wake-up per log that somebody follows, and `any_log` for who follows all."""

    def __init__(self) -> None:
        self.any_log = Wakeup()
        self._by_tenant: WeakValueDictionary[UUID, Wakeup] = WeakValueDictionary()

    def of(self, tenant: UUID) -> Wakeup:
        """The wake-up of a log, for as long as someone holds it."""
        wakeup = self._by_tenant.get(tenant)
        if wakeup is None:
            wakeup = self._by_tenant[tenant] = Wakeup()
        return wakeup

    def notify(self, tenant: UUID) -> None:
        """Say that something was appended."""
        if (wakeup := self._by_tenant.get(tenant)) is not None:
            wakeup.notify()
        self.any_log.notify()


async def follow(
    read: Callable[[int, int], Awaitable[tuple[int, list[E]]]], wakeup: Wakeup, after: int
) -> AsyncIterator[list[E]]:
    """Pages of events after `after`, for ever. `read(after, limit)` answers the head and the events.

    The head is read with the events, and everything up to it is committed, so going on from it skips nothing.
    """
    pause = SHORTEST_PAUSE_SECONDS
    while True:
        head, events = await read(after, PAGE_SIZE)
        if events:
            after = events[-1].position
            yield events
            pause = SHORTEST_PAUSE_SECONDS
        else:
            after = max(after, head)
            await wakeup.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
