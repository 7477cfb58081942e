"""Recording events as they are, many at a time, each with its own result."""

from typing import Any
from uuid import UUID

import strawberry

from lifecycle_api.commands.recording import Item
from lifecycle_api.domain.envelope import SourceRef
from lifecycle_api.errors import InvalidArgument, LifecycleError
from lifecycle_api.graphql.mutations.errors import UserError, user_error
from lifecycle_api.graphql.mutations.execution import ARGUMENT, Caller, mutation
from lifecycle_api.graphql.mutations.inputs import optional_key
from lifecycle_api.graphql.scalars import DateTime, EventPosition, Json
from lifecycle_api.planner.price import MUTATION, Price

MOST_ITEMS = 500


@strawberry.input(description="The record of a source system that a fact was taken from.")
class SourceInput:
    """A source record."""

    system: str = strawberry.field(description="The source system.")
    record_id: str = strawberry.field(description="The record's id there.")
    record_version: str | None = strawberry.field(default=None, description="Its version there.")


@strawberry.input(description="An event to record.")
class EventInput:
    """An event."""

    type: str = strawberry.field(description="Its type, such as `work.declined`; docs/events.md lists them.")
    version: int | None = strawberry.field(default=None, description="The version `data` has; by default the newest.")
    occurred_at: DateTime = strawberry.field(description="When it happened; a time to come is refused.")
    rooftop: strawberry.ID | None = strawberry.field(default=None, description="Global id of where it happened.")
    data: Json = strawberry.field(description="Its fields, as docs/events.md has them.")
    idempotency_key: strawberry.ID = strawberry.field(
        description="Yours, up to 200 characters: sent again with the same key, it is not recorded twice."
    )
    source: SourceInput | None = strawberry.field(default=None, description="Where you took it from.")


@strawberry.input(description="Events to record, each on its own.")
class RecordEventsInput:
    """A batch."""

    items: list[EventInput] = strawberry.field(description="Up to 500 events, recorded in this order.")


@strawberry.type(description="What became of one event of a batch.")
class RecordEventResult:
    """A result."""

    index: int = strawberry.field(description="Which item it is, counted from 0.")
    position: EventPosition | None = strawberry.field(default=None, description="Where it stands in the log.")
    replayed: bool = strawberry.field(default=False, description="Whether it had been recorded before.")
    user_error: UserError | None = strawberry.field(default=None, description="Why it was not recorded.")


@strawberry.type(description="What `recordEvents` did. Items that were refused do not keep others from being recorded.")
class RecordEventsPayload:
    """Results in order."""

    results: list[RecordEventResult] = strawberry.field(
        default_factory=list, description="One result for each item, in order."
    )
    position: EventPosition | None = strawberry.field(
        default=None, description="The last position: pass it as `consistency.atLeast` to read your own writes."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why the batch as a whole was not looked at."
    )


async def _recorded(by: Caller, given: RecordEventsInput) -> RecordEventsPayload:
    if not 1 <= len(given.items) <= MOST_ITEMS:
        raise InvalidArgument(f"Send from 1 to {MOST_ITEMS} items at a time.", argument="items")
    read = [_item(each) for each in given.items]
    written = iter(await by.writing.recorder.record(by.principal, [each for each in read if isinstance(each, Item)]))
    results = [_result(index, next(written) if isinstance(each, Item) else each) for index, each in enumerate(read)]
    positions = [each.position for each in results if each.position is not None]
    return RecordEventsPayload(results=results, position=max(positions, default=None))


def _item(given: EventInput) -> Item | LifecycleError:
    try:
        return Item(
            type=given.type,
            data=_data(given.data),
            occurred_at=given.occurred_at,
            idempotency_key=given.idempotency_key,
            version=given.version,
            rooftop=_rooftop(given.rooftop),
            source=_source(given.source),
        )
    except LifecycleError as refusal:
        return refusal


def _data(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidArgument("An event's `data` is a JSON object.", argument="data")
    return given


def _rooftop(given: str | None) -> UUID | None:
    return optional_key(given, "rooftop", "rooftop")


def _source(given: SourceInput | None) -> SourceRef | None:
    return None if given is None else SourceRef(given.system, given.record_id, given.record_version)


def _result(index: int, came_of_it: Any) -> RecordEventResult:
    if isinstance(came_of_it, LifecycleError):
        error = user_error(came_of_it, ARGUMENT, "items", str(index))
        return RecordEventResult(index=index, user_error=error)
    return RecordEventResult(index=index, position=EventPosition(came_of_it.last), replayed=came_of_it.replayed)


record_events = mutation(
    RecordEventsInput,
    RecordEventsPayload,
    _recorded,
    scope="events:write",
    description="Record events of any registered type, each with its own result.",
    price=Price(MUTATION, items=("input", "items")),
)
