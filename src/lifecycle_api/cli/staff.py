"""Staff: who works at which rooftop, and who left."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, get_args

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run, told
from lifecycle_api.domain.events.organisation import Department

if TYPE_CHECKING:
    from lifecycle_api.app import Core


@click.group()
def staff() -> None:
    """Staff: who works at which rooftop, and who left."""


@staff.command()
@group_option
@click.option("--number", required=True, help="Employee number, unique in the group; files name people by it.")
@click.option("--name", required=True, help="Given and family name.")
@click.option(
    "--role", "roles", multiple=True, required=True, help="Such as sales or service_advisor; may be repeated."
)
@click.option("--department", type=click.Choice(get_args(Department)), required=True, help="Where they work.")
@click.option("--rooftop", "rooftops", multiple=True, required=True, help="Code of a rooftop; may be repeated.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def add(
    database: Database,
    group_name: str | None,
    number: str,
    since: datetime | None,
    *,
    as_json: bool,
    **details: object,
) -> None:
    """Add an employee; adding them again changes nothing."""

    async def work(parts: "Core") -> dict[str, object]:
        from lifecycle_api.cli.ingest.groups import by_hand
        from lifecycle_api.commands.organisation import onboard_employee

        tenant = await chosen_group(parts, group_name)
        first = since.date() if since else None
        return told(await onboard_employee(parts.store, tenant, number, details, by_hand(), since=first))

    result = run(database, work)
    click.echo(json.dumps(result) if as_json else f"{number}: {result['id']}")


@staff.command()
@group_option
@click.option("--number", required=True, help="Employee number.")
@click.option("--last-day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day; never one to come.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def leave(database: Database, group_name: str | None, number: str, last_day: datetime, *, as_json: bool) -> None:
    """Record that an employee left: their customers are orphaned. Said again, it changes nothing."""

    async def work(parts: "Core") -> dict[str, object]:
        from lifecycle_api.cli.ingest.groups import by_hand
        from lifecycle_api.commands.organisation import depart_employee
        from lifecycle_api.domain import ids

        tenant = await chosen_group(parts, group_name)
        employee = ids.employee(tenant, number)
        return told(await depart_employee(parts.store, tenant, employee, last_day.date(), by_hand()))

    result = run(database, work)
    click.echo(json.dumps(result) if as_json else f"{number}: {result['id']}")
