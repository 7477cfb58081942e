"""Readers never skip: not what is late, not what was rolled back, not what was killed half way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID, uuid4

import asyncpg
import pytest

from lifecycle_api.domain.envelope import Recorded
from lifecycle_api.store.columns import columns
from lifecycle_api.store.journal import _SQL
from lifecycle_api.store.refusals import OutcomeUnknown, UnknownTenant
from lifecycle_api.store.requests import Appended, Prepared
from tests.support.log import Log, bare, new, open_log, opened, query, registered
from tests.support.waiting import PATIENCE_SECONDS, until_blocked

pytestmark = pytest.mark.anyio


async def take(pages: AsyncIterator[list[Recorded]], count: int) -> list[Recorded]:
    """The next `count` events."""
    events: list[Recorded] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(events) < count:
            events += await anext(pages)
    return events


async def test_what_is_there_comes_first_then_what_comes(log: Log) -> None:
    """A subscription goes on where it stands, without gap or repeat."""
    for _ in range(3):
        await log.store.append(log.tenant, [new(registered(uuid4()))])
    pages = log.store.subscribe(log.tenant, after=1)
    assert [event.position for event in await take(pages, 2)] == [2, 3]

    waiting = asyncio.ensure_future(take(pages, 1))
    await log.store.append(log.tenant, [new(registered(uuid4()))])
    assert [event.position for event in await waiting] == [4]


async def test_only_what_matches_is_delivered(log: Log) -> None:
    """A subscription by type and tag sees nothing else, and stands at the head all the same."""
    customer, other = uuid4(), uuid4()
    pages = log.store.subscribe(log.tenant, query((("repair_order.opened",), (f"customer:{customer}",))))
    for who in (other, customer, other, customer):
        await log.store.append(log.tenant, [new(registered(who))])
        await log.store.append(log.tenant, [new(opened(uuid4(), who))])

    assert [event.position for event in await take(pages, 2)] == [4, 8]


async def test_another_process_is_heard_too(log: Log) -> None:
    """Without any notification, polling finds what another process wrote."""
    pages = log.store.subscribe(log.tenant)
    waiting = asyncio.ensure_future(take(pages, 1))
    async with open_log(log.dsn, tenant=log.tenant) as other:
        await other.store.append(log.tenant, [new(registered(uuid4()))])

        assert [event.position for event in await waiting] == [1]


async def positions_seen(log: Log, done: asyncio.Event) -> list[int]:
    """What a reader sees that polls as fast as it can until `done`, and once more."""
    seen: list[int] = []
    last_round = False
    while not last_round:
        last_round = done.is_set()
        head, rows = await log.journal.read(log.tenant, after=seen[-1] if seen else 0)
        seen += [row.position for row in rows]
        assert head == (seen[-1] if seen else 0), "everything up to the head is there"
    return seen


async def write_slowly(dsn: str, tenant: UUID, request: Prepared, end: str) -> None:
    """Append in a transaction that is held open, then committed or rolled back."""
    connection = await asyncpg.connect(dsn)
    try:
        transaction = connection.transaction()
        await transaction.start()
        await connection.fetch(_SQL["append_many"], *columns(tenant, [request]))
        rival = await asyncpg.connect(dsn)
        try:
            waiting = asyncio.ensure_future(rival.fetch(_SQL["append_many"], *columns(tenant, [bare("rival")])))
            await until_blocked(connection)
            await (transaction.commit() if end == "commit" else transaction.rollback())
            await waiting
        finally:
            await rival.close()
    finally:
        await connection.close()


@pytest.mark.parametrize("end", ["commit", "rollback"])
async def test_a_writer_held_open_hides_nothing(log: Log, end: str) -> None:
    """While it is open nobody overtakes it; a reader sees what came of it in the order of positions."""
    done = asyncio.Event()
    reading = asyncio.ensure_future(positions_seen(log, done))
    for number in range(5):
        await write_slowly(log.dsn, log.tenant, bare("slow", f"n:{number}"), end)
        await log.journal.write(log.tenant, bare("fast"))
    done.set()
    count = 15 if end == "commit" else 10

    assert await reading == list(range(1, count + 1))


async def test_a_killed_writer_leaves_no_gap(log: Log, admin: asyncpg.Connection) -> None:
    """Backends that are terminated in the middle of an append take their positions back with them."""
    done = asyncio.Event()
    reading = asyncio.ensure_future(positions_seen(log, done))
    killed = 0
    for _ in range(5):
        async with admin.transaction():
            await admin.execute("SELECT FROM lifecycle.log_head WHERE tenant_id = $1 FOR NO KEY UPDATE", log.tenant)
            writing = asyncio.ensure_future(log.journal.write(log.tenant, bare("killed")))
            pid = await until_blocked(admin)
            killed += await admin.fetchval("SELECT pg_terminate_backend($1)", pid)
            assert isinstance(await writing, OutcomeUnknown)
        assert isinstance(await log.journal.write(log.tenant, bare("a")), Appended)
    done.set()

    assert killed == 5, "the faults were real"
    assert await reading == [1, 2, 3, 4, 5]


async def test_a_reader_among_many_writers_skips_nothing(log: Log) -> None:
    """Four processes write as fast as they can; the reader sees every position once, in order."""
    done = asyncio.Event()
    reading = asyncio.ensure_future(positions_seen(log, done))
    async with (
        open_log(log.dsn, tenant=log.tenant) as second,
        open_log(log.dsn, tenant=log.tenant) as third,
    ):
        await asyncio.gather(
            *(
                writer.journal.write(log.tenant, bare("a", f"n:{number}"))
                for number in range(300)
                for writer in (log, second, third)
            )
        )
    done.set()

    assert await reading == list(range(1, 901))


async def test_a_subscription_can_be_left(log: Log) -> None:
    """Cancelling the wait ends it, and nothing stays behind."""
    waiting = asyncio.ensure_future(take(log.store.subscribe(log.tenant), 1))
    await log.store.head(log.tenant)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting

    assert waiting.cancelled()


async def test_following_an_unknown_tenant_is_refused(log: Log) -> None:
    """A typed error, not silence."""
    with pytest.raises(UnknownTenant):
        await anext(log.store.subscribe(uuid4()))
