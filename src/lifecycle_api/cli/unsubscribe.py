"""Make the link by which somebody stops messages with one click."""

import json
from typing import TYPE_CHECKING

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run
from lifecycle_api.errors import InvalidArgument

if TYPE_CHECKING:
    from lifecycle_api.app import Core


@click.command()
@click.argument("contact")
@group_option
@click.option("--url", required=True, help="The public address of the service.")
@click.option("--channel", type=click.Choice(["email", "sms", "phone"]), default="email", show_default=True)
@click.option("--country", help="Where a number is dialled; by default the country of the group's first rooftop.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def unsubscribe(
    database: Database,
    contact: str,
    *,
    group_name: str | None,
    url: str,
    channel: str,
    country: str | None,
    as_json: bool,
) -> None:
    """Make the link for `List-Unsubscribe` in a message to CONTACT, a number or an address."""

    async def work(parts: "Core") -> str:
        from lifecycle_api.access.links import Unsubscribe
        from lifecycle_api.access.oauth.registration import https
        from lifecycle_api.commands.numbers import spelled
        from lifecycle_api.trust import contact_hash, links

        address = https(url, "url", loopback=True).rstrip("/")
        if "?" in address:
            raise InvalidArgument("Write url as an https address without a query.", argument="url")
        group = await chosen_group(parts, group_name)
        value = await spelled(parts.store, group, contact, country=country)
        if value is None:
            raise InvalidArgument(f"{contact!r} is no number and no address.", argument="contact")
        meant = Unsubscribe(group, contact_hash(parts.keys, group, value), channel)
        return links(parts.keys).unsubscribe(address, meant)

    link = run(database, work)
    click.echo(json.dumps({"link": link}) if as_json else link)
