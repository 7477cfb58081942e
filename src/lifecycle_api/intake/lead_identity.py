"""Whether a delivery is a lead that is known already, or asks what the same customer asked elsewhere."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Recorded
from lifecycle_api.domain.events.leads import LeadReceived
from lifecycle_api.domain.values import WantedVehicle
from lifecycle_api.intake.adf.keys import PLACEHOLDERS, lead_keys
from lifecycle_api.intake.adf.prospect import ExternalId, Prospect
from lifecycle_api.intake.lead_facts import provider_of, wanted
from lifecycle_api.intake.tags import Tags
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.suppression import Suppression

SAME_WORDS_BIND: Final = timedelta(days=30)
DUPLICATES_WITHIN: Final = timedelta(days=14)


class Known(msgspec.Struct, frozen=True):
    """What the log knows of a delivery: the lead it repeats, if any, the name it gets otherwise, and the head."""

    lead: UUID
    head: int
    query: DCBQuery
    tags: tuple[str, ...]
    repeats: Recorded | None = None
    rule: str = "new"


class LeadIdentity:
    """Recognises the leads of one dealer group."""

    def __init__(self, store: EventStore, tags: Tags, suppression: Suppression, tenant: UUID) -> None:
        self._store = store
        self._suppression = suppression
        self._tags = tags
        self._tenant = tenant

    async def known(self, prospect: Prospect, rooftop: UUID, at: datetime) -> Known:
        """Look for the lead a prospect repeats: by its sender's id for ever, by its words for 30 days.

        Words prove nothing when both have an id of their sender's: it means to send two leads.
        """
        keys = lead_keys(prospect)
        content = self._tags.lead_key(f"{rooftop}|{keys.content}")
        sender = self._tags.lead_key(f"{rooftop}|{keys.sender}") if keys.sender else None
        named = external_id(prospect)
        lead = self._lead(prospect, rooftop, named) if named else None
        tags = tuple(filter(None, (content, sender)))
        items = [DCBQueryItem(types=["lead.received"], tags=[tag]) for tag in (*tags, *_tag_of(lead))]
        query = DCBQuery(items=items)
        page = await self._store.read(self._tenant, query)
        for event in page.events:
            if sender in event.tags or f"lead:{lead}" in event.tags:
                return Known(_lead_of(event), page.head, query, tags, event, "same_id")
        same_words = [event for event in page.events if content in event.tags]
        for event in reversed(same_words):
            both_named = named is not None and _sender_id(event) is not None
            if not both_named and abs(at - event.envelope.occurred_at) <= SAME_WORDS_BIND:
                return Known(_lead_of(event), page.head, query, tags, event, "same_words")
        new = lead or ids.of(self._tenant, "lead", rooftop, "words", content, len(same_words))
        return Known(new, page.head, query, tags)

    async def erased(self, prospect: Prospect, rooftop: UUID, at: datetime) -> bool:
        """Whether the lead repeats one of somebody who was erased since: by its id for ever, by its words for 30 days.

        Nothing of it may be kept then.
        """
        keys, named = lead_keys(prospect), external_id(prospect)
        lead = self._lead(prospect, rooftop, named) if named else None
        sender = self._tags.lead_key(f"{rooftop}|{keys.sender}") if keys.sender else None
        content = self._tags.lead_key(f"{rooftop}|{keys.content}")
        since = await self._suppression.among(self._tenant, tuple(filter(None, (content, sender, *_tag_of(lead)))))
        if since.keys() - {content}:
            return True
        if content not in since:
            return False
        if named is None:
            return at - since[content] <= SAME_WORDS_BIND
        # It has an id now: whether the one with the same words had none, only the log still tells.
        repeated = f"lead:{(await self.known(prospect, rooftop, at)).lead}"
        return repeated in await self._suppression.among(self._tenant, (repeated,))

    async def duplicate(
        self, prospect: Prospect, customer: UUID, rooftop: UUID, at: datetime
    ) -> tuple[UUID, int] | None:
        """The lead by which this customer asked the same of this rooftop before, and the hours between."""
        item = DCBQueryItem(types=["lead.received"], tags=[f"customer:{customer}"])
        page = await self._store.read(self._tenant, DCBQuery(items=[item]))
        asked = wanted(prospect)
        for recorded in reversed(page.events):
            event, apart = recorded.event, abs(at - recorded.envelope.occurred_at)
            if (
                isinstance(event, LeadReceived)
                and apart <= DUPLICATES_WITHIN
                and recorded.envelope.rooftop == rooftop
                and _same_wish(asked, event.wanted)
            ):
                return event.lead, int(apart.total_seconds() // 3600)
        return None

    def _lead(self, prospect: Prospect, rooftop: UUID, named: ExternalId) -> UUID:
        return ids.lead(self._tenant, rooftop, named.source or provider_of(prospect), named.value)


def external_id(prospect: Prospect) -> ExternalId | None:
    """The first id that is no placeholder, if it is known whose it is."""
    for one in prospect.ids:
        if one.value.strip().lower() not in PLACEHOLDERS:
            return one if one.source or provider_of(prospect) != "unknown" else None
    return None


def _sender_id(recorded: Recorded) -> str | None:
    """The id a recorded lead's sender gave it, unless it is a placeholder."""
    given = recorded.event.external_id if isinstance(recorded.event, LeadReceived) else None
    return given if given and given.strip().lower() not in PLACEHOLDERS else None


def _same_wish(ours: Iterable[WantedVehicle], theirs: Iterable[WantedVehicle]) -> bool:
    return not {_wish(one) for one in ours}.isdisjoint(_wish(one) for one in theirs)


def _wish(vehicle: WantedVehicle) -> tuple[str, ...]:
    """The same car, or without one the same model."""
    if vehicle.vin or vehicle.stock:
        return (vehicle.vin or vehicle.stock or "",)
    return tuple(str(part).casefold() for part in (vehicle.year, vehicle.make, vehicle.model))


def _tag_of(lead: UUID | None) -> tuple[str, ...]:
    return (f"lead:{lead}",) if lead else ()


def _lead_of(recorded: Recorded) -> UUID:
    if not isinstance(recorded.event, LeadReceived):
        raise TypeError(f"{recorded.type} is no lead")
    return recorded.event.lead
