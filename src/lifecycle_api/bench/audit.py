"""The verifiable log: how fast it takes events in while they are appended, and how fast proofs and bundles verify."""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

import lifecycle_api.domain.events  # noqa: F401  # fills the registry
from lifecycle_api import sqlfiles
from lifecycle_api.audit.auditing import Auditing, auditing
from lifecycle_api.audit.tlog.merkle import check_inclusion, inclusion_proof, leaf_hash
from lifecycle_api.audit.tlog.policy import Policy
from lifecycle_api.audit.tlog.tiles import Edge, reader
from lifecycle_api.bench import audit_erasure
from lifecycle_api.bench.audit_bundle import write_bundle
from lifecycle_api.bench.scratch import scratch_database
from lifecycle_api.bench.workload import Workload
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.migrations import migrate

CALLERS: Final = 64
EVENTS: Final = 1_000_000
PROOFS: Final = 20_000
_SQL: Final = sqlfiles.load(Path(__file__).parent, "audit")
_MEGABYTE: Final = 1024 * 1024


def run(
    dsn: str,
    *,
    seconds: float = 15.0,
    events: int = EVENTS,
    proofs: int = PROOFS,
    progress: Callable[[str], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Leaves per second with the delay of checkpoints, proofs per second, and the verification of a large bundle.

    `dsn` is any database of a server on which databases may be made.
    """
    progress("audit: integrating")
    with scratch_database(dsn) as scratch:
        asyncio.run(migrate(scratch))
        integrated = asyncio.run(_integration(scratch, seconds))
    progress("audit: proofs")
    proved = _proofs(proofs)
    progress("audit: erasure")
    erased = audit_erasure.run(dsn)
    progress("audit: bundle")
    return [integrated, proved, erased, _verification(events)]


async def _integration(dsn: str, seconds: float) -> dict[str, Any]:
    pool = await open_pool(dsn, min_size=2, max_size=8)
    keys, tenant, work = LocalKeyStore(pool, master := os.urandom(32)), uuid4(), Workload()
    store = EventStore(pool, keys)
    audit = auditing(pool, keys, master, Policy(), origin=lambda each: f"bench/{each}", appended=store.wakeup())
    try:
        await store.create_tenant(tenant, "bench")
        running = asyncio.create_task(audit.integrator.run_forever())
        start = perf_counter()
        appended = await asyncio.gather(*(_caller(store, tenant, work, start + seconds) for _ in range(CALLERS)))
        commits = sorted(each for some in appended for each in some)
        elapsed = await _signed_upto(audit, tenant, len(commits)) - start
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        delays = await _delays(pool, tenant)
    finally:
        await pool.close()
    return {
        "name": "audit.integrate",
        "leaves": len(commits),
        "leaves_per_second": round(len(commits) / elapsed),
        "checkpoint_seconds_p50": round(delays[49], 3),
        "checkpoint_seconds_p99": round(delays[98], 3),
        "target": ">= 1,500 leaves/s, p99 <= 2 s",
    }


async def _caller(store: EventStore, tenant: UUID, work: Workload, deadline: float) -> list[int]:
    positions, last = [], 0
    while perf_counter() < deadline:
        event, condition = work.event(after=last)
        last = (await store.append(tenant, [event], condition=condition)).last
        positions.append(last)
    return positions


async def _signed_upto(audit: Auditing, tenant: UUID, size: int) -> float:
    """The moment at which everything is under a checkpoint."""
    await audit.checkpoint(tenant)
    assert (await audit.trees.checkpoint(tenant)).size == size  # noqa: S101  # nothing is appended any more
    return perf_counter()


async def _delays(pool: asyncpg.Pool, tenant: UUID) -> list[float]:
    """Percentiles of the seconds from an event's recording to its checkpoint's, by the database's clock."""
    checkpoints = await pool.fetch(_SQL["checkpoints"], tenant)
    sizes, moments = [row["size"] for row in checkpoints], [row["signed_at"] for row in checkpoints]
    recorded = await pool.fetch(_SQL["recorded"], tenant)
    delays = [(moments[bisect_left(sizes, row["position"])] - row["recorded_at"]).total_seconds() for row in recorded]
    return quantiles(delays, n=100)


def _proofs(count: int) -> dict[str, Any]:
    """Inclusion proofs over a million leaves, verified one by one on one core."""
    size = 1_000_000
    edge = Edge()
    leaves = [leaf_hash(number.to_bytes(8, "big")) for number in range(size)]
    tiles = reader(edge.append(leaves))
    root = edge.root()
    some = range(0, size, size // count)
    proofs = [(index, inclusion_proof(index, size, tiles)) for index in some]
    start = process_time()
    for index, proof in proofs:
        check_inclusion(index, size, leaves[index], proof, root)
    rate = len(proofs) / (process_time() - start)
    return {"name": "audit.proofs", "proofs_per_second": round(rate), "target": ">= 2,000 per second and core"}


def _verification(events: int) -> dict[str, Any]:
    """A bundle of a large log, verified by the program in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        bundle, policy = Path(folder) / "bundle.zip", Path(folder) / "policy"
        start = perf_counter()
        policy.write_text(write_bundle(bundle, events).text, encoding="utf-8")
        made = perf_counter() - start
        command: list[str | Path] = [sys.executable, "-m", "lifecycle_api.audit.verify", bundle, "--policy", policy]
        start = perf_counter()
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  # our own program
        elapsed = perf_counter() - start
        size = bundle.stat().st_size
    return {
        "name": "audit.verify",
        "events": events,
        "verdict": done.stdout.splitlines()[-1] if done.returncode == 0 else done.stdout + done.stderr,
        "seconds": round(elapsed, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "bundle_mb": round(size / _MEGABYTE),
        "seconds_to_make": round(made, 1),
        "target": "<= 300 s and <= 300 MB for 1,000,000 events",
    }
