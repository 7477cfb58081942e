"""Manage the embedded PostgreSQL, for people and scripts."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from lifecycle_api.cli.data import data_option
from lifecycle_api.embedded import Cluster
from lifecycle_api.settings import Settings

STOPPED = 3  # the exit code of `db status` when nothing runs, as of other status commands


@click.group()
def db() -> None:
    """Start, stop and ask about the embedded PostgreSQL."""


def of_cluster(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--data``, ``--json`` and the argument ``cluster``."""

    @wraps(command)
    @data_option
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
    def wrapper(data: Path | None, *, as_json: bool) -> None:
        command(Cluster(data or Settings.from_environment().data), as_json=as_json)

    return wrapper


def answer(cluster: Cluster, *, as_json: bool) -> None:
    """Print the address, or that there is none."""
    url = cluster.dsn() if cluster.running() else None
    if as_json:
        click.echo(json.dumps({"running": url is not None, "data": str(cluster.data_dir), "url": url}))
    else:
        click.echo(url or f"No server runs in {cluster.data_dir}.")


@db.command()
@of_cluster
def start(cluster: Cluster, *, as_json: bool) -> None:
    """Start the server, leave it running and print its address."""
    cluster.start()
    answer(cluster, as_json=as_json)


@db.command()
@of_cluster
def stop(cluster: Cluster, *, as_json: bool) -> None:
    """Stop the server, whoever uses it."""
    ran = cluster.stop()
    if ran and not as_json:
        click.echo(f"Stopped the server in {cluster.data_dir}.")
    else:
        answer(cluster, as_json=as_json)


@db.command()
@of_cluster
def url(cluster: Cluster, *, as_json: bool) -> None:
    """Print the address of the running server."""
    cluster.dsn()
    answer(cluster, as_json=as_json)


@db.command()
@of_cluster
def status(cluster: Cluster, *, as_json: bool) -> None:
    """Tell whether the server runs: exit code 0 when it does, 3 when not."""
    answer(cluster, as_json=as_json)
    if not cluster.running():
        click.get_current_context().exit(STOPPED)
