"""How far each source record has been told: versions and keyed fingerprints of its field groups, no values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec

from lifecycle_api import sqlfiles

_SQL = sqlfiles.load(Path(__file__).parents[1] / "sql", "state")

Groups = dict[str, tuple[int, str]]


class Told(msgspec.Struct, frozen=True):
    """What is remembered of a record: versions and fingerprints by group, its own fingerprint, its last change."""

    groups: Groups = {}
    fingerprint: bytes = b""
    changed: str = ""


NOTHING = Told()
_groups = msgspec.json.Decoder(Groups)


class States:
    """The remembered records of one tenant's source systems."""

    def __init__(self, pool: asyncpg.Pool, tenant: UUID) -> None:
        self._pool = pool
        self._tenant = tenant

    async def load(self, system: str, kind: str, records: Sequence[str]) -> dict[str, Told]:
        """What is remembered of these records; those never seen are missing."""
        rows = await self._pool.fetch(_SQL["load"], self._tenant, system, kind, records)
        return {
            row["record_id"]: Told(_groups.decode(row["groups"]), row["fingerprint"], row["changed"]) for row in rows
        }

    async def save(self, system: str, kind: str, told: Mapping[str, Told], seen_at: datetime) -> None:
        """Remember these records."""
        if not told:
            return
        columns = (
            list(told),
            [msgspec.json.encode(one.groups).decode() for one in told.values()],
            [one.fingerprint for one in told.values()],
            [one.changed for one in told.values()],
        )
        await self._pool.execute(_SQL["save"], self._tenant, system, kind, *columns, seen_at)
