"""Puts the service together: the only place that knows every part."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from uuid import UUID, uuid4

import asyncpg
import httpx
import strawberry
from starlette.applications import Starlette

from lifecycle_api.access.buckets import STANDARD, Allowance, Buckets
from lifecycle_api.access.fetching import Fetcher
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.audit.auditing import Auditing, auditing
from lifecycle_api.audit.export.desk import Desk
from lifecycle_api.audit.export.exporter import Exporter
from lifecycle_api.audit.replay.history import History
from lifecycle_api.audit.tlog.policy import Policy, parse_policy
from lifecycle_api.commands.access_rules import AccessRules
from lifecycle_api.commands.administration import Administration
from lifecycle_api.commands.bus import CommandBus
from lifecycle_api.commands.clients import ClientAdministration
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.documents import TrustedDocuments
from lifecycle_api.commands.ledger import Ledger
from lifecycle_api.commands.recording import Recorder
from lifecycle_api.commands.staff_access import StaffAccess
from lifecycle_api.commands.standings import suspensions
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.errors import InvalidSetting
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.contracts import Contracts
from lifecycle_api.graphql.disclosing import Disclosing
from lifecycle_api.graphql.documents import Askable
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.resources import Following, Reading, Resources, Writing
from lifecycle_api.graphql.schema import make_schema
from lifecycle_api.http.app import create_app
from lifecycle_api.http.console import Console
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.operations import operations_folder, trusted_texts
from lifecycle_api.http.services import Readiness, Receipt, Services
from lifecycle_api.inquiries.desk import inquiries
from lifecycle_api.intake.leads import LeadIntake
from lifecycle_api.planner.cursors import Cursors
from lifecycle_api.planner.plan import Schemas
from lifecycle_api.planner.planner import Planner
from lifecycle_api.projector import loader, registered
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.projector.rebuild import Rebuilder
from lifecycle_api.projector.replays import Replays
from lifecycle_api.projector.runner import Projector
from lifecycle_api.projector.watch import Watches
from lifecycle_api.reactors.consent_expiry import ConsentExpiry
from lifecycle_api.reactors.runner import Reactors
from lifecycle_api.reactors.withdrawal_notices import WithdrawalNotices
from lifecycle_api.rights.assembly import Rights, rights, signing_with
from lifecycle_api.rights.erasure.journal import FILE as JOURNAL
from lifecycle_api.rights.portability import Portability
from lifecycle_api.settings import Settings
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.documents import DocumentStore
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.master_key import master_key
from lifecycle_api.store.migrations import migrate
from lifecycle_api.store.oauth.authority import Memory, memory
from lifecycle_api.store.replicas import Replicas
from lifecycle_api.trust import Issuers, privacy, trust


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


@dataclass(frozen=True)
class Edge:
    """What differs between installations: whose tokens count, how much they may ask for, what browsers are shown."""

    issuers: Issuers
    origins: Origins
    limits: Limits
    allowances: Mapping[Kind, Allowance]
    console: Console | None = None


def now() -> datetime:
    """The clock that is passed to everything that needs one."""
    return datetime.now(UTC)


def key_of(settings: Settings, folder: Path) -> bytes:
    """The master key: the one that is set, or with the embedded database the one kept beside it.

    Raises InvalidSetting, MasterKeyUnusable.
    """
    if settings.master_key is not None:
        return settings.master_key
    if settings.database_url is not None and not folder.is_dir():
        raise InvalidSetting("Set LIFECYCLE_MASTER_KEY to the key of this database.", variable="LIFECYCLE_MASTER_KEY")
    return master_key(folder)


def limits_of(settings: Settings) -> Limits:
    """The limits of operations. Raises InvalidSetting for one that is none."""
    try:
        return Limits(**dict(settings.limits))
    except TypeError:
        known = ", ".join(each.name for each in fields(Limits))
        raise InvalidSetting(f"LIFECYCLE_LIMITS knows these: {known}.", variable="LIFECYCLE_LIMITS") from None


def allowances_of(settings: Settings) -> Mapping[Kind, Allowance]:
    """What each kind of client is allowed; kinds without a limit are missing. Raises InvalidSetting."""
    try:
        given = {Kind(name): rate for name, rate in settings.rates}
    except ValueError:
        known = ", ".join(Kind)
        raise InvalidSetting(f"LIFECYCLE_RATES knows these: {known}.", variable="LIFECYCLE_RATES") from None
    changed = {kind: Allowance(*rate) for kind, rate in given.items() if rate is not None}
    return {kind: each for kind, each in {**STANDARD, **changed}.items() if given.get(kind, each) is not None}


def witnesses_of(settings: Settings) -> Policy:
    """Who has to cosign checkpoints. Raises InvalidSetting for a file that cannot be read, PolicyMalformed."""
    if settings.audit_policy is None:
        return Policy()
    try:
        return parse_policy(settings.audit_policy.read_text(encoding="utf-8"))
    except OSError:
        raise InvalidSetting(
            f"LIFECYCLE_AUDIT_POLICY names {settings.audit_policy}, which cannot be read.",
            variable="LIFECYCLE_AUDIT_POLICY",
        ) from None


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
    opened = partial(open_pool, max_size=settings.pool_size, prepared_statements=settings.prepared_statements)
    pool = await opened(dsn)
    servers = (dsn, *settings.database_read_urls)
    reads, *replicas = [await opened(each, read_timeout_ms=settings.read_timeout_ms) for each in servers]
    http = httpx.AsyncClient()
    try:
        keys = LocalKeyStore(pool, master_key)
        store = EventStore(pool, keys)
        clients, fetch = memory(pool, keys, suspensions(store), now), Fetcher(http, loopback=True)
        leads = LeadIntake(store, keys, pool, now)
        patience = settings.pool_wait_ms / 1000
        rules = AccessRules(store, now, monotonic)
        audit = auditing(
            pool,
            keys,
            master_key,
            witnesses_of(settings),
            origin=lambda tenant: f"{settings.audit_origin}/{tenant}",
            appended=store.wakeup(),
        )
        projector = Projector(pool, store)
        folders = loader.load(settings.projections)
        demands = rights(
            pool,
            store,
            keys,
            projector,
            folders=folders,
            journal=settings.erasure_journal or (folder or settings.data) / JOURNAL,
            sign=signing_with(audit.signing, lambda tenant: f"{settings.audit_origin}/{tenant}"),
            now=now,
        )
        yield Core(
            pool,
            reads,
            Replicas(pool, replicas, store.head, settings.replica_wait_ms / 1000),
            keys,
            store,
            projector,
            leads,
            Cursors(master_key),
            rules,
            StaffAccess(store, now, uuid4),
            audit,
            demands,
            History(pool, store, folders, now),
            exporter := Exporter(pool, keys, store, audit, now),
            Desk(pool, store, exporter, now),
            patience,
            clients,
            fetch,
        )
    finally:
        await http.aclose()
        for each in (*replicas, reads, pool):
            await each.close()


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


async def application(parts: Core, edge: Edge) -> Starlette:
    """The application to serve on these parts."""
    return create_app(await services(parts, edge))


async def services(parts: Core, edge: Edge) -> Services:
    """Everything behind the application's edge."""
    schema = make_schema()
    admission = Admission(schema._schema, edge.limits, Buckets(edge.allowances, now))  # noqa: SLF001  # as below
    trusted = trust(edge.issuers, parts.pool, parts.clients, fetch=parts.fetch.for_strangers(), now=now)

    resources = await _resources(parts, schema, edge.limits)
    documents = resources.writing.documents
    answering = Answering(schema, resources, admission, documents)
    answering.prepare(documents.shipped.values())

    async def receive_adf(principal: Principal, body: bytes, *, content_type: str, rooftop: UUID | None) -> Receipt:
        del content_type  # the parser looks at the bytes: senders say anything
        if rooftop is not None and not viewer_of(principal).works_at(rooftop):
            raise NotFound("There is no such rooftop in your reach; ask for `rooftops`.", argument="rooftop")
        told = await parts.leads.receive(body, tenant=principal.tenant, rooftop=rooftop, principal_id=principal.subject)
        return Receipt(told.outcome, told.details())

    return Services(
        verify=parts.access_rules.applied(trusted.verify),
        answering=answering,
        receive_adf=receive_adf,
        ready=lambda: readiness(parts),
        origins=edge.origins,
        console=edge.console,
        oauth=trusted.oauth,
        privacy=privacy(parts.store, parts.keys, now),
        trees=parts.audit.trees,
        bundles=parts.bundles,
    )


