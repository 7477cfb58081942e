"""However withdrawals and a partner's reads meet: nothing is disclosed after it was withdrawn, as the log has it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import pytest

from lifecycle_api import app
from lifecycle_api.access.principal import Principal
from lifecycle_api.commands.ledger import Ledger, Overtaken, Release
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.consents import ConsentGranted, ConsentWithdrawn
from lifecycle_api.domain.events.disclosures import DataDisclosed, Decided
from lifecycle_api.domain.registry import Event
from lifecycle_api.graphql import group_reads
from lifecycle_api.graphql.disclosing import Disclosing
from lifecycle_api.planner.grouped import numbered
from lifecycle_api.planner.plan import Plan
from tests.support.decisions import granted, market, withdrawn
from tests.support.facts import a, registered, rooftop
from tests.support.graph import Graph, open_graph
from tests.support.people import partner
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio

INTERLEAVINGS = 100_000
SHARDS, GROUPS, PAGE = 4, 25, 100
ROUNDS = INTERLEAVINGS // SHARDS // GROUPS // PAGE
CALLERS, CROWDED = 6, 40
NAMES = "{ customers(first: 100) { nodes { id name } } }"


@dataclass
class Count:
    """Pairs of a read and a withdrawal, those of them that met in the middle, and reads that had to begin anew."""

    pairs: int = 0
    between: int = 0
    overtaken: int = 0


class Watching(Ledger):
    """A ledger that counts the withdrawals that were recorded between a read and its disclosure."""

    def __init__(self, graph: Graph, count: Count) -> None:
        """Count into `count`."""
        super().__init__(graph.parts.store, uuid4)
        self._log = graph.parts.store
        self._count = count

    async def record(self, principal: Principal, release: Release) -> int:
        """Record it as always, and look at the log afterwards."""
        try:
            return await super().record(principal, release)
        except Overtaken:
            self._count.overtaken += 1
            since = await self._log.read(principal.tenant, after=release.decided_on)
            permitted = {each.customer for each in release.decisions if each.effect == "permit"}
            self._count.between += sum(
                isinstance(each.event, ConsentWithdrawn) and each.event.customer in permitted for each in since.events
            )
            raise


@asynccontextmanager
async def group(dsn: str) -> AsyncIterator[Graph]:
    """A group whose hundred customers a marketplace may see, as far as they agree."""
    async with open_graph(dsn) as opened:
        await opened.happened(rooftop("north"), *(registered(name) for name in people()), at="north")
        await opened.happened(*market(), at=None)
        await opened.shown()
        yield opened


def people() -> Sequence[str]:
    """The names of the customers."""
    return [f"person {number}" for number in range(PAGE)]


@pytest.mark.parametrize("shard", range(SHARDS))
async def test_nothing_is_disclosed_after_it_was_withdrawn(
    deployed_dsn: str, shard: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """A page of a hundred people is read while each of them withdraws, again and again, at any moment."""
    count, chance = Count(), Random(shard)  # noqa: S311  # the same each time, as far as a race can be
    for _ in range(GROUPS):
        async with group(deployed_dsn) as graph:
            await race(graph, count, chance)
            assert stale(await graph.events()) == []
    with capfd.disabled():
        sys.stderr.write(f"\nReads against withdrawals (shard {shard}): {count}\n")
    assert count.pairs * SHARDS >= INTERLEAVINGS
    assert count.between >= count.pairs // 10


async def test_nor_when_reads_go_together(deployed_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several callers ask at once, and what gathers is read by one statement: each answer is recorded for itself.

    A page that a slow machine takes long for would be read alone, so a group may take as long as it likes here.
    """
    together = list[int]()

    def noting(plan: Plan, values: Sequence[Sequence[Any]], size: int) -> list[Any]:
        together.append(len(values))
        return numbered(plan, values, size)

    monkeypatch.setattr(group_reads, "numbered", noting)
    count, chance = Count(), Random(CALLERS)  # noqa: S311  # as above
    async with group(deployed_dsn) as graph:
        reading = graph.resources.reading
        reading = replace(reading, group_reads=group_reads.GroupReads(reading.connections, PATIENCE_SECONDS))
        gathering = replace(graph, resources=replace(graph.resources, reading=reading))
        await race(gathering, count, chance, rounds=CROWDED, callers=CALLERS)
        assert stale(await graph.events()) == []
    assert len(together) >= CROWDED
    assert count.between >= count.pairs // 10


async def race(graph: Graph, count: Count, chance: Random, *, rounds: int = ROUNDS, callers: int = 1) -> None:
    """Read the page and withdraw from it at once, round after round; a read's length tells when to withdraw in it."""
    watched = replace(graph, resources=replace(graph.resources, disclosing=Disclosing(Watching(graph, count), app.now)))
    marketplace = partner(graph.tenant, party=a("market"), client_id="market", purposes=("marketing",))
    usual = 0.0
    for number in range(rounds):
        await graph.happened(*(granted(f"{name}, {number}", name, "marketing", to=("market",)) for name in people()))
        began = perf_counter()
        asked = [watched.ask(marketplace, NAMES, purposes=("marketing",)) for _ in range(callers)]
        withdrawing = asyncio.create_task(withdraw(graph, chance, usual))
        replies = await asyncio.gather(*asked)
        usual = perf_counter() - began
        await withdrawing
        assert all(reply.errors in ((), ("AUDIT_UNAVAILABLE",)) for reply in replies)
        count.pairs += PAGE


async def withdraw(graph: Graph, chance: Random, within: float) -> None:
    """Let everybody withdraw, in a few groups, each at a moment of its own within some seconds."""
    names = list(people())
    chance.shuffle(names)

    async def some(few: Sequence[str]) -> None:
        await asyncio.sleep(chance.random() * within)  # when is left to chance: that is what is tested
        await graph.happened(*(withdrawn(name) for name in few))

    await asyncio.gather(*(some(names[start : start + PAGE // 4]) for start in range(0, PAGE, PAGE // 4)))


def stale(events: Sequence[Event]) -> list[UUID]:
    """The customers whose data was disclosed although, by the order of the log, they had withdrawn."""
    agreed: set[UUID] = set()
    found = []
    for each in events:
        match each:
            case ConsentGranted():
                agreed.add(each.customer)
            case ConsentWithdrawn():
                agreed.discard(each.customer)
            case DataDisclosed():
                permitted = {one.customer for one in each.decisions if one.effect == "permit"}
                found += sorted(permitted - agreed)
    return found


def test_what_is_stale_is_noticed() -> None:
    """A log in which someone was shown after they had withdrawn is found out."""
    disclosed = DataDisclosed(
        disclosure=uuid4(),
        client_id="market",
        recipient_kind="partner",
        purpose="marketing",
        categories=(),
        fields=(),
        customers=(a("ann"),),
        decisions=(Decided(customer=a("ann"), categories=(Category.IDENTITY,), effect="permit"),),
        rows=1,
        document_sha256="0" * 64,
        response_sha256="0" * 64,
        decided_on=1,
        decided_at=app.now(),
    )
    grant, withdrawal = granted("c", "ann", "marketing"), withdrawn("ann")
    assert stale([grant, disclosed, withdrawal]) == []
    assert stale([grant, withdrawal, disclosed]) == [a("ann")]
