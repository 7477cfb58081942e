"""See what was set aside, and release or dismiss it."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ids import GlobalId
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, plain, run

if TYPE_CHECKING:
    from lifecycle_api.app import Core

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_entry = click.argument("entry", type=GlobalId("quarantine"))


@click.group()
def quarantine() -> None:
    """What could not be understood: kept whole, until it is released or dismissed."""


@quarantine.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was released or dismissed.")
@group_option
@_json
@with_database
def list_entries(database: Database, group_name: str | None, *, everything: bool, as_json: bool) -> None:
    """List what waits, oldest first."""

    async def work(parts: "Core") -> list[dict[str, Any]]:
        from lifecycle_api.cli.ingest.folder import quarantine_of

        entries = await quarantine_of(parts, await chosen_group(parts, group_name)).entries()
        return [plain(entry) for entry in entries if everything or entry.outcome is None]

    entries = run(database, work)
    if as_json:
        click.echo(json.dumps(entries))
        return
    for entry in entries:
        click.echo(f"{entry['id']}  {entry['outcome'] or 'open':9}  {entry['system']}/{entry['kind']}")
        for finding in entry["findings"]:
            click.echo(f"    {finding}")
    click.echo("1 entry." if len(entries) == 1 else f"{len(entries)} entries.")


@quarantine.command()
@_entry
@group_option
@_json
@with_database
def show(database: Database, entry: UUID, group_name: str | None, *, as_json: bool) -> None:
    """Show an entry with its findings and what was sent."""

    async def work(parts: "Core") -> dict[str, Any]:
        from lifecycle_api.cli.ingest.folder import quarantine_of

        kept = quarantine_of(parts, await chosen_group(parts, group_name))
        found = await kept.find(entry)
        document = await kept.document(found)
        raw = document.raw.decode("utf-8", "backslashreplace")
        return {**plain(found), "mediaType": document.media_type, "raw": raw}

    shown = run(database, work)
    click.echo(json.dumps(shown) if as_json else "\n".join(_lines(shown)))


@quarantine.command()
@_entry
@click.option("--rooftop", help="For a lead: the code of the rooftop it is for.")
@click.option("--dismiss", metavar="REASON", help="Do not try again: close it for this reason.")
@group_option
@_json
@with_database
def release(
    database: Database,
    entry: UUID,
    group_name: str | None,
    rooftop: str | None,
    dismiss: str | None,
    *,
    as_json: bool,
) -> None:
    """Try an entry again, and close it when it can be recorded now."""

    async def work(parts: "Core") -> dict[str, Any]:
        from lifecycle_api.cli.ingest.folder import releases

        tenant = await chosen_group(parts, group_name)
        outcome = await releases(parts, tenant).release(entry, rooftop=rooftop, dismiss=dismiss)
        return {"id": str(entry), "outcome": outcome}

    figures = run(database, work)
    click.echo(json.dumps(figures) if as_json else f"{figures['id']}: {figures['outcome']}")


def _lines(shown: dict[str, Any]) -> Iterator[str]:
    """For people: lists a line each, and nothing of what is not there."""
    for name, value in shown.items():
        if isinstance(value, list | tuple):
            yield f"{name}:"
            yield from (f"    {each}" for each in value)
        elif value is not None:
            yield f"{name}: {value}"
