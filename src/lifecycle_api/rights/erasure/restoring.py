"""After a restore from an older backup, repeats the erasures that the journal knows and the database does not."""

from typing import ClassVar

import asyncpg

from lifecycle_api.errors import LifecycleError
from lifecycle_api.rights.erasure.journal import Entry, Journal
from lifecycle_api.rights.erasure.progress import SQL, Erasures, Progress
from lifecycle_api.rights.erasure.saga import Erasure
from lifecycle_api.store.suppression import Suppression


class ErasuresMissing(LifecycleError):
    """This database brings back people who were erased; repeat their erasures with: lifecycle-api erase reapply."""

    code: ClassVar[str] = "ERASURES_MISSING"


class Restoring:
    """Compares a database with the journal of erasures."""

    def __init__(
        self, pool: asyncpg.Pool, journal: Journal, erasures: Erasures, erasure: Erasure, suppression: Suppression
    ) -> None:
        self._pool = pool
        self._journal = journal
        self._erasures = erasures
        self._erasure = erasure
        self._suppression = suppression

    async def missing(self) -> list[Entry]:
        """Erasures of which this database knows nothing, or whose keys exist again. Raises JournalUnusable."""
        tenants = {row["tenant_id"] for row in await self._pool.fetch(SQL["tenants"])}
        entries = [entry for entry in self._journal.entries() if entry.order.tenant in tenants]
        return [entry for entry in entries if await self._lives_again(entry)]

    async def check(self) -> None:
        """Raise ErasuresMissing when traffic must not be let in."""
        if missing := await self.missing():
            raise ErasuresMissing(erasures=[str(entry.order.erasure) for entry in missing])

    async def reapply(self) -> list[Progress]:
        """Repeat what is missing, from the first step. Raises as :meth:`Erasure.run` does."""
        return [await self._again(entry) for entry in await self.missing()]

    async def _lives_again(self, entry: Entry) -> bool:
        controllers, classes = entry.order.barred
        if not entry.order.lasting:
            return bool(await self._pool.fetchval(SQL["some_live"], entry.order.tenant, list(entry.keys)))
        where = (entry.order.tenant, entry.order.subject, controllers, classes)
        return bool(await self._pool.fetchval(SQL["survivors"], *where))

    async def _again(self, entry: Entry) -> Progress:
        order = entry.order
        await self._suppression.add(order.tenant, entry.marks, entry.at)
        await self._erasures.again(order)
        return await self._erasure.run(order)
