"""Executes commands for principals: reach, version, idempotency and envelope. What follows, commands decide."""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.principal import ALL, Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.commands.asking import Asked, EventRef, Outcome, VersionConflict
from lifecycle_api.commands.command import Command, NotFound, about
from lifecycle_api.domain.envelope import Actor, ActorType, Envelope
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.repository import Repository, query
from lifecycle_api.store.requests import Appended

ACTORS: dict[Kind, ActorType] = {Kind.STAFF: "employee", Kind.CONSUMER: "customer", Kind.PARTNER: "partner"}

C = TypeVar("C", bound=Command)


class CommandBus:
    """Executes commands on the log. `now` is where time comes from."""

    def __init__(self, store: EventStore, now: Callable[[], datetime], new_id: Callable[[], UUID]) -> None:
        self._store = store
        self._now = now
        self._new_id = new_id

    async def execute(self, principal: Principal, command: Command, asked: Asked) -> Outcome:
        """Decide a command and record what follows.

        Raises what the command raises, NotFound for what is at rooftops out of reach, VersionConflict,
        IdempotencyKeyReused, InvalidArgument, and what the store raises when it does not answer.
        """
        log = _Decisions(self._store, principal, asked)
        at = asked.occurred_at or self._now()

        def envelope(_: Event) -> Envelope:
            return Envelope(id=self._new_id(), occurred_at=at, actor=actor_of(principal), rooftop=log.rooftop)

        _, appended = await log.execute(
            lambda: fresh(command), envelope, idempotency_key=asked.key(principal), content=content_of(command, asked)
        )
        if appended is None:
            raise AssertionError(f"{type(command).__name__} decided nothing and did not say why")
        return await self._outcome(principal.tenant, appended)

    async def _outcome(self, tenant: UUID, appended: Appended) -> Outcome:
        page = await self._store.read(tenant, after=appended.first - 1, upto=appended.last)
        events = [EventRef(each.envelope.id, each.type, each.position) for each in page.events]
        return Outcome(appended.last, events, appended.replayed)


class _Decisions(Repository):
    """The log as one principal's decisions see it: what is out of reach is not found."""

    def __init__(self, store: EventStore, principal: Principal, asked: Asked) -> None:
        super().__init__(store, principal.tenant)
        self._principal = principal
        self._asked = asked
        self.rooftop: UUID | None = None

    async def advance(self, perspective: Any) -> Any:
        """Apply the boundary, and check reach and version. Raises NotFound, VersionConflict, InvalidArgument."""
        command: Command = perspective
        page = await self._store.read(self._tenant, query(command.boundary()))
        for recorded in page.events:
            command.witness(recorded)
            recorded.event.mutate(command)
        command.last_known_position = page.head
        _check_reach(self._principal, command)
        await self._check_version(command)
        self.rooftop = await self._rooftop_of(command)
        return command

    async def _check_version(self, command: Command) -> None:
        if (expected := self._asked.expected) is None:
            return
        seen = DCBQuery([DCBQueryItem(tags=[expected.tag])])
        newer = await self._store.read(self._tenant, seen, after=expected.version)
        if newer.events:
            raise VersionConflict(currentVersion=str(newer.events[-1].position), expected=str(expected.version))
        kind, _, key = expected.tag.partition(":")
        command.also.append(about(kind, key))

    async def _rooftop_of(self, command: Command) -> UUID | None:
        if (asked := self._asked.rooftop) is not None:
            known = await self._store.read(self._tenant, query(about("rooftop", asked, RooftopRegistered)), limit=1)
            if not known.events or not viewer_of(self._principal).works_at(asked):
                raise NotFound(f"There is no rooftop {asked} in your reach; ask for `rooftops`.", argument="rooftop")
            return asked
        for clear in (_own(self._principal), command.rooftops):
            if len(clear) == 1:
                return next(iter(clear))
        raise InvalidArgument("Say at which rooftop this happens, with `rooftop`.", argument="rooftop")


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


def _own(principal: Principal) -> frozenset[UUID]:
    return frozenset() if principal.rooftops is ALL else principal.rooftops


def _check_reach(principal: Principal, command: Command) -> None:
    viewer = viewer_of(principal)
    if command.rooftops and not any(viewer.works_at(each) for each in command.rooftops):
        raise NotFound
