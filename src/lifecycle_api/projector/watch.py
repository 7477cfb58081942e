"""Tells followers of a log when something that concerns them can be read: one watcher for each log that is followed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api import sqlfiles
from lifecycle_api.errors import InvalidArgument, LifecycleError
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.headers import Header
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.subscription import PAGE_SIZE

SQL = sqlfiles.load(Path(__file__).with_name("sql"), "watch")
SHORTEST_PAUSE_SECONDS: Final = 0.005
LONGEST_PAUSE_SECONDS: Final = 0.25

_log = logging.getLogger(__name__)

Checkpoint = tuple[str, int]
"""A read model's name among the checkpoints, and its version."""


@dataclass(frozen=True)
class Concern:
    """The events that concern a follower: of these types, and with one of these tags, or any tag of these kinds.

    No types mean any, and neither tags nor kinds mean any tags, or none.
    """

    types: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def matches(self, header: Header) -> bool:
        """Whether an event concerns the follower."""
        if self.types and header.type not in self.types:
            return False
        named = not self.tags.isdisjoint(header.tags) or not self.kinds.isdisjoint(header.kinds)
        return named or not (self.tags or self.kinds)


@dataclass
class Place:
    """How far a follower is: what was delivered, the last event that concerns it, and what can be read by now.

    These three positions are all that is kept for a follower, however slow it is.
    """

    concern: Concern
    reads: Collection[Checkpoint]
    delivered: int
    matched: int
    visible: int = 0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def due(self) -> bool:
        """Whether something that concerns the follower may be visible behind what was delivered."""
        return self.matched > self.delivered and self.visible > self.delivered

    async def wait(self, seconds: float) -> bool:
        """Whether something became due within so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while not self.due:
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            # Nothing up to here concerns the follower: it need not look there again.
            self.delivered = max(self.delivered, self.visible)
            return False
        return True

    def move(self, headers: Collection[Header], visible: int) -> None:
        """Take note of new events, and of how far the read models are."""
        self.matched = max([self.matched, *(each.position for each in headers if self.concern.matches(each))])
        self.visible = max(self.visible, visible)
        if self.due:
            self._moved.set()


class Watches:
    """The watchers of all logs that somebody follows in this process."""

    def __init__(self, pool: asyncpg.Pool, store: EventStore) -> None:
        self._pool = pool
        self._store = store
        self._watches: dict[UUID, _Watch] = {}

    @asynccontextmanager
    async def following(
        self, tenant: UUID, concern: Concern, reads: Collection[Checkpoint], after: int | None
    ) -> AsyncIterator[Place]:
        """Follow a log from behind `after`, by default from its head, as far as these read models are.

        Raises UnknownTenant, and InvalidArgument for a position that the log has not reached.
        """
        head = await self._store.head(tenant)
        if after is not None and after > head:
            raise InvalidArgument(f"The log has not reached position {after}.", argument="after", value=str(after))
        start = head if after is None else after
        # Whatever stands between the start and the head may concern the follower: one read will tell.
        place = Place(concern, reads, delivered=start, matched=head)
        watch = self._watches.get(tenant)
        if watch is None:
            watch = self._watches[tenant] = _Watch(self._pool, self._store, tenant, head)
        watch.add(place)
        try:
            yield place
        finally:
            if watch.remove(place):
                del self._watches[tenant]
                await watch.end()

    async def events(self, tenant: UUID, place: Place, *, limit: int) -> list[Opened]:
        """At most so many of the events that concern a follower, behind what was delivered, as far as is visible.

        Raises SealBroken, KeyStoreUnreachable.
        """
        concern = DCBQueryItem(types=sorted(place.concern.types), tags=sorted(place.concern.tags))
        query = DCBQuery([concern]) if concern.types or concern.tags else None
        page = await self._store.read_opened(tenant, query, after=place.delivered, upto=place.visible, limit=limit)
        return page.events


class _Watch:
    """Reads new headers of one log, and how far its read models are, for all who follow it."""

    def __init__(self, pool: asyncpg.Pool, store: EventStore, tenant: UUID, head: int) -> None:
        self._pool = pool
        self._store = store
        self._tenant = tenant
        self._read = head
        self._standing: Mapping[Checkpoint, int] = {}
        self._places: list[Place] = []
        self._task = asyncio.create_task(self._run())

    def add(self, place: Place) -> None:
        """Let somebody follow from now on."""
        place.matched = max(place.matched, self._read)  # what was read by now was not shown to this one
        self._places.append(place)
        place.move((), self._visible(place))

    def remove(self, place: Place) -> bool:
        """Let somebody go; whether nobody follows any more."""
        self._places = [each for each in self._places if each is not place]
        return not self._places

    async def end(self) -> None:
        """Stop watching."""
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        appended = self._store.wakeup(self._tenant)
        pause = SHORTEST_PAUSE_SECONDS
        while True:
            try:
                moved = await self._look()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, LifecycleError) as error:
                _log.warning("The log of %s cannot be followed: %s", self._tenant, type(error).__name__)
                moved, pause = False, LONGEST_PAUSE_SECONDS
            if moved:
                pause = SHORTEST_PAUSE_SECONDS
            else:
                await appended.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _look(self) -> bool:
        """Read on; whether anything has moved."""
        head, headers = await self._store.headers(self._tenant, after=self._read, limit=PAGE_SIZE)
        self._read = headers[-1].position if headers else max(self._read, head)
        before = self._standing
        if any(place.visible < self._read for place in self._places):
            rows = await self._pool.fetch(SQL["standing"], self._tenant)
            self._standing = {(row["projection"], row["version"]): row["position"] for row in rows}
        for place in self._places:
            place.move(headers, self._visible(place))
        return bool(headers) or self._standing != before

    def _visible(self, place: Place) -> int:
        # Nothing is visible to who has not been told of it: what stands behind the last header may concern them.
        return min([self._read, *(self._standing.get(checkpoint, 0) for checkpoint in place.reads)])
