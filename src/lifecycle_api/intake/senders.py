"""Who made a lead known: whoever delivered it, or the party of the name that it gives, or else how it came in."""

from typing import Final
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.events.parties import PartyRegistered
from lifecycle_api.intake.adf.prospect import Prospect
from lifecycle_api.intake.lead_delivery import Delivered
from lifecycle_api.intake.lead_facts import provider_of
from lifecycle_api.store.log import EventStore

_PARTIES: Final = DCBQuery([DCBQueryItem(types=["party.registered"])])


class Senders:
    """The parties of one group by the names under which they send leads, kept up to date from its log."""

    def __init__(self, store: EventStore, tenant: UUID) -> None:
        self._store = store
        self._tenant = tenant
        self._position = 0
        self._found: dict[str, UUID] = {}

    async def originator(self, delivered: Delivered, prospect: Prospect) -> str:
        """The global id of the party that sent a lead; of a sender who is no party, the lead's format.

        The name in a lead counts only where nobody's token says who delivered it: anybody can write any name.
        """
        if delivered.sender is not None:
            return delivered.sender
        page = await self._store.read(self._tenant, _PARTIES, after=self._position)
        for recorded in page.events:
            if isinstance(recorded.event, PartyRegistered):
                self._learn(recorded.event)
        self._position = page.head
        party = self._found.get(provider_of(prospect).strip().casefold())
        return delivered.format if party is None else f"party:{party}"

    def _learn(self, event: PartyRegistered) -> None:
        for name in filter(None, (event.name, event.legal_name, event.website)):
            self._found[name.strip().casefold()] = event.party
