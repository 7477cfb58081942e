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
@click.option("--country", default="US", show_default=True, help="Where a number is read as dialled.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def unsubscribe(
    database: Database, contact: str, *, group_name: str | None, url: str, channel: str, country: str, as_json: bool
) -> None:
    """Make the link for `List-Unsubscribe` in a message to CONTACT, a number or an address."""

    async def work(parts: "Core") -> str:
        from lifecycle_api.access.links import Unsubscribe
        from lifecycle_api.access.oauth.registration import https
        from lifecycle_api.domain.contact import normalise_email, normalise_phone
        from lifecycle_api.trust import contact_hash, links

        address = https(url, "url", loopback=True).rstrip("/")
        if "?" in address:
            raise InvalidArgument("Write url as an https address without a query.", argument="url")
        read = normalise_email(contact) if "@" in contact else normalise_phone(contact, region=country)
        if read.match_key is None:
            raise InvalidArgument(f"{contact!r} is no number and no address.", argument="contact")
        group = await chosen_group(parts, group_name)
        meant = Unsubscribe(group, contact_hash(parts.keys, group, read.match_key), channel)
        return links(parts.keys).unsubscribe(address, meant)

    link = run(database, work)
    click.echo(json.dumps({"link": link}) if as_json else link)
