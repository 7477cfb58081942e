"""Executes commands for principals: reach, version, idempotency and envelope. What follows, commands decide."""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import Reach, viewer_of
from lifecycle_api.commands.about_staff import COMING_AND_GOING
from lifecycle_api.commands.asking import APART, Asked, EventRef, Outcome, VersionConflict
from lifecycle_api.commands.command import Backdated, Command, NotFound, about
from lifecycle_api.commands.ownership import owned
from lifecycle_api.domain.envelope import Actor, ActorType, Envelope, Recorded
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.domain.registry import Event, registry
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.repository import Repository, query

ACTORS: dict[Kind, ActorType] = {Kind.STAFF: "employee", Kind.CONSUMER: "customer", Kind.PARTNER: "partner"}

C = TypeVar("C", bound=Command)


class CommandBus:
    """Executes commands on the log. `now` is where time comes from."""

    def __init__(self, store: EventStore, now: Callable[[], datetime], new_id: Callable[[], UUID]) -> None:
        self._store = store
        self._now = now
        self._new_id = new_id

    async def execute(self, principal: Principal, command: Command, asked: Asked) -> Outcome:
        """Decide a command and record what follows; what is out of reach does not exist for the decision.

        Raises what the command raises, VersionConflict, IdempotencyKeyReused, InvalidArgument, and what the
        store raises when it does not answer.
        """
        now = self._now()
        log = _Decisions(self._store, principal, asked, now)
        at = asked.at(now)

        def envelope(_: Event) -> Envelope:
            where = log.rooftop_of(command)
            return Envelope(
                id=self._new_id(),
                occurred_at=at,
                actor=actor_of(principal),
                rooftop=where,
                **owned(principal, where, command.terms()),
            )

        def attempt() -> Command:
            made = fresh(command)
            made.at, made.own = at, principal.kind is Kind.CONSUMER
            return made

        _, appended = await log.execute(
            attempt, envelope, idempotency_key=asked.key(principal), content=content_of(command, asked)
        )
        if appended is None:
            raise AssertionError(f"{type(command).__name__} decided nothing and did not say why")
        return await outcome_of(
            self._store, principal.tenant, appended.first, appended.last, replayed=appended.replayed
        )


class _Decisions(Repository):
    """The log as one principal's decisions see it: what is out of reach is not there."""

    def __init__(self, store: EventStore, principal: Principal, asked: Asked, now: datetime) -> None:
        super().__init__(store, principal.tenant)
        self._viewer = viewer_of(principal)
        self._asked = asked
        self._now = now
        self._rooftops: frozenset[UUID] = frozenset()

    def rooftop_of(self, command: Command) -> UUID | None:
        """Where it happens: as asked for, or the one rooftop that can be meant. Raises InvalidArgument."""
        if len(self._rooftops) != 1:
            if command.groupwide:
                return None
            raise InvalidArgument("Say at which rooftop this happens, with `rooftop`.", argument="rooftop")
        return next(iter(self._rooftops))

    async def advance(self, perspective: Any) -> Any:
        """Apply the boundary if all of it is in reach, and check time and version.

        Raises NotFound, Backdated, VersionConflict.
        """
        command: Command = perspective
        page = await self._store.read(self._tenant, query(command.boundary()))
        command.last_known_position = page.head
        if await self._reaches(command, page.events):
            _take(command, page.events)
            await self._follow(command)
            self._check_time(command)
            await self._check_version(command)
        self._rooftops = await self._possible_rooftops(page.events)
        return command

    async def _follow(self, command: Command) -> None:
        """Apply what the boundary leads to, as of the same head, and let the decision rest on it, too."""
        if further := command.further():
            page = await self._store.read(self._tenant, query(further), upto=command.last_known_position)
            _take(command, page.events)
            command.also += further

    async def _reaches(self, command: Command, seen: Sequence[Recorded]) -> bool:
        """Whether everything the command is about is at a rooftop of the principal's, as reads see it."""
        if self._viewer.reach is Reach.OWN:
            return command.personal and all(self._is_own(tag, seen) for tag in command.subjects())
        if self._viewer.works_at(None):
            return True
        for tag in command.subjects():
            here = any(tag in each.tags and self._viewer.works_at(each.envelope.rooftop) for each in seen)
            if not here and not await self._was_here(tag):
                command.away = tag
                return False
        return True

    def _is_own(self, tag: str, seen: Sequence[Recorded]) -> bool:
        """A consumer acts on their own record: on themselves, and on what the log told last as theirs."""
        me = f"customer:{self._viewer.customer}"
        about_it = [each for each in seen if tag in each.tags]
        return tag == me or (bool(about_it) and me in about_it[-1].tags)

    async def _was_here(self, tag: str) -> bool:
        page = await self._store.read(self._tenant, DCBQuery([DCBQueryItem(tags=[tag])]))
        return not page.events or any(self._viewer.works_at(each.envelope.rooftop) for each in page.events)

    def _check_time(self, command: Command) -> None:
        said = self._asked.occurred_at
        if command.own and not command.belated and said is not None and said < self._now - APART:
            raise Backdated(argument="occurredAt")

    async def _check_version(self, command: Command) -> None:
        if (expected := self._asked.expected) is None:
            return
        kind, _, key = expected.tag.partition(":")
        changes = about(kind, key, *registry.moving(kind))
        newer = await self._store.read(self._tenant, query(changes), after=expected.version)
        if newer.events:
            raise VersionConflict(currentVersion=str(newer.events[-1].position), expected=str(expected.version))
        command.also.append(changes)

    async def _possible_rooftops(self, seen: Sequence[Recorded]) -> frozenset[UUID]:
        if (asked := self._asked.rooftop) is not None:
            known = await self._store.read(self._tenant, query(about("rooftop", asked, RooftopRegistered)), limit=1)
            if not known.events or not self._viewer.works_at(asked):
                raise NotFound(f"There is no rooftop {asked} in your reach; ask for `rooftops`.", argument="rooftop")
            return frozenset({asked})
        if self._viewer.rooftops is not None and len(self._viewer.rooftops) == 1:
            return self._viewer.rooftops
        # Who works where says nothing of where it happens.
        there = (each.envelope.rooftop for each in seen if not isinstance(each.event, COMING_AND_GOING))
        own = self._viewer.reach is Reach.OWN  # a consumer's record is theirs at whichever rooftop it was written
        return frozenset(each for each in there if each is not None and (own or self._viewer.works_at(each)))


def _take(command: Command, events: Sequence[Recorded]) -> None:
    for recorded in events:
        command.take(recorded)


async def outcome_of(store: EventStore, tenant: UUID, first: int, last: int, *, replayed: bool) -> Outcome:
    """What stands between two positions of the log, both included, as the outcome of a command."""
    page = await store.read(tenant, after=first - 1, upto=last)
    events = [EventRef(each.envelope.id, each.type, each.position) for each in page.events]
    return Outcome(last, events, replayed)


def fresh(command: C) -> C:
    """The same command before it has seen anything."""
    return dataclasses.replace(command)  # type: ignore[type-var]  # every command is a dataclass


def actor_of(principal: Principal) -> Actor:
    """The principal as events name who did something."""
    return Actor(ACTORS.get(principal.kind, "system"), principal.subject)


def content_of(command: Command, asked: Asked) -> bytes:
    """What makes two requests the same request."""
    return msgspec.json.encode(
        [type(command).__name__, dataclasses.asdict(command), asked.rooftop, asked.occurred_at],  # type: ignore[call-overload]
        order="sorted",
    )
