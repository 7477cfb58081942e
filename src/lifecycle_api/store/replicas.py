"""Reads from replicas, which are asked only for what they have: an answer is never older than the request.

When a request comes, the primary says how far the group's log goes. A replica that shows it up to there, and the read
models up to where the request wants them, may answer; one that is a moment late is waited for. Everything else the
primary answers, and whatever a replica fails at.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.errors import LifecycleError

LOOK_SECONDS: Final = 1.0
"""How often replicas are looked after; one that is further behind than this is late."""

_AGAIN_SECONDS: Final = 0.003
_NOTHING: Final = "0/0"  # where the write-ahead log begins
_SQL: Final = sqlfiles.load(Path(__file__).parent / "sql", "replicas")
_BROKEN: Final = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

Checkpoint = tuple[str, int]
"""By what the position of a read model is kept: a name, and its version."""

Lend = Callable[[UUID, Collection[str], int], AbstractAsyncContextManager[Any | None, bool | None]]

_log = logging.getLogger(__name__)


class State(StrEnum):
    """How a replica does."""

    FOLLOWING = "following"
    LATE = "late"
    UNREACHABLE = "unreachable"
    NO_REPLICA = "no replica"


@dataclass(frozen=True)
class Wanted:
    """What a read has to find: the tenant's log up to `head`, and these read models, by checkpoint, up to `reached`."""

    tenant: UUID
    head: int
    checkpoints: Sequence[Checkpoint]
    reached: int

    @property
    def values(self) -> tuple[Any, ...]:
        """The same as parameters of a statement."""
        names, versions = [name for name, _ in self.checkpoints], [version for _, version in self.checkpoints]
        return self.tenant, self.head, names, versions, self.reached


class Replica:
    """One server that follows the primary. Until it was looked at it is not asked."""

    def __init__(self, pool: asyncpg.Pool, patience_seconds: float) -> None:
        self._pool = pool
        self._patience_seconds = patience_seconds
        self.state = State.UNREACHABLE
        self.behind: int | None = None
        self.asked = False

    async def look(self, before: str, written: str) -> None:
        """See how it does; `before` and `written` are how far the primary had written at the last look, and now."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                row: Any = await self._pool.fetchrow(_SQL["progress"], before, written)
        except _BROKEN:
            self._found(State.UNREACHABLE, None)
            return
        if row["follows"]:
            self._found(State.LATE if row["before"] > 0 else State.FOLLOWING, max(0, int(row["behind"])))
        else:
            self._found(State.NO_REPLICA, None)

    async def connection(self, held: AsyncExitStack, wanted: Wanted) -> Any | None:
        """A connection that finds what is wanted; None when none does in time: then it is left alone for a while."""
        try:
            async with asyncio.timeout(self._patience_seconds), AsyncExitStack() as own:
                connection = await own.enter_async_context(self._pool.acquire())
                while not await connection.fetchval(_SQL["has"], *wanted.values):  # noqa: ASYNC110  # nothing tells us
                    await asyncio.sleep(_AGAIN_SECONDS)
                held.push_async_callback(own.pop_all().aclose)
                return connection
        except _BROKEN:
            self.asked = False
            return None

    def _found(self, state: State, behind: int | None) -> None:
        if state is not self.state:
            _log.info("A replica is %s now, it was %s", state, self.state)
        self.state, self.behind, self.asked = state, behind, state is State.FOLLOWING


class Replicas:
    """All replicas of one primary.

    `head` says how far a tenant's log goes there; `patience_seconds` is how long one read waits for one replica.
    """

    def __init__(
        self,
        primary: asyncpg.Pool,
        replicas: Sequence[asyncpg.Pool],
        head: Callable[[UUID], Awaitable[int]],
        patience_seconds: float,
    ) -> None:
        self._primary = primary
        self._replicas = [Replica(pool, patience_seconds) for pool in replicas]
        self._head = head
        self._written = _NOTHING
        self._turn = 0

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._replicas)

    def report(self) -> list[dict[str, Any]]:
        """How each does, in the order of the setting: `{"state", "behindBytes"}`, null when it is not known."""
        return [{"state": each.state.value, "behindBytes": each.behind} for each in self._replicas]

    async def run_forever(self) -> None:
        """Look after the replicas."""
        while self._replicas:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """See how all of them do; without the primary nobody can tell."""
        try:
            written = await self._primary.fetchval(_SQL["written"])
        except _BROKEN:
            return
        before, self._written = self._written, written
        await asyncio.gather(*(each.look(before, written) for each in self._replicas))

    def near(self, late: Mapping[str, Checkpoint]) -> Lend:
        """What lends connections by folder; `late` are those of read models that follow the log after a while."""
        return lambda tenant, folders, reached: self.lend(
            tenant, [late[each] for each in sorted(folders) if each in late], reached
        )

    @asynccontextmanager
    async def lend(self, tenant: UUID, checkpoints: Sequence[Checkpoint], reached: int) -> AsyncIterator[Any | None]:
        """A connection to a replica that has all of the tenant's log so far, and these read models up to `reached`.

        None when there is no such replica. What goes wrong with one ends the context and no more: the primary is asked
        then. Only a statement that took too long is not tried again, and raises QueryCanceledError.
        """
        async with AsyncExitStack() as held:
            try:
                yield await self._found(held, tenant, checkpoints, reached)
            except asyncpg.QueryCanceledError:
                raise
            except (*_BROKEN, LifecycleError) as error:
                _log.debug("A replica could not answer: %s", type(error).__name__)

    async def _found(
        self, held: AsyncExitStack, tenant: UUID, checkpoints: Sequence[Checkpoint], reached: int
    ) -> Any | None:
        replicas = [each for each in self._in_turn() if each.asked]
        if not replicas:
            return None
        try:
            wanted = Wanted(tenant, await self._head(tenant), checkpoints, reached)
        except (*_BROKEN, LifecycleError):
            return None  # who asks the primary is told what is wrong
        for replica in replicas:
            if (connection := await replica.connection(held, wanted)) is not None:
                return connection
        return None

    def _in_turn(self) -> Iterator[Replica]:
        self._turn += 1
        for number in range(len(self._replicas)):
            yield self._replicas[(self._turn + number) % len(self._replicas)]
