"""Binds a consumer to their record: by a code that reaches them where the record says they can be reached."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.commands.identities import are_one_person
from lifecycle_api.commands.numbers import spelled
from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.customers import ContactPointAdded, ContactPointInvalidated, ContactPointVerified
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.login_codes import LIFETIME, Holder, LoginCodes
from lifecycle_api.store.outbox import Channel, Message, Outbox
from lifecycle_api.store.sealing import contact_tag

logger = logging.getLogger(__name__)

DIGITS: Final = 8
MOST_PENDING: Final = 200
_TEXT: Final = "Your code is {code}. It is good for {minutes} minutes; nobody will ask you for it."


class Point(msgspec.Struct, frozen=True):
    """A number or an address in its one spelling, with its keyed hash."""

    channel: Channel
    value: str
    mac: bytes


class Binding:
    """Sends codes and checks them. What is answered, and how fast, is the same for those we know and those we don't."""

    def __init__(
        self, store: EventStore, keys: KeyStore, codes: LoginCodes, outbox: Outbox, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._keys = keys
        self._codes = codes
        self._outbox = outbox
        self._now = now
        self._pending: set[asyncio.Task[None]] = set()

    async def send(self, group: UUID, written: str) -> None:
        """Send a code to a number or an address, if it is one person's. Done after the answer, so nobody can tell."""
        while len(self._pending) >= MOST_PENDING:
            await asyncio.wait(self._pending, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(self._send(group, written))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def bind(self, group: UUID, written: str, code: str) -> UUID | None:
        """The customer who was sent this code, now bound; None for every other code."""
        point = await self._point(group, written)
        if point is None:
            return None
        bound = await self._codes.use(group, point.mac, code.strip(), self._now())
        if bound is None:
            return None
        await self._verified(group, bound.id, bound.holder)
        return bound.holder.customer

    async def _send(self, group: UUID, written: str) -> None:
        try:
            point = await self._point(group, written)
            if point is not None:
                await self._offer(group, point)
        except (LifecycleError, OSError) as error:
            logger.warning("a code could not be sent: %s", type(error).__name__)

    async def _offer(self, group: UUID, point: Point) -> None:
        holder = await self._holder(group, point)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        await self._outbox.tidy(group)
        offered = await self._codes.offer(group, point.mac, code, holder, self._now())
        if offered and holder is not None:
            text = _TEXT.format(code=code, minutes=int(LIFETIME.total_seconds() // 60))
            await self._outbox.put(group, Message(point.channel, point.value, text), customer=holder.customer)

    async def _point(self, group: UUID, written: str) -> Point | None:
        value = await spelled(self._store, group, written)
        if value is None:
            return None
        return Point("email" if "@" in value else "sms", value, self._keys.mac(group, "contact", value.encode()))

    async def _holder(self, group: UUID, point: Point) -> Holder | None:
        """Whose it is, when it is one person's, still theirs, and not erased: of linked records, who had it first."""
        added = DCBQuery([DCBQueryItem(types=["contact_point.added"], tags=[contact_tag(point.mac)])])
        page = await self._store.read(group, added)
        found = [
            Holder(each.event.customer, each.event.contact_point)
            for each in page.events
            if isinstance(each.event, ContactPointAdded) and not each.erased | each.withheld
        ]
        holders = [each for each in dict.fromkeys(found) if not await self._is_invalid(group, each)]
        if not await are_one_person(self._store, group, {each.customer for each in holders}):
            return None
        return holders[0]

    async def _is_invalid(self, group: UUID, holder: Holder) -> bool:
        """Whether the last that was said of the contact point is that it does not reach the customer."""
        said = ["contact_point.added", "contact_point.invalidated"]
        page = await self._store.read(group, DCBQuery([DCBQueryItem(types=said, tags=[f"customer:{holder.customer}"])]))
        about = [
            each.event
            for each in page.events
            if isinstance(each.event, ContactPointAdded | ContactPointInvalidated)
            and each.event.contact_point == holder.contact_point
        ]
        return bool(about) and isinstance(about[-1], ContactPointInvalidated)

    async def _verified(self, group: UUID, code: UUID, holder: Holder) -> None:
        event = ContactPointVerified(
            customer=holder.customer, contact_point=holder.contact_point, method="one_time_code"
        )
        envelope = Envelope(
            id=ids.of(group, "event", "contact_point.verified", code),
            occurred_at=self._now(),
            actor=Actor("customer", f"customer:{holder.customer}"),
        )
        await self._store.append(group, [NewEvent(envelope, event)])
