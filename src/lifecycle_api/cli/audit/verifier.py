"""Build the offline verifier as one file."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("dist/lifecycle-verify.pyz"),
    show_default=True,
    help="The file to write.",
)
def verifier(out: Path) -> None:
    """Write lifecycle-verify as a single .pyz, to hand to auditors; the same sources give the same bytes."""
    from lifecycle_api.audit.packaging import build

    digest = build(out)
    click.echo(f"{out}: sha256 {digest}")
