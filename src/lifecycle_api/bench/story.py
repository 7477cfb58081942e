"""A customer with a long story, in the log itself: what a read as of a position replays."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from lifecycle_api.bench.workload import VIN
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.customers import ContactPointAdded, CustomerRegistered
from lifecycle_api.domain.events.repair_orders import WorkDeclined
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import Money, PersonName
from lifecycle_api.store.log import EventStore

_BATCH: Final = 50


async def told(store: EventStore, tenant: UUID, events: int, rooftop: UUID | None = None) -> tuple[str, int]:
    """Record so many events about one new customer; their global id, and the position of the last event."""
    customer, began = uuid4(), datetime(2024, 1, 1, tzinfo=UTC)
    rooftop = rooftop or uuid4()
    story = [
        NewEvent(
            Envelope(
                id=uuid4(),
                occurred_at=began + timedelta(hours=index),
                actor=Actor("employee", "e-7"),
                rooftop=rooftop,
            ),
            _event(customer, index),
        )
        for index in range(events)
    ]
    last = 0
    for start in range(0, events, _BATCH):
        last = (await store.append(tenant, story[start : start + _BATCH])).last
    return f"customer:{customer}", last


def _event(customer: UUID, index: int) -> Event:
    match index:
        case 0:
            name = PersonName(given="Ann", family="Story", full="Ann Story")
            return CustomerRegistered(customer=customer, name=name, first_seen_via="dms")
        case 1:
            return ContactPointAdded(
                customer=customer, contact_point=uuid4(), kind="email", value="ann.story@example.com"
            )
        case _:
            return WorkDeclined(
                repair_order=uuid4(),
                customer=customer,
                vehicle=VIN,
                recommendation=uuid4(),
                decision="deferred",
                op_code="BRK2",
                description="Replace front brake pads and resurface rotors",
                price=Money(48_900),
                verbatim="After payday, please.",
            )
