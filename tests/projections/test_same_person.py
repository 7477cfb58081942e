"""Who is the same person as whom: as far as links lead, whatever was linked and unlinked before."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import asyncpg
import pytest

from lifecycle_api.audit.replay.proving import Proving
from lifecycle_api.domain.envelope import NewEvent
from lifecycle_api.projector import loader
from lifecycle_api.projector.deploy import deploy
from tests.support.postgres import Server
from tests.support.projecting import Site, happened, site

pytestmark = pytest.mark.anyio

PEOPLE = [UUID(int=number) for number in range(1, 7)]
Edges = set[frozenset[UUID]]


@pytest.fixture(scope="module")
def deployed(server: Server) -> Iterator[str]:
    """A database with all read models."""
    with server.database() as dsn:
        asyncio.run(deploy(dsn))
        yield dsn


@pytest.fixture
async def here(deployed: str) -> AsyncIterator[Site]:
    """A log and its read models."""
    async with site(deployed) as opened:
        yield opened


def links(seed: int) -> Iterator[tuple[NewEvent, Edges]]:
    """Some links and unlinks, each with the links that there are then."""
    chance, edges = random.Random(seed), Edges()  # noqa: S311 - reproducible on purpose
    for _ in range(40):
        customer, other = chance.choices(PEOPLE, k=2)
        data = {"customer": str(customer), "other": str(other), "reason": "Why."}
        if chance.random() < 0.6:
            edges |= {frozenset({customer, other})} if customer != other else set()
            yield happened("customer.identities_linked", {**data, "method": "manual"}), set(edges)
        else:
            edges -= {frozenset({customer, other})}
            yield happened("customer.identities_unlinked", data), set(edges)


def reached(start: UUID, edges: Edges) -> set[UUID]:
    """Everybody else whom links lead to."""
    known, ahead = {start}, {start}
    while ahead:
        ahead = {each for edge in edges if edge & ahead for each in edge} - known
        known |= ahead
    return known - {start}


async def test_everybody_whom_links_lead_to_is_shown_and_nobody_else(here: Site) -> None:
    """After each event, from each end."""
    shown = "SELECT customer_id, other_id FROM consents_v5.identity_link WHERE tenant_id = $1 AND unlinked_at IS NULL"
    for seed in range(4):
        tenant = await here.tenant()
        for event, edges in links(seed):
            await here.record(tenant, event)
            await here.projector.catch_up(tenant)
            rows = {(row["customer_id"], row["other_id"]) for row in await here.pool.fetch(shown, tenant)}
            assert rows == {(one, other) for one in PEOPLE for other in reached(one, edges)}


async def test_a_read_of_the_past_says_the_same_as_a_rebuild(here: Site) -> None:
    """It replays everybody whom links ever led to."""
    tenant = await here.tenant()
    await here.record(tenant, *(event for event, _ in links(9)))
    admin = await asyncpg.connect(here.dsn)
    try:
        proving = Proving(admin, here.pool, here.store, loader.load())
        for at in (10, 25, 40):
            told = await proving.prove(tenant, at, names=["consents"], customers=PEOPLE)
            assert (told.differences, told.rows > 0) == ((), True)
    finally:
        await admin.close()
