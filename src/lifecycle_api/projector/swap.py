"""Changing, in one transaction, which read model is the live one, while others read and project."""

import time
from collections.abc import Iterable
from pathlib import Path

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.projector import registered
from lifecycle_api.projector.registered import ReadModel

SQL = sqlfiles.load(Path(__file__).with_name("sql"), "rebuild")


async def stand_still(admin: asyncpg.Connection, models: Iterable[ReadModel]) -> None:
    """From here to the end of the transaction nothing is projected, nor recorded if that would project."""
    await admin.execute(registered.SQL["lock"])
    await admin.execute(SQL["stand_still"])
    if any(model.mode == "inline" for model in models):
        await admin.execute(SQL["hold_logs"])


async def swap(admin: asyncpg.Connection, built: ReadModel) -> None:
    """Make a read model live that has caught up with the live one, and retire that one."""
    live = (await registered.live(admin)).get(built.name)
    if live is not None and live.version == built.version:
        await _take_place(admin, live, built)
        return
    if live is not None:
        await admin.execute(SQL["retire"], live.schema, live.schema, live.checkpoint)
    await admin.execute(SQL["go_live"], built.schema, built.schema, built.checkpoint)


async def _take_place(admin: asyncpg.Connection, live: ReadModel, built: ReadModel) -> None:
    old = f"{live.schema}_old_{time.time_ns() // 1_000_000}"
    await _rename(admin, live, old)
    await _rename(admin, built, live.schema)
    fence = await admin.fetchval(SQL["forget_live_positions"], live.checkpoint, live.version)
    await admin.execute(SQL["take_positions"], built.checkpoint, live.checkpoint, live.version, fence)
    await admin.execute(SQL["retire"], live.schema, old, f"{live.checkpoint}_old")
    await admin.execute(SQL["go_live"], built.schema, live.schema, live.checkpoint)


async def _rename(admin: asyncpg.Connection, model: ReadModel, schema: str) -> None:
    """The functions of a schema look for its tables by its name."""
    await admin.execute(f"ALTER SCHEMA {model.schema} RENAME TO {schema}")
    inline = ("apply_clear(uuid, jsonb)", "idle(uuid, text[])") if model.mode == "inline" else ()
    for name in ("apply(uuid, jsonb)", *inline):
        await admin.execute(f"ALTER FUNCTION {schema}.{name} SET search_path = {schema}, pg_temp")
