"""Connections to read with: who has waited longest is next, and who waits too long is told why.

A pool alone serves whoever asks at the right moment first, so that some wait long under load, and looks each connection
over in between. Here one that somebody waits for goes from hand to hand.
"""

import asyncio
from collections import deque
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any, ClassVar

import asyncpg
from asyncpg import CannotConnectNowError, PostgresConnectionError, TooManyConnectionsError

from lifecycle_api.errors import Unavailable


class NoConnectionFree(Unavailable):
    """Every connection to the database is in use; try again in a moment."""

    code: ClassVar[str] = "NO_CONNECTION_FREE"


class Connections:
    """Lends the connections of a pool that nobody else uses."""

    def __init__(self, pool: asyncpg.Pool, patience_seconds: float) -> None:
        """`patience_seconds` is how long one waits for a connection."""
        self._pool = pool
        self._patience_seconds = patience_seconds
        self._places = pool.get_max_size()
        self._waiting: deque[asyncio.Future[Any]] = deque()

    @property
    def places(self) -> int:
        """How many more can be lent without anybody waiting."""
        return self._places

    def lent(self) -> AbstractAsyncContextManager[Any, None]:
        """Give a connection until the context ends.

        Raises NoConnectionFree when none became free in time, and Unavailable when the database cannot be reached.
        """
        return _Lent(self)

    async def take(self) -> Any:
        """A connection, which has to be given back. Raises the same."""
        try:
            async with asyncio.timeout(self._patience_seconds):
                return await self._from_pool() if self._place() else await self._from_hand()
        except TimeoutError:
            raise NoConnectionFree from None
        except (OSError, PostgresConnectionError, CannotConnectNowError, TooManyConnectionsError):
            raise Unavailable from None

    async def give_back(self, held: Any, *, sound: bool) -> None:
        """Give it to who waits longest; the pool looks after one that may not be `sound`."""
        if sound and _open(held) and self._hand_on(held):
            return
        try:
            await self._pool.release(held)
        finally:
            self._leave()

    def _place(self) -> bool:
        if not self._places:
            return False
        self._places -= 1
        return True

    async def _from_pool(self) -> Any:
        try:
            return await self._pool.acquire()
        except BaseException:
            self._leave()
            raise

    async def _from_hand(self) -> Any:
        turn: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            held = await turn
        except asyncio.CancelledError:
            await self._not_needed(turn)
            raise
        return await self._from_pool() if held is None else held

    async def _not_needed(self, turn: "asyncio.Future[Any]") -> None:
        if turn.cancelled():
            with suppress(ValueError):  # somebody may have passed it by
                self._waiting.remove(turn)
        elif (held := turn.result()) is None:  # it came at the same moment
            self._leave()
        else:
            await self.give_back(held, sound=True)

    def _leave(self) -> None:
        """Leave a place at the pool to who waits longest, or to whoever comes."""
        if not self._hand_on(None):
            self._places += 1

    def _hand_on(self, held: Any | None) -> bool:
        """Give a connection, or a place at the pool, to who waits longest; whether anybody waits."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(held)
                return True
        return False


def _open(held: Any) -> bool:
    try:
        return not held.is_closed()
    except asyncpg.InterfaceError:
        return False  # the pool has noticed, and has taken it back


class _Lent(AbstractAsyncContextManager[Any, None]):
    """Every read is inside one, so it is a plain object, which costs less than a generator."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def __aenter__(self) -> Any:
        self._held = await self._connections.take()
        return self._held

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        await self._connections.give_back(self._held, sound=kind is None)
