"""Takes in a snapshot: plans chunks of records, appends each record on its own, then remembers it.

Append first, remember after: whatever dies in between is told again under the same ids, which changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.sources import SourceBatchIngested
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.intake import ids
from lifecycle_api.intake.customers import Customers
from lifecycle_api.intake.dms.chunks import disjoint
from lifecycle_api.intake.dms.files import Snapshot
from lifecycle_api.intake.dms.people import CustomerPlanner
from lifecycle_api.intake.dms.plan import Aside, Plan, Read
from lifecycle_api.intake.dms.planner import Batch, Planner, record_of
from lifecycle_api.intake.dms.recovery import told_in_log
from lifecycle_api.intake.dms.state import NOTHING, States, Told
from lifecycle_api.intake.dms.texts import Source
from lifecycle_api.intake.findings import Finding
from lifecycle_api.intake.references import References
from lifecycle_api.intake.rooftops import Rooftop
from lifecycle_api.intake.tags import Tags
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import AppendConflict, DuplicateEventId, IdempotencyKeyReused

_CHUNK = 256
_TOGETHER = 32
_ATTEMPTS = 20


class Outcome(msgspec.Struct):
    """What became of records: events emitted, records without news, and records to set aside."""

    emitted: int = 0
    unchanged: int = 0
    asides: list[Aside] = []

    def add(self, other: "Outcome") -> None:
        """Count another outcome in."""
        self.emitted += other.emitted
        self.unchanged += other.unchanged
        self.asides += other.asides


class SnapshotIntake:
    """Takes in the snapshots of one dealer group."""

    def __init__(
        self, store: EventStore, keys: KeyStore, pool: asyncpg.Pool, tenant: UUID, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._tenant = tenant
        self._clock = clock
        self._tags = Tags(keys, tenant)
        self._states = States(pool, tenant)
        self._references = References(store, tenant)
        self._customers = Customers(store, tenant)

    def batch(self, snapshot: Snapshot, rooftop: Rooftop) -> Batch:
        """What the records of a file have in common."""
        return Batch(self._tenant, rooftop, snapshot.kind, snapshot.system, snapshot.raw_sha256, self._clock())

    async def tell(
        self, batch: Batch, sources: Iterable[Source], progress: Callable[[int], object] = lambda _: None
    ) -> Outcome:
        """Append what is new in these records. Raises Unavailable; what was told until then stays told."""
        outcome = Outcome()
        for chunk in disjoint(sources, lambda one: frozenset({record_of(batch.kind, one)}), _CHUNK):
            outcome.add(await self._chunk(batch, chunk))
            progress(len(chunk))
        return outcome

    async def finish(self, batch: Batch, snapshot: Snapshot, outcome: Outcome) -> None:
        """Say that a file was read to its end; said once for each file."""
        name = ids.of(self._tenant, "batch", batch.system, batch.kind.name, batch.rooftop.id, snapshot.raw_sha256)
        event = SourceBatchIngested(
            batch=name,
            system=batch.system,
            kind=batch.kind.name,
            rooftop=batch.rooftop.id,
            snapshot_date=snapshot.snapshot_date,
            raw_sha256=snapshot.raw_sha256,
            records=len(snapshot.records),
            emitted=outcome.emitted,
            unchanged=outcome.unchanged,
            quarantined=len(outcome.asides),
        )
        envelope = Envelope(
            id=ids.of(self._tenant, "event", name),
            occurred_at=batch.received_at,
            actor=Actor("system", "intake"),
            rooftop=batch.rooftop.id,
        )
        key = f"batch|{name}"
        events = [NewEvent(envelope, event)]
        await self._store.append(self._tenant, events, idempotency_key=key, content=key.encode())

    async def _chunk(self, batch: Batch, sources: Sequence[Source]) -> Outcome:
        planner = Planner(batch, self._tags, self._references)
        records = [record_of(batch.kind, source) for source in sources]
        told = await self._states.load(batch.system, batch.kind.name, records)
        found = planner.read(sources, told)
        reads = [one for one in found if isinstance(one, Read)]
        outcome = Outcome(unchanged=found.count(None), asides=[one for one in found if isinstance(one, Aside)])
        if batch.kind.facts is None:
            people = CustomerPlanner(batch, self._tags, self._references, self._customers)
            for some in disjoint(reads, people.boundary, _TOGETHER):
                plans = await asyncio.gather(*map(people.plan, some))
                outcome.add(await self._commit(batch, plans, people.plan))
        else:
            outcome.add(await self._commit(batch, await planner.plan(reads), planner.plan_one))
        return outcome

    async def _commit(
        self, batch: Batch, plans: Sequence[Plan | Aside], again: Callable[[Read], Awaitable[Plan | Aside]]
    ) -> Outcome:
        outcome = Outcome(asides=[plan for plan in plans if isinstance(plan, Aside)])
        silent = [plan for plan in plans if isinstance(plan, Plan) and not plan.events]
        telling = [plan for plan in plans if isinstance(plan, Plan) and plan.events]
        results = await self._store.append_many(self._tenant, [plan.request() for plan in telling])
        remembered = {plan.read.record: plan.told for plan in silent}
        outcome.unchanged = len(silent)
        behind: list[Plan] = []
        unavailable: Unavailable | None = None
        for plan, result in zip(telling, results, strict=True):
            if not isinstance(result, LifecycleError):
                remembered[plan.read.record] = plan.told
                outcome.emitted += 0 if result.replayed else len(plan.events)
            elif isinstance(result, AppendConflict | DuplicateEventId | IdempotencyKeyReused):
                behind.append(plan)
            elif isinstance(result, Unavailable):
                unavailable = result
            else:
                outcome.asides.append(_refused(plan.read, result))
        await self._states.save(batch.system, batch.kind.name, remembered, batch.received_at)
        if unavailable is not None:
            raise unavailable
        for plan in behind:
            outcome.add(await self._catch_up(batch, plan, again))
        return outcome

    async def _catch_up(self, batch: Batch, plan: Plan, again: Callable[[Read], Awaitable[Plan | Aside]]) -> Outcome:
        """Somebody else was here, or we were and died: see what the log has, and tell the rest."""
        result: LifecycleError | None = None
        for _ in range(_ATTEMPTS):
            read = await self._informed(batch, plan)
            replanned = await again(read)
            if isinstance(replanned, Aside):
                return Outcome(asides=[replanned])
            plan = replanned
            if plan.events:
                (outcome,) = await self._store.append_many(self._tenant, [plan.request()])
                if isinstance(outcome, LifecycleError):
                    result = outcome
                    continue
            await self._states.save(batch.system, batch.kind.name, {read.record: plan.told}, batch.received_at)
            return Outcome(emitted=len(plan.events), unchanged=0 if plan.events else 1)
        raise result or AppendConflict

    async def _informed(self, batch: Batch, plan: Plan) -> Read:
        read = plan.read
        origin = batch.origin(read.record, read.changed)
        in_log = await told_in_log(self._store, origin, plan.facts, self._tags.fingerprint)
        now = (await self._states.load(batch.system, batch.kind.name, [read.record])).get(read.record, NOTHING)
        groups = {**now.groups, **{name: one for name, one in in_log.items() if one > now.groups.get(name, (0, ""))}}
        told = Told(groups, now.fingerprint, now.changed)
        return msgspec.structs.replace(read, told=told)


def _refused(read: Read, refusal: LifecycleError) -> Aside:
    finding = Finding(refusal.code, str(refusal.data.get("path", "/")), refusal.message)
    return Aside(read.record, read.source, (finding,))
