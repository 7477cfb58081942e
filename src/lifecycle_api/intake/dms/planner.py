"""From the records of a chunk to plans: decode, find what they refer to, compare with what was told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from lifecycle_api.intake.dms.context import Context, Known, Needs
from lifecycle_api.intake.dms.decode import decode
from lifecycle_api.intake.dms.differ import compare
from lifecycle_api.intake.dms.kinds import Kind
from lifecycle_api.intake.dms.origin import Origin
from lifecycle_api.intake.dms.plan import Aside, Plan, Read
from lifecycle_api.intake.dms.record import Row
from lifecycle_api.intake.dms.state import NOTHING, Told
from lifecycle_api.intake.dms.texts import Source
from lifecycle_api.intake.findings import SetAside
from lifecycle_api.intake.references import References
from lifecycle_api.intake.rooftops import Rooftop
from lifecycle_api.intake.tags import Tags

READING = b"1"
"""Raise it when unchanged records would be told differently than before: then they are all compared again."""


class Batch(msgspec.Struct, frozen=True):
    """What the records of one file have in common."""

    tenant: UUID
    rooftop: Rooftop
    kind: Kind
    system: str
    raw_sha256: str
    received_at: datetime

    def context(self, known: Known, told: Told = NOTHING) -> Context:
        """What a record of this file must know besides itself."""
        recorded = frozenset(told.groups)
        return Context(self.tenant, self.rooftop, self.system, self.received_at, known, recorded)

    def origin(self, record: str, changed: str) -> Origin:
        """The identity of the facts of a record of this file."""
        return Origin(self.tenant, self.rooftop.id, self.system, self.kind.name, record, changed, self.raw_sha256)


class Planner:
    """Plans the records of one file."""

    def __init__(self, batch: Batch, tags: Tags, references: References) -> None:
        self._batch = batch
        self._tags = tags
        self._references = references

    def read(self, sources: Sequence[Source], told: Mapping[str, Told]) -> list[Read | Aside | None]:
        """Decode records; None stands for one that has not changed since it was told."""
        return [self._read(source, told.get(record_of(self._batch.kind, source), NOTHING)) for source in sources]

    async def plan(self, reads: Sequence[Read]) -> list[Plan | Aside]:
        """Say what to append for each record."""
        needed = [self._needs(read) for read in reads]
        wanted = Needs()
        for needs in needed:
            wanted |= needs if isinstance(needs, Needs) else Needs()
        known = await self._references.find(wanted)
        return [
            needs if isinstance(needs, Aside) else self._plan(read, known)
            for read, needs in zip(reads, needed, strict=True)
        ]

    async def plan_one(self, read: Read) -> Plan | Aside:
        """Say what to append for one record."""
        (plan,) = await self.plan([read])
        return plan

    def _read(self, source: Source, told: Told) -> Read | Aside | None:
        fingerprint = self._tags.fingerprint(READING + source.raw)
        if fingerprint == told.fingerprint:
            return None
        record = record_of(self._batch.kind, source)
        try:
            row: Row = decode(source, self._batch.kind.row)
        except SetAside as aside:
            return Aside(record, source, aside.findings)
        return Read(record, source, row, told, fingerprint)

    def _needs(self, read: Read) -> Needs | Aside:
        if self._batch.kind.needs is None:
            return Needs()
        try:
            return self._batch.kind.needs(read.row, self._batch.context(Known()))
        except SetAside as aside:
            return Aside(read.record, read.source, aside.findings)

    def _plan(self, read: Read, known: Known) -> Plan | Aside:
        tell = self._batch.kind.facts
        if tell is None:
            raise TypeError(f"{self._batch.kind.name} are planned by who recognises customers")
        try:
            facts = tuple(tell(read.row, self._batch.context(known, read.told)))
        except SetAside as aside:
            return Aside(read.record, read.source, aside.findings)
        news = compare(facts, read.told.groups, self._tags.fingerprint, stale=read.stale)
        origin = self._batch.origin(read.record, read.changed)
        events = tuple(origin.event(fact, version) for fact, version in news.facts)
        return Plan(read, facts, read.telling(news.groups), events)


def record_of(kind: Kind, source: Source) -> str:
    """The id of a record in its system; `?` when it names none."""
    value = source.fields.get(kind.key)
    return str(value).strip() if isinstance(value, str | int) and str(value).strip() else "?"
