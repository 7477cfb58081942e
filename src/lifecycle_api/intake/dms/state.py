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
MOST_STATES = 64


class Told(msgspec.Struct, frozen=True):
    """What is remembered of a record: versions and fingerprints by group, states seen, its last change."""

    groups: Groups = {}
    seen: bytes = b""
    changed: str = ""

    def has_seen(self, fingerprint: bytes) -> bool:
        """Whether this state of the record was told before."""
        size = len(fingerprint)
        return any(self.seen[at : at + size] == fingerprint for at in range(0, len(self.seen), size))

    def is_at(self, fingerprint: bytes) -> bool:
        """Whether this is the state that was told last."""
        return self.seen.endswith(fingerprint)

    def after(self, groups: Groups, fingerprint: bytes, changed: str) -> "Told":
        """What is remembered once these groups of a state are told."""
        seen = (self.seen + fingerprint)[-MOST_STATES * len(fingerprint) :]
        return Told(groups, seen, max(changed, self.changed))

    def anew(self) -> "Told":
        """What is remembered of a record that counts for nothing any more: how often it was told."""
        return Told({group: (version, "") for group, (version, _) in self.groups.items()})

    @property
    def standing(self) -> frozenset[str]:
        """The groups that were told and hold still."""
        return frozenset(group for group, (_, now) in self.groups.items() if now)


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
        return {row["record_id"]: Told(_groups.decode(row["groups"]), row["seen"], row["changed"]) for row in rows}

    async def save(self, system: str, kind: str, told: Mapping[str, Told], seen_at: datetime) -> None:
        """Remember these records."""
        if not told:
            return
        columns = (
            list(told),
            [msgspec.json.encode(one.groups).decode() for one in told.values()],
            [one.seen for one in told.values()],
            [one.changed for one in told.values()],
        )
        await self._pool.execute(_SQL["save"], self._tenant, system, kind, *columns, seen_at)
