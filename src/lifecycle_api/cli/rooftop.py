"""Rooftops: the dealerships of a group."""

import json
from typing import TYPE_CHECKING, Any

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run, told

if TYPE_CHECKING:
    from lifecycle_api.app import Core


@click.group()
def rooftop() -> None:
    """Rooftops: the dealerships of a group."""


@rooftop.command()
@group_option
@click.option("--code", required=True, help="Short code, unique in the group; files name the rooftop by it.")
@click.option("--name", required=True, help="Name of the dealership.")
@click.option("--timezone", default="UTC", show_default=True, help="Where its clocks are, as in America/Chicago.")
@click.option("--country", default="US", show_default=True, help="ISO 3166 code; phone numbers are read as there.")
@click.option("--currency", default="USD", show_default=True, help="ISO 4217 code of its amounts.")
@click.option("--lead-name", "lead_names", multiple=True, help="Another name leads are addressed to; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def add(database: Database, group_name: str | None, *, as_json: bool, **details: Any) -> None:
    """Add a rooftop, or change its details; adding it again changes nothing."""

    async def work(parts: "Core") -> dict[str, object]:
        from lifecycle_api.cli.ingest.groups import by_hand
        from lifecycle_api.commands.organisation import register_rooftop

        tenant = await chosen_group(parts, group_name)
        return told(await register_rooftop(parts.store, tenant, details, by_hand()))

    result = run(database, work)
    click.echo(json.dumps(result) if as_json else f"{details['code']}: {result['id']}")
