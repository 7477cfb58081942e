"""What a reactor is: it reads the log from a position of its own, and answers events with events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent, Recorded
from lifecycle_api.domain.registry import Event


class Reactor(Protocol):
    """Answers events of some types. What it answers depends on the log up to that event, and on nothing else."""

    name: str
    types: frozenset[str]

    async def react(self, tenant: UUID, cause: Recorded) -> Sequence[NewEvent]:
        """What follows from an event; asked again after a crash, the same."""
        ...


class Ticker(Protocol):
    """Answers the time: what is due becomes an event, once, however often it is asked."""

    name: str

    async def due(self, tenant: UUID, now: datetime) -> Sequence[NewEvent]:
        """What has become due by `now`, each with the id it always has."""
        ...


def follows(name: str, tenant: UUID, cause: Recorded, event: Event, *parts: object) -> NewEvent:
    """An event that follows from another; `parts` tell it from others that follow from the same."""
    envelope = Envelope(
        id=uuid5(tenant, "|".join((name, str(cause.envelope.id), *map(str, parts)))),
        occurred_at=cause.recorded_at,
        actor=Actor("system", name),
        rooftop=cause.envelope.rooftop,
        correlation_id=cause.envelope.correlation_id,
        causation_id=cause.envelope.id,
    )
    return NewEvent(envelope, event)
