"""Appends plans, each on its own, and finds out what became of those that somebody else got in the way of."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import msgspec

from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.intake.dms.plan import Aside, Plan, Read
from lifecycle_api.intake.dms.planner import Batch
from lifecycle_api.intake.dms.recovery import told_in_log
from lifecycle_api.intake.dms.state import NOTHING, States, Told
from lifecycle_api.intake.findings import Finding
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import AppendConflict, DuplicateEventId, IdempotencyKeyReused, SealKeyFenced

_ATTEMPTS = 20
_Replan = Callable[[Read], Awaitable[Plan | Aside]]


class Outcome(msgspec.Struct):
    """What became of records: events emitted, states without news, records to set aside, what to remember."""

    emitted: int = 0
    unchanged: int = 0
    asides: list[Aside] = []
    told: dict[str, Told] = {}
    unavailable: Unavailable | None = None

    def add(self, other: "Outcome") -> None:
        """Count another outcome in."""
        self.emitted += other.emitted
        self.unchanged += other.unchanged
        self.asides += other.asides
        self.told |= other.told
        self.unavailable = self.unavailable or other.unavailable


class Commit:
    """Appends the plans of one file."""

    def __init__(self, store: EventStore, states: States, tenant: UUID, batch: Batch) -> None:
        self._store = store
        self._states = states
        self._tenant = tenant
        self._batch = batch

    async def __call__(self, plans: Sequence[Plan | Aside], replan: _Replan) -> Outcome:
        """Append in order; plans of one record stand in the order of its states."""
        outcome = Outcome(asides=[plan for plan in plans if isinstance(plan, Aside)])
        real = [plan for plan in plans if isinstance(plan, Plan)]
        telling = [plan for plan in real if plan.events]
        results = iter(await self._store.append_many(self._tenant, [plan.request() for plan in telling]))
        behind: dict[str, list[Plan]] = {}
        for plan in real:
            result = next(results) if plan.events else None
            record = plan.read.record
            if isinstance(result, Unavailable):
                outcome.unavailable = result
                behind[record] = []
            elif isinstance(result, AppendConflict | DuplicateEventId | IdempotencyKeyReused) or record in behind:
                behind.setdefault(record, []).append(plan)
            elif isinstance(result, SealKeyFenced):
                # It is about somebody who was erased: it is not kept, and not asked about again.
                outcome.told[record] = plan.told
                outcome.unchanged += 1
            elif isinstance(result, LifecycleError):
                outcome.asides.append(_refused(plan.read, result))
                behind[record] = []
            else:
                outcome.told[record] = plan.told
                outcome.unchanged += 0 if plan.events else 1
                outcome.emitted += len(plan.events) if result and not result.replayed else 0
        if outcome.unavailable is None:
            for waiting in behind.values():
                for plan in waiting:
                    outcome.add(await self._catch_up(plan, replan, outcome.told))
        return outcome

    async def _catch_up(self, plan: Plan, replan: _Replan, told: dict[str, Told]) -> Outcome:
        """Somebody else was here, or we were and died: see what the log has, and tell the rest."""
        refusal: LifecycleError = AppendConflict()
        for _ in range(_ATTEMPTS):
            replanned = await replan(await self._informed(plan, told))
            if isinstance(replanned, Aside):
                return Outcome(asides=[replanned])
            plan = replanned
            remembered = {plan.read.record: plan.told}
            if not plan.events:
                return Outcome(unchanged=1, told=remembered)
            (result,) = await self._store.append_many(self._tenant, [plan.request()])
            if not isinstance(result, LifecycleError):
                return Outcome(emitted=0 if result.replayed else len(plan.events), told=remembered)
            if isinstance(result, Unavailable):
                return Outcome(unavailable=result)
            if isinstance(result, SealKeyFenced):
                return Outcome(unchanged=1, told=remembered)
            refusal = result
        return Outcome(asides=[_refused(plan.read, refusal)])

    async def _informed(self, plan: Plan, told: dict[str, Told]) -> Read:
        """The record with what is remembered of it now, in the log above all."""
        read, kind = plan.read, self._batch.kind.name
        origin = self._batch.origin(read.record, read.changed)
        saved = (await self._states.load(self._batch.system, kind, [read.record])).get(read.record, NOTHING)
        now = told.get(read.record, saved)
        in_log = await told_in_log(self._store, origin, plan.facts, self._batch.tags.fingerprint, now.groups)
        return read.knowing(Told({**now.groups, **in_log}, now.seen, now.changed))


def _refused(read: Read, refusal: LifecycleError) -> Aside:
    finding = Finding(refusal.code, str(refusal.data.get("path", "/")), refusal.message)
    return Aside(read.record, read.source, (finding,))
