"""A bundle of a large log without a database: every event passes the codec as in an append, PostgreSQL is left out.

Of each customer twenty events: registered, a phone number, a consent, work that was declined, one disclosure to a
marketplace; every tenth customer withdraws.
"""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Final, cast
from uuid import uuid4

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.bundle.lines import Header, body_line
from lifecycle_api.audit.bundle.manifest import Manifest
from lifecycle_api.audit.bundle.scope import Scope
from lifecycle_api.audit.entry import Entry, body_digest
from lifecycle_api.audit.export.packing import Packing, packing
from lifecycle_api.audit.tlog.checkpoint import Checkpoint
from lifecycle_api.audit.tlog.keys import ED25519, signer
from lifecycle_api.audit.tlog.merkle import leaf_hash
from lifecycle_api.audit.tlog.policy import Policy
from lifecycle_api.audit.tlog.tiles import WIDTH, Edge
from lifecycle_api.audit.trees import micros, packed
from lifecycle_api.bench.audit_story import ROOFTOP, START, customer_events, frame_events
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.registry import Event
from lifecycle_api.store import codec
from lifecycle_api.store.keys import DataKey
from lifecycle_api.store.local_keys import LocalKeyStore

_TENANT: Final = uuid4()
_COPY: Final = 1 << 20


def write_bundle(path: Path, events: int) -> Policy:
    """Write a bundle over so many events; the policy to verify it with."""
    with tempfile.TemporaryDirectory() as folder:
        spool = _Spool(Path(folder))
        spool.fill(events)
        return _pack(path, spool)


class _Spool:
    """The large files of the bundle, beside each other while the events are made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.edge = Edge()
        self.levels: dict[int, dict[int, bytes]] = {}
        # Marks follow from the master key alone; keys are made here, so no database is asked.
        self._keys = LocalKeyStore(cast("asyncpg.Pool", None), os.urandom(32))

    def path(self, name: str) -> Path:
        """Where a file is kept."""
        return self._folder / name.replace("/", "-")

    def fill(self, events: int) -> None:
        """Make the events, and what follows from them."""
        names = (files.ENTRIES, files.HEADERS, files.BODIES)
        entries, headers, bodies = (self.path(name).open("wb") for name in names)
        with entries, headers, bodies:
            leaves: list[bytes] = []
            for position, event in enumerate(_events(events), 1):
                entry = self._written(position, event, headers, bodies)
                entries.write(packed([entry]))
                leaves.append(leaf_hash(entry.data))
                if len(leaves) == WIDTH:
                    self._grow(leaves)
            self._grow(leaves)

    def _grow(self, leaves: list[bytes]) -> None:
        for (level, number), hashes in self.edge.append(leaves).items():
            self.levels.setdefault(level, {})[number] = hashes
        leaves.clear()

    def _written(self, position: int, event: NewEvent, headers: IO[bytes], bodies: IO[bytes]) -> Entry:
        draft = codec.draft(_TENANT, event, self._keys)
        key = DataKey(uuid4(), AESGCM(os.urandom(32)))
        encoded = codec.encode(_TENANT, draft, [key] * len(draft.secrets))
        header = Header(position, draft.marks, b"", encoded.clear)
        headers.write(header.line)
        if encoded.sealed is not None:
            bodies.write(body_line(position, encoded.sealed))
        committed = encoded.digest[:32]
        recorded = micros(START + timedelta(seconds=position))
        return Entry(position, recorded, encoded.id.bytes, encoded.type, committed, body_digest(encoded.sealed))


def _events(count: int) -> Iterator[NewEvent]:
    made = 0
    number = 0
    batch: list[tuple[Event, tuple[str, ...]]] = frame_events()
    while made < count:
        for event, tags in batch[: count - made]:
            made += 1
            yield NewEvent(_envelope(made), event, tags)
        number += 1
        batch = customer_events(number, made)


def _envelope(position: int) -> Envelope:
    moment = START + timedelta(seconds=position)
    return Envelope(id=uuid4(), occurred_at=moment, actor=Actor("employee", "e-7"), rooftop=ROOFTOP)


def _pack(path: Path, spool: _Spool) -> Policy:
    origin = f"bench.example/audit/{_TENANT}"
    own = signer(origin, ED25519, os.urandom(32))
    checkpoint = Checkpoint(origin, spool.edge.size, spool.edge.root())
    note = f"{checkpoint.text}\n{own.sign(checkpoint.text)}"
    policy = Policy(logs=(own.key,), pinned=note)
    with path.open("wb") as file, packing(file) as zipped:
        zipped.add(files.POLICY, policy.text)
        zipped.add(files.CHECKPOINT, note)
        for level, tiles in spool.levels.items():
            with zipped.file(files.tiles(level), packed=False) as writing:
                for _, hashes in sorted(tiles.items()):
                    writing.write(hashes)
        for name in (files.ENTRIES, files.HEADERS, files.BODIES):
            _copy(spool.path(name), name, zipped)
        exported_at = datetime.now(UTC).isoformat()
        text = Manifest(origin=origin, exported_at=exported_at, scope=Scope(), parts=zipped.parts).text
        zipped.add(files.MANIFEST, f"{text}\n{own.sign(text)}")
    return policy


def _copy(source: Path, name: str, zipped: Packing) -> None:
    with source.open("rb") as file, zipped.file(name, packed=name == files.HEADERS) as writing:
        while piece := file.read(_COPY):
            writing.write(piece)
