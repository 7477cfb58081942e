"""Writes everything that is kept for a dealer group: events opened, read models, raw documents, proofs."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

from lifecycle_api import sqlfiles
from lifecycle_api.audit.auditing import Auditing
from lifecycle_api.audit.trees import NoCheckpoint
from lifecycle_api.domain.registry import registry
from lifecycle_api.intake.documents import Documents
from lifecycle_api.rights.leaving import check
from lifecycle_api.rights.leaving.packing import Folder
from lifecycle_api.store.codec import Opened, Stored, marks_of, open_all
from lifecycle_api.store.journal import Journal
from lifecycle_api.store.keys import KeyStore

FORMAT: Final = "lifecycle-api/exit@v1"
KEYS: Final = (
    "No keys are handed over. Sealed values stand opened in events.jsonl and in the read models, as far as their keys "
    "exist; erased ones stay erased. The keys are destroyed with the group's database."
)
_PAGE: Final = 2000
_VERIFIER: Final = Path(check.__file__).read_bytes()
_SQL = sqlfiles.load(Path(__file__).parents[1] / "sql", "leaving")
_encoder = msgspec.json.Encoder()

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Left:
    """What an export holds."""

    events: int
    rows: int
    documents: int


class Exit:
    """Exports dealer groups from the database behind `pool`; `now` is where time comes from."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore, audit: Auditing, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._keys = keys
        self._audit = audit
        self._journal = Journal(pool)
        self._documents = Documents(pool, keys)
        self._now = now

    async def export(self, tenant: UUID, path: Path, progress: Progress = lambda _, __: None) -> Left:
        """Write everything into a new folder, the manifest last.

        Raises FolderNotEmpty, UnknownTenant, KeyStoreUnreachable, and what signing a checkpoint raises.
        """
        head = await self._journal.head(tenant)
        folder = Folder(path)
        size = await self._checkpoint(tenant, folder, head)
        with folder.file("events.jsonl", "Every event, as it was recorded, with its sealed values opened.") as file:
            async for rows, opened in self._pages(tenant, size):
                for row, event in zip(rows, opened, strict=True):
                    file.write(_encoder.encode(self._line(tenant, row, event)) + b"\n")
                progress(rows[-1].position, size)
        rows_written = await self._read_models(tenant, folder)
        documents = await self._raw_documents(tenant, folder)
        for each in await self._pool.fetch(_SQL["certificates"], tenant):
            folder.put(f"erasures/{each['erasure']}.note", "The certificate of an erasure.", each["certificate"])
        folder.put("verify.py", "Checks this folder; needs Python only.", _VERIFIER)
        name = await self._pool.fetchval(_SQL["name"], tenant)
        folder.finish(format=FORMAT, group=tenant, name=name, exported_at=self._now(), events=size, keys=KEYS)
        return Left(size, rows_written, documents)

    async def _checkpoint(self, tenant: UUID, folder: Folder, head: int) -> int:
        if head == 0:
            return 0
        try:
            signed = await self._audit.checkpoint(tenant)
        except NoCheckpoint:
            return 0
        folder.put("checkpoint", "The signed root over the leaves of all events (a C2SP note).", signed.note.encode())
        return signed.size

    async def _pages(self, tenant: UUID, upto: int) -> AsyncIterator[tuple[list[Stored], list[Opened]]]:
        after = 0
        while after < upto:
            _, rows = await self._journal.read(tenant, after=after, limit=_PAGE, upto=upto)
            yield rows, await open_all(tenant, rows, self._keys)
            after = rows[-1].position

    def _line(self, tenant: UUID, row: Stored, event: Opened) -> dict[str, Any]:
        rooftop = event.envelope.get("rooftop")
        sealed = (spec.name for spec in registry.get(row.type).sealed)
        return {
            "position": row.position,
            "id": row.id,
            "type": row.type,
            "version": row.version,
            "recorded_at": row.recorded_at,
            "clear": row.clear.decode(),
            "marks": marks_of(tenant, event.tags, rooftop, self._keys).hex(),
            "sealed_sha256": None if row.sealed is None else sha256(row.sealed).hexdigest(),
            "opened": {name: event.data[name] for name in sealed if event.data.get(name) is not None},
            "erased": sorted(event.erased),
            "withheld": sorted(event.withheld),
        }

    async def _read_models(self, tenant: UUID, folder: Folder) -> int:
        written = 0
        async with self._pool.acquire() as connection:
            for row in await connection.fetch(_SQL["tables"]):
                name = f"read_models/{row['projection']}/{row['table']}.csv"
                statement = _SQL["rows"].format(schema=row["schema"], table=row["table"])
                with folder.file(name, "The rows of a read model.") as file:
                    told = await connection.copy_from_query(
                        statement, tenant, output=_sink(file.write), format="csv", header=True
                    )
                written += int(told.removeprefix("COPY "))
        return written

    async def _raw_documents(self, tenant: UUID, folder: Folder) -> int:
        index = []
        async for page in self._documents.all(tenant):
            for digest, document in page:
                folder.put(f"documents/{digest}", "A document as it was sent.", document.raw)
                about = {"sha256": digest, "media_type": document.media_type, "received_at": document.received_at}
                index.append(_encoder.encode(about) + b"\n")
        lines = b"".join(index)
        folder.put("documents.jsonl", "What kind of document each is, and when it came.", lines)
        return len(index)


def _sink(write: Callable[[bytes], int]) -> Callable[[bytes], Any]:
    """What the driver's COPY hands its blocks to."""

    async def sink(block: bytes) -> None:
        write(block)

    return sink
