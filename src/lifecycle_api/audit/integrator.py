"""Grows the trees: takes new leaves in, signs a checkpoint over them, and asks witnesses to cosign it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from lifecycle_api.audit.cosigning import Cosigning
from lifecycle_api.audit.signing import SQL, SigningKeys
from lifecycle_api.audit.tlog.checkpoint import Checkpoint
from lifecycle_api.audit.tlog.tiles import Edge, TileUnknown, edge_tiles, hashes_in
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.subscription import Wakeup

BATCH: Final = 20_000
PAUSE_SECONDS: Final = 0.25
_IDLE_SECONDS: Final = 0.5

_log = logging.getLogger(__name__)


class TreeDamaged(LifecycleError):
    """The stored tree does not lead to the root that was signed; restore it from a backup before anything else."""

    code = "TREE_DAMAGED"


class LogDamaged(LifecycleError):
    """Positions are missing from the log, so nothing can be signed over it; restore it from a backup."""

    code = "LOG_DAMAGED"


@dataclass(frozen=True)
class _Step:
    """A tree before one step of growth."""

    origin: str
    size: int
    head: int
    edge: Edge


class Integrator:
    """Brings the trees up with their logs, beside any number of other processes that do the same.

    `origin` names a tenant's log when its tree begins; `appended` tells of what this process records.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        keys: SigningKeys,
        cosigning: Cosigning,
        *,
        origin: Callable[[UUID], str],
        appended: Wakeup,
    ) -> None:
        self._pool = pool
        self._keys = keys
        self._cosigning = cosigning
        self._origin = origin
        self._appended = appended

    async def run_forever(self) -> None:
        """Integrate whatever is recorded, well within a second of it; witnesses are asked meanwhile."""
        witnessing = asyncio.create_task(self._cosigning.run_forever())
        try:
            while True:
                pause = PAUSE_SECONDS if await self._run_once() else _IDLE_SECONDS
                await asyncio.gather(asyncio.sleep(PAUSE_SECONDS), self._appended.wait(pause))
        finally:
            witnessing.cancel()
            await asyncio.gather(witnessing, return_exceptions=True)

    async def begin(self, tenant: UUID) -> str:
        """Begin the tenant's tree if there is none yet; the origin of its log."""
        await self._keys.begin(tenant, self._origin(tenant))
        return (await self._step(tenant)).origin

    async def integrate(self, tenant: UUID) -> int:
        """Take in everything that is recorded by now; how many leaves the tree has then.

        Raises TreeDamaged, LogDamaged, SigningKeyLocked, KeyUnreadable.
        """
        await self.begin(tenant)
        while True:
            step = await self._step(tenant)
            if step.size >= step.head:
                return step.size
            await self._grow(tenant, step)

    async def _run_once(self) -> bool:
        try:
            behind = [row["tenant_id"] for row in await self._pool.fetch(SQL["behind"])]
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _log.warning("The trees cannot be brought up to date: %s", type(error).__name__)
            return False
        for tenant in behind:
            try:
                await self.integrate(tenant)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, LifecycleError) as error:
                _log.warning("Tenant %s has no new checkpoint: %s", tenant, type(error).__name__)
        if behind:
            self._cosigning.wake()
        return bool(behind)

    async def _step(self, tenant: UUID) -> _Step:
        row = await self._pool.fetchrow(SQL["tree"], tenant)
        if row is None:
            return _Step("", 0, 0, Edge())  # no such tenant: nothing to take in
        places = edge_tiles(row["size"])
        tiles = await self._pool.fetch(
            SQL["tiles"], tenant, [level for level, _ in places], [number for _, number in places]
        )
        # Another process may have grown them since; they still begin with what they were.
        found = {(tile["level"], tile["number"]): tile["hashes"] for tile in tiles}
        try:
            edge = Edge(row["size"], found)
        except TileUnknown:
            raise TreeDamaged(origin=row["origin"], size=row["size"]) from None
        if edge.root() != row["root"]:
            raise TreeDamaged(origin=row["origin"], size=row["size"])
        return _Step(row["origin"], row["size"], row["head"], edge)

    async def _grow(self, tenant: UUID, step: _Step) -> bool:
        (row,) = await self._pool.fetch(SQL["leaves"], tenant, step.size, BATCH)
        if (row["first"], row["last"]) != (step.size + 1, step.size + row["many"]):
            raise LogDamaged(position=step.size + 1)
        changed = step.edge.append(hashes_in(row["leaves"]))
        checkpoint = Checkpoint(step.origin, step.edge.size, step.edge.root())
        signers = await self._keys.signers(tenant, step.origin)
        note = f"{checkpoint.text}\n{''.join(signer.sign(checkpoint.text) for signer in signers)}"
        return bool(
            await self._pool.fetchval(
                SQL["grow"],
                tenant,
                step.size,
                checkpoint.size,
                checkpoint.root,
                note,
                self._cosigning.needs_nobody,
                [level for level, _ in changed],
                [number for _, number in changed],
                list(changed.values()),
            )
        )
