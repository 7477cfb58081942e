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
    """Apply the migrations that this database has not seen yet."""
    from lifecycle_api.store import migrations

    with chosen(data, Settings.from_environment(), admin=True).opened() as dsn:
        applied = asyncio.run(migrations.migrate(dsn))
    if as_json:
        click.echo(json.dumps({"applied": applied}))
    else:
        click.echo("\n".join(applied) or "Nothing to do.")
