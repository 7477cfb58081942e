"""One lead of a delivery on its way into the log: what its events have in common."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from lifecycle_api.commands.ownership import controllers_of
from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Envelope, NewEvent, SourceRef
from lifecycle_api.domain.events.customers import CustomerRecordLinked
from lifecycle_api.domain.events.leads import LeadReceived
from lifecycle_api.domain.registry import Event
from lifecycle_api.intake import tags
from lifecycle_api.intake.adf.prospect import Prospect
from lifecycle_api.intake.lead_delivery import Delivered
from lifecycle_api.intake.lead_identity import Known, external_id
from lifecycle_api.intake.moments import Moment, Stamp
from lifecycle_api.intake.rooftops import Rooftop

_FUTURE: Final = timedelta(days=1)


class Letter(msgspec.Struct, frozen=True):
    """A prospect, where it came from, which lead it is, and who made it known."""

    tenant: UUID
    prospect: Prospect
    conformance: str | None
    delivered: Delivered
    rooftop: Rooftop
    moment: Moment
    known: Known
    sender: str

    @property
    def record(self) -> str:
        """What the sender calls the lead; without an id of the sender's, our own."""
        named = external_id(self.prospect)
        return named.value if named else str(self.known.lead)

    def event(self, name: str, event: Event) -> NewEvent:
        """The event, under an id that follows from the lead and the fact's name."""
        envelope = Envelope(
            id=ids.of(self.tenant, "event", "lead", self.known.lead, name),
            occurred_at=self.moment.at,
            occurred_precision=self.moment.precision,
            actor=self.delivered.actor,
            rooftop=self.rooftop.id,
            correlation_id=self.known.lead,
            source=SourceRef(self.delivered.format, self.record, raw_sha256=self.delivered.sha256),
            originator=self.sender,
            controllers=controllers_of(self.rooftop.id),
            resale="no",
            conformance=self.conformance,
        )
        return NewEvent(envelope, event, self._tags(event))

    def _tags(self, event: Event) -> tuple[str, ...]:
        if isinstance(event, LeadReceived):
            return self.known.tags
        if isinstance(event, CustomerRecordLinked):
            return (tags.source(self.delivered.format, str(self.known.lead)),)
        return ()


def asked_at(prospect: Prospect, rooftop: Rooftop, received_at: datetime) -> Moment:
    """When the customer asked: as the lead says, if that can be, and otherwise when it was received."""
    requested = prospect.requested
    if requested is None:
        return Moment(received_at)
    moment = None
    if requested.instant is not None:
        moment = Moment(requested.instant)
    elif requested.local is not None:
        moment = Stamp(requested.local.date(), requested.local.time()).at(rooftop.zone)
    elif requested.day is not None:
        moment = Stamp(requested.day).at(rooftop.zone)
    return moment if moment and moment.at <= received_at + _FUTURE else Moment(received_at)
