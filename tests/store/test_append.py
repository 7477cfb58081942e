"""Appending: positions, times, conditions of every shape, and what is refused at the door."""

import asyncio
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.dcb.api import DCBAppendCondition

from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.refusals import AppendConflict, DuplicateEventId, PayloadRefused, UnknownTenant
from lifecycle_api.store.requests import Appended, AppendRequest
from tests.support.log import Log, bare, new, opened, registered, unless

pytestmark = pytest.mark.anyio


async def test_positions_start_at_one_and_have_no_gap(log: Log) -> None:
    """Events recorded together stand together, and the next ones follow directly."""
    customer = uuid4()
    first = await log.store.append(log.tenant, [new(registered(customer)), new(opened(uuid4(), customer))])
    second = await log.store.append(log.tenant, [new(opened(uuid4(), customer))])

    assert (first.first, first.last, second.first, second.last) == (1, 2, 3, 3)
    assert await log.store.head(log.tenant) == 3


async def test_recorded_times_increase_strictly(log: Log) -> None:
    """Every event has a time of its own, in the order of positions, so a time names one position."""
    await asyncio.gather(*(log.journal.write(log.tenant, bare("a", f"t:{n}")) for n in range(200)))
    _, rows = await log.journal.read(log.tenant)
    times = [row.recorded_at for row in rows]

    assert [row.position for row in rows] == list(range(1, 201))
    assert all(earlier < later for earlier, later in pairwise(times))


async def test_the_answer_carries_the_time_of_the_last_event(log: Log) -> None:
    """`recorded_at` of the answer is found again on the event."""
    answer = await log.store.append(log.tenant, [new(registered(uuid4())), new(registered(uuid4()))])
    page = await log.store.read(log.tenant)

    assert page.events[-1].recorded_at == answer.recorded_at
    assert page.head == answer.last == 2


MATCHING = [
    pytest.param(DCBAppendCondition(), id="everything"),
    pytest.param(unless(((), ())), id="an item that names nothing"),
    pytest.param(unless((("a",), ())), id="type only"),
    pytest.param(unless((("x", "a"), ())), id="one of several types"),
    pytest.param(unless(((), ("t:1",))), id="tag only"),
    pytest.param(unless(((), ("t:1", "t:2"))), id="all of several tags"),
    pytest.param(unless(((), ("t:1", "t:1"))), id="a tag named twice"),
    pytest.param(unless((("a",), ("t:1",))), id="type and tag"),
    pytest.param(unless((("x", "a"), ("t:1", "t:2"))), id="types and tags"),
    pytest.param(unless((("x",), ()), ((), ("t:1",))), id="one of several items"),
    pytest.param(unless(((), ("t:1",)), ((), ("t:1", "t:2")), (("a",), ())), id="several items at once"),
]
SPARING = [
    pytest.param(unless((("x",), ())), id="another type"),
    pytest.param(unless(((), ("t:9",))), id="another tag"),
    pytest.param(unless(((), ("t:1", "t:9"))), id="one tag missing"),
    pytest.param(unless((("x",), ("t:1",))), id="tag of another type"),
    pytest.param(unless((("a",), ("t:9",))), id="type with another tag"),
    pytest.param(unless((("x",), ("t:1", "t:2"))), id="tags of another type"),
    pytest.param(unless((("x",), ()), ((), ("t:9",))), id="no item"),
]


@pytest.mark.parametrize("condition", MATCHING)
@pytest.mark.parametrize("after", [None, 0, 1])
async def test_a_condition_that_matches_refuses(log: Log, condition: DCBAppendCondition, after: int | None) -> None:
    """The refusal names the first match after `after`, and nothing is recorded."""
    await log.journal.write(log.tenant, bare("a", "t:1", "t:2"))
    await log.journal.write(log.tenant, bare("a", "t:1", "t:2"))
    result = await log.journal.write(
        log.tenant, bare("b", condition=DCBAppendCondition(condition.fail_if_events_match, after))
    )

    assert isinstance(result, AppendConflict)
    assert result.data == {"position": 1 + (after or 0)}
    assert await log.store.head(log.tenant) == 2


@pytest.mark.parametrize("condition", MATCHING)
@pytest.mark.parametrize("after", [2, 1_000_000])
async def test_what_came_before_does_not_count(log: Log, condition: DCBAppendCondition, after: int) -> None:
    """Matches up to `after` are known to the caller; it may also lie beyond the head."""
    for _ in range(2):
        await log.journal.write(log.tenant, bare("a", "t:1", "t:2"))
    result = await log.journal.write(
        log.tenant, bare("b", condition=DCBAppendCondition(condition.fail_if_events_match, after))
    )

    assert isinstance(result, Appended)


