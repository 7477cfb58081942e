"""Write the GraphQL schema down."""

from pathlib import Path

import click

from lifecycle_api.errors import LifecycleError


class SchemaOutdated(LifecycleError):
    """The schema file is not what the code says; write it with `lifecycle-api schema`."""

    code = "SCHEMA_OUTDATED"


@click.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("schema.graphql"),
    show_default=True,
    help="The file to write or check.",
)
@click.option("--check", is_flag=True, help="Write nothing; fail when the file is not up to date.")
def schema(out: Path, *, check: bool) -> None:
    """Write the GraphQL schema, sorted, in the schema language."""
    from lifecycle_api.graphql.schema import as_text

    text = as_text()
    if check and not (out.exists() and out.read_text(encoding="utf-8") == text):
        raise SchemaOutdated(file=str(out))
    if not check:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out} has {text.count(chr(10))} lines.")
