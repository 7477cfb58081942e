"""What every mutation answers: what it recorded and where, or why it recorded nothing."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import strawberry

from lifecycle_api.commands import asking
from lifecycle_api.graphql.mutations.errors import UserError
from lifecycle_api.graphql.scalars import EventPosition


@strawberry.type(description="An event that was recorded.")
class EventRef:
    """An event."""

    id: strawberry.ID = strawberry.field(description="Global id of the event.")
    type: str = strawberry.field(description="Its type, such as `work.declined`; docs/events.md lists them.")
    position: EventPosition = strawberry.field(description="Where it stands in the log.")


@strawberry.interface(description="What a mutation did. Either it recorded its events, or `userErrors` says why not.")
class Payload:
    """The answer to a mutation. `keys` are those of the rows that its entity fields read."""

    keys: strawberry.Private[Mapping[str, Any]] = field(default_factory=dict)
    position: EventPosition | None = strawberry.field(
        default=None,
        description="Position of its last event: pass it as `consistency.atLeast` to read your own write.",
    )
    events: list[EventRef] = strawberry.field(default_factory=list, description="The events it recorded, in order.")
    replayed: bool = strawberry.field(
        default=False, description="Whether it had been done before, under the same idempotency key."
    )
    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why nothing was recorded; empty when it was."
    )


def recorded(outcome: asking.Outcome) -> dict[str, Any]:
    """An outcome as the fields of a payload."""
    events = [
        EventRef(id=strawberry.ID(f"event:{each.id}"), type=each.type, position=EventPosition(each.position))
        for each in outcome.events
    ]
    return {"position": EventPosition(outcome.position), "events": events, "replayed": outcome.replayed}
