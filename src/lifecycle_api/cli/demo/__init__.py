"""The demo: a sample dealer group, loaded through the real intake and served with tokens to try it."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import click

from lifecycle_api.cli.data import chosen, data_option
from lifecycle_api.settings import Settings


@click.command()
@data_option
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; by default 8000, or a free one.")
@click.option("--smoke", is_flag=True, help="Ask the saved operations over HTTP, print one JSON line, and exit.")
def demo(data: Path | None, port: int | None, *, smoke: bool) -> None:
    """Load a sample dealer group and serve it on this machine, with a console and tokens for its personas."""
    from lifecycle_api.cli.demo.run import Demo

    settings = Settings.from_environment()
    with ExitStack() as using:
        database = chosen(data, settings)
        database.folder.mkdir(parents=True, exist_ok=True)
        if not smoke:
            click.echo(f"Preparing a sample dealer group in {database.folder}.")
        dsn = using.enter_context(database.opened())
        asyncio.run(Demo(database.folder, dsn, settings).run(port=port, smoke=smoke))
