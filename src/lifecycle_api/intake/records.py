"""Takes in whole snapshot files: each record is told or set aside, and what was set aside can be tried again."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

import msgspec

from lifecycle_api.errors import InvalidArgument, LifecycleError
from lifecycle_api.intake.dms.commit import Outcome
from lifecycle_api.intake.dms.context import WAITING
from lifecycle_api.intake.dms.files import Labels, file_bytes, kind_and_system, read_snapshot
from lifecycle_api.intake.dms.ingest import SnapshotIntake
from lifecycle_api.intake.dms.kinds import kind_named
from lifecycle_api.intake.dms.plan import Aside
from lifecycle_api.intake.dms.planner import Batch
from lifecycle_api.intake.dms.texts import read_source
from lifecycle_api.intake.dms.unread import unread
from lifecycle_api.intake.documents import Document, DocumentGone
from lifecycle_api.intake.findings import SetAside
from lifecycle_api.intake.quarantine import Entry, Quarantine
from lifecycle_api.intake.rooftops import Rooftops

RECORD: Final = "application/vnd.lifecycle.source-record+json"
FILE: Final = "application/octet-stream"


class NotReleasable(LifecycleError):
    """This can only be understood once it is corrected at its source; send it again, and dismiss this."""

    code: ClassVar[str] = "NOT_RELEASABLE"


class Tally(msgspec.Struct, frozen=True):
    """What became of a file: record states read, events emitted, states without news, records set aside."""

    records: int = 0
    emitted: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(ours + theirs for ours, theirs in zip(_counts(self), _counts(other), strict=True)))


class _Kept(msgspec.Struct):
    """A record in the quarantine, with what must be known to try it again."""

    kind: str
    system: str
    rooftop: UUID
    file_sha256: str
    record: bytes
    broken: bool = False
    as_of: date | None = None


class RecordIntake:
    """Takes in the snapshot files of one dealer group."""

    def __init__(
        self,
        snapshots: SnapshotIntake,
        rooftops: Rooftops,
        quarantine: Quarantine,
        clock: Callable[[], datetime],
    ) -> None:
        self._snapshots = snapshots
        self._rooftops = rooftops
        self._quarantine = quarantine
        self._clock = clock
        self.unread: frozenset[str] = frozenset()

    async def take(self, path: Path, labels: Labels, progress: Callable[[int], object]) -> Tally:
        """Take in one file; `unread` grows by the columns of which nothing is made.

        Raises InvalidArgument when its kind, system or rooftop is not said, UnknownRooftop.
        """
        try:
            snapshot = read_snapshot(path, labels)
        except SetAside as unreadable:
            return await self._set_file_aside(path, labels, unreadable)
        if snapshot.rooftop is None:
            raise InvalidArgument(f"Nothing says which rooftop sent {path.name}; give --rooftop.", argument="rooftop")
        rooftop = await self._rooftops.by_code(snapshot.rooftop)
        if snapshot.addressed not in (None, rooftop.code) and await self._is_ours(snapshot.addressed):
            raise InvalidArgument(
                f"{path.name} says that it is for {snapshot.addressed}, not for {rooftop.code}; leave --rooftop out.",
                argument="rooftop",
            )
        batch = await self._snapshots.batch(
            snapshot.kind, snapshot.system, snapshot.raw_sha256, rooftop, snapshot.snapshot_date
        )
        outcome = await self._snapshots.tell(batch, snapshot.records, progress)
        for aside in outcome.asides:
            await self._set_aside(batch, aside)
        await self._snapshots.finish(batch, snapshot, outcome)
        self.unread |= unread(snapshot.kind, snapshot.records)
        return _tally(len(snapshot.records), outcome)

    async def _is_ours(self, code: str | None) -> bool:
        # A system may have names of its own for rooftops; one that is another rooftop's is a mistake.
        return any(each.code == code for each in await self._rooftops.all())

    async def release(self, entry: Entry) -> Outcome:
        """Try a record that was set aside again. Raises NotReleasable, DocumentGone, UnknownRooftop."""
        document = await self._quarantine.document(entry)
        if document.media_type != RECORD:
            raise NotReleasable(quarantine=str(entry.id))
        kept = msgspec.json.decode(document.raw, type=_Kept)
        if kept.broken:
            raise NotReleasable(quarantine=str(entry.id))
        rooftop = await self._rooftops.by_id(kept.rooftop)
        kind = kind_named(kept.kind)
        batch = await self._snapshots.batch(kind, kept.system, kept.file_sha256, rooftop, kept.as_of, again=True)
        outcome = await self._snapshots.tell(batch, [read_source(kept.record)])
        if not outcome.asides:
            await self._quarantine.close(entry, "recorded", "it could be understood when it was tried again")
        return outcome

    async def retry_waiting(self) -> Tally:
        """Try again whatever only waited for other records, until nothing more comes of it."""
        tally, before = Tally(), -1
        while True:
            waiting = [
                entry
                for entry in await self._quarantine.entries()
                if entry.outcome is None and entry.kind != "lead" and entry.waits_for(WAITING)
            ]
            if not waiting or len(waiting) == before:
                return tally
            before = len(waiting)
            for entry in waiting:
                try:
                    outcome = await self.release(entry)
                except DocumentGone:
                    # It was about somebody who was erased: it waits for nobody any more.
                    await self._quarantine.close(entry, "dismissed", "what was set aside is gone")
                    continue
                tally += Tally(emitted=outcome.emitted, quarantined=len(outcome.asides) - 1)

    async def _set_aside(self, batch: Batch, aside: Aside) -> None:
        source, kind = aside.source, batch.kind.name
        broken = source.broken is not None
        kept = _Kept(kind, batch.system, batch.rooftop.id, batch.raw_sha256, source.raw, broken, batch.as_of)
        document = Document(msgspec.json.encode(kept), RECORD, batch.received_at)
        await self._quarantine.set_aside(
            document, aside.findings, system=batch.system, kind=kind, rooftop=batch.rooftop.id
        )

    async def _set_file_aside(self, path: Path, labels: Labels, aside: SetAside) -> Tally:
        kind, system = kind_and_system(path, labels)
        rooftop = await self._rooftops.by_code(labels.rooftop) if labels.rooftop else None
        document = Document(file_bytes(path), FILE, self._clock())
        at = rooftop.id if rooftop else None
        await self._quarantine.set_aside(document, aside.findings, system=system, kind=kind.name, rooftop=at)
        return Tally(quarantined=1)


def _tally(records: int, outcome: Outcome) -> Tally:
    return Tally(records, outcome.emitted, outcome.unchanged, len(outcome.asides))


def _counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.records, tally.emitted, tally.unchanged, tally.quarantined
