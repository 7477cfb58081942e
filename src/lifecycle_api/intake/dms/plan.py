"""What to append for one record: its untold facts as events, or the reasons to set it aside."""

from typing import Any

import msgspec
from eventsourcing.dcb.api import DCBAppendCondition

from lifecycle_api.domain.envelope import NewEvent
from lifecycle_api.intake.dms.context import WAITING, Fact
from lifecycle_api.intake.dms.state import Groups, Told
from lifecycle_api.intake.dms.texts import Source
from lifecycle_api.intake.findings import Finding
from lifecycle_api.store.requests import AppendRequest


class Read(msgspec.Struct, frozen=True):
    """A record that was decoded into `row`, and what is remembered of it.

    The day that its file shows (`as_of`) stands for its time of change where it does not say one; it is `belated` where
    its place among the states of the record is not known.
    """

    record: str
    source: Source
    row: Any
    told: Told
    fingerprint: bytes
    as_of: str = ""
    belated: bool = False

    def knowing(self, told: Told) -> "Read":
        """The same record, with something else remembered."""
        return msgspec.structs.replace(self, told=told)

    @property
    def changed(self) -> str:
        """The record's own time of change, as text that sorts; empty when it does not say."""
        stamp = self.row.changed
        return stamp.text if stamp else ""

    @property
    def stale(self) -> bool:
        """Whether something newer of this record was told already."""
        return self.belated or (bool(self._order) and self._order < self.told.changed)

    def telling(self, groups: Groups) -> Told:
        """What is remembered once these groups are told."""
        return self.told.after(groups, self.fingerprint, self._order)

    @property
    def _order(self) -> str:
        return self.changed or self.as_of


class Plan(msgspec.Struct, frozen=True):
    """The events that tell what is new in a record, and what is remembered once they are recorded."""

    read: Read
    facts: tuple[Fact, ...]
    told: Told
    events: tuple[NewEvent, ...] = ()
    condition: DCBAppendCondition | None = None

    def request(self) -> AppendRequest:
        """The append, safe to repeat: asked twice for the same content it gets the first outcome."""
        key = f"intake|{self.events[0].envelope.id}|{len(self.events)}"
        content = msgspec.json.encode([[event.envelope.id for event in self.events], self.told.groups])
        return AppendRequest(events=self.events, condition=self.condition, idempotency_key=key, content=content)


class Aside(msgspec.Struct, frozen=True):
    """A record that cannot be told, and why."""

    record: str
    source: Source
    findings: tuple[Finding, ...]

    @property
    def waits(self) -> bool:
        """Whether other records may cure all of it."""
        return all(finding.code in WAITING for finding in self.findings)
