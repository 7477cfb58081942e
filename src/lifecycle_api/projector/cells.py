"""One projection of one tenant is a cell; this claims cells, applies events to them and moves their positions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from uuid import UUID

from lifecycle_api import sqlfiles
from lifecycle_api.projector.payload import ByType, Values, by_type
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
    """Events in order, flat, and the position up to which there are no others; `last` says that no more are wanted.

    `made` has what functions are given of all of it, by schema, where that was made when it was read.
    """

    events: Sequence[Values]
    upto: int
    last: bool = False
    made: Mapping[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    def halves(self) -> "tuple[Batch, Batch]":
        """The same in two parts; the first one has at least one event, and the second the rest."""
        middle = len(self.events) // 2
        return (
            Batch(self.events[:middle], self.events[middle][":position"] - 1),
            Batch(self.events[middle:], self.upto),
        )

    def encoded(self, cell: Cell) -> str | None:
        """What the function of a cell is given: of the events that it has not seen, which mostly are all."""
        if self.events and self.events[0][":position"] <= cell.position:
            return cell.model.encoder.encode(by_type(one for one in self.events if one[":position"] > cell.position))
        if cell.model.schema in self.made:
            return self.made[cell.model.schema]
        return cell.model.encoder.encode(self._by_type)

    @cached_property
    def _by_type(self) -> ByType:
        return by_type(self.events)


async def claim(
    database: Database, tenant: UUID, models: Sequence[ReadModel], owner: str, lease: timedelta
) -> list[Cell]:
    """Take hold of the cells of these read models that nobody else holds and that have not stopped."""
    by_checkpoint = {(model.checkpoint, model.version): model for model in models}
    names, versions = [name for name, _ in by_checkpoint], [version for _, version in by_checkpoint]
    rows = await database.fetch(SQL["claim"], tenant, names, versions, owner, lease)
    return [
        Cell(tenant, by_checkpoint[row["checkpoint"], row["version"]], row["position"], row["fence"]) for row in rows
    ]


async def apply(database: Database, held: Sequence[Cell], batch: Batch, lease: timedelta | None) -> dict[Cell, Outcome]:
    """Bring cells to the end of a batch in one transaction, each with its rows and its position or not at all.

    Without `lease` the cells are free afterwards.
    """
    # All processes take cells in the same order, so that none waits for another that waits for it.
    ordered = sorted(held, key=lambda cell: cell.model.schema)
    rows = await database.fetch(
        SQL["project"],
        held[0].tenant,
        [cell.model.schema for cell in ordered],
        [cell.model.code for cell in ordered],
        [cell.fence for cell in ordered],
        [cell.position for cell in ordered],
        [batch.encoded(cell) for cell in ordered],
        batch.upto,
        lease,
    )
    by_schema = {cell.model.schema: cell for cell in held}
    return {by_schema[row["schema"]]: Outcome(row["status"], row["reason"]) for row in rows}


def dealt(held: Sequence[Cell], width: int) -> list[list[Cell]]:
    """The cells in at most so many parts, which have about as much to do."""
    parts: list[list[Cell]] = [[] for _ in range(width)]
    sizes = [0] * width
    for cell in sorted(held, key=lambda cell: -cell.model.appetite):
        least = sizes.index(min(sizes))
        parts[least].append(cell)
        sizes[least] += cell.model.appetite
    return [part for part in parts if part]


async def stop(database: Database, cell: Cell, reason: str) -> None:
    """Stop a cell, with the reason, until its projection is rebuilt."""
    model = cell.model
    await database.execute(SQL["stop"], cell.tenant, model.checkpoint, model.version, cell.fence, reason)


async def release(database: Database, tenant: UUID, owner: str) -> None:
    """Let go of every cell of a tenant that is still held."""
    await database.execute(SQL["release"], tenant, owner)


def moved(cell: Cell, batch: Batch) -> Cell:
    """The cell after a batch."""
    return replace(cell, position=max(cell.position, batch.upto))
