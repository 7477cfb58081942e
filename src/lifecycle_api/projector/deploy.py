"""Bring the read models of a database in line with the folders: make what is missing, refuse what changed silently."""

from collections.abc import Iterable
from pathlib import Path

import asyncpg
import msgspec

from lifecycle_api import sqlfiles
from lifecycle_api.projector import inline, loader, schemas
from lifecycle_api.projector.compiler import Plan, compile_folder
from lifecycle_api.projector.loader import Folder
from lifecycle_api.projector.refusals import ProjectionChanged
from lifecycle_api.projector.registered import SQL, ReadModel, read_models

_CELLS = sqlfiles.load(Path(__file__).with_name("sql"), "cells")


async def deploy(
    dsn: str, *, extra: Iterable[Path] = (), folders: Iterable[Folder] | None = None, force: bool = False
) -> list[ReadModel]:
    """Make the read models of all folders, or of those given, and answer every one there is, live or not.

    Needs the login that migrates, after `migrate`. All or nothing, and nothing when all is there already. The first
    version of a projection is live at once, a later one only after :func:`lifecycle_api.projector.rebuild.rebuild`,
    as is an inline one when there are events it has not seen. With `force`, a projection that changed without a new
    version is dropped and starts again from position 0. Raises InvalidProjection, ProjectionChanged.
    """
    plans = [compile_folder(folder) for folder in (loader.load(extra) if folders is None else folders)]
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute(SQL["lock"])
            await _make_registry(connection)
            known = {model.schema: model for model in await read_models(connection)}
            for plan in plans:
                await _deploy(connection, plan, known, force=force)
            await inline.connect(connection)
            return await read_models(connection)
    finally:
        await connection.close()


async def _make_registry(connection: asyncpg.Connection) -> None:
    await connection.execute(SQL["as_log_owner"])
    for statement in (SQL["table"], SQL["one_live"], SQL["grant"], *_CELLS.values()):
        await connection.execute(statement)
    await connection.execute(SQL["as_oneself"])


async def _deploy(connection: asyncpg.Connection, plan: Plan, known: dict[str, ReadModel], *, force: bool) -> None:
    folder = plan.folder
    model = known.get(folder.schema)
    if model is not None and model.digest != folder.digest:
        if not force:
            raise ProjectionChanged(
                f"{folder.name} changed but is still version {folder.version}; raise `version` in its "
                "projection.toml, or force a rebuild.",
                folder=folder.name,
                version=folder.version,
            )
        await drop(connection, model.schema, model.checkpoint, model.version)
        model = None
    if model is None:
        await _make(connection, plan, known)
    elif model.code != schemas.code(plan):
        await _recode(connection, plan, model)


async def _make(connection: asyncpg.Connection, plan: Plan, known: dict[str, ReadModel]) -> None:
    folder = plan.folder
    others = any(model.live and model.name == folder.name for model in known.values() if model.schema != folder.schema)
    missed = folder.mode == "inline" and await connection.fetchval(SQL["has_events"])
    await schemas.make(connection, plan, folder.schema)
    await schemas.make(connection, plan, f"scratch_{folder.schema}", scratch=True)
    await register(connection, plan, folder.schema, folder.name, live=not others and not missed)


async def register(connection: asyncpg.Connection, plan: Plan, schema: str, checkpoint: str, *, live: bool) -> None:
    """Remember a schema that was made."""
    folder = plan.folder
    layout = msgspec.json.encode(plan.layout).decode()
    what = (schema, folder.name, folder.version, folder.mode, checkpoint)
    await connection.execute(SQL["insert"], *what, folder.digest, schemas.code(plan), layout, live)


async def _recode(connection: asyncpg.Connection, plan: Plan, model: ReadModel) -> None:
    """The rows follow from the same content, only the generated function is another one."""
    for schema in (model.schema, model.scratch):
        await schemas.make_functions(connection, plan, schema)
    layout = msgspec.json.encode(plan.layout).decode()
    await connection.execute(SQL["recode"], model.schema, schemas.code(plan), layout)


async def drop(connection: asyncpg.Connection, schema: str, checkpoint: str, version: int) -> None:
    """Drop a schema, its scratch copy, its positions and the memory of it, as far as they exist."""
    await schemas.drop(connection, schema)
    await schemas.drop(connection, f"scratch_{schema}")
    await connection.execute(SQL["forget_positions"], checkpoint, version)
    await connection.execute(SQL["forget"], schema)
