"""A PostgreSQL for the tests: one server for all who test this tree, one database for each test."""

import asyncio
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg

from lifecycle_api.embedded import Cluster
from lifecycle_api.embedded.locks import exclusive, free, shared
from lifecycle_api.store import migrations

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Server:
    """A running server with a migrated template."""

    cluster: Cluster
    template: str

    @contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """A database of its own, as the superuser's DSN; dropped afterwards, whoever is still connected."""
        name = f"test_{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {self.template if migrated else 'template0'}")
        try:
            yield self.cluster.dsn(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run one statement outside any test's database."""
        asyncio.run(_execute(self.cluster.dsn("postgres"), statement))


@contextmanager
def running_server() -> Iterator[Server]:
    """Start the server or join those who use it; the last one out removes it and all it wrote."""
    folder = _folder()
    with ExitStack() as using:
        with exclusive(folder / "starting"):
            if free(folder / "users"):
                _remove(folder)  # what a killed run left behind
            using.enter_context(shared(folder / "users"))
            server = _start(Cluster(folder / "data", fast=True))
        try:
            yield server
        finally:
            with exclusive(folder / "starting"):
                using.close()
                if free(folder / "users"):
                    _remove(folder)


def _start(cluster: Cluster) -> Server:
    cluster.start()
    server = Server(cluster, f"template_{_fingerprint()}")
    asyncio.run(_ensure_template(server))
    return server


async def _ensure_template(server: Server) -> None:
    building = f"{server.template}_unfinished"
    connection = await asyncpg.connect(server.cluster.dsn("postgres"))
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", server.template):
            return
        await connection.execute(f"DROP DATABASE IF EXISTS {building}")
        await connection.execute(f"CREATE DATABASE {building}")
        await migrations.migrate(server.cluster.dsn(building))
        await connection.execute(f"ALTER DATABASE {building} RENAME TO {server.template}")
    finally:
        await connection.close()


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _fingerprint() -> str:
    """Changes with the migrations, so that a tree that is being worked on never tests yesterday's schema."""
    folder = Path(migrations.__file__).parent
    files = sorted([*folder.glob("sql/**/*.sql"), folder / "migrations.py"])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _folder() -> Path:
    user = os.geteuid() if hasattr(os, "geteuid") else os.getlogin()
    tree = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()).resolve() / f"lifecycle-tests-{user}-{tree}"
    folder.mkdir(exist_ok=True)
    return folder


def _remove(folder: Path) -> None:
    Cluster(folder / "data", fast=True).stop()
    shutil.rmtree(folder / "data", ignore_errors=True)
