"""The schema comes up once, whole, and is not mistaken for another."""

import asyncio
import hashlib

import asyncpg
import pytest

from lifecycle_api.store import migrations
from lifecycle_api.store.migrations import Migration, MigrationChanged, SchemaNewer, migrate

pytestmark = pytest.mark.anyio


async def test_several_processes_may_start_at_once(empty_dsn: str) -> None:
    """One applies everything, the others wait and find it done."""
    names = [migration.name for migration in migrations.migrations()]
    applied = await asyncio.gather(*(migrate(empty_dsn) for _ in range(5)))

    assert sorted(applied, key=len) == [[], [], [], [], names]
    assert await migrate(empty_dsn) == []


async def test_migrations_are_numbered_without_gap() -> None:
    """0001, 0002, … so that two people who add one at the same time notice."""
    numbers = [int(migration.name[:4]) for migration in migrations.migrations()]

    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_changed_migration_is_noticed(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ran here is not what the files say."""
    changed = [Migration(known.name, known.script, "0" * 64) for known in migrations.migrations()]
    monkeypatch.setattr(migrations, "migrations", lambda: changed)

    with pytest.raises(MigrationChanged):
        await migrate(dsn)


async def test_a_newer_schema_is_noticed(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old release does not run on a new schema."""
    older = migrations.migrations()[:-1]
    monkeypatch.setattr(migrations, "migrations", lambda: older)

    with pytest.raises(SchemaNewer):
        await migrate(dsn)


async def test_a_failing_migration_leaves_nothing(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All pending migrations are one transaction."""
    scripts = ["CREATE TABLE lifecycle.half_made (tenant_id uuid)", "SELECT 1 / 0"]
    added = [
        Migration(f"{9000 + number}_added", script, hashlib.sha256(script.encode()).hexdigest())
        for number, script in enumerate(scripts)
    ]
    known = migrations.migrations()
    monkeypatch.setattr(migrations, "migrations", lambda: known + added)
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(dsn)
    connection = await asyncpg.connect(dsn)
    try:
        assert await connection.fetchval("SELECT to_regclass('lifecycle.half_made')") is None
    finally:
        await connection.close()


async def test_every_key_and_index_starts_with_the_tenant(admin: asyncpg.Connection) -> None:
    """So that every table can be distributed by it; what is the same for all tenants is named here."""
    others = await admin.fetch(
        """
        SELECT i.indexrelid::regclass::text AS name
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = 1
        WHERE c.relnamespace = 'lifecycle'::regnamespace AND a.attname <> 'tenant_id'
        """
    )

    assert {row["name"] for row in others} <= {"lifecycle.migration_pkey", "lifecycle.inline_type_pkey"}
