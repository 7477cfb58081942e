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
from lifecycle_api.commands.privacy import OptOutOfSharing
from lifecycle_api.domain.contact import normalise_email, normalise_phone
from lifecycle_api.domain.events.consents import Channel, Method
from lifecycle_api.domain.events.privacy import SharingOptedOut
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.store.refusals import UnknownTenant

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
    """Records opt-outs for anyone. Asked again on the same day, nothing more is recorded."""

    def __init__(self, bus: CommandBus, hash_of: HashOf, now: Callable[[], datetime]) -> None:
        self._bus = bus
        self._hash_of = hash_of
        self._now = now

    async def of_sharing(self, group: UUID, written: str, *, country: str, method: Method) -> None:
        """End sale and sharing for a number or an address. Raises InvalidArgument, NotFound."""
        text = written.strip()
        read = normalise_email(text) if "@" in text else normalise_phone(text, region=country)
        if read.match_key is None:
            raise InvalidArgument("Send a phone number or an e-mail address as `contact`.", argument="contact")
        contact = self._hash_of(group, read.match_key)
        await self._record(group, OptOutContact(contact, method), f"sharing|{contact}|{method}")

    async def of_own_sharing(self, who: Principal, method: Method) -> None:
        """End sale and sharing for a consumer who is logged in. Raises NotFound."""
        if who.customer is None:
            raise InvalidArgument("Send a phone number or an e-mail address as `contact`.", argument="contact")
        asked = Asked(idempotency_key=f"sharing|{method}|{self._now().date()}")
        await self._bus.execute(who, OptOutOfSharing(who.customer, method), asked)

    async def of_channel(self, meant: Unsubscribe) -> None:
        """End one channel to a contact point. Raises InvalidArgument, NotFound."""
        channel = _CHANNELS.get(meant.channel)
        if channel is None:
            raise InvalidArgument("The link names no channel that can be stopped.", argument="link")
        command = RevokeChannel(contact=meant.contact, channel=channel, method="email")
        await self._record(meant.tenant, command, f"channel|{meant.contact}|{channel}")

    async def _record(self, group: UUID, command: Command, what: str) -> None:
        asked = Asked(idempotency_key=f"{what}|{self._now().date()}"[:200])
        try:
            await self._bus.execute(anyone(group), command, asked)
        except UnknownTenant:
            raise NotFound("There is no such dealer group.", argument="group") from None


def anyone(group: UUID) -> Principal:
    """Who asks when nobody is asked who they are."""
    return Principal(
        kind=Kind.SERVICE, subject="anyone", tenant=group, rooftops=ALL, client_id="privacy", name="Anyone"
    )
