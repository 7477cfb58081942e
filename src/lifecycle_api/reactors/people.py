"""Who is behind the words of a withdrawal: the identities of one person, the users of a number, parties of a kind."""

from collections.abc import Iterable
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.events.privacy import SharingOptedOut
from lifecycle_api.reactors.concerned import Withdrawal
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.log import EventStore

_LINKS = ["customer.identities_linked", "customer.identities_unlinked"]


async def people_behind(store: EventStore, tenant: UUID, withdrawal: Withdrawal, *, upto: int) -> frozenset[UUID]:
    """The customers whom a withdrawal binds, as far as was known at a position: one person has one will."""
    said = set() if withdrawal.customer is None else {withdrawal.customer}
    if isinstance(withdrawal, SharingOptedOut) and withdrawal.contact is not None:
        users = await _read(store, tenant, ["contact_point.added"], [f"contact:{withdrawal.contact}"], upto)
        said |= {UUID(each.data["customer"]) for each in users}
    known, ahead = set[UUID](), said
    while ahead:
        known |= ahead
        ahead = {other for each in ahead for other in await _neighbours(store, tenant, each, upto)} - known
    return frozenset(known)


async def kinds_named(store: EventStore, tenant: UUID, withdrawal: Withdrawal, *, upto: int) -> dict[UUID, str]:
    """What kind each party is, where a withdrawal names kinds of parties; nothing where it does not."""
    if not any(each.startswith("class:") for each in getattr(withdrawal, "recipients", ())):
        return {}
    registered = await _read(store, tenant, ["party.registered"], [], upto)
    return {UUID(each.data["party"]): each.data["kind"] for each in registered}


async def consents_ended(
    store: EventStore, tenant: UUID, withdrawal: Withdrawal, whose: Iterable[UUID], *, upto: int
) -> frozenset[UUID]:
    """The consents of people that were for no other channels than the ones a withdrawal names.

    None where it names every channel: then it ends all that it is about.
    """
    named = set(getattr(withdrawal, "channels", ()))
    if not named or "any" in named:
        return frozenset()
    given = dict[UUID, set[str]]()
    for customer in sorted(whose):
        for each in await _read(store, tenant, ["consent.granted"], [f"customer:{customer}"], upto):
            given[UUID(each.data["consent"])] = set(each.data["channels"]) or {"any"}
    return frozenset(consent for consent, channels in given.items() if channels <= named)


async def _neighbours(store: EventStore, tenant: UUID, customer: UUID, upto: int) -> set[UUID]:
    """Those whom links lead to from a customer."""
    linked = set[UUID]()
    for each in await _read(store, tenant, _LINKS, [f"customer:{customer}"], upto):
        (other,) = {UUID(each.data["customer"]), UUID(each.data["other"])} - {customer} or {customer}
        (linked.add if each.type == "customer.identities_linked" else linked.discard)(other)
    return linked


async def _read(store: EventStore, tenant: UUID, types: list[str], tags: list[str], upto: int) -> list[Opened]:
    query = DCBQuery([DCBQueryItem(types=types, tags=tags)])
    return (await store.read_opened(tenant, query, upto=upto)).events
