"""From the records of a chunk to plans: decode, find what they refer to, compare with what was told."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

import msgspec

from lifecycle_api.intake.dms.context import Context, Forgotten, Known, Needs
from lifecycle_api.intake.dms.decode import decode
from lifecycle_api.intake.dms.differ import FINGERPRINT_BYTES, compare
from lifecycle_api.intake.dms.kinds import Kind
from lifecycle_api.intake.dms.origin import Origin
from lifecycle_api.intake.dms.plan import Aside, Plan, Read
from lifecycle_api.intake.dms.state import NOTHING, Told
from lifecycle_api.intake.dms.texts import Source, written
from lifecycle_api.intake.findings import SetAside
from lifecycle_api.intake.references import References
from lifecycle_api.intake.rooftops import Rooftop
from lifecycle_api.intake.tags import Tags, source
from lifecycle_api.store.suppression import Suppression

NOTHING_KNOWN = Known()
READING = b"5"
"""Raise it when unchanged records would be told differently than before: then they are all compared again."""


class Batch(msgspec.Struct, frozen=True):
    """What the records of one file have in common.

    `name` is that of the file, `as_of` the day that it shows. A `belated` one was read before, or is tried again: of
    records that do not say when they changed, it shows no newer state.
    """

    name: UUID
    tenant: UUID
    tags: Tags
    rooftop: Rooftop
    kind: Kind
    system: str
    raw_sha256: str
    received_at: datetime
    as_of: date | None = None
    belated: bool = False
    siblings: tuple[UUID, ...] = ()

    def context(self, known: Known, told: Told = NOTHING) -> Context:
        """What a record of this file must know besides itself."""
        at = self.received_at
        return Context(self.tenant, self.tags, self.rooftop, self.system, at, known, self.siblings, told.standing)

    def origin(self, record: str, changed: str) -> Origin:
        """The identity of the facts of a record of this file."""
        return Origin(self.tenant, self.rooftop.id, self.system, self.kind.name, record, changed, self.raw_sha256)


class Planner:
    """Plans the records of one file."""

    def __init__(self, batch: Batch, references: References, suppression: Suppression) -> None:
        self._batch = batch
        self._references = references
        self._suppression = suppression

    def read(self, source: Source, told: Told) -> Read | Aside | None:
        """Decode a record; None stands for a state that was told before, and not overtaken if it has no date."""
        fingerprint = self._batch.tags.fingerprint(READING + source.raw)[:FINGERPRINT_BYTES]
        batch, is_dated = self._batch, bool(written(source.fields.get("changedDate")))
        if told.has_seen(fingerprint) if is_dated or batch.belated else told.is_at(fingerprint):
            return None
        record = record_of(batch.kind, source)
        as_of = batch.as_of.isoformat() if batch.as_of else ""
        belated = batch.belated and not is_dated
        try:
            return Read(record, source, decode(source, batch.kind.row), told, fingerprint, as_of, belated)
        except SetAside as aside:
            return Aside(record, source, aside.findings)

    async def known(self, reads: Iterable[Read]) -> Known:
        """What is known of all that these records refer to."""
        wanted = Needs()
        for read in reads:
            with suppress(SetAside):
                wanted |= self._needs(read)
        marks = {source(number.system, number.record): number for number in wanted.customers}
        found = await self._suppression.among(self._batch.tenant, marks)
        known = await self._references.find(wanted)
        return msgspec.structs.replace(known, erased=frozenset(marks[mark] for mark in found))

    def plan(self, read: Read, known: Known) -> Plan | Aside:
        """Say what to append for a record."""
        tell = self._batch.kind.facts
        if tell is None:
            raise TypeError(f"{self._batch.kind.name} are planned by who recognises customers")
        try:
            facts = tuple(tell(read.row, self._batch.context(known, read.told)))
        except Forgotten:
            return dropped(read)
        except SetAside as aside:
            return Aside(read.record, read.source, aside.findings)
        news = compare(facts, read.told.groups, self._batch.tags.fingerprint, stale=read.stale)
        origin = self._batch.origin(read.record, read.changed)
        events = tuple(origin.event(fact, version) for fact, version in news.facts)
        return Plan(read, facts, read.telling(news.groups), events)

    async def replan(self, read: Read) -> Plan | Aside:
        """Say what to append for one record, all looked up anew."""
        return self.plan(read, await self.known([read]))

    def _needs(self, read: Read) -> Needs:
        needs = self._batch.kind.needs
        return needs(read.row, self._batch.context(NOTHING_KNOWN)) if needs else Needs()


def dropped(read: Read) -> Plan:
    """Tell nothing of a record, and remember that it was seen."""
    return Plan(read, (), read.telling(read.told.groups))


def record_of(kind: Kind, source: Source) -> str:
    """The id of a record in its system; `?` when it names none."""
    return written(source.fields.get(kind.key)) or "?"
