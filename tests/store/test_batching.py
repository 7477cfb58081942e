"""Sharing a call never costs a neighbour: not when one is bad, not when one gives up, not when the server is gone."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from msgspec.structs import replace

from lifecycle_api.store.batching import GroupCommit, Unprepared
from lifecycle_api.store.journal import Journal
from lifecycle_api.store.refusals import AppendConflict, AppendFailed, LogUnreachable, PayloadRefused
from lifecycle_api.store.requests import Appended, Prepared, Verdict
from tests.support.facts import NOON
from tests.support.log import Log, bare, open_log, unless
from tests.support.waiting import until_blocked

pytestmark = pytest.mark.anyio

CALLS = "SELECT count(DISTINCT xmin::text) FROM lifecycle.event WHERE tenant_id = $1"


def broken_in_the_server() -> Prepared:
    """A request that makes the database raise, because it went round the door."""
    request = bare("a", "t:1")
    return replace(request, events=(request.events[0]._replace(tags=("a\0b",)),))


def broken_in_the_driver() -> Prepared:
    """A request that the driver cannot write down."""
    request = bare("a", "t:1")
    return replace(request, events=(request.events[0]._replace(type="\ud800"),))


@pytest.mark.parametrize("broken", [broken_in_the_server, broken_in_the_driver])
async def test_a_bad_request_fails_alone(log: Log, broken: Any) -> None:
    """Its neighbours in the same call are recorded; it gets a typed error that quotes no values."""
    requests = [bare("a", "t:1"), broken(), bare("b", "t:2"), broken(), bare("c", "t:3")]
    results = await asyncio.gather(*(log.journal.write(log.tenant, request) for request in requests))

    assert [type(result) for result in results] == [Appended, AppendFailed, Appended, AppendFailed, Appended]
    assert "unfinished" not in str(results[1])
    assert await log.store.head(log.tenant) == 3


async def test_a_bad_request_fails_alone_in_a_list_too(log: Log) -> None:
    """Its neighbours keep their order."""
    requests = [bare("a"), broken_in_the_server(), bare("b"), bare("c")]
    await log.journal.write_in_order(log.tenant, requests)
    _, rows = await log.journal.read(log.tenant)

    assert [row.type for row in rows] == ["a", "b", "c"]


async def test_a_list_keeps_its_order(log: Log) -> None:
    """What must wait for an earlier request of the list holds back what follows it."""
    requests = [
        bare("a", "t:1"),
        bare("b", "t:2", condition=unless(((), ("t:1",)), after=5)),
        bare("c", "t:3"),
        bare("d", "t:1", condition=unless((("c",), ()))),
        bare("e"),
    ]
    results = await log.journal.write_in_order(log.tenant, requests)
    _, rows = await log.journal.read(log.tenant)

    assert [type(result) is Appended for result in results] == [True, True, True, False, True]
    assert [row.type for row in rows] == ["a", "b", "c", "e"]


async def test_who_asks_about_other_types_shares_the_call(log: Log, admin: asyncpg.Connection) -> None:
    """A condition on another type, though on a tag that all of them carry, makes nobody wait for the next call."""
    read = [bare("read", "party:1", condition=unless((("ended",), ("party:1",)), (("stop",), ()))) for _ in range(8)]
    results = await asyncio.gather(*(log.journal.write(log.tenant, request) for request in read))
    calls = await admin.fetchval(CALLS, log.tenant)

    assert all(isinstance(result, Appended) for result in results)
    assert calls == 1


async def test_who_asks_about_what_another_writes_knows_of_it(log: Log) -> None:
    """By type alone, or by type and tag: of two at once, who comes second knows of the first."""
    for kind, tags in (("ended", ("party:1",)), ("stop", ())):
        condition = unless(((kind,), tags))
        requests = [bare(kind, "party:1"), bare("read", "party:2", condition=condition)]
        written, asked = await asyncio.gather(*(log.journal.write(log.tenant, request) for request in requests))

        assert isinstance(written, Appended)
        came_first = isinstance(asked, Appended) and asked.first < written.first
        assert came_first or isinstance(asked, AppendConflict)


async def test_a_caller_who_gives_up_takes_nobody_along(log: Log, admin: asyncpg.Connection) -> None:
    """Cancelling one of those who share a call neither cancels the call nor the others."""
    async with admin.transaction():
        await admin.execute("SELECT FROM lifecycle.log_head WHERE tenant_id = $1 FOR NO KEY UPDATE", log.tenant)
        callers = [asyncio.ensure_future(log.journal.write(log.tenant, bare("a"))) for _ in range(3)]
        await until_blocked(admin)
        callers[1].cancel()
        with suppress(asyncio.CancelledError):
            await callers[1]
    results = await asyncio.gather(callers[0], callers[2])

    assert all(isinstance(result, Appended) for result in results)
    assert await log.store.head(log.tenant) == 3, "what was under way was finished"


def refused() -> Prepared:
    """A request that turns out to be none."""
    raise PayloadRefused


def faulty() -> Prepared:
    """A request that cannot be prepared, by a fault of ours."""
    raise ZeroDivisionError


async def test_what_cannot_be_prepared_fails_alone(log: Log) -> None:
    """A refusal is the caller's answer, a fault their exception; the neighbours in the same call are recorded."""
    requests: list[Prepared | Unprepared] = [bare("a"), refused, partial(bare, "b"), faulty, bare("c")]
    writing = (log.journal.write(log.tenant, request) for request in requests)
    results = await asyncio.gather(*writing, return_exceptions=True)

    assert list(map(type, results)) == [Appended, PayloadRefused, Appended, ZeroDivisionError, Appended]
    _, rows = await log.journal.read(log.tenant)
    assert [row.type for row in rows] == ["a", "b", "c"]


