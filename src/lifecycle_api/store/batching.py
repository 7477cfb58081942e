"""Group commit: while one batch is written the next one gathers, so that callers share lock and flush."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import asyncpg
import msgspec
from eventsourcing.dcb.api import DCBAppendCondition

from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.refusals import AppendFailed, LogUnreachable, OutcomeUnknown
from lifecycle_api.store.requests import Appended, Prepared, Verdict, outcome

T = TypeVar("T")

Result = Appended | LifecycleError
Send = Callable[[Sequence[Prepared]], Awaitable[list[Verdict]]]
Unprepared = Callable[[], Prepared]
"""What prepares a request when its turn has come; it may raise a refusal."""

_WORTH_SHARING = 16
_ATTEMPTS = 5
_PAUSE_SECONDS = 0.05


class NotSent(Exception):
    """The request never left this process."""


class _Waiting(msgspec.Struct, frozen=True):
    request: Prepared
    result: "asyncio.Future[Result]"


class _Batch:
    """Requests for one call, none of which could match what an earlier one of them writes."""

    def __init__(self) -> None:
        self.waiting: list[_Waiting] = []
        self._size = 0
        self._tags: set[str] = set()
        self._types: set[str] = set()
        self._ids: set[int] = set()
        self._keys: set[str | None] = set()

    def add(self, waiting: _Waiting, limit: int) -> bool:
        """Take a request in unless it must wait for the next batch; an empty batch takes any."""
        request = waiting.request
        ids = [event.id.int for event in request.events]
        if self.waiting and (
            self._size + len(request.events) > limit
            or request.key in self._keys
            or not self._ids.isdisjoint(ids)
            or (request.condition is not None and self._could_match(request.condition))
        ):
            return False
        self.waiting.append(waiting)
        self._size += len(request.events)
        self._tags.update(request.tags)
        self._types.update([event.type for event in request.events])
        self._ids.update(ids)
        if request.key is not None:
            self._keys.add(request.key)
        return True

    def _could_match(self, condition: DCBAppendCondition) -> bool:
        items = condition.fail_if_events_match.items
        for item in items:
            if self._tags.issuperset(item.tags) and not (item.types and self._types.isdisjoint(item.types)):
                return True
        return not items


class GroupCommit:
    """The queue of one tenant.

    `limit` bounds the events of a batch, `in_flight` the batches under way at a time. Many callers are split into as
    many groups, so that of two groups one is written while the other prepares its next requests. With `in_order`
    nothing overtakes a request that must wait.
    """

    def __init__(self, send: Send, *, limit: int = 500, in_flight: int = 2, in_order: bool = False) -> None:
        self._send = send
        self._limit = limit
        self._in_flight = in_flight
        self._in_order = in_order
        self._arrived: list[tuple[Prepared | Unprepared, asyncio.Future[Result]]] = []
        self._queue: deque[_Waiting] = deque()
        self._under_way: dict[asyncio.Task[None], int] = {}
        self._scheduled = False

    def enqueue(self, request: Prepared | Unprepared) -> "asyncio.Future[Result]":
        """Queue a request and promise its result. Cancelling that while it waits takes the request back."""
        loop = asyncio.get_running_loop()
        result: asyncio.Future[Result] = loop.create_future()
        self._arrived.append((request, result))
        # Not at once: whoever else is ready now joins the same batch.
        if not self._scheduled:
            self._scheduled = True
            loop.call_soon(self._start)
        return result

    def _start(self) -> None:
        self._scheduled = False
        self._prepare()
        while self._queue and len(self._under_way) < self._in_flight:
            batch = self._gather()
            if batch.waiting:
                task = asyncio.get_running_loop().create_task(self._commit(batch.waiting))
                self._under_way[task] = len(batch.waiting)
                task.add_done_callback(self._finished)

    def _prepare(self) -> None:
        """Prepare what has arrived, one right after the other: each alone, between other work, takes twice as long."""
        arrived, self._arrived = self._arrived, []
        for request, result in arrived:
            if result.done():
                continue
            try:
                prepared = request if isinstance(request, Prepared) else request()
            except LifecycleError as refusal:
                _tell(result.set_result, refusal)
            except Exception as error:  # noqa: BLE001  # a fault of ours is its caller's alone
                _tell(result.set_exception, error)
            else:
                self._queue.append(_Waiting(prepared, result))

    def _gather(self) -> _Batch:
        batch = _Batch()
        held: list[_Waiting] = []
        callers = len(self._queue) + sum(self._under_way.values())
        share = max(_WORTH_SHARING, -(-callers // self._in_flight))
        while self._queue and len(batch.waiting) < share:
            waiting = self._queue.popleft()
            if waiting.result.done():
                continue
            if not batch.add(waiting, self._limit):
                held.append(waiting)
                if self._in_order:
                    break
        self._queue.extendleft(reversed(held))
        return batch

    def _finished(self, task: "asyncio.Task[None]") -> None:
        del self._under_way[task]
        self._start()

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        try:
            verdicts = await self._send([waiting.request for waiting in batch])
        except NotSent:
            self._fail(batch, LogUnreachable)
        except Exception as error:  # noqa: BLE001  # whatever it is, every caller gets an answer
            if refused := _refused(error):
                await self._one_by_one(batch, refused)
            else:
                await self._ask_again(batch)
        else:
            self._settle(batch, verdicts)

    def _settle(self, batch: Sequence[_Waiting], verdicts: Sequence[Verdict]) -> None:
        deferred = []
        for waiting, verdict in zip(batch, verdicts, strict=True):
            if verdict.status == "deferred":
                deferred.append(waiting)
            else:
                _tell(waiting.result.set_result, outcome(verdict, waiting.request))
        self._queue.extendleft(reversed(deferred))

    async def _one_by_one(self, batch: Sequence[_Waiting], refused: str) -> None:
        """Nothing was written. Only the request at fault may fail, so each gets a call of its own."""
        if len(batch) == 1:
            return self._fail(batch, lambda: AppendFailed(sqlstate=refused))
        for waiting in batch:
            await self._commit([waiting])
        return None

    async def _ask_again(self, batch: Sequence[_Waiting]) -> None:
        """The connection broke and the batch may have been written. A key makes asking again safe."""
        self._fail([waiting for waiting in batch if waiting.request.key is None], OutcomeUnknown)
        keyed = [waiting for waiting in batch if waiting.request.key is not None]
        for attempt in range(_ATTEMPTS if keyed else 0):
            await asyncio.sleep(_PAUSE_SECONDS * attempt)
            try:
                return self._settle(keyed, await self._send([waiting.request for waiting in keyed]))
            except Exception as error:  # noqa: BLE001  # see _commit
                if refused := _refused(error):
                    return await self._one_by_one(keyed, refused)
        return self._fail(keyed, OutcomeUnknown)

    def _fail(self, batch: Sequence[_Waiting], error: Callable[[], LifecycleError]) -> None:
        for waiting in batch:
            _tell(waiting.result.set_result, error())


def _tell(caller: Callable[[T], None], answer: T) -> None:
    # Who gave up is not told. Asking first would not do: a signal may cancel the caller between any two lines.
    try:  # noqa: SIM105  # every event comes by here, and a context manager costs as much as all the rest of it
        caller(answer)
    except asyncio.InvalidStateError:
        pass


def _refused(error: Exception) -> str | None:
    """The code with which the database said no and rolled back, or None when what happened is not known.

    The rest of the driver's message may quote values, so it goes no further.
    """
    if isinstance(error, asyncpg.PostgresError) and not str(error.sqlstate).startswith(("08", "57P")):
        return str(error.sqlstate)
    # The driver itself could not write the arguments.
    return "22000" if isinstance(error, asyncpg.InterfaceError) and isinstance(error, ValueError) else None
