"""Commands of the service drive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.domain.events.repair_orders import (
    RepairOrderClosed,
    RepairOrderOpened,
    WorkDeclined,
    WorkRecommended,
)
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import Money

Reason = Literal["cost", "time", "second_opinion", "not_convinced", "self_repair", "other"]


class RepairOrderNotOpen(PolicyRefused):
    """The repair order is closed; an answer given now belongs to the next visit."""

    code = "REPAIR_ORDER_NOT_OPEN"


@dataclass
class DeclineWork(Command):
    """Record that the customer declined recommended work while the repair order is open."""

    repair_order: UUID
    recommendation: UUID
    decision: Literal["declined", "deferred"]
    reason: Reason = "other"
    verbatim: str | None = None
    revisit_at: datetime | None = None

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._customer: UUID | None = None
        self._vehicle = ""
        self._closed = False
        self._recommended: tuple[str, str, Money] | None = None

    def boundary(self) -> Sequence[Selector]:
        """Whether the repair order is open, and what was recommended on it."""
        return [about("repair_order", self.repair_order, RepairOrderOpened, RepairOrderClosed, WorkRecommended)]

    @given(RepairOrderOpened)
    def _(self, customer: UUID, vehicle: str) -> None:
        self._customer, self._vehicle, self._closed = customer, vehicle, False

    @given(RepairOrderClosed)
    def _(self) -> None:
        self._closed = True

    @given(WorkRecommended)
    def _(self, recommendation: UUID, op_code: str, description: str, price: Money) -> None:
        if recommendation == self.recommendation:
            self._recommended = (op_code, description, price)

    def decide(self) -> Iterator[Event]:
        """The answer, with the price that was quoted."""
        if self._customer is None:
            raise NotFound("There is no such repair order in your reach.", argument="repairOrder")
        if self._recommended is None:
            raise NotFound("This work was not recommended on the repair order.", argument="recommendation")
        if self._closed:
            raise RepairOrderNotOpen
        op_code, description, price = self._recommended
        yield WorkDeclined(
            repair_order=self.repair_order,
            customer=self._customer,
            vehicle=self._vehicle,
            recommendation=self.recommendation,
            decision=self.decision,
            op_code=op_code,
            description=description,
            price=price,
            reason=self.reason,
            verbatim=self.verbatim,
            revisit_at=self.revisit_at,
        )
