"""Every place besides the log where something about a person is kept: documents, read models, and whatever is found."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import asyncpg

from lifecycle_api.intake.documents import Documents
from lifecycle_api.rights.erasure.documents import destroy_documents, documents_of
from lifecycle_api.rights.erasure.identifiers import Identifiers
from lifecycle_api.rights.erasure.order import Order
from lifecycle_api.rights.erasure.progress import SQL
from lifecycle_api.rights.erasure.rewriting import Rewriting
from lifecycle_api.rights.erasure.sweep import Sweep, Swept
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.keys import KeyStore


@dataclass(frozen=True)
class Copies:
    """The copies in the database behind `pool`."""

    pool: asyncpg.Pool
    keys: KeyStore
    rewriting: Rewriting
    sweeping: Sweep

    async def documents(self, order: Order, events: Iterable[Opened], known: Identifiers) -> list[str]:
        """The raw documents about the person. Raises KeyStoreUnreachable."""
        return await documents_of(self.pool, Documents(self.pool, self.keys), order, events, known)

    async def destroy_documents(self, order: Order, sha256s: Collection[str]) -> None:
        """Destroy them with their keys, and bundles that were prepared for auditors. Raises KeyStoreUnreachable."""
        await destroy_documents(self.pool, self.keys, order, sha256s)
        await self.pool.execute(SQL["forget_bundles"], order.tenant)

    async def rewrite(self, order: Order, fenced_at: int) -> int:
        """Rewrite the read models; the rows that were. Raises ReadModelsBehind."""
        return await self.rewriting.rewrite(order, fenced_at)

    async def sweep(self, order: Order, known: Identifiers) -> Swept:
        """Search for what is left. Raises ErasureIncomplete."""
        return await self.sweeping.sweep(order, known)
