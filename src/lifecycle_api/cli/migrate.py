"""Bring a database up to date."""

import asyncio
import json
from pathlib import Path

import click

from lifecycle_api.cli.data import chosen, data_option
from lifecycle_api.settings import Settings


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def migrate(data: Path | None, *, as_json: bool) -> None:
    """Apply the migrations that this database has not seen yet, and make the read models it lacks."""
    settings = Settings.from_environment()
    with chosen(data, settings, admin=True).opened() as dsn:
        applied = asyncio.run(_prepare(dsn, settings))
    if as_json:
        click.echo(json.dumps({"applied": applied}))
    else:
        click.echo("\n".join(applied) or "Nothing to do.")


async def _prepare(dsn: str, settings: Settings) -> list[str]:
    from lifecycle_api import app

    return await app.prepare(dsn, settings)
