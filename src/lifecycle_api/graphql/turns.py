"""What somebody stands in line for: a connection to hold, or work to be done with one.

Work needs nobody to be woken before it starts: whoever has the connection goes on to it at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from lifecycle_api.errors import Unavailable

Work = Callable[[Any], Awaitable[Any]]
"""What is done with a connection that was given, and not kept."""


class Turn:
    """A place in line. `told` gives the connection, or what came of the work; it is an error once that is too late."""

    def __init__(self, work: Work | None, patience_seconds: float, too_late: type[Unavailable]) -> None:
        loop = asyncio.get_running_loop()
        self.work = work
        self.told: asyncio.Future[Any] = loop.create_future()
        self._too_late = too_late
        self._patience = loop.call_later(patience_seconds, self._give_up)
        self._doing: asyncio.Task[Any] | None = None

    @property
    def over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.told.done()

    def come(self, held: Any) -> None:
        """Give the connection to who wants to hold it; None is a place at the pool."""
        self._patience.cancel()
        self.told.set_result(held)

    async def do(self, work: Work, held: Any) -> bool:
        """Do the work, and tell what came of it; whether the connection is sound afterwards."""
        self._patience.cancel()
        task = self._doing = asyncio.current_task()
        try:
            found = await work(held)
        except asyncio.CancelledError:
            if task is None or not self.told.cancelled():
                raise  # it is not the caller who has gone
            task.uncancel()
            return False
        except Exception as error:  # noqa: BLE001  # whatever it is, it is for who waits
            self.refuse(error)
            return False
        finally:
            self._doing = None
        if not self.over:
            self.told.set_result(found)
        return True

    def refuse(self, error: Exception) -> None:
        """Tell why nothing came of it."""
        self._patience.cancel()
        if not self.over:
            self.told.set_exception(error)

    def call_off(self) -> None:
        """Stop, for nobody waits any more."""
        self._patience.cancel()
        if self._doing is not None:
            self._doing.cancel()

    def _give_up(self) -> None:
        if not self.over:
            self.told.set_exception(self._too_late())
