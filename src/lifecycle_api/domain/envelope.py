"""What travels with every event: when, where, who, from which source and under which terms."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from lifecycle_api.domain.registry import Event

ActorType = Literal["employee", "customer", "system", "partner", "oem", "ai_agent"]


class Actor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who did it. `id` is pseudonymous: an employee's or customer's id, or a client's name."""

    type: ActorType
    id: str


class SourceRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The record in a source system that a fact was taken from."""

    system: str
    record_id: str
    record_version: str | None = None
    raw_sha256: str | None = None


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The clear header of an event. `occurred_at` is when it was true, with the precision it was given in."""

    id: UUID
    occurred_at: datetime
    actor: Actor
    occurred_precision: Literal["instant", "minute", "date"] = "instant"
    rooftop: UUID | None = None
    on_behalf_of: str | None = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    intent: str | None = None
    source: SourceRef | None = None
    originator: str | None = None
    controllers: tuple[str, ...] = ()
    agreement_id: str | None = None
    purposes: tuple[str, ...] = ()
    resale: Literal["no", "yes", "unknown"] = "unknown"
    conformance: str | None = None


class NewEvent(msgspec.Struct, frozen=True):
    """An event about to be recorded; `tags` are added to those its declaration gives."""

    envelope: Envelope
    event: Event
    tags: tuple[str, ...] = ()


class Recorded(msgspec.Struct, frozen=True):
    """An event as it stands in the log. Sealed fields named in `erased` or `withheld` read as None."""

    position: int
    recorded_at: datetime
    type: str
    version: int
    tags: tuple[str, ...]
    envelope: Envelope
    event: Event
    erased: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
