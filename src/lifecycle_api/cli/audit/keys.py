"""The keys that sign a group's log."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run

if TYPE_CHECKING:
    from lifecycle_api.app import Core

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.command()
@group_option
@_json
@with_database
def keys(database: Database, group_name: str | None, *, as_json: bool) -> None:
    """Print the keys that sign the group's log now, for the policies of auditors and witnesses."""

    async def work(parts: "Core") -> dict[str, Any]:
        tenant = await chosen_group(parts, group_name)
        origin = await parts.audit.begin(tenant)
        signing, successions = await parts.audit.signing.published(tenant, origin)
        return {"origin": origin, "keys": [key.vkey for key in signing], "successions": successions}

    told = run(database, work)
    click.echo(json.dumps(told) if as_json else "\n".join(told["keys"]))


@click.command("rotate-key")
@group_option
@click.option(
    "--overlap-days",
    type=click.IntRange(0, 3650),
    default=30,
    show_default=True,
    help="How long the key before signs beside the new one.",
)
@_json
@with_database
def rotate_key(database: Database, group_name: str | None, overlap_days: int, *, as_json: bool) -> None:
    """Make a new signing key for the group's log; the one before introduces it, and signs on for a while."""

    async def work(parts: "Core") -> dict[str, Any]:
        from lifecycle_api.app import now

        tenant = await chosen_group(parts, group_name)
        origin = await parts.audit.begin(tenant)
        retire = now() + timedelta(days=overlap_days)
        key = await parts.audit.signing.rotate(tenant, origin, retire=retire)
        return {"origin": origin, "key": key.vkey, "retiresAt": retire.isoformat()}

    told = run(database, work)
    click.echo(json.dumps(told) if as_json else f"{told['key']}\nThe key before signs until {told['retiresAt']}.")
