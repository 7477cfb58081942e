"""Recording events as they are: each item is an append of its own, with its own result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid5

import msgspec

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.commands.asking import Asked
from lifecycle_api.commands.bus import actor_of
from lifecycle_api.commands.command import NotFound
from lifecycle_api.domain.envelope import Envelope, NewEvent, SourceRef
from lifecycle_api.domain.registry import Event, UnknownEventVersion, registry
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.requests import Appended, AppendRequest


class EventInvalid(LifecycleError):
    """The data does not fit the event type."""

    code: ClassVar[str] = "EVENT_INVALID"


@dataclass(frozen=True, kw_only=True)
class Item:
    """An event to record: its type and version, its data as JSON, and what goes into the envelope."""

    type: str
    data: Mapping[str, Any]
    occurred_at: datetime
    idempotency_key: str
    version: int | None = None
    rooftop: UUID | None = None
    source: SourceRef | None = None


class Recorder:
    """Records any registered event on behalf of a principal."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def record(self, principal: Principal, items: list[Item]) -> list[Appended | LifecycleError]:
        """Record each item on its own, in order. A result may be an EventInvalid or what the store refuses."""
        requests = [_request(principal, item) for item in items]
        written = iter(
            await self._store.append_many(
                principal.tenant, [each for each in requests if isinstance(each, AppendRequest)]
            )
        )
        return [next(written) if isinstance(each, AppendRequest) else each for each in requests]


def _request(principal: Principal, item: Item) -> AppendRequest | LifecycleError:
    try:
        return AppendRequest(events=[_event(principal, item)], idempotency_key=_asked(item).key(principal))
    except LifecycleError as refusal:
        return refusal


def _event(principal: Principal, item: Item) -> NewEvent:
    if not viewer_of(principal).works_at(item.rooftop):
        raise NotFound("There is no such rooftop in your reach; ask for `rooftops`.", argument="rooftop")
    envelope = Envelope(
        id=uuid5(principal.tenant, f"event|{_asked(item).key(principal)}"),
        occurred_at=item.occurred_at,
        actor=actor_of(principal),
        rooftop=item.rooftop,
        source=item.source,
    )
    return NewEvent(envelope, decoded(item))


def decoded(item: Item) -> Event:
    """The event that an item describes. Raises UnknownEventType, UnknownEventVersion, EventInvalid."""
    declaration = registry.get(item.type)
    version = item.version if item.version is not None else declaration.version
    if not 1 <= version <= declaration.version:
        raise UnknownEventVersion(type=item.type, version=version, current=declaration.version)
    data = registry.upcast(item.type, version, dict(item.data))
    try:
        return msgspec.convert(data, declaration.cls, strict=True)
    except msgspec.ValidationError as error:
        raise EventInvalid(f"{item.type}: {error}.", type=item.type) from None


def _asked(item: Item) -> Asked:
    return Asked(idempotency_key=item.idempotency_key)
