"""What every input has, and how the ids in it are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry

from lifecycle_api.commands.command import Command
from lifecycle_api.domain import values, vin
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.common import DistanceUnit
from lifecycle_api.graphql.mutations.edge import Edge
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.planner.ids import key_of

NewId = Edge


@dataclass(frozen=True)
class Intent:
    """What an input asks for: the command, the entity whose version it updates, and what the payload shows."""

    command: Command
    keys: Mapping[str, Any]
    versioned: str | None = None


@strawberry.input
class CommandInput:
    """The part that all inputs share."""

    idempotency_key: strawberry.ID = strawberry.field(
        description="Yours, up to 200 characters: asked again with the same key, nothing is done twice."
    )
    rooftop: strawberry.ID | None = strawberry.field(
        default=None, description="Where it happens; may be left out when only one rooftop can be meant."
    )
    occurred_at: DateTime | None = strawberry.field(
        default=None, description="When it happened; by default now, and never a time to come."
    )

    def intent(self, new_id: NewId) -> Intent:
        """The command asked for. Raises InvalidArgument."""
        raise NotImplementedError


@strawberry.input
class DialledInput(CommandInput):
    """What inputs share that name a number as it was written."""

    country: str | None = strawberry.field(
        default=None,
        description="The country in which the number is dialled; by default that of the group's first rooftop.",
    )


@strawberry.input
class UpdateInput(CommandInput):
    """The part that all inputs share which change something that is there."""

    expected_version: EventPosition | None = strawberry.field(
        default=None, description="The `version` you have seen: when it has changed since, nothing is recorded."
    )


@strawberry.input(description="A distance as it was read off the odometer.")
class DistanceInput:
    """Value and unit."""

    value: int = strawberry.field(description="Whole miles or kilometres.")
    unit: DistanceUnit = strawberry.field(description="The unit of `value`.")


@strawberry.input(description="One thing a handoff or a delivery asks for.")
class ChecklistItemInput:
    """An item of a checklist."""

    item: str = strawberry.field(description="What is asked for.")
    done: bool = strawberry.field(default=False, description="Whether it is there.")


def word(member: Enum) -> Any:
    """The word of an enum's member, as events hold it."""
    return member.value


def distance(given: DistanceInput | None) -> values.Distance | None:
    """The distance as events hold it. Raises InvalidArgument for a negative one."""
    if given is None:
        return None
    if given.value < 0:
        raise InvalidArgument("A distance is zero or more.", argument="odometer.value")
    return values.Distance(given.value, word(given.unit))


def checklist(given: list[ChecklistItemInput]) -> tuple[values.ChecklistItem, ...]:
    """The checklist as events hold it."""
    return tuple(values.ChecklistItem(each.item, each.done) for each in given)


def key(given: str, kind: str, argument: str) -> UUID:
    """The key inside the global id of something of this kind. Raises InvalidArgument, naming the argument."""
    found = key_of(given, kind, "uuid")
    if not isinstance(found, UUID):
        raise InvalidArgument(
            f"`{argument}` takes the global id of a {kind}, such as `{kind}:0190…`, not {given!r}.", argument=argument
        )
    return found


def optional_key(given: str | None, kind: str, argument: str) -> UUID | None:
    """The same for an id that may be left out."""
    return None if given is None else key(given, kind, argument)


def keys(given: Sequence[str], kind: str, argument: str) -> tuple[str, ...]:
    """The keys inside global ids of one kind, as text, each once. Raises InvalidArgument."""
    return tuple(dict.fromkeys(str(key(each, kind, argument)) for each in given))


def words(members: Sequence[Enum]) -> Any:
    """The words of several members, as events hold them."""
    return tuple(member.value for member in members)


def vehicle_key(given: str, argument: str) -> str:
    """The VIN of a global id or as it stands on the car. Raises InvalidArgument when nothing is left of it."""
    found = vin.normalise(str(key_of(given, "vehicle", "text")))
    if not found:
        raise InvalidArgument(f"`{argument}` takes a VIN, or the global id of a vehicle.", argument=argument)
    return found
