"""A dealer group with two rooftops, and everything that takes files in for it."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.commands.organisation import Authority, register_group, register_rooftop
from lifecycle_api.domain.envelope import Actor, Recorded
from lifecycle_api.intake.dms.files import Labels
from lifecycle_api.intake.dms.ingest import SnapshotIntake
from lifecycle_api.intake.documents import Documents
from lifecycle_api.intake.leads import LeadIntake
from lifecycle_api.intake.mailboxes import Mailboxes, MailTally, lead_files
from lifecycle_api.intake.quarantine import Quarantine
from lifecycle_api.intake.receipts import Receipt
from lifecycle_api.intake.records import RecordIntake, Tally
from lifecycle_api.intake.releases import Releases
from lifecycle_api.intake.rooftops import Rooftops
from tests.support.log import MASTER_KEY, Log, open_log

TODAY: Final = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
SETUP: Final = Authority(Actor("system", "setup"), TODAY)
ROOFTOPS: Final = (
    ("RSI", "Riverside Import", "America/Chicago", ("Pinecrest Meridian",)),
    ("RSD", "Riverside Domestic", "America/New_York", ()),
)


def now() -> datetime:
    """The clock of these tests stands still."""
    return TODAY


@dataclass(frozen=True)
class Desk:
    """A group and its intake."""

    log: Log
    tenant: UUID
    rooftops: Rooftops
    quarantine: Quarantine
    records: RecordIntake
    leads: LeadIntake
    mailboxes: Mailboxes
    releases: Releases

    async def take(self, folder: Path, files: Iterable[dict[str, Any]]) -> tuple[Tally, MailTally]:
        """Take in files of a manifest in the order given, then whatever waited."""
        tally, mail = Tally(), MailTally()
        for file in files:
            if file["kind"] == "leads":
                rooftop = await self.rooftops.by_code(file["rooftop"])
                taken = await self.mailboxes.take(lead_files([folder / file["path"]]), rooftop, _ignore)
                for name in mail.__struct_fields__:
                    setattr(mail, name, getattr(mail, name) + getattr(taken, name))
            else:
                tally += await self.records.take(folder / file["path"], labels(folder, file), _ignore)
        return tally + await self.records.retry_waiting(), mail

    async def file(self, folder: Path, name: str, records: list[Any], rooftop: str = "RSI") -> Tally:
        """Write a JSON snapshot such as `customers.crm.json` and take it in."""
        (folder / name).write_text(json.dumps({"records": records}), encoding="utf-8")
        return await self.records.take(folder / name, Labels(rooftop=rooftop), _ignore)

    async def post(self, raw: bytes, rooftop: str | None = "RSI") -> Receipt:
        """Deliver a lead."""
        at = (await self.rooftops.by_code(rooftop)).id if rooftop else None
        return await self.leads.receive(raw, tenant=self.tenant, rooftop=at, actor=Actor("system", "shoppers-row"))

    async def events(self, *types: str, tag: str | None = None) -> list[Recorded]:
        """The recorded events of these types."""
        tags = [tag] if tag else []
        query = DCBQuery(items=[DCBQueryItem(types=list(types), tags=tags)]) if types or tag else None
        return (await self.log.store.read(self.tenant, query)).events

    async def ids(self) -> set[UUID]:
        """The ids of all events."""
        return {event.envelope.id for event in await self.events()}


@asynccontextmanager
async def open_desk(dsn: str, master: bytes = MASTER_KEY) -> AsyncIterator[Desk]:
    """The intake of the sample group on a database."""
    async with open_log(dsn, master=master) as log:
        tenant = (await register_group(log.store, "Riverside Auto Group", SETUP)).id
        for code, name, zone, lead_names in ROOFTOPS:
            details = {"code": code, "name": name, "timezone": zone, "lead_names": lead_names}
            await register_rooftop(log.store, tenant, details, SETUP)
        rooftops = Rooftops(log.store, tenant)
        quarantine = Quarantine(log.store, Documents(log.pool, log.keys), tenant, now)
        snapshots = SnapshotIntake(log.store, log.keys, log.pool, tenant, now)
        records = RecordIntake(snapshots, rooftops, quarantine, now)
        leads = LeadIntake(log.store, log.keys, log.pool, now)
        releases = Releases(tenant, quarantine, records, leads, rooftops)
        mailboxes = Mailboxes(log.store, leads, tenant, now)
        yield Desk(log, tenant, rooftops, quarantine, records, leads, mailboxes, releases)


def labels(folder: Path, file: dict[str, Any]) -> Labels:
    """What a manifest says of a file."""
    lists = {name: folder / path for name, path in file.get("lists", {}).items()}
    return Labels(file["kind"], file["system"], file["rooftop"], None, lists)


def _ignore(_: int) -> None:
    return
