"""Connections to read with: who has waited longest is next, and who waits too long is told why.

A pool alone serves whoever asks at the right moment first, so that some wait long under load, and looks each connection
over in between. Here one that somebody waits for goes from hand to hand, and from one piece of work to the next.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar, Final, TypeVar

import asyncpg
from asyncpg import CannotConnectNowError, PostgresConnectionError, TooManyConnectionsError

from lifecycle_api.errors import Unavailable
from lifecycle_api.graphql.turns import Turn, Work

_UNREACHABLE: Final = (OSError, PostgresConnectionError, CannotConnectNowError, TooManyConnectionsError)

Result = TypeVar("Result")


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
        self._waiting: deque[Turn] = deque()
        self._working: set[asyncio.Task[None]] = set()

    @property
    def places(self) -> int:
        """How many more can be lent without anybody waiting."""
        return self._places

    def lent(self) -> AbstractAsyncContextManager[Any, None]:
        """Give a connection until the context ends.

        Raises NoConnectionFree when none became free in time, and Unavailable when the database cannot be reached.
        """
        return _Lent(self)

    async def run(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        """What `work` gives for a connection, which it must not keep: a statement, as a rule. Raises the same.

        Under load this is quicker than holding one: the database has the next statement before the last is looked at.
        """
        if self._places:
            async with self.lent() as held:
                return await work(held)
        turn = self._in_line(work)
        try:
            found: Result = await turn.told
        except asyncio.CancelledError:
            turn.call_off()
            raise
        return found

    async def take(self) -> Any:
        """A connection, which has to be given back. Raises the same."""
        if self._places:
            self._places -= 1
            return await self._from_pool()
        turn = self._in_line(None)
        try:
            held = await turn.told
        except asyncio.CancelledError:
            await self._not_needed(turn)
            raise
        return await self._from_pool() if held is None else held

    async def give_back(self, held: Any, *, sound: bool) -> None:
        """Give it to who waits longest; the pool looks after one that may not be `sound`."""
        if sound and _open(held) and self._hand_on(held):
            return
        try:
            await self._pool.release(held)
        finally:
            self._leave()

    def _in_line(self, work: Work | None) -> Turn:
        turn = Turn(work, self._patience_seconds, NoConnectionFree)
        self._waiting.append(turn)
        return turn

    async def _from_pool(self) -> Any:
        try:
            async with asyncio.timeout(self._patience_seconds):
                return await self._pool.acquire()
        except BaseException as error:
            self._leave()
            if isinstance(error, TimeoutError):
                raise NoConnectionFree from None
            if isinstance(error, _UNREACHABLE):
                raise Unavailable from None
            raise

    async def _not_needed(self, turn: Turn) -> None:
        turn.call_off()
        if turn.told.cancelled() or turn.told.exception() is not None:
            return  # whoever hands on passes it by
        if (held := turn.told.result()) is None:  # it came at the same moment
            self._leave()
        else:
            await self.give_back(held, sound=True)

    def _leave(self) -> None:
        """Leave a place at the pool to who waits longest, or to whoever comes."""
        if not self._hand_on(None):
            self._places += 1

    def _hand_on(self, held: Any | None) -> bool:
        """Give a connection, or a place at the pool, to who waits longest; whether anybody waits."""
        turn = self._first()
        if turn is None:
            return False
        self._waiting.popleft()
        if turn.work is None:
            turn.come(held)
        else:
            working = asyncio.create_task(self._work(held, turn, turn.work))
            self._working.add(working)
            working.add_done_callback(self._working.discard)
        return True

    def _first(self) -> Turn | None:
        """Who waits longest of those who still wait."""
        while self._waiting and self._waiting[0].over:
            self._waiting.popleft()
        return self._waiting[0] if self._waiting else None

    async def _work(self, held: Any | None, turn: Turn, work: Work) -> None:
        """Do what is to be done, one after the other, until somebody wants to hold the connection, or nobody waits."""
        if held is None:
            try:
                held = await self._from_pool()
            except Unavailable as refusal:
                turn.refuse(refusal)
                return
        sound = False
        try:
            while (sound := await turn.do(work, held)) and _open(held):
                following = self._first()
                if following is None or following.work is None:
                    break
                turn, work = self._waiting.popleft(), following.work
        finally:
            await self.give_back(held, sound=sound)


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
