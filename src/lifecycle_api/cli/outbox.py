"""Messages to people that wait for somebody to deliver them."""

import json
from typing import TYPE_CHECKING

import click
import msgspec

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run

if TYPE_CHECKING:
    from lifecycle_api.app import Core
    from lifecycle_api.store.outbox import Message


@click.group()
def outbox() -> None:
    """Messages to people that wait for somebody to deliver them."""


@outbox.command()
@group_option
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="How many at most.")
@with_database
def take(database: Database, *, group_name: str | None, limit: int) -> None:
    """Print the messages that wait, one JSON object a line. Nobody else gets them then: deliver them."""

    async def work(parts: "Core") -> "list[Message]":
        from lifecycle_api.app import now
        from lifecycle_api.store.outbox import Outbox

        group = await chosen_group(parts, group_name)
        waiting = Outbox(parts.pool, parts.keys, now)
        await waiting.tidy(group)
        return await waiting.take(group, limit)

    for message in run(database, work):
        click.echo(json.dumps(msgspec.to_builtins(message)))
