"""What anyone may ask for without saying who they are: an end to sale and sharing, and to a channel."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lifecycle_api.access.links import Unsubscribe
from lifecycle_api.access.principal import ALL, Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.asking import Asked
from lifecycle_api.commands.bus import CommandBus
from lifecycle_api.commands.channels import RevokeChannel
from lifecycle_api.commands.command import Command, NotFound, Selector, about
from lifecycle_api.commands.numbers import spelled
from lifecycle_api.commands.privacy import OptOutOfSharing
from lifecycle_api.domain.envelope import Recorded
from lifecycle_api.domain.events.consents import Channel, Method
from lifecycle_api.domain.events.customers import ContactPointAdded
from lifecycle_api.domain.events.privacy import ChannelRestored, SharingOptedIn, SharingOptedOut
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import UnknownTenant
from lifecycle_api.store.repository import query

HashOf = Callable[[UUID, str], str]
_CHANNELS: dict[str, Channel] = {"email": "email", "sms": "sms", "phone": "phone"}


@dataclass
class OptOutContact(Command):
    """End the sale and sharing of the data of whoever uses a number or an address."""

    groupwide: ClassVar[bool] = True
    personal: ClassVar[bool] = True
    contact: str
    method: Method

    def boundary(self) -> Sequence[Selector]:
        """The number or address."""
        return [about("contact", self.contact, SharingOptedOut)]

    def subjects(self) -> Sequence[str]:
        """Nobody has to be identified."""
        return []

    def decide(self) -> Iterator[Event]:
        """The opt-out."""
        yield SharingOptedOut(contact=self.contact, method=self.method)


class OptOuts:
    """Records opt-outs for anyone. Asked again on the same day, nothing more is recorded, unless it was taken back."""

    def __init__(self, store: EventStore, bus: CommandBus, hash_of: HashOf, now: Callable[[], datetime]) -> None:
        self._store = store
        self._bus = bus
        self._hash_of = hash_of
        self._now = now

    async def of_sharing(self, group: UUID, written: str, *, country: str | None, method: Method) -> None:
        """End sale and sharing for a number or an address. Raises InvalidArgument, NotFound."""
        try:
            value = await spelled(self._store, group, written, country=country)
        except UnknownTenant:
            raise _no_group() from None
        if value is None:
            raise InvalidArgument("Send a phone number or an e-mail address as `contact`.", argument="contact")
        contact = self._hash_of(group, value)
        opt_ins = [about("customer", each, SharingOptedIn) for each in await self._users(group, contact)]
        await self._record(anyone(group), OptOutContact(contact, method), f"sharing|{contact}|{method}", opt_ins)

    async def of_own_sharing(self, who: Principal, method: Method) -> None:
        """End sale and sharing for a consumer who is logged in. Raises NotFound."""
        if who.customer is None:
            raise InvalidArgument("Send a phone number or an e-mail address as `contact`.", argument="contact")
        opt_ins = [about("customer", who.customer, SharingOptedIn)]
        await self._record(who, OptOutOfSharing(who.customer, method), f"sharing|{method}", opt_ins)

    async def of_channel(self, meant: Unsubscribe) -> None:
        """End one channel to a contact point. Raises InvalidArgument, NotFound."""
        channel = _CHANNELS.get(meant.channel)
        if channel is None:
            raise InvalidArgument("The link names no channel that can be stopped.", argument="link")
        command = RevokeChannel(contact=meant.contact, channel=channel, method="email")
        restored = [about("contact", meant.contact, ChannelRestored)]
        await self._record(anyone(meant.tenant), command, f"channel|{meant.contact}|{channel}", restored)

    async def _record(self, who: Principal, command: Command, what: str, undoing: Sequence[Selector]) -> None:
        undone = await self._last(who.tenant, undoing)
        asked = Asked(idempotency_key=f"{what}|{self._now().date()}|{undone}")
        await self._bus.execute(who, command, asked)

    async def _last(self, group: UUID, undoing: Sequence[Selector]) -> int:
        """The position at which it was last taken back; 0 if it never was."""
        found = await self._read(group, undoing) if undoing else []
        return found[-1].position if found else 0

    async def _users(self, group: UUID, contact: str) -> Sequence[UUID]:
        """The customers who are known to use a number or an address. Raises NotFound."""
        found = await self._read(group, [about("contact", contact, ContactPointAdded)])
        return [each.event.customer for each in found if isinstance(each.event, ContactPointAdded)]

    async def _read(self, group: UUID, selectors: Sequence[Selector]) -> Sequence[Recorded]:
        try:
            return (await self._store.read(group, query(selectors))).events
        except UnknownTenant:
            raise _no_group() from None


def _no_group() -> NotFound:
    return NotFound("There is no such dealer group.", argument="group")


def anyone(group: UUID) -> Principal:
    """Who asks when nobody is asked who they are."""
    return Principal(
        kind=Kind.SERVICE, subject="anyone", tenant=group, rooftops=ALL, client_id="privacy", name="Anyone"
    )
