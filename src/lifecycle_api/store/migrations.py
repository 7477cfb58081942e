"""Bring the schema of the log up to date, once, even when several processes start at the same moment."""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.errors import LifecycleError

_SQL = Path(__file__).with_name("sql")
_BOOTSTRAP = sqlfiles.load(_SQL, "bootstrap")
_ATTEMPTS = 20
_PAUSE_SECONDS = 0.05

# PostgreSQL has no "if not exists" that holds against a neighbour doing the same: it says one of these, and
# the next attempt finds the thing made. The last one is "tuple concurrently updated", about a granted role.
_MADE_BY_ANOTHER = (
    asyncpg.UniqueViolationError,
    asyncpg.DuplicateObjectError,
    asyncpg.DuplicateSchemaError,
    asyncpg.DuplicateTableError,
    asyncpg.InternalServerError,
)


class MigrationChanged(LifecycleError):
    """A migration that was applied here has changed since; restore it and add a new one instead."""

    code: ClassVar[str] = "MIGRATION_CHANGED"


class SchemaNewer(LifecycleError):
    """The database was migrated by a newer release; run that one, or a newer one."""

    code: ClassVar[str] = "SCHEMA_NEWER"


@dataclass(frozen=True)
class Migration:
    """A numbered SQL script and its checksum."""

    name: str
    script: str
    sha256: str


def migrations() -> list[Migration]:
    """All migrations of this release, in order."""
    return [_migration(path) for path in sorted(_SQL.glob("migrations/*.sql"))]


async def migrate(dsn: str) -> list[str]:
    """Apply what is missing, all or nothing, and return the names applied.

    The login needs CREATE on the database and, the first time on a server, CREATEROLE.
    Raises MigrationChanged, SchemaNewer.
    """
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        await _bootstrap(connection)
        async with connection.transaction():
            await connection.execute(_BOOTSTRAP["as_log_owner"])
            await connection.execute(_BOOTSTRAP["lock"])
            return [await _apply(connection, migration) for migration in await _missing(connection)]
    finally:
        await connection.close()


def _migration(path: Path) -> Migration:
    script = path.read_text(encoding="utf-8")
    return Migration(path.stem, script, hashlib.sha256(script.encode()).hexdigest())


async def _bootstrap(connection: asyncpg.Connection) -> None:
    for attempt in range(_ATTEMPTS):
        try:
            async with connection.transaction():
                await _make_roles_and_schema(connection)
                return
        except _MADE_BY_ANOTHER:
            if attempt == _ATTEMPTS - 1:
                raise
            await asyncio.sleep(_PAUSE_SECONDS)


async def _make_roles_and_schema(connection: asyncpg.Connection) -> None:
    if not await connection.fetchval(_BOOTSTRAP["is_bootstrapped"]):
        await connection.execute(_BOOTSTRAP["roles"])
        await connection.execute(_BOOTSTRAP["schema"])
        await connection.execute(_BOOTSTRAP["as_log_owner"])
        await connection.execute(_BOOTSTRAP["migration_table"])


async def _missing(connection: asyncpg.Connection) -> list[Migration]:
    applied = {row["name"]: row["sha256"] for row in await connection.fetch(_BOOTSTRAP["applied"])}
    known = migrations()
    for migration in known:
        if applied.get(migration.name, migration.sha256) != migration.sha256:
            raise MigrationChanged(name=migration.name)
    if unknown := applied.keys() - {migration.name for migration in known}:
        raise SchemaNewer(names=sorted(unknown))
    return [migration for migration in known if migration.name not in applied]


async def _apply(connection: asyncpg.Connection, migration: Migration) -> str:
    await connection.execute(migration.script)
    await connection.execute(_BOOTSTRAP["record"], migration.name, migration.sha256)
    return migration.name
