"""Making and dropping the schemas of read models; their names, made here, need no quoting."""

import hashlib

import asyncpg
import msgspec

from lifecycle_api.projector import function, inline, lineage, typecheck
from lifecycle_api.projector.compiler import Plan
from lifecycle_api.projector.registered import SQL

READ_MODEL_ROLE = "lifecycle_read_model"
SERVICE_ROLE = "lifecycle_service"


def code(plan: Plan) -> str:
    """A digest of the function and of what it wants to be sent."""
    made = function.apply_function, inline.clear_function, inline.idle_function
    text = "".join(each(plan, "schema") for each in made)
    return hashlib.sha256(text.encode() + msgspec.json.encode(plan.layout)).hexdigest()


async def make(connection: asyncpg.Connection, plan: Plan, schema: str, *, scratch: bool = False) -> None:
    """Create a schema with a projection's tables and functions, type-checked. Raises InvalidProjection."""
    folder = plan.folder
    typecheck.check_tables_script(folder)
    await connection.execute(f"CREATE SCHEMA {schema} AUTHORIZATION {READ_MODEL_ROLE}")
    await connection.execute(SQL["as_read_model"])
    await connection.execute(f"SET LOCAL search_path = {schema}, pg_temp")
    try:
        await connection.execute(function.scratch_tables(folder.tables) if scratch else folder.tables)
    except asyncpg.PostgresError as error:
        line = folder.tables[: int(error.position or 1) - 1].count("\n") + 1
        raise folder.invalid(f"{error.message}.", file="tables.sql", line=line) from None
    await connection.execute(SQL["primary_keys_last"])
    await connection.execute(SQL["few_tenants"])
    if not scratch:
        await typecheck.check_tables(connection, plan, schema)
        await typecheck.check_statements(connection, plan, schema)
        lineage.check(plan)
    await connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {SERVICE_ROLE}")
    await connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {SERVICE_ROLE}")
    await make_functions(connection, plan, schema)


async def make_functions(connection: asyncpg.Connection, plan: Plan, schema: str) -> None:
    """Create or replace the functions of a schema, as the owner of the read models."""
    await connection.execute(SQL["as_read_model"])
    await connection.execute(function.apply_function(plan, schema))
    await connection.execute(f"REVOKE ALL ON FUNCTION {schema}.apply(uuid, jsonb) FROM PUBLIC")
    await connection.execute(f"GRANT EXECUTE ON FUNCTION {schema}.apply(uuid, jsonb) TO {SERVICE_ROLE}")
    if plan.folder.mode == "inline":
        await connection.execute(inline.clear_function(plan, schema))
        await connection.execute(f"REVOKE ALL ON FUNCTION {schema}.apply_clear(uuid, jsonb) FROM PUBLIC")
        await connection.execute(inline.idle_function(plan, schema))
        await connection.execute(f"REVOKE ALL ON FUNCTION {schema}.idle(uuid, text[]) FROM PUBLIC")
        await typecheck.check_idle(connection, plan.folder, schema)
    await connection.execute(SQL["as_oneself"])


async def drop(connection: asyncpg.Connection, schema: str) -> None:
    """Drop a schema with everything in it."""
    await connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
