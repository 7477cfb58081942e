"""Carries out what was decided: erasures that are due, also those that waited for a hold, and the end of retention."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

import asyncpg

from lifecycle_api.commands.command import NotFound, PolicyRefused
from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.domain.registry import registry
from lifecycle_api.domain.retention import RetentionClass, retention_class
from lifecycle_api.errors import LifecycleError
from lifecycle_api.rights.erasure.order import Order
from lifecycle_api.rights.erasure.progress import SQL, Progress
from lifecycle_api.rights.erasure.saga import Erasure
from lifecycle_api.rights.matters import Asked, Matters, last_of_each_class, matters_of
from lifecycle_api.store.log import EventStore

_PAUSE_SECONDS: Final = 30.0
_SYSTEM: Final = Actor("system", "privacy-desk")

_log = logging.getLogger(__name__)


class UnderLegalHold(PolicyRefused):
    """Something about this person is held as evidence; the erasure is accepted and runs when the hold is released."""

    code: ClassVar[str] = "UNDER_LEGAL_HOLD"


class NotVerified(PolicyRefused):
    """Nobody has said yet how it is known who asked; verify the request first."""

    code: ClassVar[str] = "PRIVACY_REQUEST_NOT_VERIFIED"


class Desk:
    """Carries out what is due in the database behind `pool`; `now` is where time comes from."""

    def __init__(self, pool: asyncpg.Pool, store: EventStore, erasure: Erasure, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._store = store
        self._erasure = erasure
        self._now = now

    async def erase(self, tenant: UUID, request: UUID, *, actor: Actor = _SYSTEM) -> Progress:
        """Carry out a verified request; asked again it goes on, or tells how it went.

        Raises NotFound, NotVerified, UnderLegalHold, PolicyRefused for a request of another kind or one that was
        refused, and what :meth:`Erasure.run` raises.
        """
        matters = await matters_of(self._store, tenant)
        asked = matters.requests.get(request)
        if asked is None:
            raise NotFound("There is no such privacy request in your reach.", argument="request")
        if asked.received.kind != "erase":
            raise PolicyRefused("This privacy request does not ask for erasure.")
        if asked.state == "received":
            raise NotVerified
        if matters.is_held(asked.received.customer) and asked.state != "resolved":
            raise UnderLegalHold(holds=len(matters.holds[asked.received.customer]))
        return await self._erasure.run(await self._order(tenant, matters, asked, actor))

    async def run_due(self, tenant: UUID) -> list[Progress]:
        """Go on with what was interrupted, and begin what waits for nothing. Raises as :meth:`Erasure.run` does."""
        done = await self._erasure.resume(tenant)
        matters = await matters_of(self._store, tenant)
        for asked in matters.ready():
            done.append(await self._erasure.run(await self._order(tenant, matters, asked, _SYSTEM)))
        return done

    async def overdue(self, tenant: UUID) -> list[Order]:
        """What is kept longer than the rules allow, and not held as evidence, as orders to erase it."""
        matters, orders = await matters_of(self._store, tenant), []
        for name, rule in sorted(matters.rules.items()):
            types = [each.name for each in registry if retention_class(each.name) is name]
            limit = self._now() - timedelta(days=rule.keep_days)
            for row in await self._pool.fetch(SQL["overdue"], tenant, name.value, types, limit):
                customer = UUID(row["subject"].removeprefix("customer:"))
                if not matters.is_held(customer):
                    orders.append(_end_of_retention(tenant, customer, name, row["last"], rule.ground))
        return orders

    async def run(self, order: Order) -> Progress:
        """Carry out an order. Raises as :meth:`Erasure.run` does."""
        return await self._erasure.run(order)

    async def run_forever(self) -> None:
        """Carry out what is due in every dealer group, again and again."""
        while True:
            try:
                for row in await self._pool.fetch(SQL["requesting"]):
                    await self.run_due(row["tenant_id"])
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, LifecycleError) as error:
                # Only the kind of error: what is being erased must not stand in a log.
                _log.warning("An erasure waits: %s", type(error).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _order(self, tenant: UUID, matters: Matters, asked: Asked, actor: Actor) -> Order:
        received = asked.received
        last = await last_of_each_class(self._store, tenant, received.customer)
        retained = matters.retained(last, self._now().date())
        kept = {each.records for each in retained}
        return Order(
            tenant=tenant,
            erasure=ids.of(tenant, "erasure", received.request),
            customer=received.customer,
            request=received.request,
            rooftop=asked.rooftop,
            controllers=received.controllers,
            classes=tuple(name for name in RetentionClass if name not in kept) if kept else (),
            retained=retained,
            reason="The person asked for it.",
            actor=actor,
        )


def _end_of_retention(tenant: UUID, customer: UUID, name: RetentionClass, last: datetime, ground: str) -> Order:
    return Order(
        tenant=tenant,
        erasure=ids.of(tenant, "end of retention", customer, name.value, last.isoformat()),
        customer=customer,
        classes=(name,),
        reason=f"The time to keep it is over: {ground}",
        lasting=False,
        actor=_SYSTEM,
    )
