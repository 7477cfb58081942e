"""Lets principals set up groups, rooftops and staff."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lifecycle_api.access.principal import ALL, Principal
from lifecycle_api.commands import organisation
from lifecycle_api.commands.asking import Asked, Outcome
from lifecycle_api.commands.bus import actor_of, outcome_of
from lifecycle_api.commands.command import PolicyRefused
from lifecycle_api.commands.organisation import Authority, SetUp
from lifecycle_api.store.log import EventStore


class Administration:
    """Sets things up on behalf of principals. `now` is where time comes from."""

    def __init__(self, store: EventStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def add_group(self, principal: Principal, name: str, asked: Asked) -> tuple[UUID, Outcome]:
        """Create a dealer group; its id and how it went. Raises InvalidArgument, IdempotencyKeyReused."""
        done = await organisation.register_group(self._store, name, self._authority(principal, asked))
        return done.id, await self._outcome(done.id, done)

    async def add_rooftop(self, principal: Principal, details: Mapping[str, Any], asked: Asked) -> tuple[UUID, Outcome]:
        """Set up a rooftop, or change its details. Raises InvalidArgument, PolicyRefused, IdempotencyKeyReused."""
        check_reach(principal)
        authority = self._authority(principal, asked)
        done = await organisation.register_rooftop(self._store, principal.tenant, details, authority)
        return done.id, await self._outcome(principal.tenant, done)

    async def add_employee(
        self, principal: Principal, number: str, details: Mapping[str, Any], since: date | None, asked: Asked
    ) -> tuple[UUID, Outcome]:
        """Let an employee start. Raises InvalidArgument, UnknownRooftop, PolicyRefused, IdempotencyKeyReused."""
        check_reach(principal)
        authority = self._authority(principal, asked)
        done = await organisation.onboard_employee(
            self._store, principal.tenant, number, details, authority, since=since
        )
        return done.id, await self._outcome(principal.tenant, done)

    async def record_departure(self, principal: Principal, employee: UUID, last_day: date, asked: Asked) -> Outcome:
        """Record an employee's last day. Raises NotFound, InvalidArgument, PolicyRefused, IdempotencyKeyReused."""
        check_reach(principal)
        authority = self._authority(principal, asked)
        done = await organisation.depart_employee(self._store, principal.tenant, employee, last_day, authority)
        return await self._outcome(principal.tenant, done)

    def _authority(self, principal: Principal, asked: Asked) -> Authority:
        return Authority(actor_of(principal), asked.at(self._now()), asked.key(principal))

    async def _outcome(self, tenant: UUID, done: SetUp) -> Outcome:
        return await outcome_of(self._store, tenant, done.position, done.position, replayed=not done.created)


def check_reach(principal: Principal) -> None:
    """Raise PolicyRefused unless the principal may act for the whole group."""
    if principal.rooftops is not ALL:
        raise PolicyRefused("Setting up the group takes a token for all of its rooftops.")