@pytest.mark.parametrize("condition", SPARING)
async def test_a_condition_that_does_not_match_lets_pass(log: Log, condition: DCBAppendCondition) -> None:
    """Events that differ in type or in one tag are none of its business."""
    await log.journal.write(log.tenant, bare("a", "t:1", "t:2"))

    assert isinstance(await log.journal.write(log.tenant, bare("b", condition=condition)), Appended)


async def test_an_id_is_recorded_once(log: Log) -> None:
    """The same event id is refused the second time, and twice in one request."""
    event = new(registered(uuid4()))
    await log.store.append(log.tenant, [event])

    with pytest.raises(DuplicateEventId):
        await log.store.append(log.tenant, [event])
    with pytest.raises(DuplicateEventId):
        await log.store.append(log.tenant, [twice := new(registered(uuid4())), twice])
    assert await log.store.head(log.tenant) == 1


async def test_a_tenant_must_exist(log: Log) -> None:
    """A log is never created by accident."""
    with pytest.raises(UnknownTenant):
        await log.store.append(uuid4(), [new(registered(uuid4()))])
    with pytest.raises(UnknownTenant):
        await log.store.read(uuid4())
    with pytest.raises(UnknownTenant):
        await log.store.head(uuid4())


async def test_a_tenant_is_created_once(log: Log) -> None:
    """Creating again says so and changes nothing."""
    await log.store.append(log.tenant, [new(registered(uuid4()))])

    assert await log.store.create_tenant(log.tenant, "Someone else") is False
    assert await log.store.head(log.tenant) == 1


REFUSED: list[Any] = [
    pytest.param({"events": []}, id="no events"),
    pytest.param({"events": [new(registered(uuid4(), "Ann\0Miller"))]}, id="NUL in a sealed value"),
    pytest.param({"events": [new(registered(uuid4()), intent="x\0y")]}, id="NUL in the envelope"),
    pytest.param({"events": [new(registered(uuid4(), "Ann \ud800"))]}, id="half a character"),
    pytest.param({"events": [new(registered(uuid4()), "tag\0")]}, id="NUL in a tag"),
    pytest.param({"events": [new(registered(uuid4()), "t" * 1001)]}, id="a long tag"),
    pytest.param({"events": [new(registered(uuid4()), "")]}, id="an empty tag"),
    pytest.param({"events": [new(registered(uuid4()), "\udcff")]}, id="half a character in a tag"),
    pytest.param(
        {"events": [new(registered(uuid4()), occurred_at=datetime(2026, 3, 2, 12))]},  # noqa: DTZ001
        id="a time without zone",
    ),
    pytest.param({"idempotency_key": "k\0"}, id="NUL in the key"),
    pytest.param({"idempotency_key": "k" * 1001}, id="a long key"),
    pytest.param({"condition": unless(((), ("t\0",)))}, id="NUL in the condition"),
    pytest.param({"condition": unless((("t\udcff",), ()))}, id="half a character in the condition"),
]


@pytest.mark.parametrize("wrong", REFUSED)
async def test_what_postgresql_refuses_is_refused_at_the_door(log: Log, wrong: dict[str, Any]) -> None:
    """A typed error comes back; neighbours in the same call are recorded."""
    request = AppendRequest(**{"events": [new(registered(uuid4()))], **wrong})
    good = AppendRequest(events=[new(registered(uuid4()))])
    results = await log.store.append_many(log.tenant, [good, request, good_too()])

    assert isinstance(results[1], PayloadRefused)
    assert [isinstance(result, LifecycleError) for result in results] == [False, True, False]
    assert await log.store.head(log.tenant) == 2


async def test_a_backslash_before_u0000_is_no_nul(log: Log) -> None:
    """Text that only looks like an escaped NUL is kept as it is, as are quotes and braces in tags."""
    odd = r"C:\u0000 {a},\"b\" \\"
    await log.store.append(log.tenant, [new(registered(uuid4(), odd), odd)])
    page = await log.store.read(log.tenant)

    assert page.events[0].event.as_dict()["name"].full == odd
    assert page.events[0].tags[-1] == odd


def good_too() -> AppendRequest:
    """A request nobody can object to."""
    return AppendRequest(events=[new(registered(uuid4()))])
