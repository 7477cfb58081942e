"""How far an erasure has come: written down after every step, so that whoever comes next goes on from there."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from lifecycle_api import sqlfiles
from lifecycle_api.rights.erasure.order import Order, packed, unpacked

SQL: Final = sqlfiles.load(Path(__file__).parents[1] / "sql", "erasure")
STEPS: Final = ("ordered", "fenced", "prepared", "destroyed", "rewritten", "swept", "signed", "certified")


class Found(msgspec.Struct, frozen=True):
    """What the steps found, for the certificate: nothing in it says who the person was."""

    documents: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    fenced_at: int = 0
    rows: int = 0
    mentions: tuple[tuple[str, str, str], ...] = ()
    searched: int = 0


@dataclass(frozen=True)
class Progress:
    """An erasure and the last step that it finished."""

    order: Order
    step: str
    started_at: datetime
    identifiers: bytes | None = field(default=None, repr=False)
    found: Found = field(default_factory=Found)
    certificate: bytes | None = None

    def after(self, step: str, **changed: Any) -> "Progress":
        """The same one step later."""
        return replace(self, step=step, **changed)

    def has(self, step: str) -> bool:
        """Whether a step is finished."""
        return STEPS.index(self.step) >= STEPS.index(step)


class Erasures:
    """The erasures that are known to a database."""

    def __init__(self, pool: asyncpg.Pool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._now = now

    async def begin(self, order: Order) -> Progress:
        """An erasure that begins, or was begun before."""
        found = msgspec.json.encode(Found())
        arguments = (order.tenant, order.erasure, order.customer, packed(order), found, self._now())
        await self._pool.execute(SQL["begin"], *arguments)
        progress = await self.find(order.tenant, order.erasure)
        if progress is None:
            raise AssertionError("an erasure that was begun is not there")
        return progress

    async def again(self, order: Order) -> None:
        """Forget how far an erasure had come."""
        await self._pool.execute(SQL["again"], order.tenant, order.erasure)

    async def find(self, tenant: UUID, erasure: UUID) -> Progress | None:
        """An erasure, if it was ever begun."""
        row = await self._pool.fetchrow(SQL["find"], tenant, erasure)
        if row is None:
            return None
        found = msgspec.json.decode(row["found"], type=Found)
        order = unpacked(row["orders"])
        return Progress(order, row["step"], row["started_at"], row["identifiers"], found, row["certificate"])

    async def unfinished(self, tenant: UUID) -> list[UUID]:
        """The erasures that were interrupted, the oldest first."""
        return [row["erasure"] for row in await self._pool.fetch(SQL["unfinished"], tenant)]

    async def save(self, progress: Progress, before: str) -> Progress:
        """Write down a step that was finished after `before`; if another process was faster, what that one wrote."""
        order, found = progress.order, msgspec.json.encode(progress.found)
        kept = (progress.step, progress.identifiers, found, progress.certificate, self._now(), before)
        if await self._pool.fetchval(SQL["save"], order.tenant, order.erasure, *kept) is not None:
            return progress
        return await self.find(order.tenant, order.erasure) or progress
