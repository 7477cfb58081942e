"""Run a witness: a process of somebody else's, who remembers how far each log was seen and cosigns no other story."""

import asyncio
import json
from pathlib import Path

import click

_folder = click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".witness"),
    show_default=True,
    help="Where the witness keeps its key and its memory.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def witness() -> None:
    """Watch the logs of others: cosign what goes on from what was seen, refuse what does not."""


@witness.command()
@click.argument("name")
@_folder
@_json
def init(name: str, folder: Path, *, as_json: bool) -> None:
    """Make a witness called NAME, such as witness.association.example/w1, with a key of its own."""
    from lifecycle_api.audit.witness.folder import create

    key = create(folder, name)
    click.echo(json.dumps({"key": key.vkey}) if as_json else key.vkey)


@witness.command()
@click.argument("key")
@_folder
@_json
def watch(key: str, folder: Path, *, as_json: bool) -> None:
    """Watch the log that KEY signs, or trust another key of it; see `lifecycle-api audit keys`."""
    from lifecycle_api.audit.witness.folder import watch as begin

    origin = begin(folder, key).name
    click.echo(json.dumps({"log": origin}) if as_json else f"Watching {origin}.")


@witness.command()
@_folder
@_json
def refused(folder: Path, *, as_json: bool) -> None:
    """List what logs have signed and this witness would not: each is evidence of a fork or a rollback."""
    from lifecycle_api.audit.witness.folder import memory

    names = ("origin", "knownSize", "note", "reason", "seenAt")
    found = [dict(zip(names, row, strict=True)) for row in memory(folder).refused()]
    if as_json:
        click.echo(json.dumps(found))
        return
    for each in found:
        click.echo(f"{each['origin']}, {each['knownSize']} leaves known: {each['reason']}")
    click.echo(f"{len(found)} refused.")


@witness.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8100, show_default=True, help="The port to listen on.")
@_folder
def run(host: str, port: int, folder: Path) -> None:
    """Answer checkpoints over HTTP as C2SP tlog-witness says."""
    from lifecycle_api.audit.witness.folder import opened
    from lifecycle_api.audit.witness.service import application
    from lifecycle_api.http.serving import address, listen, serve

    served, signer, logs = opened(folder)
    listener = listen(host, port)
    click.echo(f"{signer.key.vkey}\nWitnessing {len(logs)} logs on {address(listener)}")
    asyncio.run(serve(application(served), listener, log_level="warning"))
