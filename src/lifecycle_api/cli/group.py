"""Dealer groups: each has a log of its own."""

import json
from typing import TYPE_CHECKING

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import run, told

if TYPE_CHECKING:
    from lifecycle_api.app import Core


@click.group()
def group() -> None:
    """Dealer groups: each has a log of its own."""


@group.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def add(database: Database, name: str, *, as_json: bool) -> None:
    """Add a dealer group; adding it again changes nothing."""

    async def work(parts: "Core") -> dict[str, object]:
        from lifecycle_api.cli.ingest.groups import by_hand
        from lifecycle_api.commands.organisation import register_group

        return told(await register_group(parts.store, name, by_hand()))

    result = run(database, work)
    click.echo(json.dumps(result) if as_json else f"{name}: {result['id']}")
