"""Replays what is known of a customer or a vehicle, as of any position and any moment, for whoever may see it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import orjson
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem
from msgspec import structs

from lifecycle_api import sqlfiles
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.audit.replay.rows import Change, Masks, Row, State
from lifecycle_api.audit.replay.seen import Seeing, Seen
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.reach import Reaches, told_of, within_reach
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.projector import registered
from lifecycle_api.projector.loader import Folder
from lifecycle_api.projector.registered import Connection, ReadModel
from lifecycle_api.projector.scratch import Moment, apply, as_of, history
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.log import EventStore

SQL: Final = sqlfiles.load(Path(__file__).parents[1] / "sql", "replay")
LATEST: Final = 2**63 - 1
_PAGE: Final = 500


@dataclass(frozen=True)
class Wanted:
    """Which events: of these types (all when none is named), with this tag, if one is given, up to a position."""

    types: tuple[str, ...] = ()
    tag: str | None = None
    upto: int | None = None


@dataclass(frozen=True)
class Page:
    """Events in the viewer's reach, with their leaves; `end` is where the next page starts, `head` the log's end."""

    events: Sequence[Opened]
    leaves: dict[int, str]
    end: int
    head: int
    more: bool


@dataclass(frozen=True)
class Step:
    """One event, and what it changed."""

    event: Opened
    changes: tuple[Change, ...]


class History:
    """The past of the entities in the logs of `store`, by the projections in `folders`."""

    def __init__(
        self, pool: asyncpg.Pool, store: EventStore, folders: Collection[Folder], now: Callable[[], datetime]
    ) -> None:
        self._pool = pool
        self._store = store
        self._seeing = Seeing(store)
        self._now = now
        self._folders = {folder.name: folder for folder in folders}

    async def events(self, viewer: Viewer, wanted: Wanted, *, after: int, first: int) -> Page:
        """A page of the log: what the viewer cannot reach is not there."""
        items = [DCBQueryItem(types=list(wanted.types), tags=[wanted.tag] if wanted.tag else [])]
        query = DCBQuery(items) if wanted.types or wanted.tag else None
        found: list[Opened] = []
        reaches = await within_reach(self._store, viewer, self._now)
        while True:
            page = await self._store.read_opened(viewer.tenant, query, after=after, limit=_PAGE, upto=wanted.upto)
            for event in page.events:
                if len(found) == first:
                    return Page(found, await self._leaves(viewer, found), found[-1].position, page.head, more=True)
                if reaches(event):
                    found.append(event)
            if len(page.events) < _PAGE:
                end = min(page.head, wanted.upto or page.head)
                return Page(found, await self._leaves(viewer, found), max(end, after), page.head, more=False)
            after = page.events[-1].position

    async def rows(
        self, viewer: Viewer, tag: str, *, upto: int | None, valid: datetime | None, projection: str | None
    ) -> list[Row]:
        """What the read models said of an entity. Raises NotFound, InvalidArgument for an unknown projection."""
        only = await self._check(viewer, tag)
        async with self._pool.acquire() as connection:
            models = await self._models(connection, projection)
            state = await self._state(connection, viewer.tenant, tag, Moment(upto or LATEST, valid), models, only=only)
        return list(self._masks(viewer).rows(state))

    async def diff(self, viewer: Viewer, tag: str, *, start: int, end: int) -> list[Change]:
        """What changed about an entity between two positions. Raises NotFound."""
        only = await self._check(viewer, tag)
        async with self._pool.acquire() as connection:
            models = await self._models(connection, None)
            before = await self._state(connection, viewer.tenant, tag, Moment(start), models, only=only)
            after = await self._state(connection, viewer.tenant, tag, Moment(end), models, only=only)
        return list(self._masks(viewer).changes(before, after))

    async def steps(self, viewer: Viewer, tag: str, *, after: int, first: int, projection: str | None) -> list[Step]:
        """The entity's events one by one from `after`, each with what it changed. Raises as :meth:`rows`."""
        reaches = await self._check(viewer, tag)
        events = [*filter(reaches, await history(self._store, viewer.tenant, [tag], Moment(LATEST)))]
        own = [event for event in events if tag in event.tags and event.position > after]
        shown = {event.position for event in own[:first]}
        masks, steps = self._masks(viewer), []
        async with self._pool.acquire() as connection:
            models = await self._models(connection, projection)
            transaction = connection.transaction()
            await transaction.start()
            try:
                made_up, begin, last = uuid4(), min(shown, default=0), max(shown, default=0)
                await apply(connection, made_up, models, [event for event in events if event.position < begin])
                state = await _read(connection, made_up, models)
                for event in (each for each in events if begin <= each.position <= last):
                    await apply(connection, made_up, models, [event])
                    now = await _read(connection, made_up, models)
                    if event.position in shown:
                        steps.append(Step(event, tuple(masks.changes(state, now))))
                    state = now
            finally:
                await transaction.rollback()
        return steps

    async def saw(self, viewer: Viewer, party: UUID, start: datetime, end: datetime) -> list[Seen]:
        """What a party was shown from `start` to before `end`, as far as the viewer may look into it."""
        reaches = await within_reach(self._store, viewer, self._now)
        return await self._seeing.by(viewer.tenant, party, start, end, reaches)

    async def _check(self, viewer: Viewer, tag: str) -> Reaches:
        reaches = await told_of(self._store, viewer, tag, self._now)
        page = await self._store.read_opened(viewer.tenant, DCBQuery([DCBQueryItem(tags=[tag])]))
        if not any(map(reaches, page.events)):
            raise NotFound("There is nothing like that in your reach.", argument=tag.partition(":")[0])
        return reaches

    async def _models(self, connection: Connection, projection: str | None) -> list[ReadModel]:
        live = await registered.live(connection)
        if projection is not None and projection not in live:
            raise InvalidArgument(f"There is no projection {projection}.", argument="projection")
        return [model for name, model in live.items() if projection in (None, name) and name in self._folders]

    async def _state(
        self,
        connection: Connection,
        tenant: UUID,
        tag: str,
        at: Moment,
        models: Sequence[ReadModel],
        *,
        only: Reaches,
    ) -> State:
        """What follows from the events that the viewer may look at, and from no others."""
        where = (connection, self._store, tenant, [tag])
        async with as_of(*where, known=at.known, valid=at.valid, models=models, only=only) as made_up:
            return await _read(connection, made_up, models)

    async def _leaves(self, viewer: Viewer, events: Sequence[Opened]) -> dict[int, str]:
        positions = [event.position for event in events]
        rows = await self._pool.fetch(SQL["leaves"], viewer.tenant, positions)
        return {row["position"]: row["leaf"] for row in rows}

    def _masks(self, viewer: Viewer) -> Masks:
        return Masks(self._folders.values(), viewer)


def undisclosed(viewer: Viewer) -> Viewer:
    """The viewer without the categories whose every reading is decided on and recorded: a replay discloses nothing."""
    if not viewer.decided:
        return viewer
    clear = frozenset(category for category in viewer.categories if not category.sealed)
    return structs.replace(viewer, categories=clear, searched=viewer.searched & clear)


async def _read(connection: Connection, made_up: UUID, models: Sequence[ReadModel]) -> State:
    return {
        (model.name, row["table"], _sorted(row["key"])): orjson.loads(row["body"])
        for model in models
        for row in await connection.fetch(SQL["rows"], made_up, model.scratch)
    }


def _sorted(key: str) -> str:
    return orjson.dumps(orjson.loads(key), option=orjson.OPT_SORT_KEYS).decode()
