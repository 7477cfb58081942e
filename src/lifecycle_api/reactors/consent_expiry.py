"""Tells when a consent has run out. Decisions have looked at its end themselves all along; this tells people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.envelope import NewEvent, Recorded
from lifecycle_api.domain.events.consents import (
    ConsentExpired,
    ConsentGranted,
    ConsentInvalidated,
    ConsentReaffirmed,
    ConsentWithdrawn,
)
from lifecycle_api.reactors.reactor import follows
from lifecycle_api.store.log import EventStore

_TYPES: Final = [
    "consent.granted",
    "consent.reaffirmed",
    "consent.withdrawn",
    "consent.expired",
    "consent.invalidated",
]


@dataclass
class _Waiting:
    """The consents of one group that will run out, each with its end and the event that set it."""

    position: int = 0
    ends: dict[UUID, tuple[datetime, Recorded]] = field(default_factory=dict)


class ConsentExpiry:
    """A ticker. It remembers what it has read, so that asking again reads only what is new."""

    name = "consent_expiry"

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._known: dict[UUID, _Waiting] = {}

    async def due(self, tenant: UUID, now: datetime) -> Sequence[NewEvent]:
        """The consents that have run out by `now` and of which nobody has said so."""
        waiting = self._known.setdefault(tenant, _Waiting())
        page = await self._store.read(tenant, DCBQuery([DCBQueryItem(types=_TYPES)]), after=waiting.position)
        for each in page.events:
            _learn(waiting, each)
        waiting.position = page.head
        over = [cause for ends_at, cause in waiting.ends.values() if ends_at <= now]
        return [follows(self.name, tenant, cause, _expired(cause)) for cause in over]


def _learn(waiting: _Waiting, recorded: Recorded) -> None:
    match recorded.event:
        case ConsentGranted() as granted:
            if granted.supersedes is not None:
                waiting.ends.pop(granted.supersedes, None)
            if granted.expires_at is not None:
                waiting.ends[granted.consent] = (granted.expires_at, recorded)
        case ConsentReaffirmed(expires_at=datetime() as later) as reaffirmed:
            waiting.ends[reaffirmed.consent] = (later, recorded)
        case ConsentWithdrawn() as withdrawn:
            _take_back(waiting, withdrawn)
        case ConsentExpired() | ConsentInvalidated() as ended:
            waiting.ends.pop(ended.consent, None)


def _take_back(waiting: _Waiting, withdrawn: ConsentWithdrawn) -> None:
    """Forget what was taken back as a whole; what is left of the others runs out all the same."""
    if withdrawn.purposes or withdrawn.rooftops or withdrawn.recipients or "any" not in withdrawn.channels:
        return
    for consent, (_, cause) in list(waiting.ends.items()):
        if withdrawn.consent in (None, consent) and f"customer:{withdrawn.customer}" in cause.tags:
            del waiting.ends[consent]


def _expired(cause: Recorded) -> ConsentExpired:
    event = cause.event
    assert isinstance(event, ConsentGranted | ConsentReaffirmed)  # noqa: S101  # nothing else sets an end
    return ConsentExpired(consent=event.consent, customer=event.customer, rule="expires_at")
