"""Who we are measured against: the library's DCB recorder for PostgreSQL, and COPY into tables like the log's."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
from eventsourcing.dcb.api import DCBRecorder

from lifecycle_api import sqlfiles
from lifecycle_api.bench.workload import VIN
from lifecycle_api.errors import LifecycleError

SQL = sqlfiles.load(Path(__file__).parent, "contenders")
_CLEAR_BYTES = 740
_SEALED_BYTES = 120

Chunk = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]


class BenchExtraMissing(LifecycleError):
    """The library's recorder needs psycopg; install it with: pip install 'lifecycle-api[bench]'."""

    code = "BENCH_EXTRA_MISSING"


@contextmanager
def recorder(dsn: str) -> Iterator[DCBRecorder]:
    """`PostgresDCBRecorderTT` in the public schema, with the pool that the library makes by default."""
    try:
        from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT  # noqa: PLC0415  # an extra
        from eventsourcing.postgres import PostgresDatastore  # noqa: PLC0415  # an extra
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415  # an extra
    except ImportError:
        raise BenchExtraMissing from None
    where = {name: str(value) for name, value in conninfo_to_dict(dsn).items()}
    datastore = PostgresDatastore(
        where["dbname"],
        where.get("host", ""),
        where.get("port", ""),
        where.get("user", ""),
        where.get("password", ""),
        pool_size=5,
        max_overflow=10,
        connect_timeout=60,
    )
    try:
        library = PostgresDCBRecorderTT(datastore, events_table_name="bench")
        library.create_table()
        yield library
    finally:
        datastore.close()


class CopyWriter:
    """Writes ready-made rows of events and tags, a transaction a chunk: the most a database could take."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._tenant = uuid4()
        self._position = 0
        self._customers = [uuid4() for _ in range(1000)]

    @classmethod
    @asynccontextmanager
    async def open(cls, dsn: str) -> AsyncIterator["CopyWriter"]:
        """A writer with empty tables."""
        connection: asyncpg.Connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(SQL["drop_copy_tables"])
            await connection.execute(SQL["make_copy_tables"])
            yield cls(connection)
        finally:
            await connection.close()

    def chunk(self, events: int) -> Chunk:
        """Rows of the sizes that the log writes for the same events."""
        rows, tags = [], []
        for _ in range(events):
            self._position += 1
            names = [
                f"repair_order:{uuid4()}",
                f"customer:{self._customers[self._position % 1000]}",
                f"vehicle:{VIN}",
            ]
            rows.append(self._event())
            tags += [(self._tenant, name, self._position) for name in names]
        return rows, tags

    async def write(self, chunk: Chunk) -> None:
        """One transaction."""
        events, tags = chunk
        async with self._connection.transaction():
            await self._connection.copy_records_to_table("event", schema_name="bench_copy", records=events)
            await self._connection.copy_records_to_table("event_tag", schema_name="bench_copy", records=tags)

    def _event(self) -> tuple[Any, ...]:
        now = datetime.now(UTC)
        clear, sealed, leaf = os.urandom(_CLEAR_BYTES), os.urandom(_SEALED_BYTES), os.urandom(32)
        return self._tenant, self._position, uuid4(), now, now, 1, "work.declined", clear, sealed, leaf
