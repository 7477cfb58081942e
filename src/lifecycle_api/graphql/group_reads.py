"""Reads that wait for a connection together are read together: by one statement, when they have the same plan.

Half of what a short read costs is starting it, in the database and in the driver. While every connection is in use, or
a plan that is quickly read is being read, its reads for one tenant gather, and go together when it is their turn.
Otherwise nobody waits for anybody.
"""

import asyncio
from collections.abc import Hashable, Iterable, Sequence
from operator import itemgetter
from time import perf_counter
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg

from lifecycle_api.errors import Unavailable
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.graphql.pace import LONGEST_SECONDS, MOST, Pace
from lifecycle_api.planner.grouped import NUMBER, SO_FAR, company, grouped, numbered
from lifecycle_api.planner.plan import Plan

SIZES: Final = (4, MOST)
"""For how many requests statements are prepared; one for fewer takes hardly longer than one that fits."""

_DRIVER: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

Row = asyncpg.Record
_Key = tuple[Plan, UUID, Hashable]
"""Reads with the same go together: their plan, their tenant, and what one statement has once for all of them."""

_Member = tuple[Sequence[Any], "asyncio.Future[Row | None]"]
"""The values of a read, and what is told to who waits for it: its row, or None when it has to be read alone."""


class _Group:
    """Reads that wait for the same connection."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._members: list[_Member] = []

    @property
    def full(self) -> bool:
        return len(self._members) == self.room

    @property
    def single(self) -> bool:
        return len(self._members) == 1

    def join(self, values: Sequence[Any]) -> asyncio.Future[Row | None]:
        """Wait with the others."""
        told: asyncio.Future[Row | None] = asyncio.get_running_loop().create_future()
        self._members.append((values, told))
        return told

    def waiting(self) -> list[_Member]:
        """Those whose caller has not gone in the meantime."""
        return [each for each in self._members if not each[1].done()]


class GroupReads:
    """Fetches the rows of plans."""

    def __init__(self, connections: Connections, longest_seconds: float = LONGEST_SECONDS) -> None:
        """`longest_seconds` is how long a group may take, going by the reads before."""
        self._connections = connections
        self._longest_seconds = longest_seconds
        self._paces: WeakKeyDictionary[Plan, Pace] = WeakKeyDictionary()
        self._gathering: dict[_Key, _Group] = {}
        self._reading: set[asyncio.Task[None]] = set()

    async def row(self, plan: Plan, tenant: UUID, values: Sequence[Any]) -> Row:
        """The row that a plan gives with these values.

        Raises NoConnectionFree, Unavailable, and what the driver raises of this read.
        """
        pace = self._paces.get(plan) or self._paces.setdefault(plan, Pace(self._longest_seconds))
        room = pace.room
        if room > 1 and (pace.busy(room) or not self._connections.places):
            told = await self._gathered((plan, tenant, company(plan, values)), pace, room).join(values)
            if told is not None:
                return told

        async def alone(held: Any) -> Row:
            began = perf_counter()
            row: Row = await held.fetchrow(plan.sql, *values)
            pace.alone(perf_counter() - began)
            return row

        async with pace.turn(room):
            return await self._connections.run(alone)

    def _gathered(self, key: _Key, pace: Pace, room: int) -> _Group:
        group = self._gathering.get(key)
        if group is None or group.full:
            group = self._gathering[key] = _Group(room)
            # A task of its own: whoever goes does not take the others along.
            reading = asyncio.create_task(self._read(key, pace, group))
            self._reading.add(reading)
            reading.add_done_callback(self._reading.discard)
        return group

    async def _read(self, key: _Key, pace: Pace, group: _Group) -> None:
        async def together(held: Any) -> Iterable[tuple[_Member, Row]]:
            members = self._closed(key, group)
            return zip(members, await _rows(held, key[0], [values for values, _ in members], pace), strict=True)

        try:
            async with pace.turn(group.room):
                found = await self._connections.run(together)
            for (_, told), row in found:
                if not told.done():
                    told.set_result(row)
        except Unavailable as refusal:
            _refuse(self._closed(key, group), refusal)
        except _DRIVER as error:  # about one of them; alone, each is told what is its own
            pace.failed()
            _refuse(group.waiting() if group.single else (), error)
        finally:
            for _, told in self._closed(key, group):
                told.set_result(None)

    def _closed(self, key: _Key, group: _Group) -> list[_Member]:
        """Let nobody else join, and give those who wait."""
        if self._gathering.get(key) is group:
            del self._gathering[key]
        return group.waiting()


def _refuse(members: Iterable[_Member], error: Exception) -> None:
    for _, told in members:
        told.set_exception(error)


async def _rows(held: Any, plan: Plan, values: Sequence[Sequence[Any]], pace: Pace) -> Sequence[Row]:
    """The rows of requests with these values."""
    if not values:
        return ()
    if len(values) == 1:
        return (await held.fetchrow(plan.sql, *values[0]),)
    size = next(size for size in SIZES if len(values) <= size)
    found = await held.fetch(grouped(plan, size), *numbered(plan, values, size))
    pace.together(max(row[SO_FAR] for row in found).total_seconds() / len(values))
    return sorted(found, key=itemgetter(NUMBER))
