"""Erase people, prove it, and clean what erasure leaves in files."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from lifecycle_api.cli.data import Database, chosen, data_option, with_database
from lifecycle_api.cli.ids import GlobalId
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run
from lifecycle_api.cli.new_path import NewPath, write_new
from lifecycle_api.settings import Settings

if TYPE_CHECKING:
    from lifecycle_api.app import Core
    from lifecycle_api.rights.erasure.progress import Progress

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def erase() -> None:
    """Erase people: keys, documents, read models; then search, and sign."""


@erase.command()
@click.option(
    "--request", type=GlobalId("privacy_request"), help="Only this privacy request, which has to be verified."
)
@group_option
@_json
@with_database
def due(database: Database, request: UUID | None, group_name: str | None, *, as_json: bool) -> None:
    """Carry out the erasures that are verified and not held, and go on with those that were interrupted."""

    async def work(parts: "Core") -> list["Progress"]:
        tenant = await chosen_group(parts, group_name)
        if request is not None:
            return [await parts.rights.desk.erase(tenant, request)]
        return await parts.rights.desk.run_due(tenant)

    _tell(run(database, work), as_json=as_json)


@erase.command()
@_json
@with_database
def reapply(database: Database, *, as_json: bool) -> None:
    """After a restore, repeat the erasures that the journal knows and the database does not."""

    async def work(parts: "Core") -> list["Progress"]:
        return await parts.rights.restoring.reapply()

    _tell(run(database, work), as_json=as_json)


@erase.command()
@click.option("--dry-run", is_flag=True, help="Erase nothing; say how much is due.")
@group_option
@_json
@with_database
def retention(database: Database, group_name: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Erase what is kept longer than the retention rules allow, unless it is held as evidence."""
    from tqdm import tqdm

    async def work(parts: "Core") -> tuple[int, list["Progress"]]:
        tenant = await chosen_group(parts, group_name)
        orders = await parts.rights.desk.overdue(tenant)
        if dry_run:
            return len(orders), []
        with tqdm(orders, desc="Erasing", unit="record", file=sys.stderr, disable=True if as_json else None) as bar:
            return len(orders), [await parts.rights.desk.run(order) for order in bar]

    number, done = run(database, work)
    click.echo(json.dumps({"due": number, "erased": len(done)}) if as_json else f"{number} due, {len(done)} erased.")


@erase.command()
@click.argument("erasure", type=GlobalId("erasure"))
@click.option("--out", type=NewPath(), help="The new file to write; else it is printed.")
@click.option("--proof", type=NewPath(), help="Also write a tlog-proof of the event, a new file.")
@group_option
@with_database
def certificate(
    database: Database, erasure: UUID, out: Path | None, proof: Path | None, group_name: str | None
) -> None:
    """Print the signed certificate of an erasure, and prove that the log tells of it."""

    async def work(parts: "Core") -> tuple[bytes, str]:
        from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

        from lifecycle_api.commands.command import NotFound

        tenant = await chosen_group(parts, group_name)
        found = await parts.rights.erasures.find(tenant, erasure)
        if found is None or found.certificate is None:
            raise NotFound("There is no certificate of such an erasure.", argument="erasure")
        if proof is None:
            return found.certificate, ""
        await parts.audit.checkpoint(tenant)
        item = DCBQueryItem(types=["erasure.certified"], tags=[f"erasure:{erasure}"])
        (event,) = (await parts.store.read(tenant, DCBQuery([item]))).events
        return found.certificate, (await parts.audit.trees.inclusion(tenant, event.position - 1)).text

    signed, text = run(database, work)
    if proof is not None:
        write_new(proof, text.encode())
    if out is not None:
        write_new(out, signed)
    else:
        click.echo(signed.decode())


@erase.command()
@data_option
@_json
def scrub(data: Path | None, *, as_json: bool) -> None:
    """Write the files of the database anew in which erased rows may linger; tables are locked one after the other."""
    import asyncio

    from tqdm import tqdm

    database = chosen(data, Settings.from_environment(), admin=True)
    with database.opened() as dsn, tqdm(unit="table", file=sys.stderr, disable=True if as_json else None) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        tables = asyncio.run(_scrub(dsn, progress))
    click.echo(json.dumps({"tables": tables}) if as_json else f"{len(tables)} tables were written anew.")


async def _scrub(dsn: str, progress: Any) -> list[str]:
    import asyncpg

    from lifecycle_api.rights.scrubbing import scrub as write_anew

    admin = await asyncpg.connect(dsn)
    try:
        return await write_anew(admin, progress)
    finally:
        await admin.close()


def _tell(done: list["Progress"], *, as_json: bool) -> None:
    told = [
        {
            "erasure": str(one.order.erasure),
            "customer": str(one.order.customer),
            "step": one.step,
            "keys": len(one.found.keys),
            "rows": one.found.rows,
            "documents": len(one.found.documents),
            "mentions": len(one.found.mentions),
        }
        for one in done
    ]
    if as_json:
        click.echo(json.dumps({"erasures": told}))
        return
    for one in told:
        click.echo(" ".join(f"{name}={value}" for name, value in one.items()))
    click.echo(f"{len(told)} erasures.")
