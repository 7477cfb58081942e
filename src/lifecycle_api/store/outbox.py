"""Messages to people: kept sealed until whoever delivers for the installation takes them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal
from uuid import UUID, uuid4

import asyncpg
import msgspec

from lifecycle_api import sqlfiles
from lifecycle_api.store import sealing
from lifecycle_api.store.keys import KeyScope, KeyStore

SQL: Final = sqlfiles.load(Path(__file__).with_name("sql"), "messages")
LIFETIME: Final = timedelta(hours=1)
KEPT_AFTER_EXPIRY: Final = timedelta(days=1)
_FIELD: Final = "message"

Channel = Literal["sms", "email"]


class Message(msgspec.Struct, frozen=True):
    """A text for a number (E.164) or an address."""

    channel: Channel
    to: str
    text: str


class Outbox:
    """The messages in the database behind `pool`. `shown` is told of each one, where that is allowed."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        keys: KeyStore,
        now: Callable[[], datetime],
        shown: Callable[[Message], None] | None = None,
    ) -> None:
        self._pool = pool
        self._keys = keys
        self._now = now
        self._shown = shown

    async def put(self, tenant: UUID, message: Message, *, customer: UUID) -> None:
        """Keep a message to a customer, sealed under their key. Raises SealKeyFenced, KeyStoreUnreachable."""
        (key,) = await self._keys.ensure(tenant, [KeyScope(f"customer:{customer}", f"rooftop:{tenant}")])
        name, now = uuid4(), self._now()
        sealed = sealing.seal(tenant, name, [(_FIELD, msgspec.json.encode(message), key)])
        await self._pool.execute(SQL["put"], tenant, name, message.channel, sealed, now, now + LIFETIME)
        if self._shown is not None:
            self._shown(message)

    async def take(self, tenant: UUID, limit: int = 100) -> list[Message]:
        """The messages that wait, oldest first; what is taken is the taker's to deliver."""
        rows = await self._pool.fetch(SQL["take"], tenant, self._now(), limit)
        found = [await self._opened(tenant, row["id"], row["sealed"]) for row in rows]
        return [message for message in found if message is not None]

    async def tidy(self, tenant: UUID) -> None:
        """Forget messages and one-time codes a day after they have expired."""
        await self._pool.execute(SQL["tidy"], tenant, self._now() - KEPT_AFTER_EXPIRY)

    async def _opened(self, tenant: UUID, name: UUID, sealed: bytes) -> Message | None:
        """The message, or None when its person was erased meanwhile."""
        fields = sealing.unpack(sealed)
        present, _ = sealing.unseal(tenant, name, fields, await self._keys.open(tenant, sealing.key_ids(fields)))
        return msgspec.json.decode(present[_FIELD], type=Message) if _FIELD in present else None
