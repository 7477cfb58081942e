"""Measure this service against what else could do its work, on this machine and in one run."""

import json
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from lifecycle_api.cli.data import chosen
from lifecycle_api.settings import Settings

NAMES = ("append", "projection", "audit", "read", "disclosure", "growth")
INCONCLUSIVE = 0.15


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".bench"),
    show_default=True,
    help="Use a durable embedded PostgreSQL in this folder; what the bench writes there is dropped again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def bench(names: tuple[str, ...], data: Path, *, as_json: bool) -> None:
    """Run the benchmarks NAMES, by default all; contenders take turns, and medians and ratios are printed."""
    from lifecycle_api.bench.machine import describe

    with chosen(data, Settings.from_environment()).opened() as dsn:
        _print(describe(dsn), as_json=as_json)
        for name in names or NAMES:
            run: Callable[..., list[dict[str, Any]]] = import_module(f"lifecycle_api.bench.{name}").run
            for record in run(dsn, progress=partial(click.echo, err=True)):
                _print(record, as_json=as_json)


def _print(record: dict[str, Any], *, as_json: bool) -> None:
    if as_json or "ratio" not in record:
        click.echo(json.dumps(record))
        return
    verdict = "" if record["spread"] <= INCONCLUSIVE else "  (inconclusive: the runs differ too much)"
    click.echo(
        f"{record['name']:<12} {record['ours']:>12,.1f} {record['unit']} against {record['against']}"
        f" {record['theirs']:>12,.1f}: ratio {record['ratio']:.2f}, spread {record['spread']:.0%}{verdict}"
    )
