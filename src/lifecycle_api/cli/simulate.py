"""Write a sample dealer group as files."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from lifecycle_api.errors import InvalidArgument


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A new or empty folder.")
@click.option("--seed", default=7, show_default=True, help="The same seed writes the same group.")
@click.option("--customers", default=240, show_default=True, help="How many customers the group has.")
@click.option("--months", default=18, show_default=True, help="How many months are told.")
@click.option(
    "--end", type=click.DateTime(["%Y-%m-%d"]), help="Last day told; yesterday when left out, as today is not over yet."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def simulate(out: Path, seed: int, customers: int, months: int, end: datetime | None, *, as_json: bool) -> None:
    """Write the files of a seeded sample dealer group, with the answer key to check what was made of them."""
    from tqdm import tqdm

    from lifecycle_api.simulator import last_whole_day, write

    last_day = end.date() if end else last_whole_day(datetime.now(UTC))
    with tqdm(total=customers, unit="customer", disable=None if not as_json else True) as bar:
        try:
            told = write(out, seed=seed, customers=customers, months=months, end=last_day, progress=bar.update)
        except ValueError as error:
            raise InvalidArgument(str(error)) from error
    states = sum(file.records for file in told.files if file.kind != "leads")
    leads = sum(file.records for file in told.files if file.kind == "leads")
    if as_json:
        figures = {"files": len(told.files), "records": states, "leads": leads, "customers": customers}
        click.echo(json.dumps({"out": str(out), "seed": seed, "end": last_day.isoformat()} | figures))
    else:
        click.echo(f"{states} record states and {leads} lead files of {customers} customers are in {out}.")
