"""What the SQL function guarantees by itself, whoever calls it."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from msgspec.structs import replace

from lifecycle_api.store.columns import columns, verdicts
from lifecycle_api.store.journal import _SQL
from lifecycle_api.store.requests import Prepared
from tests.support.log import Log, bare, unless

pytestmark = pytest.mark.anyio


async def call(log: Log, *requests: Prepared) -> list[tuple[str, Any]]:
    """Status and first position of every request, in one call."""
    rows = await log.pool.fetch(_SQL["append_many"], *columns(log.tenant, requests))
    return [(verdict.status, verdict.first) for verdict in verdicts(requests, rows)]


async def test_what_an_earlier_request_may_decide_is_deferred(log: Log) -> None:
    """The first of two rivals is recorded; the other is asked to come again, and then loses."""
    rival = bare("a", "seat:1", condition=unless(((), ("seat:1",))))
    other = bare("a", "seat:1", condition=unless(((), ("seat:1",))))

    assert await call(log, rival, other) == [("appended", 1), ("deferred", None)]
    assert await call(log, other) == [("conflict", 1)]


async def test_a_conflict_with_the_log_is_said_at_once(log: Log) -> None:
    """What is already decided is not deferred, and takes nobody else's place."""
    await call(log, bare("a", "seat:1"))
    rivals = [bare("a", "seat:1", condition=unless(((), ("seat:1",)))) for _ in range(2)]

    assert await call(log, *rivals, bare("b", "seat:2")) == [("conflict", 1), ("conflict", 1), ("appended", 2)]


async def test_requests_between_refused_ones_close_ranks(log: Log) -> None:
    """A refused request in the middle leaves no gap."""
    await call(log, bare("a", "seat:1"))
    refused = bare("a", "seat:1", condition=unless(((), ("seat:1",))))
    statuses = await call(log, bare("b", "x"), refused, bare("c", "y"))
    _, rows = await log.journal.read(log.tenant)

    assert statuses == [("appended", 2), ("conflict", 1), ("appended", 3)]
    assert [(row.position, row.type) for row in rows] == [(1, "a"), (2, "b"), (3, "c")]


async def test_one_key_twice_in_a_call_is_deferred(log: Log) -> None:
    """The second use of an idempotency key waits, and is then a replay."""
    one, two = bare("a", key="k", data=b"same"), bare("a", key="k", data=b"same")

    assert await call(log, one, two) == [("appended", 1), ("deferred", None)]
    assert await call(log, two) == [("replayed", 1)]


async def test_one_event_id_twice_in_a_call_is_deferred(log: Log) -> None:
    """The second use of an event id waits, and is then refused."""
    one = bare("a")

    assert await call(log, one, one) == [("appended", 1), ("deferred", None)]
    assert (await call(log, one))[0][0] == "duplicate_id"


async def test_one_event_id_twice_in_a_request_is_refused(log: Log) -> None:
    """The function does not rely on its caller to look."""
    one = bare("a")

    assert (await call(log, replace(one, events=one.events * 2)))[0][0] == "duplicate_id"
    assert await log.store.head(log.tenant) == 0


async def test_a_key_outranks_everything(log: Log) -> None:
    """A retry is a replay although its ids are recorded and its condition would fail now."""
    once = bare("a", "seat:1", key="k", data=b"same", condition=unless(((), ("seat:1",))))

    assert await call(log, once) == [("appended", 1)]
    assert await call(log, once) == [("replayed", 1)]
    assert (await call(log, bare("a", key="k", data=b"other")))[0][0] == "key_reused"


async def test_a_key_remembers_its_own_place_in_the_call(log: Log) -> None:
    """What is answered again is what was answered first, behind a refused request and one of several events, too."""
    await call(log, bare("a", "seat:1"))
    refused = bare("a", "seat:1", key="no", data=b"1", condition=unless(((), ("seat:1",))))
    several = replace(bare("b"), events=bare("b").events + bare("c").events)
    keyed = replace(bare("d"), events=bare("d").events + bare("e").events, key="yes", digest=b"2")
    requests = [several, refused, keyed]
    first = verdicts(requests, await log.pool.fetch(_SQL["append_many"], *columns(log.tenant, requests)))
    again = verdicts([keyed], await log.pool.fetch(_SQL["append_many"], *columns(log.tenant, [keyed])))

    assert [(verdict.status, verdict.first, verdict.last) for verdict in first] == [
        ("appended", 2, 3),
        ("conflict", 1, None),
        ("appended", 4, 5),
    ]
    assert again == [replace(first[2], status="replayed")]
    assert await log.journal.replay(log.tenant, "no", b"1") is None


async def test_an_unknown_seal_key_is_refused(log: Log) -> None:
    """What was sealed under a key nobody made could never be opened."""
    request = replace(bare("a"), seal_keys=(uuid4(),))

    assert (await call(log, request, bare("b"))) == [("fenced", None), ("appended", 1)]


async def test_every_request_learns_that_the_tenant_is_unknown(log: Log) -> None:
    """One answer each, as always."""
    rows = await log.pool.fetch(_SQL["append_many"], *columns(uuid4(), [bare("a"), bare("b")]))

    assert [row["status"] for row in rows] == ["unknown_tenant", "unknown_tenant"]


@pytest.mark.parametrize("level", ["repeatable_read", "serializable"])
async def test_other_isolation_levels_are_refused(log: Log, level: Any) -> None:
    """With an older snapshot than the lock, the check would not see what it waited for."""
    async with log.pool.acquire() as connection:
        with pytest.raises(asyncpg.PostgresError, match="READ COMMITTED"):
            async with connection.transaction(isolation=level):
                await connection.fetch(_SQL["append_many"], *columns(log.tenant, [bare("a")]))


async def test_tenants_do_not_see_each_other(log: Log) -> None:
    """The same tags, keys, ids and types in two logs have nothing to do with each other."""
    other = uuid4()
    await log.store.create_tenant(other, "Other Group")
    request = bare("a", "seat:1", key="k", data=b"x", condition=unless(((), ("seat:1",))))
    await call(log, request)
    rows = await log.pool.fetch(_SQL["append_many"], *columns(other, [request]))

    assert [(row["status"], row["first"], row["last"]) for row in rows] == [("appended", 1, 1)]
    assert await log.store.head(log.tenant) == await log.store.head(other) == 1