@asynccontextmanager
async def working(parts: Core) -> AsyncIterator[None]:
    """In the background, keep the read models up to date, sign the log, and let reactors answer what happened.

    First of all, whom a restored backup brought back is erased again: until then nothing may be served.
    """
    await parts.rights.restoring.reapply()
    notices = WithdrawalNotices(parts.store)
    reactors = Reactors(parts.pool, parts.store, now, reactors=[notices], tickers=[notices, ConsentExpiry(parts.store)])
    running = [
        asyncio.create_task(each.run_forever())
        for each in (parts.projector, reactors, parts.audit.integrator, parts.bundles, parts.staff_access)
    ]
    running += [asyncio.create_task(each.run_forever()) for each in (parts.rights.desk, parts.replicas)]
    running.append(asyncio.create_task(parts.clients.cancellations.watch()))
    try:
        yield
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def readiness(parts: Core) -> Readiness:
    """Whether the database answers, and which read models are behind."""
    try:
        behind = await parts.projector.lag()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return Readiness(ready=False, checks={"database": "unreachable"})
    stopped = sorted({each.projection for each in behind if each.status != "running"})
    lag = max((each.head - each.position for each in behind), default=0)
    checks: dict[str, object] = {"database": "ok", "projections": {"stopped": stopped, "lag": lag}}
    if parts.replicas:
        checks["replicas"] = parts.replicas.report()
    return Readiness(ready=not stopped, checks=checks)


