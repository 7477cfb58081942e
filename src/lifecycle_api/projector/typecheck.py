"""PostgreSQL's own opinion of a folder, asked before any event arrives: types, columns, tables, tenants.

Every statement becomes the body of an SQL function, which makes PostgreSQL check it against the types of its
parameters and write down which tables it uses; the functions are rolled back.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.projector import function, scanning
from lifecycle_api.projector.compiler import Plan, Use
from lifecycle_api.projector.loader import Folder
from lifecycle_api.projector.parameters import TENANT

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "typecheck")
_TABLES_SAY = re.compile(
    r"\ACREATE\s+(?:TABLE\s+\w+|(?:UNIQUE\s+)?INDEX\s+\w+\s+ON\s+\w+(?:\s+USING\s+\w+)?)\s*\(", re.IGNORECASE
)


def check_tables_script(folder: Folder) -> None:
    """Refuse anything in tables.sql but tables and indexes of this folder. Raises InvalidProjection."""
    for piece in scanning.split(folder.tables):
        if not _TABLES_SAY.match(piece.sql):
            raise folder.invalid(
                "only CREATE TABLE and CREATE INDEX, with unqualified names, stand here.",
                file="tables.sql",
                line=piece.line + 1,
            )


async def check_tables(connection: asyncpg.Connection, plan: Plan, schema: str) -> None:
    """Refuse tables that could mix tenants, and classified columns that don't exist. Raises InvalidProjection."""
    folder = plan.folder
    for row in await connection.fetch(_SQL["without_tenant"], schema):
        raise folder.invalid(
            f"{row['name']} must start with tenant_id, so that no statement can mix tenants.", file="tables.sql"
        )
    columns = {row["name"] for row in await connection.fetch(_SQL["columns"], schema)}
    named = [*folder.classified, *(f"{table}.{column}" for table, column in folder.subject.items())]
    for name in named:
        if name not in columns:
            raise folder.invalid(f"there is no column {name}.", file="projection.toml")


async def check_statements(connection: asyncpg.Connection, plan: Plan, schema: str) -> None:
    """Type-check every statement; `schema` is first in the search path. Raises InvalidProjection.

    The error carries folder, event, line, and PostgreSQL's own message.
    """
    uses = plan.uses()
    trial = connection.transaction()
    await trial.start()
    try:
        await _create(connection, plan.folder, uses)
        rows = await connection.fetch(_SQL["foreign_dependencies"], schema)
    finally:
        await trial.rollback()
    for row in rows:
        use = uses[int(row["function"].removeprefix("check_"))]
        raise _invalid(plan.folder, use, f"{row['used']} is not a part of this folder.")


async def check_idle(connection: asyncpg.Connection, folder: Folder, schema: str) -> None:
    """Ask the queries of idle types once, of a tenant that is not there. Raises InvalidProjection."""
    for name in folder.idle:
        try:
            await connection.execute(_SQL["ask_idle"].format(schema=schema, type=name))
        except asyncpg.PostgresError as error:
            raise folder.invalid(f"{error.message}.", file="projection.toml", event=name) from None


async def _create(connection: asyncpg.Connection, folder: Folder, uses: Sequence[Use]) -> None:
    scripts = [_function(number, use) for number, use in enumerate(uses)]
    whole = connection.transaction()
    await whole.start()
    try:
        await connection.execute("\n".join(scripts))
    except asyncpg.PostgresError:
        await whole.rollback()
    else:
        await whole.commit()
        return
    for script, use in zip(scripts, uses, strict=True):
        try:
            await connection.execute(script)
        except asyncpg.PostgresError as error:
            before = script[: int(error.position or 1) - 1]
            raise _invalid(folder, use, f"{error.message}.", before.count("\n")) from None


def _function(number: int, use: Use) -> str:
    if use.statement.together:
        types = "uuid, jsonb"
        body = function.reading(use.statement.sql, use.values, "$2", "$1")
    else:
        places = {name: f"${place}" for place, name in enumerate(use.values, 2)} | {TENANT: "$1"}
        types = ", ".join(["uuid", *(source.pg_type for source in use.values.values())])
        body = scanning.replace(use.statement.sql, places.__getitem__)
    return f"CREATE FUNCTION check_{number}({types}) RETURNS void LANGUAGE sql BEGIN ATOMIC {body}; END;"


def _invalid(folder: Folder, use: Use, message: str, line: int = 0) -> Exception:
    return folder.invalid(message, line=use.statement.line + line, event=", ".join(use.types))
