"""What is appended: a customer declines work on a repair order, with their words sealed."""

import random
from datetime import UTC, datetime
from uuid import UUID, uuid4

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
        return NewEvent(envelope, event), _untouched(order, after)

    def library_event(self, *, after: int) -> tuple[list[DCBEvent], DCBAppendCondition]:
        """The same for a recorder of the library: same content (in the clear), same tags, same condition."""
        new, condition = self.event(after=after)
        data = msgspec.json.encode({"envelope": new.envelope, "data": new.event})
        values = new.event.as_dict()
        tags = [f"{tag}:{values[tag]}" for tag in ("repair_order", "customer", "vehicle")]
        return [DCBEvent("work.declined", data, tags)], condition


def _untouched(order: UUID, after: int) -> DCBAppendCondition:
    return DCBAppendCondition(DCBQuery([DCBQueryItem(tags=[f"repair_order:{order}"])]), after)