def trusted_documents(parts: Core, schema: strawberry.Schema, limits: Limits) -> TrustedDocuments:
    """The operations that are known by their hash."""
    return TrustedDocuments(
        trusted_texts(operations_folder()),
        DocumentStore(parts.pool),
        parts.clients.clients.find,
        Askable(Contracts(schema._schema), limits),  # noqa: SLF001  # as below
        now=now,
        ticks=monotonic,
    )


async def _resources(parts: Core, schema: strawberry.Schema, limits: Limits | None = None) -> Resources:
    models = await registered.live(parts.pool)
    late = {name: (model.checkpoint, model.version) for name, model in models.items() if model.mode == "async"}
    planner = Planner(
        schema._schema,  # noqa: SLF001  # strawberry gives its graphql-core schema under no other name
        Schemas(
            live={name: model.schema for name, model in models.items()},
            scratch={name: model.scratch for name, model in models.items()},
            checkpoints={name: (model.checkpoint, model.version) for name, model in models.items()},
        ),
    )
    reading = Reading(
        pool=parts.reads,
        planner=planner,
        cursors=parts.cursors,
        as_of=Replays(parts.store, models),
        wait_for=lambda tenant, position, seconds: parts.projector.wait_for(tenant, position, seconds=seconds),
        patience_seconds=parts.patience_seconds,
        now=now,
        near=parts.replicas.near(late) if parts.replicas else None,
    )

    async def erase(tenant: UUID, request: UUID, actor: Actor) -> tuple[UUID, int]:
        progress = await parts.rights.desk.erase(tenant, request, actor=actor)
        return progress.order.erasure, await parts.store.head(tenant)

    writing = Writing(
        CommandBus(parts.store, now, uuid4),
        Recorder(parts.store),
        parts.leads,
        Administration(parts.store, now),
        parts.access_rules,
        lambda tenant, value: parts.keys.mac(tenant, "contact", value.encode()).hex(),
        erase,
        ClientAdministration(parts.store, parts.clients.clients, parts.clients.grants, now),
        parts.bundles,
        trusted_documents(parts, schema, limits or Limits()),
    )
    following = Following(
        watches=Watches(parts.pool, parts.store),
        asynchronous=frozenset(late.values()),
        now=now,
    )
    asked = inquiries(parts.store, now, parts.clients.signing.signer)
    return Resources(
        reading,
        Disclosing(Ledger(parts.store, uuid4), now),
        parts.staff_access,
        writing,
        following,
        asked,
        parts.history,
        Portability(parts.store, parts.history, now),
        parts.audit.trees,
    )
