"""Takes requests for bundles over the network, prepares them in the background, and hands them out in parts."""

import asyncio
import hashlib
import json
import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.audit.bundle.scope import Scope, parse_scope
from lifecycle_api.audit.export.disclosing import auditor_facts
from lifecycle_api.audit.export.exporter import Exporter
from lifecycle_api.audit.export.order import Order, for_group, under_engagement
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.store.log import EventStore

SCOPE: Final = "audit:export"
OWN_SCOPE: Final = "admin:write"
PART_BYTES: Final = 1 << 20
_KEPT: Final = timedelta(hours=24)
_LEASE_SECONDS: Final = 900.0
_PAUSE_SECONDS: Final = 1.0
_SQL: Final = sqlfiles.load(Path(__file__).with_name("sql"), "desk")

_log = logging.getLogger(__name__)


class BundleUnknown(LifecycleError):
    """There is no such bundle in your reach; it may have expired, or somebody was erased since."""

    code = "BUNDLE_UNKNOWN"


class NoEngagement(LifecycleError):
    """The token names no engagement; ask for one that does."""

    code = "NO_ENGAGEMENT"


@dataclass(frozen=True)
class Prepared:
    """A bundle that was asked for: `queued`, `preparing`, `ready` or `failed` (and then the code of the error)."""

    id: UUID
    state: str
    error: str | None
    bytes: int | None
    sha256: str | None
    policy: str | None
    expires_at: datetime


class Desk:
    """The bundles of all tenants."""

    def __init__(self, pool: asyncpg.Pool, store: EventStore, exporter: Exporter, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._store = store
        self._exporter = exporter
        self._now = now
        self._news = asyncio.Event()

    async def request(self, principal: Principal, asked: Scope, bundle: UUID) -> Prepared:
        """Ask for a bundle under the token's engagement, or as the group's administrator; again, it is the same one.

        Raises ScopeMissing, NoEngagement, EngagementUnknown, EngagementOver, BeyondEngagement.
        """
        await self._order(principal, asked)
        head, expires = await self._store.head(principal.tenant), self._now() + _KEPT
        told = json.dumps(asked.as_dict())
        engagement, who = principal.engagement, principal.subject
        await self._pool.execute(_SQL["request"], principal.tenant, bundle, engagement, who, told, head, expires)
        self._news.set()
        return await self.find(principal, bundle)

    async def find(self, principal: Principal, bundle: UUID) -> Prepared:
        """A bundle that this principal, or another under the same engagement, asked for.

        Raises BundleUnknown, and what :meth:`request` raises when the engagement has ended since.
        """
        row = await self._pool.fetchrow(_SQL["find"], principal.tenant, bundle, self._now())
        if row is None or row["engagement"] != principal.engagement:
            raise BundleUnknown
        if row["engagement"] is None and row["requested_by"] != principal.subject:
            raise BundleUnknown
        await self._order(principal, parse_scope(json.loads(row["asked"])))
        return Prepared(
            *(row[name] for name in ("bundle", "state", "error", "bytes", "sha256", "policy", "expires_at"))
        )

    async def read(self, tenant: UUID, bundle: UUID, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to before `end`; they stop where the bundle was removed meanwhile."""
        for number in range(start // PART_BYTES, (end + PART_BYTES - 1) // PART_BYTES):
            data = await self._pool.fetchval(_SQL["parts"], tenant, bundle, number)
            if data is None:
                return
            first = number * PART_BYTES
            yield data[max(start - first, 0) : end - first]

    async def run_forever(self) -> None:
        """Prepare what is asked for, one after another, and forget what expired."""
        while True:
            try:
                await self.work()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable) as error:
                _log.warning("Bundles cannot be prepared: %s", type(error).__name__)
            try:
                async with asyncio.timeout(_PAUSE_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()

    async def work(self) -> None:
        """Forget what expired, and prepare all that waits."""
        await self._purge()
        while await self._prepare_next():
            pass

    async def _order(self, principal: Principal, asked: Scope) -> Order:
        principal.require(SCOPE)
        if principal.kind is Kind.AUDITOR:
            if principal.engagement is None:
                raise NoEngagement
            return await self._engaged(principal.tenant, principal.engagement, asked)
        principal.require(OWN_SCOPE)
        return for_group(asked)

    async def _engaged(self, tenant: UUID, engagement: UUID, asked: Scope) -> Order:
        facts = await auditor_facts(self._store, tenant)
        return under_engagement(engagement, facts, self._now(), asked)

    async def _purge(self) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_SQL["purge_parts"], self._now())
            await connection.execute(_SQL["purge"], self._now())

    async def _prepare_next(self) -> bool:
        row = await self._pool.fetchrow(_SQL["claim"], self._now(), _LEASE_SECONDS)
        if row is None:
            return False
        place = (row["tenant_id"], row["bundle"], row["attempt"])
        try:
            # It has no name, so that nothing of what was opened stays behind when the service is killed.
            with tempfile.TemporaryFile() as file:
                policy = await self._exporter.export(row["tenant_id"], await self._asked(row), file)
                await self._keep(place, file, policy.text)
        except LifecycleError as error:
            _log.warning("Bundle %s failed: %s", row["bundle"], error.code)
            await self._pool.execute(_SQL["finish"], *place, "failed", error.code, None, None, None)
        return True

    async def _asked(self, row: Any) -> Order:
        asked = parse_scope(json.loads(row["asked"]))
        if row["engagement"] is None:
            return for_group(asked)
        return await self._engaged(row["tenant_id"], row["engagement"], asked)

    async def _keep(self, place: tuple[UUID, UUID, int], file: IO[bytes], policy: str) -> None:
        sha256, size = hashlib.sha256(), 0
        file.seek(0)
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_SQL["clear"], *place[:2])
            for number, piece in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
                sha256.update(piece)
                size += len(piece)
                await connection.execute(_SQL["part"], *place[:2], number, piece)
            done = (*place, "ready", None, size, sha256.hexdigest(), policy)
            if await connection.fetchval(_SQL["finish"], *done) is None:
                raise BundleUnknown
