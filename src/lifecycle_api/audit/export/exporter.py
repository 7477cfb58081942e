"""Writes a bundle out of the database, file by file and in pages, whatever the size of the log."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final, NamedTuple
from uuid import UUID, uuid4

import asyncpg
import msgspec

from lifecycle_api import sqlfiles
from lifecycle_api.audit.auditing import Auditing
from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.bundle.lines import Header, body_line
from lifecycle_api.audit.bundle.manifest import Manifest
from lifecycle_api.audit.export.disclosing import Disclosing, Permits, Place
from lifecycle_api.audit.export.opening import Opening, place_of
from lifecycle_api.audit.export.order import Order
from lifecycle_api.audit.export.packing import Packing, Writing, packing
from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.checkpoint import parse_checkpoint
from lifecycle_api.audit.tlog.policy import Policy
from lifecycle_api.audit.tlog.text import encoded
from lifecycle_api.audit.tlog.tiles import Tile, all_tiles
from lifecycle_api.audit.trees import Signed, micros, packed
from lifecycle_api.commands.ledger import Ledger
from lifecycle_api.store.codec import Stored, mark_of, marks_of
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.log import EventStore

Progress = Callable[[int, int], None]
_SQL: Final = sqlfiles.load(Path(__file__).with_name("sql"), "events")
_PAGE: Final = 2048
_PASSES: Final = 3
_CERTIFIED: Final = "erasure.certified"


class _Clear(msgspec.Struct):
    """The parts of a header that say what it is about; raw events have no envelope."""

    tags: list[str] = []
    envelope: dict[str, Any] = {}
    data: dict[str, Any] = {}


_decoder: Final = msgspec.json.Decoder(_Clear)


class _Job(NamedTuple):
    tenant: UUID
    order: Order
    permits: Permits
    size: int


class Exporter:
    """Bundles of the logs in one database."""

    def __init__(
        self, pool: asyncpg.Pool, keys: KeyStore, store: EventStore, audit: Auditing, now: Callable[[], datetime]
    ) -> None:
        self._pool = pool
        self._keys = keys
        self._store = store
        self._audit = audit
        self._now = now

    async def export(
        self, tenant: UUID, order: Order, file: IO[bytes], *, progress: Progress = lambda _, __: None
    ) -> Policy:
        """Write the bundle into an empty file, over everything recorded by now; the policy to hand to its reader apart.

        What an auditor is shown is recorded first, so that the bundle has the record of itself.
        Raises QuorumMissed, NoCheckpoint, TreeDamaged, LogDamaged, SigningKeyLocked, KeyStoreUnreachable,
        AuditUnavailable, Overtaken.
        """
        permits = Permits(frozenset()) if order.engagement is None else await self._disclosed(tenant, order)
        signed = await self._audit.checkpoint(tenant)
        origin = parse_checkpoint(notes.parse(signed.note).text).origin
        keys, successions = await self._audit.signing.published(tenant, origin)
        policy = self._audit.cosigning.policy._replace(logs=tuple(keys), pinned=signed.note)
        marks = {subject: mark_of(tenant, subject, self._keys).hex() for subject in order.scope.marked}
        with packing(file) as zipped:
            # Only who has no policy reads this one: it has to explain checkpoints of retired keys, too.
            everyone = tuple(await self._audit.signing.ever(tenant, origin))
            zipped.add(files.POLICY, policy._replace(logs=everyone).text)
            zipped.add(files.CHECKPOINT, signed.note)
            if successions:
                zipped.add(files.SUCCESSIONS, files.joined(successions))
            await self._previous(tenant, order, signed, zipped)
            await self._write(_Job(tenant, order, permits, signed.size), zipped, progress)
            manifest = Manifest(
                origin=origin,
                exported_at=self._now().isoformat(),
                scope=order.scope,
                marks=marks,
                opened=tuple(sorted(order.opened)),
                purpose=order.purpose,
                engagement=None if order.engagement is None else str(order.engagement),
                parts=zipped.parts,
            )
            signers = await self._audit.signing.signers(tenant, origin)
            lines = "".join(signer.sign(manifest.text) for signer in signers)
            zipped.add(files.MANIFEST, f"{manifest.text}\n{lines}")
        return policy

    async def _previous(self, tenant: UUID, order: Order, signed: Signed, zipped: Packing) -> None:
        if order.previous is None:
            return
        previous = parse_checkpoint(notes.parse(order.previous).text)
        proof = await self._audit.trees.consistency(tenant, previous.size, signed.size)
        zipped.add(files.PREVIOUS, order.previous)
        zipped.add(files.CONSISTENCY, "".join(f"{encoded(step)}\n" for step in proof))

    async def _disclosed(self, tenant: UUID, order: Order) -> Permits:
        places: set[Place] = set()
        async for rows in self._pages(tenant, await self._store.head(tenant)):
            for row in self._sealed(order, rows):
                about = _decoder.decode(row.clear)
                if (place := place_of(tenant, about.data, about.envelope)) is not None:
                    places.add(place)
        disclosing = Disclosing(self._store, Ledger(self._store, uuid4), self._now)
        return await disclosing.disclose(tenant, order, sorted(places, key=str))

    async def _write(self, job: _Job, zipped: Packing, progress: Progress) -> None:
        tenant, order, size = job.tenant, job.order, job.size
        await self._tiles(tenant, size, zipped)
        with zipped.file(files.ENTRIES, packed=False) as writing:
            for start in range(0, size, _PAGE):
                end = min(start + _PAGE, size)
                entries = await self._audit.trees.entries(tenant, start, end)
                await asyncio.to_thread(writing.write, packed(entries))
                progress(end, _PASSES * size)
        certified: list[int] = []
        with zipped.file(files.HEADERS) as writing:
            async for rows in self._pages(tenant, size):
                await asyncio.to_thread(self._headers, tenant, order, rows, writing)
                certified += [row.position for row in rows if row.type == _CERTIFIED and self._shown(order, row)[0]]
                progress(size + rows[-1].position, _PASSES * size)
        await self._certificates(job, certified, zipped)
        with zipped.file(files.BODIES) as writing:
            async for rows in self._pages(tenant, size):
                shown = self._sealed(order, rows)
                await asyncio.to_thread(
                    writing.write, b"".join(body_line(row.position, row.sealed or b"") for row in shown)
                )
                progress(2 * size + rows[-1].position, _PASSES * size)
        if order.opened:
            opening = Opening(tenant, self._keys, order, job.permits)
            with zipped.file(files.OPENED) as writing:
                async for rows in self._pages(tenant, size):
                    writing.write(b"".join(await opening.lines(self._sealed(order, rows))))

    async def _certificates(self, job: _Job, positions: Sequence[int], zipped: Packing) -> None:
        rows = await self._pool.fetch(_SQL["certificates"], job.tenant, job.size, positions)
        if rows:
            zipped.add(files.CERTIFICATES, files.joined(row["certificate"].decode() for row in rows))

    def _sealed(self, order: Order, rows: Sequence[Stored]) -> list[Stored]:
        return [row for row in rows if row.sealed is not None and self._shown(order, row)[0]]

    async def _tiles(self, tenant: UUID, size: int, zipped: Packing) -> None:
        levels: dict[int, list[Tile]] = {}
        for tile in all_tiles(size):
            levels.setdefault(tile.level, []).append(tile)
        for level, tiles in levels.items():
            with zipped.file(files.tiles(level), packed=False) as writing:
                for tile in tiles:
                    writing.write(await self._audit.trees.tile(tenant, tile))

    async def _pages(self, tenant: UUID, size: int) -> AsyncIterator[Sequence[Stored]]:
        for start in range(0, size, _PAGE):
            rows = await self._pool.fetch(_SQL["events"], tenant, start, min(start + _PAGE, size))
            yield [Stored(*row) for row in rows]

    def _headers(self, tenant: UUID, order: Order, rows: Sequence[Stored], writing: Writing) -> None:
        for row in rows:
            shown, tags, rooftop = self._shown(order, row)
            marks = marks_of(tenant, tags, rooftop, self._keys) if row.version else b""
            clear = row.clear if shown else None
            writing.write(Header(row.position, marks, sha256(row.clear).digest(), clear).line)

    def _shown(self, order: Order, row: Stored) -> tuple[bool, list[str], str | None]:
        """Whether the bundle shows an event; its tags, and its rooftop."""
        about = _decoder.decode(row.clear)
        rooftop = about.envelope.get("rooftop")
        place = None if rooftop is None else str(rooftop)
        tags = about.tags if place is None else [*about.tags, f"rooftop:{place}"]
        return order.scope.shows(row.type, tags, micros(row.recorded_at)), about.tags, place
