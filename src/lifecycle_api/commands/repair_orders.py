"""Commands of the service drive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from lifecycle_api.commands.about_customer import AboutTheirs
from lifecycle_api.commands.command import NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.domain.events.repair_orders import (
    RepairOrderClosed,
    RepairOrderOpened,
    WorkApproved,
    WorkDeclined,
    WorkRecommended,
)
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import Money

ApprovalMethod = Literal["in_person", "phone", "sms_link", "email_link", "portal", "unstated"]
Reason = Literal["cost", "time", "second_opinion", "not_convinced", "self_repair", "other"]


class RepairOrderNotOpen(PolicyRefused):
    """The repair order is closed; an answer given now belongs to the next visit."""

    code = "REPAIR_ORDER_NOT_OPEN"


@dataclass
class AboutRecommendation(AboutTheirs):
    """A decision about recommended work. Customers can take it themselves on their own repair order."""

    personal: ClassVar[bool] = True
    repair_order: UUID
    recommendation: UUID

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._vehicle = ""
        self._closed = False
        self._approved = False
        self._refused: set[tuple[datetime, Money]] = set()
        self._recommended: tuple[str, str, Money] | None = None

    def boundary(self) -> Sequence[Selector]:
        """Whether the repair order is open, what was recommended on it, and how it was answered."""
        return [
            about(
                "repair_order",
                self.repair_order,
                RepairOrderOpened,
                RepairOrderClosed,
                WorkRecommended,
                WorkApproved,
                WorkDeclined,
            )
        ]

    @given(RepairOrderOpened)
    def _(self, customer: UUID, vehicle: str) -> None:
        self._customer, self._vehicle, self._closed = customer, vehicle, False

    @given(RepairOrderClosed)
    def _(self) -> None:
        self._closed = True

    @given(WorkRecommended)
    def _(self, recommendation: UUID, op_code: str, description: str, price: Money) -> None:
        if recommendation == self.recommendation:
            # Who said yes to one price has not said yes to another.
            self._approved = self._approved and self._recommended is not None and self._recommended[2] == price
            self._recommended = (op_code, description, price)

    @given(WorkApproved)
    def _(self, recommendation: UUID) -> None:
        self._approved = self._approved or recommendation == self.recommendation

    @given(WorkDeclined)
    def _(self, recommendation: UUID, price: Money) -> None:
        # The same no stated again, as by a DMS, takes back no yes that came after it.
        if recommendation == self.recommendation and (self.then, price) not in self._refused:
            self._approved = False
            self._refused.add((self.then, price))

    def _quoted(self) -> tuple[UUID, tuple[str, str, Money]]:
        """Whose work it is, and what was quoted. Raises NotFound, SealKeyFenced, RepairOrderNotOpen."""
        if self._customer is None:
            raise NotFound("There is no such repair order in your reach.", argument="repairOrder")
        if self._recommended is None:
            raise NotFound("This work was not recommended on the repair order.", argument="recommendation")
        self._check_erased()
        if self._closed:
            raise RepairOrderNotOpen
        return self._customer, self._recommended


@dataclass
class DeclineWork(AboutRecommendation):
    """Record that the customer declined recommended work while the repair order is open."""

    decision: Literal["declined", "deferred"]
    reason: Reason = "other"
    verbatim: str | None = None
    revisit_at: datetime | None = None

    def decide(self) -> Iterator[Event]:
        """The answer, with the price that was quoted."""
        customer, (op_code, description, price) = self._quoted()
        yield WorkDeclined(
            repair_order=self.repair_order,
            customer=customer,
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


@dataclass
class ApproveWork(AboutRecommendation):
    """Record that the customer said yes to recommended work while the repair order is open."""

    method: ApprovalMethod = "unstated"

    def decide(self) -> Iterator[Event]:
        """The yes to the price that was quoted, once."""
        customer, (_, _, price) = self._quoted()
        if self._approved:
            raise PolicyRefused("This work is approved already.")
        yield WorkApproved(
            repair_order=self.repair_order,
            customer=customer,
            vehicle=self._vehicle,
            recommendation=self.recommendation,
            method=self.method,
            price=price,
        )
