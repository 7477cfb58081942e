"""Recording events as they are: each item is an append of its own, with its own result."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid5

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.commands.asking import Asked
from lifecycle_api.commands.bus import actor_of
from lifecycle_api.commands.command import NotFound, Terms
from lifecycle_api.commands.naming import Erased, check, erased, out_of_reach
from lifecycle_api.commands.ownership import owned
from lifecycle_api.domain import vin as vins
from lifecycle_api.domain.currencies import unknown_in
from lifecycle_api.domain.envelope import Envelope, NewEvent, SourceRef
from lifecycle_api.domain.fields import FieldSpec
from lifecycle_api.domain.registry import Declaration, Event, UnknownEventVersion, registry
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import AppendConflict, SealKeyFenced
from lifecycle_api.store.repository import ATTEMPTS
from lifecycle_api.store.requests import Appended, AppendRequest


class EventGoverned(LifecycleError):
    """Events of this type are not recorded as they are; the mutation that decides them records them."""

    code: ClassVar[str] = "EVENT_GOVERNED"


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
    """Records events on behalf of a principal. `now` is where time comes from."""

    def __init__(self, store: EventStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def record(self, principal: Principal, items: list[Item]) -> list[Appended | LifecycleError]:
        """Record each item on its own, in order. A result may be an EventInvalid or what the store refuses."""
        rooftops = await self._rooftops(principal, {item.rooftop for item in items if item.rooftop is not None})
        now = self._now()
        asked = [_request(principal, item, rooftops, now) for item in items]
        away = await out_of_reach(self._store, principal.tenant, viewer_of(principal), _events(asked))
        results = await self._write(principal.tenant, asked, away)
        for _ in range(1, ATTEMPTS):
            overtaken = [number for number, each in enumerate(results) if isinstance(each, AppendConflict)]
            if not overtaken:
                break
            again = await self._write(principal.tenant, [asked[number] for number in overtaken], away)
            for number, result in zip(overtaken, again, strict=True):
                results[number] = result
        return results

    async def _write(
        self, tenant: UUID, asked: Sequence[AppendRequest | LifecycleError], away: frozenset[str]
    ) -> list[Appended | LifecycleError]:
        """The result of each; AppendConflict where somebody it names was erased in the meantime."""
        gone = await erased(self._store, tenant, _events(asked))
        requests = [_within(each, away, gone) for each in asked]
        written = iter(
            await self._store.append_many(tenant, [each for each in requests if isinstance(each, AppendRequest)])
        )
        return [next(written) if isinstance(each, AppendRequest) else each for each in requests]

    async def _rooftops(self, principal: Principal, named: Iterable[UUID]) -> frozenset[UUID | None]:
        """Those of the named rooftops that exist and are in reach; None stands for naming none."""
        reach = viewer_of(principal)
        near = [each for each in sorted(named) if reach.works_at(each)]
        found = frozenset[UUID | None]({None} if reach.works_at(None) else ())
        if not near:
            return found
        items = [DCBQueryItem(types=["rooftop.registered"], tags=[f"rooftop:{each}"]) for each in near]
        page = await self._store.read(principal.tenant, DCBQuery(items))
        return found | {each for each in near if any(f"rooftop:{each}" in event.tags for event in page.events)}


def _request(
    principal: Principal, item: Item, rooftops: frozenset[UUID | None], now: datetime
) -> AppendRequest | LifecycleError:
    try:
        if item.rooftop not in rooftops:
            raise NotFound("There is no such rooftop in your reach; ask for `rooftops`.", argument="rooftop")
        return AppendRequest(events=[_event(principal, item, now)], idempotency_key=_asked(item).key(principal))
    except LifecycleError as refusal:
        return refusal


def _within(
    request: AppendRequest | LifecycleError, away: frozenset[str], gone: Erased
) -> AppendRequest | LifecycleError:
    if isinstance(request, LifecycleError):
        return request
    (new,) = request.events
    try:
        check(new.event, away, gone.tags)
    except (NotFound, SealKeyFenced) as refusal:
        return refusal
    return msgspec.structs.replace(request, condition=gone.condition(new.event))


def _events(requests: Iterable[AppendRequest | LifecycleError]) -> list[Event]:
    return [new.event for each in requests if isinstance(each, AppendRequest) for new in each.events]


def _event(principal: Principal, item: Item, now: datetime) -> NewEvent:
    envelope = Envelope(
        id=uuid5(principal.tenant, f"event|{_asked(item).key(principal)}"),
        occurred_at=_asked(item).at(now),
        actor=actor_of(principal),
        rooftop=item.rooftop,
        source=item.source,
        **owned(principal, item.rooftop, Terms()),
    )
    return NewEvent(envelope, decoded(item))


def decoded(item: Item) -> Event:
    """The event that an item describes.

    Raises UnknownEventType, EventGoverned, UnknownEventVersion, EventInvalid.
    """
    declaration = registry.get(item.type)
    if declaration.bearing.governed:
        raise EventGoverned(type=item.type)
    version = item.version if item.version is not None else declaration.version
    if not 1 <= version <= declaration.version:
        raise UnknownEventVersion(type=item.type, version=version, current=declaration.version)
    data = registry.upcast(item.type, version, dict(item.data))
    try:
        event = msgspec.convert(data, declaration.cls, strict=True)
    except msgspec.ValidationError as error:
        raise EventInvalid(f"{item.type}: {error}.", type=item.type) from None
    return _as_kept(event, declaration)


def _as_kept(event: Event, declaration: Declaration) -> Event:
    """The event in the log's own writing: instants in UTC, VINs as they are kept. Raises EventInvalid."""
    values = {name: getattr(event, name) for name in declaration.fields}
    kept = {name: _kept(declaration.fields[name], value) for name, value in values.items()}
    return msgspec.structs.replace(event, **{name: value for name, value in kept.items() if value is not values[name]})


def _kept(spec: FieldSpec, value: Any) -> Any:
    for code in unknown_in(value):
        message = f"{code!r} in `{spec.name}` is no currency; use its ISO 4217 code."
        raise EventInvalid(message, argument=f"data.{spec.name}")
    match value:
        case datetime(tzinfo=None):
            raise EventInvalid(f"`{spec.name}` needs a zone, as in {value.isoformat()}Z.", argument=f"data.{spec.name}")
        case datetime():
            return _in_utc(spec, value)
        case str() if spec.tag == "vehicle":
            if (vin := vins.classify(value)) is None:
                raise EventInvalid(f"There is no VIN in `{spec.name}`.", argument=f"data.{spec.name}")
            return vin.value
    return value


def _in_utc(spec: FieldSpec, value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        message = f"`{spec.name}` is no time between the years 1 and 9999 in UTC."
        raise EventInvalid(message, argument=f"data.{spec.name}") from None


def _asked(item: Item) -> Asked:
    return Asked(idempotency_key=item.idempotency_key, occurred_at=item.occurred_at)
