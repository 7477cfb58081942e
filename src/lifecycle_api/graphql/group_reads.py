"""Reads that wait for a connection together are read together: by one statement, when they have the same plan.

Half of what a short read costs is starting it, in the database and in the driver. While every connection is in use, the
reads of one plan and tenant gather, and the connection that becomes free next takes them all. Where a connection is
free, nobody waits for anybody.
"""

import asyncio
from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg

from lifecycle_api.errors import Unavailable
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.planner.grouped import NUMBER, grouped, numbered
from lifecycle_api.planner.plan import Plan

SIZES: Final = (4, 16)
"""For how many requests statements are prepared; one for fewer takes hardly longer than one that fits."""

LONGEST_SECONDS: Final = 0.025
"""How long a group may take: reads that last are faster beside each other than after one another."""

_STEADY: Final = 0.8
"""How much of what is known of a plan's pace is left after the next read."""

_TOO_LONG: Final = 40
"""How many times the longest is assumed of a plan that failed: some twenty reads alone bring it back."""

_DRIVER: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

Row = asyncpg.Record
_Member = tuple[Sequence[Any], "asyncio.Future[Row | None]"]
"""The values of a read, and what is told to who waits for it: its row, or None when it has to be read alone."""


class _Group:
    """Reads that wait for the same connection."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._members: list[_Member] = []

    @property
    def full(self) -> bool:
        return len(self._members) == self._room

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
        self._gathering: dict[tuple[Plan, UUID], _Group] = {}
        self._reading: set[asyncio.Task[None]] = set()
        self._pace: WeakKeyDictionary[Plan, float] = WeakKeyDictionary()

    async def row(self, plan: Plan, tenant: UUID, values: Sequence[Any]) -> Row:
        """The row that a plan gives with these values.

        Raises NoConnectionFree, Unavailable, and what the driver raises of this read.
        """
        if not self._connections.places and (room := self._room(plan)) > 1:
            row = await self._gathered((plan, tenant), room).join(values)
            if row is not None:
                return row
        return await self._alone(plan, values)

    def _room(self, plan: Plan) -> int:
        """How many reads of this plan fit into one statement: one, as long as it was never read."""
        pace = self._pace.get(plan)
        return 1 if pace is None else min(SIZES[-1], int(self._longest_seconds / pace))

    def _gathered(self, key: tuple[Plan, UUID], room: int) -> _Group:
        group = self._gathering.get(key)
        if group is None or group.full:
            group = self._gathering[key] = _Group(room)
            reading = asyncio.create_task(self._read(key, group))  # whose end no caller's going brings about
            self._reading.add(reading)
            reading.add_done_callback(self._reading.discard)
        return group

    async def _alone(self, plan: Plan, values: Sequence[Any]) -> Row:
        async with self._connections.lent() as held:
            began = perf_counter()
            row: Row = await held.fetchrow(plan.sql, *values)
        self._took(plan, perf_counter() - began)
        return row

    async def _read(self, key: tuple[Plan, UUID], group: _Group) -> None:
        try:
            async with self._connections.lent() as held:
                await self._answer(held, key[0], self._closed(key, group))
        except Unavailable as refusal:
            for _, told in self._closed(key, group):
                told.set_exception(refusal)
        except _DRIVER as error:  # about one of them; alone, each is told what is its own
            self._pace[key[0]] = _TOO_LONG * self._longest_seconds
            for _, told in group.waiting() if group.single else ():
                told.set_exception(error)
        finally:
            for _, told in self._closed(key, group):
                told.set_result(None)

    def _closed(self, key: tuple[Plan, UUID], group: _Group) -> list[_Member]:
        """Let nobody else join, and give those who wait."""
        if self._gathering.get(key) is group:
            del self._gathering[key]
        return group.waiting()

    async def _answer(self, held: Any, plan: Plan, members: Sequence[_Member]) -> None:
        if not members:
            return
        began = perf_counter()
        rows = await _rows(held, plan, [values for values, _ in members])
        self._took(plan, (perf_counter() - began) / len(members))
        for number, (_, told) in enumerate(members):
            if not told.done():
                told.set_result(rows.get(number))

    def _took(self, plan: Plan, seconds: float) -> None:
        before = self._pace.get(plan, seconds)
        self._pace[plan] = _STEADY * before + (1 - _STEADY) * seconds


async def _rows(held: Any, plan: Plan, values: Sequence[Sequence[Any]]) -> Mapping[int, Row]:
    """The rows of requests with these values, by number."""
    if len(values) == 1:
        return {0: await held.fetchrow(plan.sql, *values[0])}
    size = next(size for size in SIZES if len(values) <= size)
    found = await held.fetch(grouped(plan, size), *numbered(values, size))
    return {row[NUMBER]: row for row in found}
