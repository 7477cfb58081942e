"""Which record of which system a fact is taken from, and the event that tells it, under an id that never varies."""

from uuid import UUID

import msgspec

from lifecycle_api.commands.ownership import controllers_of
from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent, SourceRef
from lifecycle_api.domain.events.sources import SourceKind
from lifecycle_api.intake.dms.context import Fact


class Origin(msgspec.Struct, frozen=True):
    """A record: the identity of its facts, and what their envelopes say of it."""

    tenant: UUID
    rooftop: UUID
    system: str
    kind: SourceKind
    record: str
    changed: str
    raw_sha256: str

    def event_id(self, group: str, version: int) -> UUID:
        """The id of the event that tells a version of a group."""
        return ids.of(self.tenant, "event", self.system, self.kind, self.record, group, version)

    def event(self, fact: Fact, version: int, tags: tuple[str, ...] = ()) -> NewEvent:
        """The event that tells a fact."""
        envelope = Envelope(
            id=self.event_id(fact.group, version),
            occurred_at=fact.moment.at,
            occurred_precision=fact.moment.precision,
            actor=fact.actor or Actor("system", self.system),
            rooftop=self.rooftop,
            source=SourceRef(self.system, self.record, self.changed or None, self.raw_sha256),
            originator=self.system,
            controllers=controllers_of(self.rooftop),
            resale="no",
        )
        return NewEvent(envelope, fact.event, tags)
