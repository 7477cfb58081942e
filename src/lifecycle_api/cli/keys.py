"""The keys that sign access tokens."""

import json
from typing import TYPE_CHECKING, Any

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import run

if TYPE_CHECKING:
    from lifecycle_api.app import Core

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def keys() -> None:
    """The keys that sign access tokens."""


@keys.command("list")
@_json
@with_database
def list_keys(database: Database, *, as_json: bool) -> None:
    """List the keys that are published, oldest first."""
    _tell(run(database, _published), as_json=as_json)


@keys.command()
@click.option(
    "--at-once", is_flag=True, help="A key was stolen: sign with the new one now, and refuse what the others signed."
)
@_json
@with_database
def rotate(database: Database, *, at_once: bool, as_json: bool) -> None:
    """Make a new key. It signs in ten minutes, when everyone knows it; the old one retires after its last token."""

    async def work(parts: "Core") -> list[dict[str, Any]]:
        await parts.clients.signing.rotate(at_once=at_once)
        return await _published(parts)

    _tell(run(database, work), as_json=as_json)


async def _published(parts: "Core") -> list[dict[str, Any]]:
    return [
        {
            "kid": str(key.kid),
            "signsFrom": key.signs_from.isoformat(),
            "retiresAt": key.retires_at and key.retires_at.isoformat(),
        }
        for key in await parts.clients.signing.published()
    ]


def _tell(published: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(published))
        return
    for key in published:
        click.echo(f"{key['kid']}  signs from {key['signsFrom']}  retires {key['retiresAt'] or 'never'}")
