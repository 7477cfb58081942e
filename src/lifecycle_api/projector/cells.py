"""One projection of one tenant is a cell; this claims cells, applies events to them and moves their positions."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from lifecycle_api import sqlfiles
from lifecycle_api.projector.payload import Values
from lifecycle_api.projector.registered import Database, ReadModel

SQL = sqlfiles.load(Path(__file__).with_name("sql"), "runner")


@dataclass(frozen=True)
class Cell:
    """A claimed cell. What is done under `fence` has no effect once someone else has claimed it."""

    tenant: UUID
    model: ReadModel
    position: int
    fence: int


@dataclass(frozen=True)
class Outcome:
    """What came of a batch: `moved`, `fenced`, `changed`, or `poison` and then why."""

    status: str
    reason: str | None = None

    @property
    def moved(self) -> bool:
        """Whether the events are in the rows now."""
        return self.status == "moved"


@dataclass(frozen=True)
class Batch:
    """Events in order, flat, and the position up to which there are no others."""

    events: Sequence[Values]
    upto: int

    def halves(self) -> "tuple[Batch, Batch]":
        """The same in two parts; the first one has at least one event, and the second the rest."""
        middle = len(self.events) // 2
        return (
            Batch(self.events[:middle], self.events[middle][":position"] - 1),
            Batch(self.events[middle:], self.upto),
        )

    def after(self, position: int) -> Sequence[Values]:
        """The events that come after a position."""
        if not self.events or self.events[0][":position"] > position:
            return self.events
        return [event for event in self.events if event[":position"] > position]


async def claim(pool: Database, tenant: UUID, models: Sequence[ReadModel], owner: str, lease: timedelta) -> list[Cell]:
    """Take hold of the cells of these read models that nobody else holds and that have not stopped."""
    by_checkpoint = {(model.checkpoint, model.version): model for model in models}
    names, versions = [name for name, _ in by_checkpoint], [version for _, version in by_checkpoint]
    rows = await pool.fetch(SQL["claim"], tenant, names, versions, owner, lease)
    return [
        Cell(tenant, by_checkpoint[row["checkpoint"], row["version"]], row["position"], row["fence"]) for row in rows
    ]


async def apply(
    pool: Database, cells: Sequence[Cell], batch: Batch, lease: timedelta | None, *, width: int = 1
) -> dict[Cell, Outcome]:
    """Bring cells to the end of a batch, each with its rows and its position or not at all.

    Up to `width` connections share the work; without `lease` the cells are free afterwards.
    """
    shares = _shares([(cell, cell.model.encoder.encode(batch.after(cell.position))) for cell in cells], width)
    found = await asyncio.gather(*(_apply(pool, share, batch.upto, lease) for share in shares))
    return {cell: outcome for outcomes in found for cell, outcome in outcomes.items()}


async def stop(pool: Database, cell: Cell, reason: str) -> None:
    """Stop a cell, with the reason, until its projection is rebuilt."""
    model = cell.model
    await pool.execute(SQL["stop"], cell.tenant, model.checkpoint, model.version, cell.fence, reason)


async def release(pool: Database, tenant: UUID, owner: str) -> None:
    """Let go of every cell of a tenant that is still held."""
    await pool.execute(SQL["release"], tenant, owner)


def moved(cell: Cell, batch: Batch) -> Cell:
    """The cell after a batch."""
    return replace(cell, position=max(cell.position, batch.upto))


Work = tuple[Cell, str | None]


def _shares(work: Sequence[Work], width: int) -> list[list[Work]]:
    """Deal out the work so that all connections have about as much; each keeps the common order of schemas."""
    shares: list[list[Work]] = [[] for _ in range(width)]
    sizes = [0] * width
    for cell, events in sorted(work, key=lambda one: -len(one[1] or "")):
        least = sizes.index(min(sizes))
        shares[least].append((cell, events))
        sizes[least] += len(events or "") + 1
    return [sorted(share, key=lambda one: one[0].model.schema) for share in shares if share]


async def _apply(pool: Database, share: Sequence[Work], upto: int, lease: timedelta | None) -> dict[Cell, Outcome]:
    rows = await pool.fetch(
        SQL["project"],
        share[0][0].tenant,
        [cell.model.schema for cell, _ in share],
        [cell.model.code for cell, _ in share],
        [cell.fence for cell, _ in share],
        [cell.position for cell, _ in share],
        [events for _, events in share],
        upto,
        lease,
    )
    cells = {cell.model.schema: cell for cell, _ in share}
    return {cells[row["schema"]]: Outcome(row["status"], row["reason"]) for row in rows}
