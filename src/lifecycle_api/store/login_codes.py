"""One-time codes: kept as keyed hashes, good once and for ten minutes, and only so many for one contact point."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import msgspec

from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.outbox import SQL

LIFETIME: Final = timedelta(minutes=10)
MOST_ATTEMPTS: Final = 5
MOST_CODES: Final = 3
PER: Final = timedelta(minutes=15)


class Holder(msgspec.Struct, frozen=True):
    """Whose contact point it is."""

    customer: UUID
    contact_point: UUID


class Bound(msgspec.Struct, frozen=True):
    """Who has shown a code that was sent to them; `id` is the code's own."""

    id: UUID
    holder: Holder


class LoginCodes:
    """The codes in the database behind `pool`."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore) -> None:
        self._pool = pool
        self._keys = keys

    async def offer(self, tenant: UUID, contact: bytes, code: str, holder: Holder | None, now: datetime) -> bool:
        """Remember a code for a contact point; False when enough were asked for. Nobody's is remembered too."""
        made = await self._pool.fetchval(
            SQL["offer"],
            tenant,
            contact,
            uuid4(),
            self._mac(tenant, contact, code),
            holder.customer if holder else None,
            holder.contact_point if holder else None,
            now,
            now - PER,
            MOST_CODES,
            now + LIFETIME,
        )
        return made is not None

    async def use(self, tenant: UUID, contact: bytes, code: str, now: datetime) -> Bound | None:
        """Whose code it is, if it is the last one sent, right, in time and unused; a wrong one counts."""
        digest = self._mac(tenant, contact, code)
        row = await self._pool.fetchrow(SQL["try"], tenant, contact, digest, now, MOST_ATTEMPTS)
        if row is None or not row["fits"] or row["customer_id"] is None:
            return None
        return Bound(row["id"], Holder(row["customer_id"], row["contact_point_id"]))

    def _mac(self, tenant: UUID, contact: bytes, code: str) -> bytes:
        return self._keys.mac(tenant, "login", contact + code.encode())
