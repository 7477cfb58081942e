"""Numbers and addresses as people write them to a dealer group, in the one spelling by which they are compared."""

from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.contact import normalise_email, normalise_phone
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.store.log import EventStore

_ROOFTOPS = DCBQuery([DCBQueryItem(types=["rooftop.registered"])])


async def spelled(store: EventStore, group: UUID, written: str, *, country: str | None = None) -> str | None:
    """The one spelling; None for what is neither a number nor an address. Raises UnknownTenant.

    Unless a country is named, a number is read as it is dialled in that of the group's first rooftop.
    """
    text = written.strip()
    if "@" in text:
        return normalise_email(text).match_key
    return normalise_phone(text, region=country or await country_of(store, group)).match_key


async def country_of(store: EventStore, group: UUID) -> str:
    """The country of the group's first rooftop. Raises UnknownTenant."""
    page = await store.read(group, _ROOFTOPS, limit=1)
    found = [each.event.country for each in page.events if isinstance(each.event, RooftopRegistered)]
    return found[0] if found else "US"
