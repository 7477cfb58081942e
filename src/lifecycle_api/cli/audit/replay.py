"""Prove that the read models follow from the log, now or at any position."""

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from lifecycle_api.cli.data import chosen, data_option
from lifecycle_api.cli.ids import GlobalId
from lifecycle_api.cli.ingest.groups import chosen_group, group_option
from lifecycle_api.settings import Settings

if TYPE_CHECKING:
    from lifecycle_api.audit.replay.proving import Proved
    from lifecycle_api.cli.data import Database

DIFFERENT = 3


@click.command()
@click.option("--projection", "names", multiple=True, help="Only this projection; may be repeated.")
@click.option("--at", type=click.IntRange(min=1), help="The position of the log; by default its head.")
@click.option(
    "--customer", "customers", type=GlobalId("customer"), multiple=True, help="Only this customer; may be repeated."
)
@group_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@data_option
def replay(
    names: tuple[str, ...],
    at: int | None,
    customers: tuple[UUID, ...],
    group_name: str | None,
    data: Path | None,
    *,
    as_json: bool,
) -> None:
    """Rebuild projections up to a position, beside the live ones, and compare them with what the API answers.

    The exit code is 3 when some row differs.
    """
    settings = Settings.from_environment()
    database = chosen(data, settings, admin=True)
    with database.opened() as dsn:
        told = asyncio.run(
            _replay(dsn, database, settings, group_name, at=at, names=names, customers=customers, quiet=as_json)
        )
    position, proved = told
    different = [{"table": table, "customer": customer} for table, customer in proved.differences]
    if as_json:
        figures = {"position": position, "people": proved.people, "rows": proved.rows, "differences": different}
        click.echo(json.dumps(figures))
    else:
        for one in different:
            click.echo(f"{one['table']} differs for customer {one['customer']}.")
        click.echo(f"{proved.rows} rows about {proved.people} people at position {position}: {len(different)} differ.")
    sys.exit(DIFFERENT if different else 0)


async def _replay(
    dsn: str,
    database: "Database",
    settings: Settings,
    group_name: str | None,
    *,
    at: int | None,
    quiet: bool,
    **what: Any,
) -> tuple[int, "Proved"]:
    import asyncpg
    from tqdm import tqdm

    from lifecycle_api import app
    from lifecycle_api.audit.replay.proving import Proving
    from lifecycle_api.projector import loader

    key = app.key_of(settings, database.folder)
    admin = await asyncpg.connect(dsn)
    try:
        async with app.core(dsn, key, settings, folder=database.folder) as parts:
            tenant = await chosen_group(parts, group_name)
            head = await parts.store.head(tenant)
            position = min(at or head, head)
            proving = Proving(admin, parts.pool, parts.store, loader.load(settings.projections))
            with tqdm(unit="person", file=sys.stderr, disable=True if quiet else None) as bar:

                def progress(done: int, total: int) -> None:
                    bar.total = total
                    bar.update(done - bar.n)

                return position, await proving.prove(tenant, position, progress=progress, **what)
    finally:
        await admin.close()
