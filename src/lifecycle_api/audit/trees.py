"""Reads a tenant's tree: its checkpoints, tiles, entries, and proofs made of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from lifecycle_api.audit.entry import NO_BODY, Entry, header_digest
from lifecycle_api.audit.signing import SQL
from lifecycle_api.audit.tlog.merkle import HASH_BYTES, consistency_proof, inclusion_proof
from lifecycle_api.audit.tlog.proof import LogProof
from lifecycle_api.audit.tlog.tiles import HEIGHT, Recorder, Tile, TileUnknown, reader
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.codec import marks_of
from lifecycle_api.store.keys import KeyStore

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class NoCheckpoint(LifecycleError):
    """Nothing of this log is signed yet; wait a second, or run `lifecycle-api audit checkpoint`."""

    code = "NO_CHECKPOINT"


class NotInTheTree(LifecycleError):
    """This position is not under the newest checkpoint yet; wait a second, if it is recorded at all."""

    code = "NOT_IN_THE_TREE"


@dataclass(frozen=True)
class Signed:
    """A checkpoint as it was published: how many leaves, and the note."""

    size: int
    note: str


class Trees:
    """The trees of all tenants in one database."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore) -> None:
        self._pool = pool
        self._keys = keys

    async def checkpoint(self, tenant: UUID) -> Signed:
        """The newest checkpoint that enough witnesses have cosigned. Raises NoCheckpoint."""
        row = await self._pool.fetchrow(SQL["checkpoint"], tenant)
        if row is None:
            raise NoCheckpoint
        return Signed(row["size"], row["note"])

    async def tile(self, tenant: UUID, tile: Tile) -> bytes:
        """The hashes of a tile, perhaps of a narrower one that has grown since. Raises TileUnknown."""
        found = await self._tiles(tenant, [(tile.level, tile.number)])
        hashes = found.get((tile.level, tile.number), b"")[: tile.width * HASH_BYTES]
        if len(hashes) < tile.width * HASH_BYTES:
            raise TileUnknown(level=tile.level, number=tile.number)
        return hashes

    async def entries(self, tenant: UUID, start: int, end: int) -> list[Entry]:
        """The entries of the leaves from index `start` to before `end`, as far as the log has them."""
        rows = await self._pool.fetch(SQL["entries"], tenant, start, end)
        return [self._entry(tenant, row) for row in rows]

    async def bundle(self, tenant: UUID, number: int, width: int) -> bytes:
        """A bundle of entries as C2SP serves it. Raises TileUnknown where the tree does not reach yet."""
        await self.tile(tenant, Tile(0, number, width))
        start = number << HEIGHT
        entries = await self.entries(tenant, start, start + width)
        return packed(entries)

    async def inclusion(self, tenant: UUID, index: int) -> LogProof:
        """That the leaf at `index` is under the newest checkpoint. Raises NoCheckpoint, NotInTheTree."""
        signed = await self.checkpoint(tenant)
        if not 0 <= index < signed.size:
            raise NotInTheTree(position=index + 1, size=signed.size)
        wanted = Recorder()
        inclusion_proof(index, signed.size, wanted)
        tiles = reader(await self._tiles(tenant, wanted.wanted))
        return LogProof(index, tuple(inclusion_proof(index, signed.size, tiles)), signed.note)

    async def consistency(self, tenant: UUID, old: int, new: int) -> list[bytes]:
        """That the tree of `new` leaves begins with that of `old`. Raises TileUnknown."""
        wanted = Recorder()
        consistency_proof(old, new, wanted)
        return consistency_proof(old, new, reader(await self._tiles(tenant, wanted.wanted)))

    async def _tiles(self, tenant: UUID, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        levels, numbers = [level for level, _ in wanted], [number for _, number in wanted]
        rows = await self._pool.fetch(SQL["tiles"], tenant, levels, numbers)
        return {(row["level"], row["number"]): row["hashes"] for row in rows}

    def _entry(self, tenant: UUID, row: asyncpg.Record) -> Entry:
        marks = marks_of(tenant, row["tags"], row["rooftop"], self._keys) if row["version"] else b""
        return Entry(
            row["position"],
            micros(row["recorded_at"]),
            row["id"].bytes,
            row["type"],
            header_digest(marks, row["clear"]),
            row["sealed"] or NO_BODY,
        )


def packed(entries: Iterable[Entry]) -> bytes:
    """Entries one after another, each behind its length in two bytes."""
    return b"".join(len(entry.data).to_bytes(2, "big") + entry.data for entry in entries)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
