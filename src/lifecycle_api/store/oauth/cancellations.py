"""Which access tokens count no more: known by heart, because every request asks, and looked up every second."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg

from lifecycle_api.access.oauth.client import LIFETIMES
from lifecycle_api.access.oauth.facts import Cancellation
from lifecycle_api.domain.ids import SYSTEM
from lifecycle_api.store.oauth.rows import SQL

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 1.0
LONGEST_TOKEN_LIFE: Final = max(LIFETIMES.values()) + timedelta(minutes=5)
_KEPT_AFTER_EXPIRY: Final = timedelta(days=1)
_ROUNDS_BETWEEN_CLEANING: Final = 600


class Cancellations:
    """What was taken back lately, by any process of the installation."""

    def __init__(self, pool: asyncpg.Pool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._now = now
        self._known: frozenset[tuple[str, str]] = frozenset()

    def covers(self, claims: Mapping[str, Any]) -> bool:
        """Whether an access token with these claims counts no more."""
        known = self._known
        return bool(known) and not known.isdisjoint(
            (("token", claims.get("jti")), ("family", claims.get("sid")), ("client", claims.get("client_id")))
        )

    def add(self, cancelled: Iterable[Cancellation]) -> None:
        """Know of what this process has just taken back."""
        self._known |= {(each.what, each.name) for each in cancelled}

    async def look(self) -> None:
        """Learn what other processes have taken back. Raises what the driver raises."""
        rows = await self._pool.fetch(SQL["cancellations"], SYSTEM, self._now() - LONGEST_TOKEN_LIFE)
        self._known = frozenset((row["what"], row["name"]) for row in rows)

    async def watch(self) -> None:
        """Look every second, and now and then forget what has expired, until cancelled."""
        rounds = 0
        while True:
            try:
                await self.look()
                if rounds % _ROUNDS_BETWEEN_CLEANING == 0:
                    await self._pool.execute(SQL["forget"], SYSTEM, self._now() - _KEPT_AFTER_EXPIRY)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                # What is known stays known; requests that need the database fail on their own.
                logger.warning("cancellations cannot be read: %s", type(error).__name__)
            rounds += 1
            await asyncio.sleep(EVERY_SECONDS)
