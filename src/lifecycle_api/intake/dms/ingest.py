"""Takes in a snapshot: plans chunks of records, appends each record on its own, then remembers it.

Append first, remember after: whatever dies in between is told again under the same ids, which changes nothing.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg

from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.sources import SourceBatchIngested
from lifecycle_api.intake.customers import Customers
from lifecycle_api.intake.dms.chunks import disjoint
from lifecycle_api.intake.dms.commit import Commit, Outcome
from lifecycle_api.intake.dms.context import CustomerNumber, Needs
from lifecycle_api.intake.dms.files import Snapshot
from lifecycle_api.intake.dms.kinds import Kind
from lifecycle_api.intake.dms.people import CustomerPlanner
from lifecycle_api.intake.dms.plan import Aside, Plan, Read
from lifecycle_api.intake.dms.planner import Batch, Planner, record_of
from lifecycle_api.intake.dms.state import NOTHING, States, Told
from lifecycle_api.intake.dms.stated import Stated
from lifecycle_api.intake.dms.texts import Source
from lifecycle_api.intake.references import References
from lifecycle_api.intake.rooftops import Rooftop, Rooftops
from lifecycle_api.intake.tags import Tags
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.suppression import Suppression

_CHUNK = 256
_TOGETHER = 32


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
        self._suppression = Suppression(pool)
        self._references = References(store, tenant)
        self._customers = Customers(store, tenant)
        self._rooftops = Rooftops(store, tenant)

    async def batch(
        self, kind: Kind, system: str, raw_sha256: str, rooftop: Rooftop, as_of: date | None, *, again: bool = False
    ) -> Batch:
        """What the records of a file have in common; those that are tried `again` came with it before."""
        siblings = tuple([one.id for one in await self._rooftops.all() if one.id != rooftop.id])
        dated = (as_of,) if as_of else ()
        name = ids.of(self._tenant, "batch", system, kind.name, rooftop.id, raw_sha256, *dated)
        key = _key(name)
        belated = again or await self._store.replay(self._tenant, key, key.encode()) is not None
        now = self._clock()
        return Batch(name, self._tenant, self._tags, rooftop, kind, system, raw_sha256, now, as_of, belated, siblings)

    async def tell(
        self, batch: Batch, sources: Sequence[Source], progress: Callable[[int], object] = lambda _: None
    ) -> Outcome:
        """Append what is new in these records. Raises Unavailable; what was told until then stays told.

        A record that had to wait for another one in the same file gets its turn at the end.
        """
        outcome = await self._told(batch, sources, progress)
        while waiting := [aside for aside in outcome.asides if aside.waits]:
            again = await self._told(batch, [aside.source for aside in waiting], lambda _: None)
            outcome.asides = [aside for aside in outcome.asides if not aside.waits]
            outcome.add(again)
            if len(again.asides) == len(waiting):
                break
        return outcome

    async def _told(self, batch: Batch, sources: Sequence[Source], progress: Callable[[int], object]) -> Outcome:
        outcome = Outcome()
        for start in range(0, len(sources), _CHUNK):
            chunk = sources[start : start + _CHUNK]
            told = await self._chunk(batch, chunk)
            await self._states.save(batch.system, batch.kind.name, told.told, batch.received_at)
            if told.unavailable is not None:
                raise told.unavailable
            outcome.add(told)
            progress(len(chunk))
        return outcome

    async def finish(self, batch: Batch, snapshot: Snapshot, outcome: Outcome) -> None:
        """Say that a file was read to its end; said once for each file."""
        at = batch.rooftop.id
        event = SourceBatchIngested(
            batch=batch.name,
            system=batch.system,
            kind=batch.kind.name,
            rooftop=at,
            snapshot_date=snapshot.snapshot_date,
            raw_sha256=snapshot.raw_sha256,
            records=len(snapshot.records),
            emitted=outcome.emitted,
            unchanged=outcome.unchanged,
            quarantined=len(outcome.asides),
        )
        envelope = Envelope(
            id=ids.of(self._tenant, "event", batch.name),
            occurred_at=batch.received_at,
            actor=Actor("system", "intake"),
            rooftop=at,
        )
        key = _key(batch.name)
        events = [NewEvent(envelope, event)]
        await self._store.append(self._tenant, events, idempotency_key=key, content=key.encode())

    async def _chunk(self, batch: Batch, sources: Sequence[Source]) -> Outcome:
        planner = Planner(batch, self._references, self._suppression)
        records = sorted({record_of(batch.kind, source) for source in sources})
        told = await self._states.load(batch.system, batch.kind.name, records)
        if batch.kind.facts is None:
            told = await self._linked(batch, told)
        found = [planner.read(source, told.get(record_of(batch.kind, source), NOTHING)) for source in sources]
        reads = [one for one in found if isinstance(one, Read)]
        asides = [one for one in found if isinstance(one, Aside)]
        outcome = Outcome(unchanged=found.count(None), asides=asides)
        commit = Commit(self._store, self._states, self._tenant, batch)
        if batch.kind.facts is None:
            outcome.add(await self._people(batch, reads, told, commit))
        else:
            outcome.add(await self._records(planner, reads, told, commit))
        return outcome

    async def _linked(self, batch: Batch, told: dict[str, Told]) -> dict[str, Told]:
        """What is remembered of customer records; those that were unlinked are told anew, as somebody else's."""
        numbers = {record: CustomerNumber(batch.system, record) for record, one in told.items() if one.groups}
        known = await self._references.find(Needs(customers=frozenset(numbers.values())))
        unlinked = {record for record, number in numbers.items() if number not in known.customers}
        return {record: one.anew() if record in unlinked else one for record, one in told.items()}

    async def _records(self, planner: Planner, reads: Sequence[Read], told: dict[str, Told], commit: Commit) -> Outcome:
        """Plan in order, each state of a record on top of the one before, and append all at once."""
        known = await planner.known(reads)
        plans = []
        for read in reads:
            plan = planner.plan(read.knowing(told.get(read.record, NOTHING)), known)
            if isinstance(plan, Plan):
                told[read.record] = plan.told
            plans.append(plan)
        return await commit(plans, planner.replan)

    async def _people(self, batch: Batch, reads: Sequence[Read], told: dict[str, Told], commit: Commit) -> Outcome:
        """Decide about those together who have nothing in common; the others see what was recorded before."""
        stated = Stated(self._states, batch.system, told)
        people = CustomerPlanner(batch, self._references, self._customers, stated)
        boundaries = {id(read): people.boundary(read) for read in reads}
        marks = frozenset().union(*boundaries.values())
        people.suppressed = await self._suppression.among(self._tenant, marks)
        outcome = Outcome()
        for some in disjoint(reads, lambda read: boundaries[id(read)], _TOGETHER):
            informed = [read.knowing(told.get(read.record, NOTHING)) for read in some]
            plans = await asyncio.gather(*map(people.plan, informed))
            result = await commit(plans, people.plan)
            for plan in plans:
                if result.told.get(plan.read.record) is plan.told:
                    people.remember(plan)
            told.update(result.told)
            outcome.add(result)
            if outcome.unavailable is not None:
                break
        for mark, since in people.dropped.items():
            await self._suppression.add(self._tenant, [mark], since)
        return outcome


def _key(batch: UUID) -> str:
    """The key under which a file is said to be read, once."""
    return f"batch|{batch}"
