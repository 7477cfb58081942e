"""A rebuild of every projection from the sample group's log, beside COPY of the rows it leads to.

Ours is the events of the log divided by the time from empty read models to read models at its head: events are read,
opened, applied by all projections and their positions moved, as `lifecycle-api rebuild` does it. Theirs is the same
number of events divided by the time in which one COPY a table, all in one transaction on one connection, puts the
resulting rows, ready-made in PostgreSQL's binary format, into identical empty tables with all their indexes. Making the
tables is in neither, and neither waits for the disk at commit. Rows that projections change on the way (about as many
again as those that are left) are work of ours that COPY does not have.
"""

import asyncio
import base64
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any, Final, NamedTuple

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.bench.figures import figure
from lifecycle_api.bench.scratch import scratch_database
from lifecycle_api.errors import LifecycleError
from lifecycle_api.projector import loader
from lifecycle_api.projector.rebuild import Rebuilder
from lifecycle_api.projector.registered import ReadModel
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore

SQL = sqlfiles.load(Path(__file__).parent, "projection")
REPETITIONS: Final = 7
SET_ASIDE: Final = 3  # the sample has records that nobody could understand, on purpose


class SampleNotLoaded(LifecycleError):
    """The sample group could not be loaded."""

    code = "SAMPLE_NOT_LOADED"


class Rows(NamedTuple):
    """The rows of a table: its schema and name, what COPY made of them, and how many there are."""

    schema: str
    table: str
    binary: bytes
    number: int


def run(
    dsn: str, *, repetitions: int = REPETITIONS, progress: Callable[[str], None] = lambda _: None
) -> list[dict[str, Any]]:
    """Events per second, ours against COPY; `dsn` is any database of a server on which databases may be made."""
    key = os.urandom(32)
    with scratch_database(dsn) as scratch:
        progress("projection: taking in the sample group")
        _take_in_sample(scratch, key)
        return asyncio.run(_measure(scratch, key, repetitions, progress))


def _take_in_sample(dsn: str, key: bytes) -> None:
    settings = {"DATABASE_URL": dsn, "LIFECYCLE_MASTER_KEY": base64.b64encode(key).decode()}
    with tempfile.TemporaryDirectory() as folder:
        for words in (
            ("migrate",),
            ("simulate", "--out", folder),
            ("ingest", "manifest", folder, "--setup"),
        ):
            command = [sys.executable, "-m", "lifecycle_api", *words, "--json"]
            done = subprocess.run(command, env=os.environ | settings, capture_output=True, check=False)  # noqa: S603  # our own
            if done.returncode not in (0, SET_ASIDE):
                raise SampleNotLoaded(done.stderr.decode())


async def _measure(dsn: str, key: bytes, repetitions: int, progress: Callable[[str], None]) -> list[dict[str, Any]]:
    admin = await asyncpg.connect(dsn)
    pool = await open_pool(dsn, min_size=4, max_size=10)
    rebuilder = Rebuilder(admin, pool, EventStore(pool, LocalKeyStore(pool, key)), loader.load())
    ours, theirs = [], []
    try:
        events: int = await admin.fetchval(SQL["events"])
        for repetition in range(repetitions + 1):
            progress(f"projection: round {repetition} of {repetitions}")
            built, rows = await _ours(admin, rebuilder)
            copied = await _theirs(admin, rebuilder, rows)
            if repetition:  # the first round only warms up
                ours.append(events / built)
                theirs.append(events / copied)
        counted = {"events": events, "rows": sum(one.number for one in rows)}
    finally:
        await pool.close()
        await admin.close()
    return [figure("projection", ours, theirs, against="copy", unit="events/s") | counted]


async def _ours(admin: asyncpg.Connection, rebuilder: Rebuilder) -> tuple[float, list[Rows]]:
    models = await rebuilder.copies()
    started = perf_counter()
    await rebuilder.build(models)
    elapsed = perf_counter() - started
    rows = await _rows(admin, models)
    await rebuilder.throw_away(models)
    return elapsed, rows


async def _theirs(admin: asyncpg.Connection, rebuilder: Rebuilder, rows: Sequence[Rows]) -> float:
    models = await rebuilder.copies()
    started = perf_counter()
    await _copy(admin, rows)
    elapsed = perf_counter() - started
    await rebuilder.throw_away(models)
    return elapsed


async def _copy(admin: asyncpg.Connection, rows: Sequence[Rows]) -> None:
    async with admin.transaction():
        await admin.execute(SQL["do_not_wait"])
        for schema, table, binary, _ in rows:
            await admin.copy_to_table(table, schema_name=schema, source=BytesIO(binary), format="binary")


async def _rows(admin: asyncpg.Connection, models: Sequence[ReadModel]) -> list[Rows]:
    found = []
    for row in await admin.fetch(SQL["tables"], [model.schema for model in models]):
        binary = BytesIO()
        told = await admin.copy_from_table(row["table"], schema_name=row["schema"], output=binary, format="binary")
        found.append(Rows(row["schema"], row["table"], binary.getvalue(), int(told.removeprefix("COPY "))))
    return found
