"""Command slices of `eventsourcing` run on the log as they run on the library's own recorders."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.dcb.domain import Selector, Slice
from eventsourcing.domain import event

from lifecycle_api.domain.events.repair_orders import RepairOrderClosed, RepairOrderOpened, WorkApproved
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.refusals import AppendConflict, IdempotencyKeyReused
from lifecycle_api.store.repository import Repository
from tests.support.log import VIN, Log, envelope, new, opened

pytestmark = pytest.mark.anyio


class NotOpen(LifecycleError):
    """The repair order is not open."""


class ApproveWork(Slice[Event]):
    """Approve work while the repair order is open, at most as often as the limit allows."""

    def __init__(self, repair_order: UUID, customer: UUID, limit: int = 100) -> None:
        self.repair_order = repair_order
        self.customer = customer
        self.limit = limit
        self.is_open = False
        self.approved = 0

    def consistency_boundary(self) -> list[Selector]:
        """What the decision rests on."""
        return [Selector(types=type(self).projected_types, tags=[f"repair_order:{self.repair_order}"])]

    @event(RepairOrderOpened)
    def was_opened(self) -> None:
        """Open."""
        self.is_open = True

    @event(RepairOrderClosed)
    def was_closed(self) -> None:
        """No more."""
        self.is_open = False

    @event(WorkApproved)
    def was_approved(self) -> None:
        """One more."""
        self.approved += 1

    def execute(self) -> None:
        """Decide."""
        if not self.is_open:
            raise NotOpen
        if self.approved < self.limit:
            self.trigger_event(
                WorkApproved,
                repair_order=self.repair_order,
                customer=self.customer,
                vehicle=VIN,
                recommendation=uuid4(),
            )


def stamped(_: Event) -> Any:
    """An envelope for whatever was decided."""
    return envelope()


async def test_a_slice_reads_decides_and_appends(log: Log) -> None:
    """What it saw before it decided is what was recorded, and its decision follows."""
    repository = Repository(log.store, log.tenant)
    order, customer = uuid4(), uuid4()
    await log.store.append(log.tenant, [new(opened(order, customer)), new(opened(uuid4(), customer))])
    decided, answer = await repository.execute(lambda: ApproveWork(order, customer), stamped)
    again, _ = await repository.execute(lambda: ApproveWork(order, customer), stamped)

    assert answer is not None
    assert (answer.first, decided.approved, again.approved) == (3, 1, 2)
    assert (await log.store.read(log.tenant)).events[2].tags[0] == f"repair_order:{order}"


async def test_a_slice_that_refuses_records_nothing(log: Log) -> None:
    """Its error reaches the caller as it is."""
    with pytest.raises(NotOpen):
        await Repository(log.store, log.tenant).execute(lambda: ApproveWork(uuid4(), uuid4()), stamped)
    assert await log.store.head(log.tenant) == 0


async def test_a_slice_that_decides_nothing_records_nothing(log: Log) -> None:
    """No event, no append."""
    order, customer = uuid4(), uuid4()
    await log.store.append(log.tenant, [new(opened(order, customer))])
    _, answer = await Repository(log.store, log.tenant).execute(lambda: ApproveWork(order, customer, 0), stamped)

    assert answer is None


async def test_rivals_decide_again(log: Log) -> None:
    """Four commands at once on one boundary: all succeed in turn, each seeing the ones before."""
    repository = Repository(log.store, log.tenant)
    order, customer = uuid4(), uuid4()
    await log.store.append(log.tenant, [new(opened(order, customer))])
    done = await asyncio.gather(*(repository.execute(lambda: ApproveWork(order, customer), stamped) for _ in range(4)))

    assert sorted(slice_.approved for slice_, _ in done) == [1, 2, 3, 4]
    assert await log.store.head(log.tenant) == 5


async def test_rivals_keep_the_invariant(log: Log) -> None:
    """Eight commands at once, of which only three may succeed."""
    repository = Repository(log.store, log.tenant)
    order, customer = uuid4(), uuid4()
    await log.store.append(log.tenant, [new(opened(order, customer))])
    done = await asyncio.gather(
        *(repository.execute(lambda: ApproveWork(order, customer, limit=3), stamped) for _ in range(8)),
        return_exceptions=True,
    )

    assert all(isinstance(result, tuple | AppendConflict) for result in done)
    assert await log.store.head(log.tenant) == 4


async def test_retrying_ends(log: Log) -> None:
    """When the boundary changes under every attempt, the conflict reaches the caller after five."""
    repository = Repository(log.store, log.tenant)
    order, customer = uuid4(), uuid4()
    await log.store.append(log.tenant, [new(opened(order, customer))])
    attempts = 0

    class Restless(Repository):
        """Somebody else is always faster."""

        async def save(self, *arguments: Any, **options: Any) -> Any:
            """Approve something else first."""
            nonlocal attempts
            attempts += 1
            await repository.execute(lambda: ApproveWork(order, customer), stamped)
            return await super().save(*arguments, **options)

    with pytest.raises(AppendConflict):
        await Restless(log.store, log.tenant).execute(lambda: ApproveWork(order, customer), stamped)
    assert attempts == 5


async def test_a_repeated_command_is_not_decided_again(log: Log) -> None:
    """With a key and the content of the request, the second time gets the first answer."""
    repository = Repository(log.store, log.tenant)
    order, customer = uuid4(), uuid4()
    await log.store.append(log.tenant, [new(opened(order, customer))])

    async def approve(content: bytes) -> Any:
        return await repository.execute(
            lambda: ApproveWork(order, customer, limit=1), stamped, idempotency_key="k", content=content
        )

    _, first = await approve(b"approve")
    _, second = await approve(b"approve")

    assert second == first._replace(replayed=True)
    assert await log.store.head(log.tenant) == 2
    with pytest.raises(IdempotencyKeyReused):
        await approve(b"approve something else")
