"""Who must not be taken in again: marks of erased people that survive their erasure, outside the log."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from lifecycle_api import sqlfiles

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "suppression")
_KINDS: Final = ("contact:", "source:", "claims:", "lead_key:", "lead:")


class Suppression:
    """The suppression lists of all tenants in the database behind `pool`."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def add(self, tenant: UUID, marks: Collection[str], since: datetime) -> None:
        """Suppress these marks; adding one again changes nothing."""
        await self._pool.execute(_SQL["add"], tenant, sorted(set(marks)), since)

    async def among(self, tenant: UUID, marks: Collection[str]) -> dict[str, datetime]:
        """Those of the marks that are suppressed, and since when."""
        rows = await self._pool.fetch(_SQL["among"], tenant, list(marks)) if marks else []
        return {row["mark"]: row["since"] for row in rows}


def is_mark(tag: str) -> bool:
    """Whether a source could bring a person back by what this tag of one of their events stands for."""
    return tag.startswith(_KINDS)
