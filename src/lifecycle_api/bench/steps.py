"""Fills a database step by step, two at a time; what was done stays done when somebody interrupts it."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import asyncpg

from lifecycle_api import sqlfiles

_SQL: Final = sqlfiles.load(Path(__file__).parent, "steps")
_AT_A_TIME: Final = 2


class Step(NamedTuple):
    """Statements with their arguments, all or none of which are done, and a name to tell the step from others.

    If `alone`, it is one statement that cannot be in a transaction.
    """

    name: str
    statements: Sequence[tuple[str, tuple[Any, ...]]]
    alone: bool = False


async def take(dsn: str, steps: Sequence[Step], progress: Callable[[str], None]) -> None:
    """Take the steps that were not taken yet, in any order."""
    async with asyncio.TaskGroup() as hands:
        waiting = deque(steps)
        done = await _done(dsn)
        for _ in range(_AT_A_TIME):
            hands.create_task(_take(dsn, waiting, done, progress))


async def _done(dsn: str) -> set[str]:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_SQL["table"])
        return {row["name"] for row in await connection.fetch(_SQL["done"])}
    finally:
        await connection.close()


async def _take(dsn: str, waiting: deque[Step], done: set[str], progress: Callable[[str], None]) -> None:
    connection: asyncpg.Connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(_SQL["quick"])
        while waiting:
            step = waiting.popleft()
            if step.name in done:
                continue
            progress(step.name)
            if step.alone:
                await _do(connection, step)
            else:
                async with connection.transaction():
                    await _do(connection, step)
    finally:
        await connection.close()


async def _do(connection: asyncpg.Connection, step: Step) -> None:
    for statement, arguments in step.statements:
        await connection.execute(statement, *arguments)
    await connection.execute(_SQL["did"], step.name)
