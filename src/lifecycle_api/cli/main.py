"""The ``lifecycle-api`` command."""

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lifecycle-api")
def main() -> None:
    """Record, read and prove what happened to a dealership's customers and vehicles."""
