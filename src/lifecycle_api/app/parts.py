"""The parts that every way in shares, opened together and closed together."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from uuid import UUID

import asyncpg
import httpx

from lifecycle_api.access.fetching import Fetcher
from lifecycle_api.app.clock import now
from lifecycle_api.app.configured import witnesses_of
from lifecycle_api.audit.auditing import Auditing, auditing
from lifecycle_api.audit.export.desk import Desk
from lifecycle_api.audit.export.exporter import Exporter
from lifecycle_api.audit.replay.history import History
from lifecycle_api.commands.access_rules import AccessRules
from lifecycle_api.commands.staff_access import StaffAccess
from lifecycle_api.commands.standings import suspensions
from lifecycle_api.intake.leads import LeadIntake
from lifecycle_api.planner.cursors import Cursors
from lifecycle_api.projector import loader
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.projector.rebuild import Rebuilder
from lifecycle_api.projector.runner import Projector
from lifecycle_api.rights.assembly import Rights, rights, signing_with
from lifecycle_api.rights.erasure.journal import FILE as JOURNAL
from lifecycle_api.settings import Settings
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.migrations import migrate
from lifecycle_api.store.oauth.authority import Memory, memory
from lifecycle_api.store.replicas import Replicas
from lifecycle_api.uuids import new_uuid


@dataclass(frozen=True)
class Core:
    """What every way in shares: the log, the read models' projector, and the intake of leads.

    `patience_seconds` is how long a read waits for a connection.
    """

    pool: asyncpg.Pool
    reads: asyncpg.Pool
    replicas: Replicas
    keys: KeyStore
    store: EventStore
    projector: Projector
    leads: LeadIntake
    cursors: Cursors
    access_rules: AccessRules
    staff_access: StaffAccess
    audit: Auditing
    rights: Rights
    history: History
    exporter: Exporter
    bundles: Desk
    patience_seconds: float
    clients: Memory
    fetch: Fetcher


async def prepare(dsn: str, settings: Settings) -> list[str]:
    """Bring the database's log and read models up to date; gives the names of the migrations that were new to it.

    Needs the login that may change the schema.
    """
    applied = await migrate(dsn)
    await deploy(dsn, extra=settings.projections)
    return applied


@asynccontextmanager
async def core(dsn: str, master_key: bytes, settings: Settings, *, folder: Path | None = None) -> AsyncIterator[Core]:
    """Open the parts behind every way in, and close them again.

    `folder` is where the journal of erasures is kept unless the settings say where.
    """
    async with _pools(dsn, settings) as (pool, reads, *replicas), httpx.AsyncClient() as http:
        keys = LocalKeyStore(pool, master_key)
        store = EventStore(pool, keys)
        audit = _audit(pool, keys, master_key, store, settings)
        folders, projector = loader.load(settings.projections), Projector(pool, store)
        journal = settings.erasure_journal or (folder or settings.data) / JOURNAL
        sign = signing_with(audit.signing, partial(_origin, settings))
        exporter = Exporter(pool, keys, store, audit, now)
        yield Core(
            pool=pool,
            reads=reads,
            replicas=Replicas(pool, replicas, store.head, settings.replica_wait_ms / 1000),
            keys=keys,
            store=store,
            projector=projector,
            leads=LeadIntake(store, keys, pool, now),
            cursors=Cursors(master_key),
            access_rules=AccessRules(store, now, monotonic),
            staff_access=StaffAccess(store, now, new_uuid),
            audit=audit,
            rights=rights(pool, store, keys, projector, folders=folders, journal=journal, sign=sign, now=now),
            history=History(pool, store, folders, now),
            exporter=exporter,
            bundles=Desk(pool, store, exporter, now),
            patience_seconds=settings.pool_wait_ms / 1000,
            clients=memory(pool, keys, suspensions(store), now),
            fetch=Fetcher(http, loopback=True),
        )


@asynccontextmanager
async def _pools(dsn: str, settings: Settings) -> AsyncIterator[list[asyncpg.Pool]]:
    """What writes, what reads, and one for each replica; all of them are closed, whichever fails."""
    opened = partial(open_pool, prepared_statements=settings.prepared_statements)
    async with AsyncExitStack() as closing:

        async def kept(address: str, size: int, timeout_ms: int | None = None) -> asyncpg.Pool:
            pool = await opened(address, max_size=size, read_timeout_ms=timeout_ms)
            closing.push_async_callback(pool.close)
            return pool

        addresses = (dsn, *settings.database_read_urls)
        reading = [await kept(each, settings.read_pool_size, settings.read_timeout_ms) for each in addresses]
        yield [await kept(dsn, settings.pool_size), *reading]


def _audit(
    pool: asyncpg.Pool, keys: LocalKeyStore, master_key: bytes, store: EventStore, settings: Settings
) -> Auditing:
    origin, witnesses = partial(_origin, settings), witnesses_of(settings)
    return auditing(pool, keys, master_key, witnesses, origin=origin, appended=store.wakeup())


def _origin(settings: Settings, tenant: UUID) -> str:
    return f"{settings.audit_origin}/{tenant}"


@asynccontextmanager
async def rebuilder(dsn: str, master_key: bytes, settings: Settings) -> AsyncIterator[Rebuilder]:
    """What rebuilds and verifies read models; `dsn` is of the login that may change the schema."""
    admin = await asyncpg.connect(dsn)
    pool = await open_pool(dsn, prepared_statements=settings.prepared_statements)
    try:
        store = EventStore(pool, LocalKeyStore(pool, master_key))
        yield Rebuilder(admin, pool, store, loader.load(settings.projections))
    finally:
        await pool.close()
        await admin.close()
