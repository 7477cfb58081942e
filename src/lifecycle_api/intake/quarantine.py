"""What could not be understood is kept whole and sealed, listed with its findings, and can be released or dismissed."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.sources import SourceKind, SourceRecordQuarantined, SourceRecordReleased
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import LifecycleError
from lifecycle_api.intake.documents import Document, Documents
from lifecycle_api.intake.findings import Finding
from lifecycle_api.store.log import EventStore

_TYPES = ["source_record.quarantined", "source_record.released"]


class UnknownEntry(LifecycleError):
    """Nothing with this id is in the quarantine; list it to see what is."""

    code: ClassVar[str] = "UNKNOWN_QUARANTINE_ENTRY"


class EntryClosed(LifecycleError):
    """This was released or dismissed already."""

    code: ClassVar[str] = "QUARANTINE_ENTRY_CLOSED"


class Entry(msgspec.Struct, frozen=True):
    """One thing that was set aside; `outcome` is None while it waits."""

    id: UUID
    system: str
    kind: SourceKind
    rooftop: UUID | None
    raw_sha256: str
    findings: tuple[str, ...]
    set_aside_at: datetime
    outcome: Literal["recorded", "dismissed"] | None = None

    def waits_for(self, codes: frozenset[str]) -> bool:
        """Whether every finding has one of these codes."""
        return all(finding.split(" ", 1)[0] in codes for finding in self.findings)


class Quarantine:
    """The quarantine of one dealer group."""

    def __init__(self, store: EventStore, documents: Documents, tenant: UUID, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._documents = documents
        self._tenant = tenant
        self._clock = clock

    async def set_aside(
        self,
        document: Document,
        findings: Sequence[Finding],
        *,
        system: str,
        kind: SourceKind,
        rooftop: UUID | None,
    ) -> UUID:
        """Keep a document and say why; the same bytes again are the same entry."""
        sha256 = hashlib.sha256(document.raw).hexdigest()
        entry = ids.of(self._tenant, "quarantine", system, kind, sha256)
        await self._documents.keep(self._tenant, sha256, document, rooftop)
        event = SourceRecordQuarantined(
            quarantine=entry,
            system=system,
            kind=kind,
            rooftop=rooftop,
            raw_sha256=sha256,
            findings=tuple(finding.text for finding in findings),
        )
        await self._append(event, entry, "set_aside", document.received_at, rooftop)
        return entry

    async def close(self, entry: Entry, outcome: Literal["recorded", "dismissed"], reason: str) -> None:
        """Say that an entry was recorded after all, or dismissed for good. Raises EntryClosed."""
        if entry.outcome is not None:
            raise EntryClosed(quarantine=str(entry.id), outcome=entry.outcome)
        event = SourceRecordReleased(quarantine=entry.id, outcome=outcome, reason=reason)
        await self._append(event, entry.id, "close", self._clock(), entry.rooftop)

    async def entries(self) -> list[Entry]:
        """Everything that was ever set aside, in order, open or closed."""
        page = await self._store.read(self._tenant, DCBQuery(items=[DCBQueryItem(types=_TYPES)]))
        found: dict[UUID, Entry] = {}
        for recorded in page.events:
            event = recorded.event
            if isinstance(event, SourceRecordQuarantined):
                found[event.quarantine] = Entry(
                    event.quarantine,
                    event.system,
                    event.kind,
                    event.rooftop,
                    event.raw_sha256,
                    event.findings,
                    recorded.recorded_at,
                )
            elif isinstance(event, SourceRecordReleased) and event.quarantine in found:
                entry = found[event.quarantine]
                found[event.quarantine] = msgspec.structs.replace(entry, outcome=event.outcome)
        return list(found.values())

    async def find(self, entry: UUID) -> Entry:
        """One entry. Raises UnknownEntry."""
        for one in await self.entries():
            if one.id == entry:
                return one
        raise UnknownEntry(quarantine=str(entry))

    async def document(self, entry: Entry) -> Document:
        """What was set aside, as it was sent. Raises DocumentGone."""
        return await self._documents.find(self._tenant, entry.raw_sha256)

    async def _append(self, event: Event, entry: UUID, step: str, at: datetime, rooftop: UUID | None) -> None:
        envelope = Envelope(
            id=ids.of(self._tenant, "event", entry, step),
            occurred_at=at,
            actor=Actor("system", "intake"),
            rooftop=rooftop,
        )
        key = f"quarantine|{entry}|{step}"
        new = NewEvent(envelope, event, (f"quarantine:{entry}",))
        await self._store.append(self._tenant, [new], idempotency_key=key, content=key.encode())
