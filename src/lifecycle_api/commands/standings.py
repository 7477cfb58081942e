"""Whether a party is suspended right now, as the log says it: the authorization server asks before it gives a token."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import UnknownTenant


def suspensions(store: EventStore) -> Callable[[UUID, UUID], Awaitable[bool]]:
    """Tells of a dealer group and a party whether the group has suspended the party."""

    async def is_suspended(group: UUID, party: UUID) -> bool:
        said = DCBQuery([DCBQueryItem(types=["party.suspended", "party.reinstated"], tags=[f"party:{party}"])])
        try:
            page = await store.read(group, said)
        except UnknownTenant:
            return False
        return bool(page.events) and page.events[-1].type == "party.suspended"

    return is_suspended
