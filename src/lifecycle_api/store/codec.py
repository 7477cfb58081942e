"""Between an event and the bytes in the log: canonical JSON for what is clear, sealed fields for the rest."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

import lifecycle_api.domain.events  # noqa: F401  # fills the registry, whoever imports this first
from lifecycle_api.domain.envelope import Envelope, NewEvent, Recorded
from lifecycle_api.domain.fields import FieldSpec
from lifecycle_api.domain.registry import Event, UnknownEventVersion, registry
from lifecycle_api.domain.retention import retention_class
from lifecycle_api.store import door, sealing
from lifecycle_api.store.keys import Absence, DataKey, KeyScope, KeyStore
from lifecycle_api.store.refusals import PayloadRefused

_canonical = msgspec.json.Encoder(order="sorted")
_plain = msgspec.to_builtins  # writes ids faster than `str` does
_NONE: Final[frozenset[str]] = frozenset()


class Encoded(NamedTuple):
    """One event as `append_many` takes it: the columns of its row that do not depend on its position."""

    id: UUID
    type: str
    version: int
    occurred_at: datetime
    clear: bytes
    sealed: bytes | None
    digest: bytes
    tags: tuple[str, ...]


class Draft(msgspec.Struct, frozen=True):
    """An event taken apart: what stays readable, what is to be sealed (field, plaintext, scope), its tags and marks."""

    event: NewEvent
    clear: bytes
    secrets: list[tuple[str, bytes, KeyScope]]
    tags: tuple[str, ...]
    marks: bytes

    @property
    def content(self) -> bytes:
        """All of it in plaintext, canonically: equal exactly for equal events."""
        secrets = [b"%b %d %b" % (field.encode(), len(text), text) for field, text, _ in self.secrets]
        return b"\n".join((b"%d" % len(self.clear), self.clear, *secrets))


class Stored(NamedTuple):
    """A row of the log."""

    position: int
    recorded_at: datetime
    type: str
    version: int
    id: UUID
    clear: bytes
    sealed: bytes | None


class Opened(msgspec.Struct, frozen=True):
    """An event of the log with its seals open, as plain JSON values, brought to the current version.

    `data` has every field of the declaration; those in `erased` or `withheld` are None. Beside a field
    declared with `match` stands `<field>_hmac`.
    """

    position: int
    recorded_at: datetime
    type: str
    version: int
    id: UUID
    tags: tuple[str, ...]
    envelope: dict[str, Any]
    data: dict[str, Any]
    erased: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()


class _Clear(msgspec.Struct):
    data: dict[str, Any]
    envelope: dict[str, Any]
    tags: tuple[str, ...]


_clear_decoder = msgspec.json.Decoder(_Clear)


class _Plan(NamedTuple):
    name: str
    version: int
    tagged: tuple[tuple[str, str], ...]
    listed: tuple[tuple[str, str], ...]
    sealed: tuple[FieldSpec, ...]
    retention_class: str


def seals(event: NewEvent) -> bool:
    """Whether events of this type may have something to be sealed. Raises UnknownEventType."""
    return bool(_plan(type(event.event)).sealed)


def draft(tenant: UUID, event: NewEvent, keys: KeyStore) -> Draft:
    """Take an event apart. Raises UnknownEventType, PayloadRefused."""
    plan = _plan(type(event.event))
    own = _own_tags(plan, event.event)
    listed = [f"{tag}:{_plain(each)}" for field, tag in plan.listed for each in getattr(event.event, field)]
    data, secrets, contacts = _taken_apart(tenant, event, plan, own, keys) if plan.sealed else (event.event, [], [])
    tags = tuple(dict.fromkeys([*own.values(), *event.tags, *listed, *contacts]))
    door.check_tags(tags)
    door.check_time(event.envelope.occurred_at)
    clear = _encoded(
        {"data": data, "envelope": event.envelope, "tags": tags, "type": plan.name, "version": plan.version}
    )
    return Draft(event, clear, secrets, tags, marks_of(tenant, tags, event.envelope.rooftop, keys))


def marks_of(tenant: UUID, tags: Sequence[str], rooftop: UUID | str | None, keys: KeyStore) -> bytes:
    """What the leaf of an event holds of its tags, in order, and of its rooftop if no tag names it."""
    key = keys.mark_key(tenant)
    marks = [sealing.mark(key, tag) for tag in tags]
    if rooftop is not None and (place := f"rooftop:{_plain(rooftop)}") not in tags:
        marks.append(sealing.mark(key, place))
    return b"".join(marks)


def mark_of(tenant: UUID, tag: str, keys: KeyStore) -> bytes:
    """The mark of one tag, 16 bytes."""
    return sealing.mark(keys.mark_key(tenant), tag)


def encode(tenant: UUID, parts: Draft, keys: Sequence[DataKey]) -> Encoded:
    """Seal a draft, each of its secrets under its key."""
    envelope = parts.event.envelope
    plan = _plan(type(parts.event.event))
    sealed = None
    if parts.secrets:
        secrets = [(field, text, key) for (field, text, _), key in zip(parts.secrets, keys, strict=True)]
        sealed = sealing.seal(tenant, envelope.id, secrets)
    return Encoded(
        envelope.id,
        plan.name,
        plan.version,
        envelope.occurred_at,
        parts.clear,
        sealed,
        sealing.digest(parts.clear, sealed, parts.marks),
        parts.tags,
    )


async def open_all(tenant: UUID, rows: Sequence[Stored], keys: KeyStore) -> list[Opened]:
    """Open stored events, asking once for the keys of all.

    Raises SealBroken, KeyStoreUnreachable, UnknownEventType, UnknownEventVersion.
    """
    return list(await opening(tenant, rows, keys))


async def opening(tenant: UUID, rows: Sequence[Stored], keys: KeyStore) -> Iterator[Opened]:
    """The same, each opened when it is its turn, which may raise SealBroken."""
    fields = [_sealed_fields(row) for row in rows]
    wanted = sealing.key_ids([field for some in fields for field in some])
    found = await keys.open(tenant, wanted) if wanted else {}
    return (_open(tenant, row, some, found) for row, some in zip(rows, fields, strict=True))


def recorded(opened: Opened) -> Recorded:
    """The typed event."""
    declaration = registry.get(opened.type)
    absent = opened.erased | opened.withheld
    names = declaration.fields
    data = {name: value for name, value in opened.data.items() if name in names}
    event = _partial(declaration.cls, data, absent) if absent else msgspec.convert(data, declaration.cls)
    return Recorded(
        position=opened.position,
        recorded_at=opened.recorded_at,
        type=opened.type,
        version=opened.version,
        tags=opened.tags,
        envelope=msgspec.convert(opened.envelope, Envelope),
        event=event,
        erased=opened.erased,
        withheld=opened.withheld,
    )


def _sealed_fields(row: Stored) -> list[sealing.SealedField]:
    current = registry.get(row.type).version
    if not 1 <= row.version <= current:
        # Also raw events, which have version 0: what looks sealed in them is none of ours.
        raise UnknownEventVersion(type=row.type, version=row.version, current=current)
    return sealing.unpack(row.sealed) if row.sealed is not None else []


def _open(
    tenant: UUID,
    row: Stored,
    fields: Sequence[sealing.SealedField],
    keys: Mapping[UUID, DataKey | Absence],
) -> Opened:
    clear = _clear_decoder.decode(row.clear)
    data = clear.data
    erased = withheld = _NONE
    if fields:
        present, absent = sealing.unseal(tenant, row.id, fields, keys)
        for field, text in present.items():
            data[field] = msgspec.json.decode(text)
        data.update(dict.fromkeys(absent))
        erased, withheld = _fields_of(absent, Absence.ERASED), _fields_of(absent, Absence.WITHHELD)
    return Opened(
        row.position,
        row.recorded_at,
        row.type,
        row.version,
        row.id,
        clear.tags,
        clear.envelope,
        registry.upcast(row.type, row.version, data),
        erased,
        withheld,
    )


def _fields_of(absent: Mapping[str, Absence], reason: Absence) -> frozenset[str]:
    return frozenset(field for field, why in absent.items() if why is reason)


def _partial(cls: type[Event], data: Mapping[str, Any], absent: frozenset[str]) -> Event:
    """An event some of whose required fields are gone: they read as None, the rest is converted as usual."""
    types = {info.name: info.type for info in msgspec.structs.fields(cls)}
    return cls(
        **{name: None if name in absent else msgspec.convert(value, types[name]) for name, value in data.items()}
    )


@cache
def _plan(cls: type[Event]) -> _Plan:
    declaration = registry.declaration(cls)
    tagged = tuple((spec.name, spec.tag) for spec in declaration.tagged if spec.tag and not spec.listed)
    listed = tuple((spec.name, spec.tag) for spec in declaration.tagged if spec.tag and spec.listed)
    kept_as = retention_class(declaration.name).value
    return _Plan(declaration.name, declaration.version, tagged, listed, declaration.sealed, kept_as)


def _own_tags(plan: _Plan, values: Event) -> dict[str, str]:
    """The tags of the fields that hold one value each, by field."""
    named = [(field, tag, getattr(values, field)) for field, tag in plan.tagged]
    return {field: f"{tag}:{_plain(value)}" for field, tag, value in named if value is not None}


def _taken_apart(
    tenant: UUID, event: NewEvent, plan: _Plan, own: Mapping[str, str], keys: KeyStore
) -> tuple[dict[str, Any], list[tuple[str, bytes, KeyScope]], list[str]]:
    """What of its fields stays readable, what is to be sealed, and tags by which equal values are found."""
    data = msgspec.structs.asdict(event.event)
    secrets, contacts = [], []
    for spec in plan.sealed:
        value = data[spec.name]
        if value is None:
            continue
        del data[spec.name]
        scope = _scope(tenant, event, spec, own, plan.retention_class)
        secrets.append((spec.name, _encoded(value, f"$.data.{spec.name}"), scope))
        if spec.match is not None:
            mac = keys.mac(tenant, spec.match, str(value).encode())
            data[f"{spec.name}_hmac"] = mac.hex()
            contacts.append(sealing.contact_tag(mac))
    return data, secrets, contacts


def _encoded(value: Any, place: str = "$") -> bytes:
    try:
        text = _canonical.encode(value)
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError):
        raise PayloadRefused("A value cannot be written as JSON; is it text with a broken character?") from None
    door.check_text(text, place)
    return text


def _scope(tenant: UUID, event: NewEvent, spec: FieldSpec, tags: Mapping[str, str], kept_as: str) -> KeyScope:
    """Whose the value is, who holds it (its first controller, the rooftop, or else the dealer group), and as what."""
    envelope = event.envelope
    controller = envelope.controllers[0] if envelope.controllers else f"rooftop:{_plain(envelope.rooftop or tenant)}"
    kind = spec.subject
    if kind is None or kind == "rooftop":
        return KeyScope(controller, controller)
    if kind in tags:
        return KeyScope(tags[kind], controller, kept_as)
    subject = getattr(event.event, kind)
    return KeyScope(controller if subject is None else f"{kind}:{subject}", controller, kept_as)
