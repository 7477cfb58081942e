"""Keeps the generated parts of the documentation true: written from the code, and checked by a test."""

from pathlib import Path

import click


@click.command()
@click.option("--write/--check", "write", default=False, help="Write the generated parts anew, or only compare them.")
@click.option(
    "--root",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=".",
    show_default=True,
    help="The checkout with README.md and docs/.",
)
def docs(root: Path, *, write: bool) -> None:
    """Compare the generated parts of README.md and docs/ with the code; with --write, bring them up to date."""
    from lifecycle_api.cli.docs.blocks import blocks
    from lifecycle_api.cli.docs.pages import DocsStale, refresh

    stale = refresh(root, blocks(root), write=write)
    if stale and not write:
        raise DocsStale(f"Not up to date: {', '.join(stale)}. Run `lifecycle-api docs --write`.", pages=stale)
    click.echo("\n".join(f"Wrote {page}." for page in stale) or "Everything is up to date.")
