"""A group's own word on what its roles may do: set as events, looked up before anything is shown to its staff."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, NamedTuple, TypeVar
from uuid import UUID, uuid5

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.matrix import DEFAULT, DEFAULTS, Action, Matrix
from lifecycle_api.access.principal import ALL, Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.asking import APART, Asked, Outcome
from lifecycle_api.commands.bus import actor_of, outcome_of
from lifecycle_api.commands.command import PolicyRefused
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.envelope import Envelope, NewEvent
from lifecycle_api.domain.events.access_rules import AccessRuleSet
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.recent import Recent
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import UnknownTenant

FRESH_SECONDS: Final = 1.0
"""How old a group's rules may be, at most, before the log is asked for later ones."""

_RULES: Final = DCBQuery([DCBQueryItem(types=["access_rule.set"], tags=[])])
_STAFF: Final = DCBQuery([DCBQueryItem(types=["employee.onboarded"], tags=[])])
_GROUPS: Final = 10_000

Shown = TypeVar("Shown")


class _Known(NamedTuple):
    """A group's matrix, the position up to which it was read, and when, by the monotonic clock."""

    matrix: Matrix
    position: int
    at: float


class AccessRules:
    """Sets and looks up the rules of groups. `now` is where time comes from, `ticks` a monotonic clock in seconds."""

    def __init__(self, store: EventStore, now: Callable[[], datetime], ticks: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._ticks = ticks
        self._known: Recent[UUID, _Known] = Recent(_GROUPS)

    async def of(self, tenant: UUID) -> Matrix:
        """What the roles of a group may do, at most a second old. Raises what reading the log raises."""
        known = self._known.get(tenant) or _Known(DEFAULT, 0, float("-inf"))
        if self._ticks() - known.at < FRESH_SECONDS:
            return known.matrix
        try:
            page = await self._store.read(tenant, _RULES, after=known.position)
        except UnknownTenant:
            return DEFAULT  # a group that is not there has no rules, and nothing to show
        cells = dict(known.matrix.set)
        for each in page.events:
            rule = each.event
            assert isinstance(rule, AccessRuleSet)  # noqa: S101  # asked for nothing else
            cells[rule.role, rule.category, Action(rule.action)] = rule.allowed
        matrix = Matrix(cells) if page.events else known.matrix
        self._known.put(tenant, _Known(matrix, page.head, self._ticks()))
        return matrix

    def applied(self, verify: Callable[[Shown], Awaitable[Principal]]) -> Callable[[Shown], Awaitable[Principal]]:
        """Who asks, with the rules of their group. Raises what `verify` and reading the log raise."""

        async def verified(shown: Shown) -> Principal:
            principal = await verify(shown)
            if principal.kind is not Kind.STAFF:
                return principal
            return principal.under(await self.of(principal.tenant))

        return verified

    async def set(
        self,
        principal: Principal,
        role: str,
        category: Category,
        action: Action,
        asked: Asked,
        *,
        allowed: bool,
        reason: str,
    ) -> Outcome:
        """Decide a cell of the matrix, from now on. Raises PolicyRefused, InvalidArgument, IdempotencyKeyReused."""
        if principal.rooftops is not ALL:
            raise PolicyRefused("What roles may do is set for the whole group: it takes a token for all rooftops.")
        if category is Category.NONE:
            raise InvalidArgument("What is of no category is for everyone; name another one.", argument="category")
        key = asked.key(principal)
        event = AccessRuleSet(role=role, category=category, action=action.value, allowed=allowed, reason=reason)
        content = msgspec.json.encode(event)
        if not await self._store.replay(principal.tenant, key, content):
            self._check_time(asked)
            await self._check_role(principal.tenant, role)
        envelope = Envelope(
            id=uuid5(principal.tenant, f"access_rule|{key}"),
            occurred_at=asked.at(self._now()),
            actor=actor_of(principal),
        )
        appended = await self._store.append(
            principal.tenant, [NewEvent(envelope, event)], idempotency_key=key, content=content
        )
        self._known.drop(lambda tenant, _: tenant == principal.tenant)
        return await outcome_of(
            self._store, principal.tenant, appended.first, appended.last, replayed=appended.replayed
        )

    def _check_time(self, asked: Asked) -> None:
        if asked.occurred_at is not None and asked.occurred_at < self._now() - APART:
            raise InvalidArgument(
                "A rule is in force from when it is set: what was shown before is not decided anew.",
                argument="occurredAt",
            )

    async def _check_role(self, tenant: UUID, role: str) -> None:
        """Refuse a role that no default names and nobody of the staff ever had: it would be a slip of the pen."""
        if role in DEFAULTS:
            return
        page = await self._store.read(tenant, _STAFF)
        known = {each for started in page.events for each in started.event.roles}  # type: ignore[attr-defined]
        if role not in known:
            listed = ", ".join(sorted(known.union(DEFAULTS)))
            raise InvalidArgument(f"Nobody of the group has this role; there are {listed}.", argument="role")
