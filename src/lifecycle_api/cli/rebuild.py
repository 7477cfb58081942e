"""Build read models anew from the log, or check that they are what the log says."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lifecycle_api.cli.data import Database, chosen, data_option
from lifecycle_api.settings import Settings

if TYPE_CHECKING:
    from lifecycle_api.projector.difference import Difference
    from lifecycle_api.projector.rebuild import Progress
    from lifecycle_api.projector.registered import ReadModel

DIFFERENT = 3


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--verify", is_flag=True, help="Change nothing: compare with what readers see, and name rows that differ."
)
@click.option(
    "--force-rebuild", "force", is_flag=True, help="Also take projections that changed without a new version."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@data_option
def rebuild(names: tuple[str, ...], data: Path | None, *, verify: bool, force: bool, as_json: bool) -> None:
    """Build the projections NAMES, by default all, from the log and swap them in; readers notice nothing.

    With --verify the exit code is 3 when some row differs.
    """
    settings = Settings.from_environment()
    database = chosen(data, settings, admin=True)
    with database.opened() as dsn:
        if verify:
            differences = asyncio.run(_verify(dsn, database, settings, names, quiet=as_json))
            _tell_differences(differences, as_json=as_json)
            sys.exit(DIFFERENT if differences else 0)
        models = asyncio.run(_rebuild(dsn, database, settings, names, force=force, quiet=as_json))
    if as_json:
        told = [{"projection": model.name, "version": model.version, "schema": model.schema} for model in models]
        click.echo(json.dumps({"rebuilt": told}))
    else:
        click.echo("\n".join(f"{model.schema} is live." for model in models))


async def _verify(
    dsn: str, database: Database, settings: Settings, names: tuple[str, ...], *, quiet: bool
) -> list["Difference"]:
    from lifecycle_api import app

    async with app.rebuilder(dsn, app.key_of(settings, database.folder), settings) as rebuilder:
        with _bar(quiet=quiet) as progress:
            return await rebuilder.verify(*names, progress=progress)


async def _rebuild(
    dsn: str, database: Database, settings: Settings, names: tuple[str, ...], *, force: bool, quiet: bool
) -> list["ReadModel"]:
    from lifecycle_api import app
    from lifecycle_api.projector.deploy import deploy

    await deploy(dsn, extra=settings.projections, force=force)
    async with app.rebuilder(dsn, app.key_of(settings, database.folder), settings) as rebuilder:
        with _bar(quiet=quiet) as progress:
            models = await rebuilder.rebuild(*names, progress=progress)
        await rebuilder.drop_retired()
        return models


@contextmanager
def _bar(*, quiet: bool) -> Iterator["Progress"]:
    """A progress bar on standard error, none when `quiet`."""
    from tqdm import tqdm

    with tqdm(unit="event", file=sys.stderr, disable=True if quiet else None) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress


def _tell_differences(differences: list["Difference"], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"differences": [asdict(one) for one in differences]}))
        return
    for one in differences:
        columns = f" ({', '.join(one.columns)})" if one.columns else ""
        click.echo(f"{one.projection}.{one.table} {json.dumps(one.key)}: {one.what}{columns}")
    click.echo(f"{len(differences)} rows differ from the log." if differences else "Every row is what the log says.")
