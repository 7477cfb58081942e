"""Portals: programs in which the group's people, or its customers, log in."""

import json
from typing import TYPE_CHECKING, Any

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run

if TYPE_CHECKING:
    from lifecycle_api.access.oauth.client import Client
    from lifecycle_api.app import Core


@click.group()
def portal() -> None:
    """Portals: programs in which the group's people, or its customers, log in."""


@portal.command()
@group_option
@click.option("--name", required=True, help="A name for people, such as `Customer portal`.")
@click.option(
    "--for", "kind", type=click.Choice(["staff", "consumer", "auditor"]), required=True, help="Who logs in there."
)
@click.option(
    "--redirect-uri", "redirect_uris", multiple=True, required=True, help="Where people come back to; may be repeated."
)
@click.option("--scope", "scopes", multiple=True, help="A scope it may ask for; all there are when left out.")
@click.option("--purpose", "purposes", multiple=True, help="A purpose it may name; may be repeated.")
@click.option("--dpop", "dpop_required", is_flag=True, help="Bind its tokens to a key.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def register(
    database: Database,
    group_name: str | None,
    kind: str,
    scopes: tuple[str, ...],
    *,
    as_json: bool,
    **details: Any,
) -> None:
    """Register a portal: a public client that uses PKCE."""

    async def work(parts: "Core") -> "Client":
        from uuid import uuid4

        from lifecycle_api.access.scopes import SCOPES, Kind
        from lifecycle_api.cli.ingest.groups import by_hand
        from lifecycle_api.cli.ingest.partners import administration
        from lifecycle_api.commands.clients import Wanted

        who = Kind(kind)
        every = tuple(scope.name for scope in SCOPES.values() if who in scope.kinds)
        group = await chosen_group(parts, group_name)
        wanted = Wanted(kind=who, scopes=scopes or every, **details)
        return (await administration(parts).register(group, str(uuid4()), wanted, by_hand()))[0]

    client = run(database, work)
    told = {"clientId": client.client_id, "name": client.name, "redirectUris": list(client.redirect_uris)}
    click.echo(json.dumps(told) if as_json else f"{client.client_id}  {client.name}")
