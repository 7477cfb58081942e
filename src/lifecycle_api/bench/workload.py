"""What is appended: a customer declines work on a repair order, with their words sealed."""

import random
from datetime import UTC, datetime
from uuid import uuid4

import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem

from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.repair_orders import WorkDeclined
from lifecycle_api.domain.values import Money

VIN = "1HGCM82633A004352"


class Workload:
    """Events about a thousand customers, each with a repair order of its own as boundary."""

    def __init__(self) -> None:
        self._customers = [uuid4() for _ in range(1000)]
        self._rooftop = uuid4()
        self._now = datetime.now(UTC)

    def event(self, *, after: int) -> tuple[NewEvent, DCBAppendCondition]:
        """An event, and the condition that its repair order is untouched since `after`."""
        new, boundary = self.ready()
        return new, DCBAppendCondition(boundary, after)

    def ready(self) -> tuple[NewEvent, DCBQuery]:
        """An event, and its boundary: all about its repair order."""
        order = uuid4()
        event = WorkDeclined(
            repair_order=order,
            customer=random.choice(self._customers),  # noqa: S311  # chance, not secrecy
            vehicle=VIN,
            recommendation=uuid4(),
            decision="deferred",
            op_code="BRK2",
            description="Replace front brake pads and resurface rotors",
            price=Money(48_900),
            reason="cost",
            verbatim="After payday, please; call me in two weeks.",
        )
        envelope = Envelope(id=uuid4(), occurred_at=self._now, actor=Actor("employee", "e-7"), rooftop=self._rooftop)
        return NewEvent(envelope, event), DCBQuery([DCBQueryItem(tags=[f"repair_order:{order}"])])

    def library_ready(self) -> tuple[DCBEvent, DCBQuery]:
        """The same for a recorder of the library: same content (in the clear), same tags, same boundary."""
        new, boundary = self.ready()
        data = msgspec.json.encode({"envelope": new.envelope, "data": new.event})
        values = new.event.as_dict()
        tags = [f"{tag}:{values[tag]}" for tag in ("repair_order", "customer", "vehicle")]
        return DCBEvent("work.declined", data, tags), boundary
