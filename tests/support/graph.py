"""The real schema over a real log and its read models, asked without the web in front."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import orjson

from lifecycle_api import app
from lifecycle_api.access.buckets import Buckets
from lifecycle_api.access.contracts import Contract
from lifecycle_api.access.principal import Principal
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent, Recorded
from lifecycle_api.domain.registry import Event
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.contracts import Contracts
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.operations import Operations
from lifecycle_api.graphql.question import Answer, Asker, Question
from lifecycle_api.graphql.resources import Resources
from lifecycle_api.graphql.schema import make_schema
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.settings import Settings
from tests.support.facts import NOON, a
from tests.support.postgres import Server

MASTER = bytes(range(32))
SCHEMA = make_schema()
GENEROUS = Limits(points=10**9, characters=10**8, tokens=10**8, aliases=10**6, fields=10**6)
PATIENT: Mapping[str, Any] = {"pool_wait_ms": 60_000, "read_timeout_ms": 60_000}
ADMISSION = Admission(SCHEMA._schema, GENEROUS, Buckets({}, app.now))
# A document that was read once is not read again: not by the oracle, nor in the next test.
OPERATIONS = Operations(Contracts(SCHEMA._schema), ADMISSION)


class Unlimited(Asker, frozen=True, dict=True):
    """Someone who is shown the whole schema, so that what stands behind a contract is tested for everybody."""

    @property
    def contract(self) -> Contract:
        """The dealer's."""
        return Contract.DEALER


@dataclass(frozen=True)
class Reply:
    """What came back: `data` as plain JSON, the errors' codes, and the extensions."""

    data: Any
    errors: tuple[str, ...]
    extensions: Mapping[str, Any]


@dataclass(frozen=True)
class Graph:
    """One dealer group, its log, and the schema on it."""

    parts: app.Core
    resources: Resources
    tenant: UUID

    async def happened(
        self,
        *events: Event,
        at: str | None = "north",
        tags: tuple[str, ...] = (),
        tenant: UUID | None = None,
        **envelope: Any,
    ) -> int:
        """Record facts at a rooftop; the position of the last one. `envelope` says more about how they came."""
        common: dict[str, Any] = {
            "occurred_at": NOON,
            "actor": Actor("system", "test"),
            "rooftop": None if at is None else a(at),
            **envelope,
        }
        new = [NewEvent(Envelope(id=uuid4(), **common), event, tags) for event in events]
        return (await self.parts.store.append(tenant or self.tenant, new)).last

    async def shown(self) -> None:
        """Bring the read models up to date."""
        await self.parts.projector.catch_up(self.tenant)

    async def answer(
        self,
        who: Principal | None,
        document: str,
        *,
        admission: Admission = ADMISSION,
        purposes: tuple[str, ...] = (),
        **variables: Any,
    ) -> Answer:
        """The answer to a principal, by default to one who may ask for as much as they like."""
        answering = Answering(SCHEMA, self.resources, admission)
        if admission is ADMISSION:
            answering._operations = OPERATIONS
        question = Question(query=document, variables=variables, purposes=purposes)
        return await answering.answer(question, Unlimited(who, "test"))

    async def ask(self, who: Principal | None, document: str, **variables: Any) -> Reply:
        """Execute a document for a principal; `purposes` are those that the request names."""
        reply = orjson.loads((await self.answer(who, document, **variables)).body)
        codes = tuple(_code(error) for error in reply.get("errors", ()))
        return Reply(reply.get("data"), codes, reply.get("extensions", {}))

    async def read(self, who: Principal, document: str, **variables: Any) -> Any:
        """The data of a query that nothing is wrong with, from read models that are up to date."""
        await self.shown()
        reply = await self.ask(who, document, **variables)
        assert reply.errors == ()
        return reply.data

    async def recorded(self, position: int) -> Recorded:
        """The event at a position, which is the last one."""
        (recorded,) = (await self.parts.store.read(self.tenant, after=position - 1)).events
        return recorded

    async def events(self, after: int = 0) -> list[Event]:
        """What stands in the log behind a position."""
        return [each.event for each in (await self.parts.store.read(self.tenant, after=after)).events]


@contextmanager
def deployed(server: Server) -> Iterator[str]:
    """A database with all read models."""
    with server.database() as dsn:
        asyncio.run(deploy(dsn))
        yield dsn


@asynccontextmanager
async def open_graph(dsn: str, **settings: Any) -> AsyncIterator[Graph]:
    """A new dealer group in a database with all read models; a slow machine is given the time it takes."""
    with TemporaryDirectory() as folder:
        async with app.core(dsn, MASTER, Settings(**{**PATIENT, **settings}), folder=Path(folder)) as parts:
            resources = await app.resources(parts, SCHEMA)

            async def projected(tenant: UUID, position: int, timeout_seconds: float) -> bool:
                return await parts.projector.catch_up(tenant) >= position

            tenant = uuid4()
            await parts.store.create_tenant(tenant, "Northgate Group")
            yield Graph(parts, replace(resources, reading=replace(resources.reading, wait_for=projected)), tenant)


def _code(error: Any) -> str:
    code: str = error["extensions"]["code"]
    assert code != "INTERNAL_ERROR"
    return f"GRAPHQL: {error['message']}" if code.startswith("GRAPHQL") else code
