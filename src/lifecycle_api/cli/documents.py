"""Trusted documents: the operations that a client may ask for by their hash, and may be held to."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run
from lifecycle_api.errors import InvalidArgument

if TYPE_CHECKING:
    from lifecycle_api.app import Core


@click.group()
def documents() -> None:
    """Trusted documents: the operations that a client may ask for by their hash."""


@documents.command()
@click.argument("client_id")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@group_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def register(
    database: Database, client_id: str, files: tuple[Path, ...], group_name: str | None, *, as_json: bool
) -> None:
    """Register operations for a client: FILES are documents, or manifests (`.json`) of ids and documents.

    A client that was registered with `--trusted-only` runs these only.
    """
    texts = [text for path in files for text in _texts(path)]

    async def work(parts: "Core") -> list[str]:
        from lifecycle_api.app import trusted_documents
        from lifecycle_api.cli.ingest.groups import by_hand
        from lifecycle_api.graphql.limits import Limits
        from lifecycle_api.graphql.schema import make_schema

        known = trusted_documents(parts, make_schema(), Limits())
        return await known.register(await chosen_group(parts, group_name), client_id, texts, by_hand().actor.id)

    ids = run(database, work)
    click.echo(json.dumps({"clientId": client_id, "documentIds": ids}) if as_json else "\n".join(ids))


def _texts(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidArgument(f"{path.name} is no text in UTF-8.", argument="files") from None
    if path.suffix != ".json":
        return [text]
    try:
        manifest = json.loads(text)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or not all(isinstance(each, str) for each in manifest.values()):
        raise InvalidArgument(f"{path.name} is no manifest: a JSON object of ids and documents.", argument="files")
    return list(manifest.values())
