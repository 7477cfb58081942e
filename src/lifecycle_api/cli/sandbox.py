"""A sandbox: a dealer group of synthetic people, for partners to try themselves out on."""

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import run
from lifecycle_api.errors import InvalidArgument

if TYPE_CHECKING:
    from lifecycle_api.app import Core


@click.group()
def sandbox() -> None:
    """A sandbox: a dealer group of synthetic people, for partners to try themselves out on."""


@sandbox.command()
@click.option("--name", default="Sandbox", show_default=True, help="The name of the group.")
@click.option("--customers", type=click.IntRange(10, 2000), default=40, show_default=True, help="How many people.")
@click.option("--months", type=click.IntRange(1, 60), default=12, show_default=True, help="How many months are told.")
@click.option("--seed", default=11, show_default=True, help="The same seed makes the same people.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def create(database: Database, name: str, customers: int, months: int, seed: int, *, as_json: bool) -> None:
    """Make a sandbox. Clients registered for it get tokens for it, and for nothing else."""

    async def work(parts: "Core") -> dict[str, Any]:
        from lifecycle_api.app import now
        from lifecycle_api.cli.ingest.folder import load_manifest
        from lifecycle_api.domain import ids

        group = ids.group(name)
        await _refuse_real(parts, group, name)
        await parts.clients.clients.mark_sandbox(group, now())
        with tempfile.TemporaryDirectory() as folder:
            files = _written(Path(folder) / "files", name, customers, months, seed)
            await load_manifest(parts, files, quiet=as_json)
        await parts.projector.catch_up(group)
        return {"id": str(group), "name": name, "events": await parts.store.head(group)}

    told = run(database, work)
    click.echo(json.dumps(told) if as_json else f"{told['name']}: {told['id']}, {told['events']} events")


async def _refuse_real(parts: "Core", group: UUID, name: str) -> None:
    """Put no synthetic people beside real ones: what is in a log stays there. Raises InvalidArgument."""
    from lifecycle_api.store.refusals import UnknownTenant

    try:
        await parts.store.head(group)
    except UnknownTenant:
        return
    if not await parts.clients.clients.is_sandbox(group):
        raise InvalidArgument(f"The dealer group {name!r} is there and no sandbox; name another one.", argument="name")


def _written(folder: Path, name: str, customers: int, months: int, seed: int) -> Path:
    from tqdm import tqdm

    from lifecycle_api import simulator

    last_day = simulator.last_whole_day(datetime.now(UTC))
    with tqdm(total=customers, unit="customer", disable=None, file=sys.stderr) as bar:
        simulator.write(folder, seed=seed, customers=customers, months=months, end=last_day, progress=bar.update)
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_bytes()), "group": name}), encoding="utf-8")
    return folder
