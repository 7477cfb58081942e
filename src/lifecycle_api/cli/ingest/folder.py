"""Loads a folder of source files in the order its manifest gives, and sets up the group it speaks of."""

import sys
import time
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
from tqdm import tqdm

from lifecycle_api.app import Core, now
from lifecycle_api.cli.ingest.rights import RightsIntake, read_rights
from lifecycle_api.commands.organisation import Authority, register_group, register_rooftop
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.intake.dms.files import Labels
from lifecycle_api.intake.dms.ingest import SnapshotIntake
from lifecycle_api.intake.documents import Documents
from lifecycle_api.intake.mailboxes import Mailboxes, MailTally, lead_files
from lifecycle_api.intake.quarantine import Quarantine
from lifecycle_api.intake.records import RecordIntake, Tally
from lifecycle_api.intake.releases import Releases
from lifecycle_api.intake.rooftops import Rooftops


class _Rooftop(msgspec.Struct, rename="camel"):
    code: str
    name: str
    time_zone: str
    region: str = "US"


class _File(msgspec.Struct, rename="camel"):
    path: str
    kind: str
    system: str
    rooftop: str
    records: int = 0
    snapshot_date: date | None = None
    lists: dict[str, str] = {}


class Manifest(msgspec.Struct):
    """What a folder holds: the group, its rooftops, and the files in the order in which to take them in."""

    group: str
    files: list[_File]
    rooftops: list[_Rooftop] = []


class Loaded(msgspec.Struct):
    """What became of a folder."""

    group: UUID
    files: int = 0
    mail: MailTally = msgspec.field(default_factory=MailTally)
    records: Tally = Tally()
    choices: int = 0
    seconds: float = 0.0


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder. Raises InvalidArgument."""
    try:
        return msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise InvalidArgument(f"There is no manifest.json in {folder}.", argument="folder") from None
    except (OSError, msgspec.DecodeError) as error:
        raise InvalidArgument(f"{folder} has no manifest.json that can be read: {error}", argument="folder") from None


async def set_up(parts: Core, manifest: Manifest) -> UUID:
    """Register the group and its rooftops."""
    authority = Authority(Actor("system", "setup"), now())
    group = await register_group(parts.store, manifest.group, authority)
    for rooftop in manifest.rooftops:
        details = {
            "code": rooftop.code,
            "name": rooftop.name,
            "timezone": rooftop.time_zone,
            "country": rooftop.region,
        }
        await register_rooftop(parts.store, group.id, details, authority)
    return group.id


async def load_manifest(parts: Core, folder: Path, *, quiet: bool) -> UUID:
    """Set up the group of a folder and take in all its files; returns the group. Doing it twice changes nothing."""
    manifest = read_manifest(folder)
    tenant = await set_up(parts, manifest)
    await load(parts, folder, manifest, tenant, quiet=quiet)
    return tenant


async def load(parts: Core, folder: Path, manifest: Manifest, tenant: UUID, *, quiet: bool) -> Loaded:
    """Take in the files of a manifest, in its order."""
    started, loaded = time.monotonic(), Loaded(tenant)
    rights, chosen = read_rights(folder), RightsIntake(parts, tenant)
    if rights is not None:
        await chosen.agree(rights)
    rooftops = Rooftops(parts.store, tenant)
    mailboxes = Mailboxes(parts.store, parts.leads, tenant, now)
    records = record_intake(parts, tenant)
    total = sum(file.records for file in manifest.files)
    with tqdm(total=total, desc="Taking in", unit="record", disable=quiet, file=sys.stderr) as bar:
        for file in manifest.files:
            rooftop = await rooftops.by_code(file.rooftop)
            loaded.files += 1
            if file.kind == "leads":
                _add(loaded.mail, await mailboxes.take(lead_files([folder / file.path]), rooftop, bar.update))
            else:
                loaded.records += await records.take(folder / file.path, _labels(folder, file), bar.update)
    loaded.records += await records.retry_waiting()
    if rights is not None:
        loaded.choices = await chosen.choose(rights)
    loaded.seconds = round(time.monotonic() - started, 3)
    return loaded


def record_intake(parts: Core, tenant: UUID) -> RecordIntake:
    """The intake of snapshot files for a group."""
    snapshots = SnapshotIntake(parts.store, parts.keys, parts.pool, tenant, now)
    return RecordIntake(snapshots, Rooftops(parts.store, tenant), quarantine_of(parts, tenant), now)


def quarantine_of(parts: Core, tenant: UUID) -> Quarantine:
    """The quarantine of a group."""
    return Quarantine(parts.store, Documents(parts.pool, parts.keys), tenant, now)


def _labels(folder: Path, file: _File) -> Labels:
    lists = {name: folder / path for name, path in file.lists.items()}
    return Labels(file.kind, file.system, file.rooftop, file.snapshot_date, lists)


def _add(tally: MailTally, other: MailTally) -> None:
    for name in tally.__struct_fields__:
        setattr(tally, name, getattr(tally, name) + getattr(other, name))


def releases(parts: Core, tenant: UUID) -> Releases:
    """The way out of a group's quarantine."""
    quarantine, rooftops = quarantine_of(parts, tenant), Rooftops(parts.store, tenant)
    return Releases(tenant, quarantine, record_intake(parts, tenant), parts.leads, rooftops)
