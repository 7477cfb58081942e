"""However a server dies: no partner holds an answer of which the log knows nothing."""

import asyncio
import base64
import hashlib
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event as Bell
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from lifecycle_api import app
from lifecycle_api.access.scopes import Kind
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.disclosures import DataDisclosed
from lifecycle_api.domain.registry import Event
from lifecycle_api.settings import Settings
from tests.support.decisions import granted, market
from tests.support.facts import NOON, a, registered, rooftop
from tests.support.postgres import Server
from tests.support.service import MASTER_KEY, Service, installed, served
from tests.support.waiting import PATIENCE_SECONDS

CALLERS, KILLS_AT_MOST, ANSWERS_BETWEEN = 24, 12, 72
HEAD = "SELECT position FROM lifecycle.log_head WHERE tenant_id = $1"
MASTER = base64.b64decode(MASTER_KEY)


@pytest.fixture(scope="module")
def doomed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An installation of its own, which is not served yet."""
    with server.database(migrated=False) as dsn:
        yield installed(dsn, tmp_path_factory.mktemp("doomed"))


async def fill(dsn: str, tenant: UUID) -> None:
    """Make a group with some customers who let a marketplace see them."""
    names = [f"person {number}" for number in range(10)]
    agreed = [granted(f"{name} says", name, "marketing", to=("market",)) for name in names]
    events: list[Event] = [rooftop("north"), *(registered(name) for name in names), *market(), *agreed]
    async with app.core(dsn, MASTER, Settings()) as parts:
        await parts.store.create_tenant(tenant, "Doomed Motors")
        system = Actor("system", "test")
        new = [
            NewEvent(Envelope(id=uuid4(), occurred_at=NOON, actor=system, rooftop=a("north")), one) for one in events
        ]
        await parts.store.append(tenant, new)
        await parts.projector.catch_up(tenant)


async def recorded(dsn: str, tenant: UUID) -> set[str]:
    """The hashes of all answers that are in the log."""
    async with app.core(dsn, MASTER, Settings()) as parts:
        events = (await parts.store.read(tenant)).events
    return {each.event.response_sha256 for each in events if isinstance(each.event, DataDisclosed)}


async def disclosed_once_more(dsn: str, tenant: UUID) -> None:
    """Wait for the very next disclosure to be recorded: its answer is still on its way then."""
    connection = await asyncpg.connect(dsn)
    try:
        before = await connection.fetchval(HEAD, tenant)
        while await connection.fetchval(HEAD, tenant) == before:
            continue
    finally:
        connection.terminate()


def ask_on(address: str, token: str, numbers: Iterator[int], enough: Bell) -> set[str]:
    """Ask again and again, each time for another answer, until the server dies; the hashes of the answers."""
    got: set[str] = set()
    headers = {"authorization": f"Bearer {token}", "lifecycle-purpose": "marketing"}
    with httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=PATIENCE_SECONDS) as caller:
        while True:
            query = f"{{ q{next(numbers)}: customers(first: 10) {{ nodes {{ id name }} }} }}"
            try:
                body = caller.post("/graphql", json={"query": query}).content
            except httpx.TransportError:
                return got
            assert b'"name":"Person' in body or b'"name":"person' in body or b'"name":"Ann"' in body, body[:300]
            got.add(hashlib.sha256(body[len(b'{"data":') : body.rindex(b',"extensions":')]).hexdigest())
            if len(got) >= ANSWERS_BETWEEN // CALLERS:
                enough.set()


def test_nobody_holds_what_the_log_does_not_know(doomed: Service) -> None:
    """Killed again and again in the middle of answering; until some answer was recorded and never arrived."""
    tenant, numbers, received = uuid4(), count(), set[str]()
    asyncio.run(fill(doomed.dsn, tenant))
    token = doomed.token(Kind.PARTNER, tenant, party=str(a("market")), client_id="market", purposes=["marketing"])
    for _ in range(KILLS_AT_MOST):
        with served(doomed) as service, ThreadPoolExecutor(CALLERS) as callers:
            assert service.program is not None
            enough = Bell()
            asking = [callers.submit(ask_on, service.address, token, numbers, enough) for _ in range(CALLERS)]
            assert enough.wait(PATIENCE_SECONDS)
            asyncio.run(disclosed_once_more(doomed.dsn, tenant))
            assert service.program.send(signal.SIGKILL) == -signal.SIGKILL
            for each in asking:
                received |= each.result()
        log = asyncio.run(recorded(doomed.dsn, tenant))
        assert received <= log
        if log - received:
            break
    else:
        pytest.fail("no kill landed between the record and the answer")
    assert received
