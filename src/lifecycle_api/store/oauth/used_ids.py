"""Used ids of proofs of possession: those of one moment share a round trip, since every request brings one."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from lifecycle_api.access.oauth.single_use import SingleUse
from lifecycle_api.domain.ids import SYSTEM
from lifecycle_api.store.oauth.rows import SQL, answering


class _Round:
    """Ids that wait for one round trip, and which of them turn out to be fresh."""

    task: "asyncio.Task[frozenset[bytes]]"

    def __init__(self) -> None:
        self.ids: dict[bytes, datetime] = {}


class UsedIdStore:
    """Used ids in the database behind `pool`, shared by every process."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._round: _Round | None = None

    async def spend(self, ids: Sequence[SingleUse]) -> bool:
        """Use all of them up; False when one had been used before. Raises `Unavailable`."""
        wanted = {each.digest: each.expires_at for each in ids}
        current = self._round
        if current is None:
            current = self._round = _Round()
            current.task = asyncio.create_task(self._send(current))
        # The second of two in one round comes too late, though neither is in the database yet.
        if len(wanted) < len(ids) or wanted.keys() & current.ids.keys():
            return False
        current.ids |= wanted
        # Shielded, because the others of this round wait for the same answer.
        return wanted.keys() <= await asyncio.shield(current.task)

    async def _send(self, current: _Round) -> frozenset[bytes]:
        await asyncio.sleep(0)
        self._round = None
        with answering():
            rows = await self._pool.fetch(SQL["spend_proofs"], SYSTEM, list(current.ids), list(current.ids.values()))
        return frozenset(row["digest"] for row in rows)
