"""Sign a log as it is now."""

import json
from typing import TYPE_CHECKING

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run

if TYPE_CHECKING:
    from lifecycle_api.app import Core
    from lifecycle_api.audit.trees import Signed


@click.command()
@group_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def checkpoint(database: Database, group_name: str | None, *, as_json: bool) -> None:
    """Take everything recorded into the group's tree, have it cosigned, and print the signed checkpoint."""

    async def work(parts: "Core") -> "Signed":
        return await parts.audit.checkpoint(await chosen_group(parts, group_name))

    signed = run(database, work)
    click.echo(json.dumps({"size": signed.size, "note": signed.note}) if as_json else signed.note.rstrip("\n"))
