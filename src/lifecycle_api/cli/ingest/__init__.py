"""Take in files of other systems: leads, snapshots, or a whole folder of both."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run

if TYPE_CHECKING:
    from lifecycle_api.app import Core
    from lifecycle_api.intake.mailboxes import MailTally
    from lifecycle_api.intake.records import Tally

SET_ASIDE = 3  # the exit code when everything was taken in, but some of it waits in quarantine

_paths = click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
_rooftop = click.option("--rooftop", help="Code of the rooftop the files are for.")
_json = click.option("--json", "as_json", is_flag=True, help="End with one line of JSON.")


@click.group()
def ingest() -> None:
    """Take in files of other systems; the same file again changes nothing."""


@ingest.command()
@_paths
@_rooftop
@group_option
@_json
@with_database
def adf(
    database: Database, paths: tuple[Path, ...], rooftop: str | None, group_name: str | None, *, as_json: bool
) -> None:
    """Take in leads: ADF as XML or e-mail files, or folders of them."""
    from tqdm import tqdm

    from lifecycle_api.app import now
    from lifecycle_api.intake.mailboxes import Mailboxes, lead_files
    from lifecycle_api.intake.rooftops import Rooftops

    async def work(parts: "Core") -> "MailTally":
        tenant = await chosen_group(parts, group_name)
        at = await Rooftops(parts.store, tenant).by_code(rooftop) if rooftop else None
        files = list(lead_files(paths))
        with tqdm(total=len(files), desc="Taking in leads", unit="file", file=sys.stderr, disable=None) as bar:
            return await Mailboxes(parts.store, parts.leads, tenant, now).take(files, at, bar.update)

    tally, seconds = _timed(lambda: run(database, work))
    figures = {name: getattr(tally, name) for name in tally.__struct_fields__} | {"seconds": seconds}
    _tell(figures, tally.quarantined + tally.refused, as_json=as_json)


@ingest.command()
@_paths
@_rooftop
@click.option("--system", help="Name of the system the files are from, when they do not say.")
@click.option("--kind", help="Kind of record the files hold, when they do not say.")
@group_option
@_json
@with_database
def dms(
    database: Database, paths: tuple[Path, ...], group_name: str | None, *, as_json: bool, **labels: str | None
) -> None:
    """Take in snapshots of a DMS or CRM: JSON, or CSV with its line files beside it."""
    from tqdm import tqdm

    from lifecycle_api.cli.ingest.folder import record_intake
    from lifecycle_api.intake.dms.files import Labels, left_alone, snapshot_files
    from lifecycle_api.intake.records import Tally

    said = Labels(labels["kind"], labels["system"], labels["rooftop"])

    async def work(parts: "Core") -> "tuple[Tally, frozenset[str]]":
        records = record_intake(parts, await chosen_group(parts, group_name))
        tally = Tally()
        with tqdm(desc="Taking in", unit="record", file=sys.stderr, disable=None) as bar:
            for path in snapshot_files(paths):
                tally += await records.take(path, said, bar.update)
        return tally + await records.retry_waiting(), records.unread

    (tally, unread), seconds = _timed(lambda: run(database, work))
    if unread:
        click.echo(f"Nothing is made of: {', '.join(sorted(unread))} (docs/sources.md says of what)", err=True)
    for path in left_alone(paths):
        click.echo(f"Left alone: {path} (name it as in customers.crm.csv, or give --kind and --system)", err=True)
    figures = {name: getattr(tally, name) for name in tally.__struct_fields__} | {"seconds": seconds}
    _tell(figures, tally.quarantined, as_json=as_json)


@ingest.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--setup", is_flag=True, help="Add the group and the rooftops that the manifest names.")
@group_option
@_json
@with_database
def manifest(database: Database, folder: Path, group_name: str | None, *, setup: bool, as_json: bool) -> None:
    """Take in a folder in the order its manifest.json gives."""
    from lifecycle_api.cli.ingest.folder import load, read_manifest, set_up

    if setup and group_name is not None:
        raise click.UsageError("--setup adds the group that the manifest names; leave --group out.")

    async def work(parts: "Core") -> dict[str, Any]:
        listed = read_manifest(folder)
        tenant = await (set_up(parts, listed) if setup else chosen_group(parts, group_name or listed.group))
        loaded = await load(parts, folder, listed, tenant, quiet=as_json and not sys.stderr.isatty())
        mail, records = loaded.mail, loaded.records
        return {
            "group": str(tenant),
            "files": loaded.files,
            "leads": mail.leads,
            "resends": mail.resends,
            "duplicates": mail.duplicates,
            "records": records.records,
            "emitted": records.emitted,
            "unchanged": records.unchanged,
            "quarantined": records.quarantined + mail.quarantined,
            "refused": mail.refused,
            "seconds": loaded.seconds,
        }

    figures = run(database, work)
    _tell(figures, figures["quarantined"] + figures["refused"], as_json=as_json)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.monotonic()
    return work(), round(time.monotonic() - started, 3)


def _tell(figures: dict[str, Any], aside: int, *, as_json: bool) -> None:
    text = json.dumps(figures) if as_json else "  ".join(f"{name} {value}" for name, value in figures.items())
    click.echo(text)
    if aside:
        click.echo("Some of it was set aside: lifecycle-api quarantine list", err=True)
        click.get_current_context().exit(SET_ASIDE)
