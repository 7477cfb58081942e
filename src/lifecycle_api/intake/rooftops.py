"""The rooftops of a dealer group, as far as intake must know them: zone, country, currency, names."""

from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.commands.organisation import UnknownRooftop
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.store.log import EventStore


class Rooftop(msgspec.Struct, frozen=True):
    """One dealership. `country` is the region in which its phone numbers are dialled."""

    id: UUID
    code: str
    name: str
    zone: ZoneInfo
    country: str = "US"
    currency: str = "USD"
    lead_names: tuple[str, ...] = ()

    def answers_to(self, name: str) -> bool:
        """Whether a lead addressed to `name` is for this rooftop."""
        known = {self.code, self.name, *self.lead_names}
        return _plain(name) in {_plain(one) for one in known}


class Rooftops:
    """The rooftops of one group, kept up to date from its log."""

    def __init__(self, store: EventStore, tenant: UUID) -> None:
        self._store = store
        self._tenant = tenant
        self._position = 0
        self._found: dict[UUID, Rooftop] = {}

    async def all(self) -> list[Rooftop]:
        """Every rooftop as it is now."""
        query = DCBQuery(items=[DCBQueryItem(types=["rooftop.registered"])])
        page = await self._store.read(self._tenant, query, after=self._position)
        for recorded in page.events:
            if isinstance(recorded.event, RooftopRegistered):
                self._found[recorded.event.rooftop] = _rooftop(recorded.event)
        self._position = page.head
        return list(self._found.values())

    async def region(self) -> str:
        """The country of the group, for senders who do not say for whom they write."""
        return next((one.country for one in await self.all()), "US")

    async def by_code(self, code: str) -> Rooftop:
        """The rooftop of that code. Raises UnknownRooftop."""
        for one in await self.all():
            if one.code.casefold() == code.strip().casefold():
                return one
        raise UnknownRooftop(f"The dealer group has no rooftop {code!r}; add it first.", rooftop=code)

    async def by_id(self, rooftop: UUID) -> Rooftop:
        """The rooftop of that id. Raises UnknownRooftop."""
        for one in await self.all():
            if one.id == rooftop:
                return one
        raise UnknownRooftop(rooftop=str(rooftop))

    async def addressed(self, names: Iterable[str]) -> Rooftop | None:
        """The one rooftop that answers to one of these names, or the only one there is; None if that is unclear."""
        everyone, names = await self.all(), list(names)
        found = [one for one in everyone if any(one.answers_to(name) for name in names)]
        if not names:
            found = everyone
        return found[0] if len(found) == 1 else None


def _rooftop(event: RooftopRegistered) -> Rooftop:
    return Rooftop(
        event.rooftop,
        event.code,
        event.name,
        ZoneInfo(event.timezone),
        event.country,
        event.currency,
        event.lead_names,
    )


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
