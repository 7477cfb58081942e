"""Takes in files of leads, in the order in which they were received."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.sources import SourceBatchIngested
from lifecycle_api.intake.adf.limits import LeadTooLarge
from lifecycle_api.intake.leads import LeadIntake
from lifecycle_api.intake.receipts import Receipt
from lifecycle_api.intake.rooftops import Rooftop
from lifecycle_api.store.log import EventStore

SUFFIXES: Final = frozenset({".xml", ".eml", ".adf", ".txt"})
PRINCIPAL: Final = "intake"
_STAMPED = re.compile(r"(\d{8}-\d{4})-")
_LARGEST_READ: Final = 64 * 1024 * 1024


class MailTally(msgspec.Struct):
    """What became of the files: leads recorded, sent again, asked before, set aside; files too large to take."""

    files: int = 0
    leads: int = 0
    resends: int = 0
    duplicates: int = 0
    quarantined: int = 0
    refused: int = 0

    def count(self, receipt: Receipt) -> None:
        """Count what became of one file."""
        for lead in receipt.leads:
            self.leads += lead.outcome == "recorded"
            self.resends += lead.outcome == "resent"
            self.duplicates += lead.duplicate_of is not None
            self.quarantined += lead.outcome == "quarantined"


class Mailboxes:
    """The lead files of one dealer group."""

    def __init__(self, store: EventStore, leads: LeadIntake, tenant: UUID, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._leads = leads
        self._tenant = tenant
        self._clock = clock

    async def take(
        self, files: Iterable[Path], rooftop: Rooftop | None, progress: Callable[[int], object]
    ) -> MailTally:
        """Take in lead files, each on its own, and say in the log that it was done."""
        tally, digest = MailTally(), hashlib.sha256()
        for path in files:
            tally.files += 1
            try:
                raw = _read(path)
                digest.update(hashlib.sha256(raw).digest())
                tally.count(await self._take(path, raw, rooftop))
            except LeadTooLarge:
                tally.refused += 1
            progress(1)
        await self._finish(tally, digest.hexdigest(), rooftop)
        return tally

    async def _take(self, path: Path, raw: bytes, rooftop: Rooftop | None) -> Receipt:
        zone = rooftop.zone if rooftop else ZoneInfo("UTC")
        return await self._leads.receive(
            raw,
            tenant=self._tenant,
            rooftop=rooftop.id if rooftop else None,
            actor=Actor("system", PRINCIPAL),
            received_at=received_at(path, raw, zone),
            arrived_at=stamped_at(path, zone),
        )

    async def _finish(self, tally: MailTally, sha256: str, rooftop: Rooftop | None) -> None:
        at = rooftop.id if rooftop else None
        name = ids.of(self._tenant, "batch", "adf", "lead", at, sha256)
        event = SourceBatchIngested(
            batch=name,
            system="adf",
            kind="lead",
            rooftop=at,
            raw_sha256=sha256,
            records=tally.files,
            emitted=tally.leads,
            unchanged=tally.resends,
            quarantined=tally.quarantined + tally.refused,
        )
        envelope = Envelope(
            id=ids.of(self._tenant, "event", name),
            occurred_at=self._clock(),
            actor=Actor("system", PRINCIPAL),
            rooftop=at,
        )
        key = f"batch|{name}"
        events = [NewEvent(envelope, event)]
        await self._store.append(self._tenant, events, idempotency_key=key, content=key.encode())


def lead_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files meant by some paths; of a folder all that look like leads, by name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES)
        else:
            yield path


def received_at(path: Path, raw: bytes, zone: ZoneInfo) -> datetime | None:
    """When a file was received: as an e-mail says, or a name such as `20240607-0931-carfinder.xml` does."""
    if stamped := stamped_at(path, zone):
        return stamped
    if path.suffix.lower() != ".eml":
        return None
    try:
        sent = parsedate_to_datetime(str(BytesHeaderParser(policy=policy.compat32).parsebytes(raw)["Date"]))
    except (ValueError, TypeError, IndexError):
        return None
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def stamped_at(path: Path, zone: ZoneInfo) -> datetime | None:
    """When the mailbox that named a file received it; what an e-mail says of itself, its sender wrote."""
    stamped = _STAMPED.match(path.name)
    try:
        return None if stamped is None else datetime.strptime(stamped[1], "%Y%m%d-%H%M").replace(tzinfo=zone)
    except ValueError:
        return None


def _read(path: Path) -> bytes:
    """The file's bytes. Raises LeadTooLarge before reading what cannot be a lead."""
    size = path.stat().st_size
    if size > _LARGEST_READ:
        raise LeadTooLarge(size=size, limit=_LARGEST_READ)
    return path.read_bytes()
