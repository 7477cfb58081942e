"""Erasing a customer with a long history, from the order to the signed certificate, the search included."""

import asyncio
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from uuid import UUID, uuid4

from lifecycle_api.audit.signing import SigningKeys
from lifecycle_api.bench.scratch import scratch_database
from lifecycle_api.bench.workload import Workload
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.customers import ContactPointAdded, CustomerRegistered
from lifecycle_api.domain.events.notes import NoteRecorded
from lifecycle_api.domain.events.repair_orders import RepairOrderOpened, WorkDeclined
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import Money, PersonName
from lifecycle_api.projector import loader
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.projector.runner import Projector
from lifecycle_api.rights.assembly import rights, signing_with
from lifecycle_api.rights.erasure.order import Order
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.migrations import migrate

OTHERS: Final = 20_000
VIN: Final = "5YJSA1E26HF000337"
_BATCH: Final = 1_000


def now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


def run(dsn: str, *, events: int = 10_000, others: int = OTHERS) -> dict[str, Any]:
    """Seconds to erase a customer with `events` events, in a log with `others` more; `dsn` may make databases."""
    with scratch_database(dsn) as scratch, tempfile.TemporaryDirectory() as folder:
        asyncio.run(migrate(scratch))
        asyncio.run(deploy(scratch))
        return asyncio.run(_erase(scratch, Path(folder), events, others))


async def _erase(dsn: str, folder: Path, events: int, others: int) -> dict[str, Any]:
    pool = await open_pool(dsn, min_size=2, max_size=8)
    keys, tenant, customer = LocalKeyStore(pool, master := os.urandom(32)), uuid4(), uuid4()
    store = EventStore(pool, keys)
    projector = Projector(pool, store)
    parts = rights(
        pool,
        store,
        keys,
        projector,
        folders=loader.load(),
        journal=folder / "erasures.journal",
        sign=signing_with(SigningKeys(pool, master), lambda each: f"bench/{each}"),
        now=now,
    )
    try:
        await store.create_tenant(tenant, "bench")
        await _fill(store, tenant, customer, events, others)
        await projector.catch_up(tenant)
        started = perf_counter()
        progress = await parts.erasure.run(
            Order(tenant=tenant, erasure=uuid4(), customer=customer, reason="The person asked for it.")
        )
        elapsed = perf_counter() - started
    finally:
        await pool.close()
    return {
        "name": "audit.erasure",
        "events_of_the_subject": events,
        "events_of_others": others,
        "rows_rewritten": progress.found.rows,
        "spellings_searched": progress.found.searched,
        "seconds": round(elapsed, 2),
        "target": "<= 5 s for 10,000 events, the search included",
    }


async def _fill(store: EventStore, tenant: UUID, customer: UUID, events: int, others: int) -> None:
    at, rooftop, work = now(), uuid4(), Workload()

    def new(event: Event) -> NewEvent:
        return NewEvent(Envelope(id=uuid4(), occurred_at=at, actor=Actor("employee", "e-7"), rooftop=rooftop), event)

    told = [
        new(CustomerRegistered(customer=customer, name=PersonName("Annegret Benchmark"), first_seen_via="dms")),
        new(ContactPointAdded(customer=customer, contact_point=uuid4(), kind="phone", value="+12065550123")),
        *(new(each) for number in range((events - 2) // 3) for each in _visit(customer, number)),
    ]
    told += [work.event(after=0)[0] for _ in range(others)]
    for start in range(0, len(told), _BATCH):
        await store.append(tenant, told[start : start + _BATCH])


def _visit(customer: UUID, number: int) -> tuple[Event, ...]:
    """A repair order with declined work and a note."""
    order, words = uuid4(), f"Visit {number}: call me after payday, please."
    return (
        RepairOrderOpened(repair_order=order, customer=customer, vehicle=VIN, number=f"R-{number}"),
        WorkDeclined(
            repair_order=order,
            customer=customer,
            vehicle=VIN,
            recommendation=uuid4(),
            decision="deferred",
            op_code="BRK2",
            description="Replace front brake pads",
            price=Money(48_900),
            reason="cost",
            verbatim=words,
        ),
        NoteRecorded(note=uuid4(), customer=customer, text=words),
    )
