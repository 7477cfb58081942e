"""Nobody gets round the append function: not the service, not a projection, not the public."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from lifecycle_api.store.database import SERVICE_ROLE
from lifecycle_api.store.migrations import migrate
from tests.support.log import Log, bare, new, open_log, registered

pytestmark = pytest.mark.anyio

TABLES = ("event", "event_tag", "log_head", "append_key", "seal_key", "tenant", "inline_type", "migration")


@pytest.fixture
async def service(shared_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the service has it."""
    connection = await asyncpg.connect(shared_dsn, server_settings={"role": "lifecycle_service"})
    yield connection
    await connection.close()


@pytest.fixture
async def projection(shared_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as projections run."""
    connection = await asyncpg.connect(shared_dsn, server_settings={"role": "lifecycle_read_model"})
    yield connection
    await connection.close()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["INSERT INTO {} DEFAULT VALUES", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
async def test_the_service_cannot_write_tables(service: asyncpg.Connection, table: str, verb: str) -> None:
    """Events, tags, heads, keys: only functions change them."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.execute(verb.format(f"lifecycle.{table}"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE lifecycle.event SET clear = ''",
        "UPDATE lifecycle.event_tag SET tag = 'x'",
        "UPDATE lifecycle.log_head SET position = 0",
        "UPDATE lifecycle.seal_key SET fenced_at = NULL",
        "ALTER TABLE lifecycle.event DISABLE TRIGGER ALL",
        "SELECT FROM lifecycle.log_head FOR UPDATE",
        "CREATE FUNCTION lifecycle.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE lifecycle.mine (x int)",
        "CREATE SCHEMA mine",
        "SELECT lifecycle.apply_inline(gen_random_uuid(), 1, 1, '[]')",
        "SELECT lifecycle.inline_idle(gen_random_uuid(), '{}')",
        "SET ROLE lifecycle_log_nobody",
    ],
)
async def test_the_service_cannot_change_what_is_recorded(service: asyncpg.Connection, change: str) -> None:
    """Neither rows nor structure, and no function of its own in the log's schema."""
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.InvalidParameterValueError)):
        await service.execute(change)


@pytest.mark.parametrize("table", TABLES)
async def test_projections_cannot_touch_the_log(projection: asyncpg.Connection, table: str) -> None:
    """They cannot even read it: events are handed to them."""
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await projection.execute(f"SELECT FROM lifecycle.{table}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await projection.execute(f"DELETE FROM lifecycle.{table}")  # noqa: S608


async def test_the_public_has_nothing(admin: asyncpg.Connection) -> None:
    """No table, no function and not the schema itself grants anything to PUBLIC."""
    grants = await admin.fetch(
        """
        SELECT c.relname AS name FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace = 'lifecycle'::regnamespace AND a.grantee = 0
        UNION ALL
        SELECT p.proname FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE p.pronamespace = 'lifecycle'::regnamespace AND a.grantee = 0
        UNION ALL
        SELECT n.nspname FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'lifecycle' AND a.grantee = 0
        """
    )

    assert [grant["name"] for grant in grants] == []


async def test_privileged_functions_have_a_fixed_search_path(admin: asyncpg.Connection) -> None:
    """Nobody can slip a table or operator of their own under a SECURITY DEFINER function."""
    loose = await admin.fetch(
        """
        SELECT proname FROM pg_proc WHERE pronamespace = 'lifecycle'::regnamespace AND prosecdef
          AND NOT coalesce(array_to_string(proconfig, ','), '') ~ 'search_path=[^,]*(, pg_temp|pg_catalog)'
        """
    )

    assert [function["proname"] for function in loose] == []


async def test_an_ordinary_hosted_database_will_do(empty_dsn: str) -> None:
    """Who migrates needs CREATEROLE and the database; who serves needs membership in one role, nothing else."""
    owner, app = f"owner_{uuid4().hex}", f"app_{uuid4().hex}"
    admin = await asyncpg.connect(empty_dsn)
    try:
        await admin.execute(f"CREATE ROLE {owner} LOGIN CREATEROLE PASSWORD 'secret'")
        await admin.execute(f"CREATE ROLE {app} LOGIN PASSWORD 'secret'")
        await admin.execute(f"ALTER DATABASE {await admin.fetchval('SELECT current_database()')} OWNER TO {owner}")
        # Roles belong to the whole server, where another test's superuser has made them.
        await admin.execute(
            f"GRANT lifecycle_log, lifecycle_service, lifecycle_read_model TO {owner} WITH ADMIN OPTION"
        )
        await migrate(login(empty_dsn, owner))
        await admin.execute(f"GRANT lifecycle_service TO {app}")
        for role in (None, SERVICE_ROLE):
            async with open_log(login(empty_dsn, app), role=role) as log:
                await works(log)
    finally:
        await admin.execute(f"DROP OWNED BY {owner}, {app} CASCADE")
        await admin.execute(f"ALTER DATABASE {await admin.fetchval('SELECT current_database()')} OWNER TO CURRENT_USER")
        await admin.execute(f"DROP ROLE {owner}, {app}")
        await admin.close()


async def works(log: Log) -> None:
    """Appending, sealing and reading do; writing to a table does not."""
    await log.store.append(log.tenant, [new(registered(uuid4()))])
    await log.journal.write(log.tenant, bare("a"))
    assert (await log.store.head(log.tenant)) == 2
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await log.pool.execute("DELETE FROM lifecycle.event")


def login(dsn: str, user: str) -> str:
    """The same database as somebody else."""
    _, _, rest = dsn.partition("@")
    return f"postgresql://{user}:secret@{rest}"
