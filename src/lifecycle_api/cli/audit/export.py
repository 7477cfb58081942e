"""Write a bundle for an auditor, or for the group itself."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ids import GlobalId
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run
from lifecycle_api.cli.new_path import NewPath, growing, write_new

if TYPE_CHECKING:
    from lifecycle_api.app import Core
    from lifecycle_api.audit.export.order import Order

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--out", type=NewPath(), required=True, help="The bundle to write, a new zip file.")
@click.option("--policy-out", type=NewPath(), help="Write the keys to pin; hand them over apart from the bundle.")
@click.option(
    "--engagement", type=GlobalId("engagement"), help="Export within this engagement; without it, for the group itself."
)
@click.option(
    "--customer", "customers", type=GlobalId("customer"), multiple=True, help="Show only these customers' events."
)
@click.option("--from", "from_on", type=_DAY, help="Show only what was recorded from this day (UTC) on.")
@click.option("--to", "to_on", type=_DAY, help="Show only what was recorded up to this day (UTC).")
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The checkpoint of an earlier bundle, to prove that this one goes on from it.",
)
@group_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@with_database
def export(
    database: Database,
    group_name: str | None,
    *,
    out: Path,
    policy_out: Path | None,
    since: Path | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """Write everything an auditor may see, and the proof that it is all there is, into one zip.

    Verify it with lifecycle-verify. Under an engagement, what is shown is recorded in the log first.
    """

    async def work(parts: "Core") -> dict[str, Any]:
        from lifecycle_api.audit.tlog.checkpoint import parse_checkpoint
        from lifecycle_api.audit.tlog.note import parse

        tenant = await chosen_group(parts, group_name)
        order = await _order(parts, tenant, previous=previous, **asked)
        with _bar(quiet=as_json) as progress, growing(out) as file:
            policy = await parts.exporter.export(tenant, order, file, progress=progress)
        size = parse_checkpoint(parse(policy.pinned or "").text).size
        return {"bundle": str(out), "events": size, "policy": policy.text}

    previous = None if since is None else since.read_text(encoding="utf-8", errors="replace")
    told = run(database, work)
    told["bytes"] = out.stat().st_size
    if policy_out is not None:
        write_new(policy_out, told["policy"].encode())
    click.echo(json.dumps(told) if as_json else f"{out}: {told['events']} events, {told['bytes']} bytes.")


async def _order(
    parts: "Core",
    tenant: UUID,
    *,
    engagement: UUID | None,
    customers: tuple[UUID, ...],
    from_on: datetime | None,
    to_on: datetime | None,
    previous: str | None,
) -> "Order":
    from lifecycle_api.app import now
    from lifecycle_api.audit.bundle.scope import Scope
    from lifecycle_api.audit.export.disclosing import auditor_facts
    from lifecycle_api.audit.export.order import for_group, under_engagement

    scope = Scope(tuple(f"customer:{each}" for each in customers), _day(from_on), _day(to_on))
    if engagement is None:
        return for_group(scope, previous=previous)
    facts = await auditor_facts(parts.store, tenant)
    return under_engagement(engagement, facts, now(), scope, previous=previous)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, none when `quiet`."""
    from tqdm import tqdm

    with tqdm(unit="event", file=sys.stderr, disable=True if quiet else None) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress
