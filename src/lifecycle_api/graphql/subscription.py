"""The root of what can be followed. Each delivery is read again, as a query would be, once something concerns it."""

from collections.abc import Mapping
from typing import Any

import strawberry

from lifecycle_api.graphql.appointment import Appointment
from lifecycle_api.graphql.customer import Customer
from lifecycle_api.graphql.handoff import Handoff
from lifecycle_api.graphql.marks import SCOPE
from lifecycle_api.graphql.scalars import DateTime, EventPosition, Json
from lifecycle_api.graphql.service import RepairOrder
from lifecycle_api.graphql.timeline import ActorType, TimelineCategory, TimelineItem
from lifecycle_api.planner.fields import argument, constant, sourced
from lifecycle_api.planner.source import Changed, Follow, Narrowing

_POSITION = "Everything up to here has been delivered: pass it as `after` to go on."
_AFTER = {
    "after": argument(
        EventPosition | None, "Begin behind this position, such as that of the last delivery; else now.", None
    )
}
_ROOFTOP = {"rooftop": argument(strawberry.ID | None, "Only at this rooftop; by default all in your reach.", None)}


def _position() -> Any:
    return constant("position", _POSITION)


def _changed(description: str, arguments: Mapping[str, Narrowing], position: str | None = None) -> Any:
    return sourced(Changed(arguments, position), description)


def _follow(follow: Follow, scope: str, description: str, arguments: Mapping[str, Any]) -> Any:
    made = sourced(follow, f"{description} Needs the scope `{scope}`.", {**arguments, **_AFTER})
    made.metadata = {**made.metadata, SCOPE: scope}
    return made


@strawberry.type(description="What was added to a timeline.")
class TimelineChange:
    """A delivery of `timelineChanged`."""

    position: EventPosition = _position()
    items: list[TimelineItem] = _changed(
        "The new items, in the order in which they were recorded.",
        {
            "customer": Narrowing("{t}.customer_id = {value}", "uuid", "customer"),
            "vehicle": Narrowing("{t}.vin = {value}", "text", "vehicle"),
            "categories": Narrowing("{t}.category = ANY({value})", "text[]"),
        },
        position="position",
    )


@strawberry.type(description="A customer about whom something was recorded.")
class CustomerChange:
    """A delivery of `customerChanged`."""

    position: EventPosition = _position()
    customer: Customer | None = _changed(
        "The customer, as they are now.", {"id": Narrowing("{t}.id = {value}", "uuid", "customer")}
    )


@strawberry.type(description="A repair order on which something happened.")
class RepairOrderChange:
    """A delivery of `repairOrderChanged`."""

    position: EventPosition = _position()
    repair_order: RepairOrder | None = _changed(
        "The repair order, as it is now.", {"id": Narrowing("{t}.id = {value}", "uuid", "repair_order")}
    )


@strawberry.type(description="Handoffs that were offered, accepted, returned or completed.")
class HandoffsChange:
    """A delivery of `handoffsChanged`."""

    position: EventPosition = _position()
    handoffs: list[Handoff] = _changed(
        "The handoffs, as they are now, in the order in which they changed.",
        {"rooftop": Narrowing("{t}.rooftop_id = {value}", "uuid", "rooftop")},
        position="position",
    )


@strawberry.type(description="Appointments that were scheduled, moved, kept, missed or cancelled.")
class AppointmentsChange:
    """A delivery of `appointmentsChanged`."""

    position: EventPosition = _position()
    appointments: list[Appointment] = _changed(
        "The appointments, as they are now, in the order in which they changed.",
        {"rooftop": Narrowing("{t}.rooftop_id = {value}", "uuid", "rooftop")},
        position="position",
    )


@strawberry.type(description="An event as it stands in the log.")
class LoggedEvent:
    """An event."""

    id: strawberry.ID = strawberry.field(description="Global id of the event.")
    position: EventPosition = strawberry.field(description="Where it stands.")
    type: str = strawberry.field(description="Its type, such as `work.declined`; docs/events.md lists them.")
    version: int = strawberry.field(description="The version of the type that `data` follows.")
    occurred_at: DateTime = strawberry.field(description="When it happened.")
    recorded_at: DateTime = strawberry.field(description="When this service learnt of it.")
    actor_type: ActorType = strawberry.field(description="Who did it.")
    actor_id: str = strawberry.field(description="Pseudonymous id of who did it.")
    rooftop: strawberry.ID | None = strawberry.field(description="Global id of the rooftop where it happened.")
    originator: str | None = strawberry.field(
        description="Who made it known: global id of a party, rooftop or customer, or the name of a source system."
    )
    controllers: list[strawberry.ID] = strawberry.field(description="Global ids of who is responsible for it.")
    agreement: strawberry.ID | None = strawberry.field(description="Global id of the agreement it was recorded under.")
    purposes: list[str] = strawberry.field(description="Purposes it was recorded for, where that was said.")
    resale: str = strawberry.field(description="Whether it may be sold on: no, yes or unknown. Ask `ownership`.")
    data: Json = strawberry.field(description="What it says, by the names of docs/events.md.")
    erased: list[str] = strawberry.field(description="Names in `data` that are null because they were erased.")
    withheld: list[str] = strawberry.field(description="Names in `data` that are null because you may not read them.")


@strawberry.type(description="Events that were recorded.")
class EventsChange:
    """A delivery of `events`."""

    position: EventPosition = _position()
    events: list[LoggedEvent] = strawberry.field(description="The events in your reach, in order.")


@strawberry.type(
    description="What can be followed, over WebSocket (graphql-transport-ws) or server-sent events. Nothing is "
    "delivered twice or left out between two positions."
)
class Subscription:
    """Root fields."""

    timeline_changed: TimelineChange = _follow(
        # An appointment's item has the vehicle that was told when it was made; later events do not name it.
        Follow(
            "items",
            tags={"customer": "customer", "vehicle": "vehicle"},
            beside={"vehicle": frozenset({"appointment"})},
            standing={"customer": "customer", "vehicle": "vehicle"},
        ),
        "timeline:read",
        "New items on the timeline of one customer or of one vehicle.",
        {
            "customer": argument(strawberry.ID | None, "Global id of the customer.", None),
            "vehicle": argument(strawberry.ID | None, "Global id or VIN of the vehicle.", None),
            "categories": argument(list[TimelineCategory] | None, "Only items of these categories.", None),
        },
    )
    customer_changed: CustomerChange = _follow(
        Follow("customer", tags={"id": "customer"}, standing={"id": "customer"}),
        "customers:read",
        "One customer, whenever something is recorded about them.",
        {"id": argument(strawberry.ID, "Global id of the customer.")},
    )
    repair_order_changed: RepairOrderChange = _follow(
        Follow("repairOrder", tags={"id": "repair_order"}, standing={"id": "repairOrder"}),
        "service:read",
        "One repair order, whenever something happens on it.",
        {"id": argument(strawberry.ID, "Global id of the repair order.")},
    )
    handoffs_changed: HandoffsChange = _follow(
        Follow("handoffs", kinds=frozenset({"handoff"})), "customers:read", "Handoffs that change.", _ROOFTOP
    )
    appointments_changed: AppointmentsChange = _follow(
        Follow("appointments", kinds=frozenset({"appointment"})), "service:read", "Appointments that change.", _ROOFTOP
    )
    events: EventsChange = _follow(
        Follow(None),
        "events:read",
        "The log itself, event by event, with what you may read of it.",
        {"types": argument(list[str] | None, "Only events of these types; by default all.", None)},
    )