class Interrupting(str):
    """A status that cancels a caller while it is looked into, as Ctrl-C may between any two lines."""

    __slots__ = ("caller",)
    caller: asyncio.Future[Any]
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        if other == "appended":
            self.caller.cancel()
        return str.__eq__(self, other)


async def test_a_caller_may_be_interrupted_at_any_moment() -> None:
    """Even while their answer is worked out: the neighbours get theirs."""
    status = Interrupting("appended")

    async def send(requests: Sequence[Prepared]) -> list[Verdict]:
        return [Verdict(status, number, number, NOON) for number in range(1, len(requests) + 1)]

    queue = GroupCommit(send)
    status.caller, neighbour = queue.enqueue(bare("a")), queue.enqueue(bare("b"))

    assert isinstance(await neighbour, Appended)
    assert status.caller.cancelled()


async def test_a_caller_who_gives_up_in_time_is_not_recorded(log: Log, admin: asyncpg.Connection) -> None:
    """A request that still waits in the queue is taken back."""
    caller = asyncio.ensure_future(log.journal.write(log.tenant, bare("a")))
    await asyncio.tasks.__sleep0()  # type: ignore[attr-defined]
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await log.journal.write(log.tenant, bare("b"))
    _, rows = await log.journal.read(log.tenant)

    assert [row.type for row in rows] == ["b"]


async def test_a_caller_who_gives_up_a_list_takes_the_rest_back(log: Log, admin: asyncpg.Connection) -> None:
    """What is under way is finished; what waits behind it is not recorded."""
    requests = [bare("a", "t:1"), bare("b", condition=unless(((), ("t:1",)), after=9)), bare("c")]
    async with admin.transaction():
        await admin.execute("SELECT FROM lifecycle.log_head WHERE tenant_id = $1 FOR NO KEY UPDATE", log.tenant)
        caller = asyncio.ensure_future(log.journal.write_in_order(log.tenant, requests))
        await until_blocked(admin)
        caller.cancel()
        with suppress(asyncio.CancelledError):
            await caller
    await log.journal.write(log.tenant, bare("d"))
    _, rows = await log.journal.read(log.tenant)

    assert [row.type for row in rows] == ["a", "d"]


async def test_a_database_that_is_not_there_is_said_to_be_unreachable(log: Log) -> None:
    """Nothing was sent, so nothing can have been recorded; the caller may try again."""
    async with open_log(log.dsn, tenant=log.tenant) as other:
        await other.pool.close()

        assert isinstance(await other.journal.write(log.tenant, bare("a")), LogUnreachable)
    assert await log.store.head(log.tenant) == 0


async def test_reading_a_database_that_is_not_there_says_so(log: Log, tmp_path: Path) -> None:
    """In the words of the store, so that callers are told to try again and not that something broke."""
    nowhere = asyncpg.create_pool(host=str(tmp_path), min_size=0, user="nobody", database="none")
    async with nowhere as pool:
        journal = Journal(pool)
        for asked in (
            journal.read(log.tenant),
            journal.head(log.tenant),
            journal.position_of(log.tenant, uuid4()),
            journal.replay(log.tenant, "key", b""),
        ):
            with pytest.raises(LogUnreachable):
                await asked


async def test_more_than_one_batch_can_take(log: Log) -> None:
    """A long list is written in several calls, in order."""
    results = await log.journal.write_in_order(log.tenant, [bare("a", f"t:{n}") for n in range(1_200)])

    assert [result.first for result in results if isinstance(result, Appended)] == list(range(1, 1_201))
