"""Asking twice is safe: the second time gets the first answer, also when the first one was lost on the way."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from lifecycle_api.store.refusals import IdempotencyKeyReused, OutcomeUnknown
from tests.support.log import Log, new, open_log, opened, registered, unless
from tests.support.proxy import LossyProxy

pytestmark = pytest.mark.anyio


@pytest.fixture
async def proxy(shared_dsn: str) -> LossyProxy:
    """A way to the database on which answers can be lost."""
    return LossyProxy(shared_dsn)


@pytest.fixture
async def far(proxy: LossyProxy) -> AsyncIterator[Log]:
    """A log behind the proxy."""
    async with proxy.listening() as dsn, open_log(dsn) as opened_log:
        yield opened_log


async def test_a_repeated_request_gets_the_first_answer(log: Log) -> None:
    """Although its ids are recorded and its condition would fail now."""
    customer = uuid4()
    events = [new(registered(customer))]
    condition = unless(((), (f"customer:{customer}",)))
    first = await log.store.append(log.tenant, events, condition=condition, idempotency_key="k1")
    again = await log.store.append(log.tenant, events, condition=condition, idempotency_key="k1")

    assert (again.first, again.last, again.recorded_at) == (first.first, first.last, first.recorded_at)
    assert (first.replayed, again.replayed) == (False, True)
    assert await log.store.head(log.tenant) == 1


async def test_sealing_anew_is_still_the_same_request(log: Log) -> None:
    """Sameness is judged by plaintext: another process, which seals the same events differently, repeats it."""
    events = [new(registered(uuid4()))]
    await log.store.append(log.tenant, events, idempotency_key="k2")
    async with open_log(log.dsn, tenant=log.tenant) as other:
        again = await other.store.append(log.tenant, events, idempotency_key="k2")

    assert again.replayed


async def test_a_key_is_for_one_request(log: Log) -> None:
    """Other content under the same key is refused, sealed or clear, and nothing is recorded."""
    customer = uuid4()
    event = new(registered(customer, "Ann"))
    await log.store.append(log.tenant, [event], idempotency_key="k3")
    for other in (new(registered(customer, "Eve"), id=event.envelope.id), new(opened(uuid4(), customer))):
        with pytest.raises(IdempotencyKeyReused):
            await log.store.append(log.tenant, [other], idempotency_key="k3")
    assert await log.store.head(log.tenant) == 1


async def test_the_caller_may_say_what_sameness_is(log: Log) -> None:
    """With `content`, ids and times that were made anew for the retry do not matter."""
    first = await log.store.append(
        log.tenant, [new(registered(uuid4()))], idempotency_key="k4", content=b"register Ann"
    )
    again = await log.store.append(
        log.tenant, [new(registered(uuid4()))], idempotency_key="k4", content=b"register Ann"
    )

    assert again.first == first.first
    assert await log.store.replay(log.tenant, "k4", b"register Ann") == again
    assert await log.store.replay(log.tenant, "k5", b"register Ann") is None
    with pytest.raises(IdempotencyKeyReused):
        await log.store.replay(log.tenant, "k4", b"register Eve")


async def test_one_key_of_many_callers_records_once(log: Log) -> None:
    """Twenty callers at once with the same request: one is recorded, the others hear of it."""
    events = [new(registered(uuid4()))]
    answers = await asyncio.gather(*(log.store.append(log.tenant, events, idempotency_key="k6") for _ in range(20)))

    assert {answer.first for answer in answers} == {1}
    assert sum(not answer.replayed for answer in answers) == 1


async def test_a_lost_answer_is_asked_for_again(far: Log, proxy: LossyProxy) -> None:
    """The connection breaks after the commit: with a key the caller notices nothing."""
    await far.store.append(far.tenant, [new(registered(uuid4()))])
    proxy.lose_answer_to(b"the-lost-key")
    answer = await far.store.append(
        far.tenant, [new(registered(uuid4()))], idempotency_key="the-lost-key", condition=unless(((), ("x:1",)))
    )

    assert proxy.lost == 1, "the fault was real"
    assert (answer.first, answer.replayed) == (2, True)
    assert await far.store.head(far.tenant) == 2


async def test_without_a_key_a_lost_answer_stays_unknown(far: Log, proxy: LossyProxy) -> None:
    """Nothing is written twice and nothing is promised; the event's id tells what happened."""
    event = new(registered(uuid4()), "tag-of-the-lost-one")
    proxy.lose_answer_to(b"tag-of-the-lost-one")
    with pytest.raises(OutcomeUnknown):
        await far.store.append(far.tenant, [event])

    assert proxy.lost == 1, "the fault was real"
    page = await far.store.read(far.tenant)
    assert [recorded.envelope.id for recorded in page.events] == [event.envelope.id]


async def test_a_lost_answer_of_a_shared_call_hurts_only_those_without_key(far: Log, proxy: LossyProxy) -> None:
    """Callers who shared the call each get what they are due."""
    await far.store.append(far.tenant, [new(registered(uuid4()))])
    proxy.lose_answer_to(b"shared-1")
    results = await asyncio.gather(
        far.store.append(far.tenant, [new(registered(uuid4()))], idempotency_key="shared-1"),
        far.store.append(far.tenant, [new(registered(uuid4()))]),
        far.store.append(far.tenant, [new(registered(uuid4()))], idempotency_key="shared-2"),
        return_exceptions=True,
    )

    assert proxy.lost == 1, "the fault was real"
    assert isinstance(results[1], OutcomeUnknown)
    assert [answer.replayed for answer in (results[0], results[2]) if not isinstance(answer, BaseException)] == [
        True,
        True,
    ]
    assert await far.store.head(far.tenant) == 4
