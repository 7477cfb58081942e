"""Eight writers race for one boundary: exactly one wins, whatever the shape of the condition."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest
from eventsourcing.dcb.api import DCBAppendCondition

from lifecycle_api.store.journal import Journal
from lifecycle_api.store.refusals import AppendConflict
from lifecycle_api.store.requests import Appended, Prepared, Verdict
from tests.support.log import Log, bare, open_log, unless

pytestmark = pytest.mark.anyio

RACERS = 8
ROUNDS = 10
SHAPES = {
    "everything": (),
    "type only": ((("claimed",), ()),),
    "one of several types": ((("x", "claimed"), ()),),
    "tag only": (((), ("seat:{}",)),),
    "all of several tags": (((), ("seat:{}", "row:{}")),),
    "type and tag": ((("claimed",), ("seat:{}",)),),
    "types and tags": ((("x", "claimed"), ("seat:{}", "row:{}")),),
    "one of several items": ((("x",), ()), ((), ("seat:{}",))),
}


def claim(shape: str, number: int, after: int) -> Prepared:
    """A claim of seat `number`, unless it was claimed after `after`."""
    items = [
        (tuple(kind.format(number) for kind in types), tuple(tag.format(number) for tag in tags))
        for types, tags in SHAPES[shape]
    ]
    return bare("claimed", f"seat:{number}", f"row:{number}", condition=unless(*items, after=after))


def winners(results: Sequence[Any]) -> int:
    """How many won; everybody else must have been told of a conflict."""
    assert all(isinstance(result, Appended | AppendConflict) for result in results)
    return sum(isinstance(result, Appended) for result in results)


def spied(journal: Journal, tenant: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The size of every batch the journal sends from now on."""
    sizes: list[int] = []
    send = journal._sender(tenant)

    async def counting(requests: Sequence[Prepared]) -> list[Verdict]:
        sizes.append(len(requests))
        return await send(requests)

    monkeypatch.setattr(journal, "_sender", lambda _: counting)
    return sizes


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("stagger", [0, 1], ids=["common start", "staggered start"])
async def test_one_of_eight_processes_wins(log: Log, shape: str, stagger: int) -> None:
    """Writers that share nothing but the database: they race in it."""
    async with AsyncExitStack() as stack:
        rivals = [await stack.enter_async_context(open_log(log.dsn, tenant=log.tenant)) for _ in range(RACERS)]
        for number in range(ROUNDS):
            head = await log.store.head(log.tenant)

            async def race(rank: int, number: int = number, head: int = head) -> Any:
                for _ in range(rank * stagger):
                    await rivals[rank].store.head(log.tenant)
                return await rivals[rank].journal.write(log.tenant, claim(shape, number, head))

            assert winners(await asyncio.gather(*(race(rank) for rank in range(RACERS)))) == 1
    assert await log.store.head(log.tenant) == ROUNDS


@pytest.mark.parametrize("shape", SHAPES)
async def test_one_of_eight_wins_when_they_queue_together(
    log: Log, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Callers of one process wait in one queue, which never puts two rivals into one call."""
    sizes = spied(log.journal, log.tenant, monkeypatch)
    for number in range(ROUNDS):
        head = await log.store.head(log.tenant)
        results = await asyncio.gather(
            *(log.journal.write(log.tenant, claim(shape, number, head)) for _ in range(RACERS))
        )
        assert winners(results) == 1
    assert sum(sizes) == ROUNDS * RACERS
    assert await log.store.head(log.tenant) == ROUNDS


@pytest.mark.parametrize("shape", SHAPES)
async def test_one_of_eight_wins_when_all_share_one_call(log: Log, shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a queue that lets rivals into one call cannot make two of them win: the database defers."""
    monkeypatch.setattr("lifecycle_api.store.batching._Batch._could_match", lambda *_: False)
    sizes = spied(log.journal, log.tenant, monkeypatch)
    for number in range(ROUNDS):
        head = await log.store.head(log.tenant)
        results = await asyncio.gather(
            *(log.journal.write(log.tenant, claim(shape, number, head)) for _ in range(RACERS))
        )
        assert winners(results) == 1
    assert sizes.count(RACERS) == ROUNDS, "in every round all eight were in the same call"
    assert await log.store.head(log.tenant) == ROUNDS


async def test_unrelated_writers_never_conflict(log: Log) -> None:
    """Conditions on other seats let everybody through."""
    results = await asyncio.gather(
        *(log.journal.write(log.tenant, claim("tag only", number, 0)) for number in range(100))
    )

    assert winners(results) == 100


async def test_stress_leaves_no_gap_and_no_double(log: Log) -> None:
    """Writers in three processes, winners and losers: the log counts from one to its head."""
    async with AsyncExitStack() as stack:
        rivals = [await stack.enter_async_context(open_log(log.dsn, tenant=log.tenant)) for _ in range(3)]
        writes = [
            rivals[number % 3].journal.write(log.tenant, claim("tag only", number % 150, 0)) for number in range(600)
        ]
        results = await asyncio.gather(*writes)
    head, rows = await log.journal.read(log.tenant)

    assert winners(results) == 150 == head
    assert [row.position for row in rows] == list(range(1, 151))
    assert len({row.id for row in rows}) == 150
    assert sorted(result.first for result in results if isinstance(result, Appended)) == list(range(1, 151))


async def test_callers_share_calls(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen callers need one call; many are split into two halves, of which one prepares while one is written."""
    sizes = spied(log.journal, log.tenant, monkeypatch)
    for callers in (16, 64):
        await asyncio.gather(
            *(log.journal.write(log.tenant, claim("tag only", callers + n, 0)) for n in range(callers))
        )

    assert sizes == [16, 32, 32]


async def test_an_empty_condition_after_the_head_lets_one_pass(log: Log) -> None:
    """The whole log as boundary: the writer who read last wins."""
    await log.journal.write(log.tenant, bare("a"))
    results = await asyncio.gather(
        *(log.journal.write(log.tenant, bare("b", condition=DCBAppendCondition(after=1))) for _ in range(8))
    )

    assert winners(results) == 1
