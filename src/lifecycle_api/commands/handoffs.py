"""Commands about handoffs: offered, accepted, returned, completed; each step once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from lifecycle_api.commands.about_customer import BEGINNING_AND_END, AboutCustomer, AboutTheirs
from lifecycle_api.commands.about_staff import AboutStaff
from lifecycle_api.commands.command import NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.domain.events.deals import DealStructured
from lifecycle_api.domain.events.handoffs import HandoffAccepted, HandoffCompleted, HandoffOffered, HandoffReturned
from lifecycle_api.domain.events.leads import LeadReceived
from lifecycle_api.domain.events.organisation import Department
from lifecycle_api.domain.events.repair_orders import RepairOrderOpened
from lifecycle_api.domain.events.visits import AppointmentScheduled
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import ChecklistItem
from lifecycle_api.errors import InvalidArgument

Subject = Literal["lead", "deal", "appointment", "repair_order", "customer"]
State = Literal["unknown", "offered", "accepted", "returned", "completed"]

# The event that begins what a handoff can be about, and says whose it is.
BEGINNINGS: dict[Subject, type[Event]] = {
    "lead": LeadReceived,
    "deal": DealStructured,
    "appointment": AppointmentScheduled,
    "repair_order": RepairOrderOpened,
}

# From which states a handoff can be answered, and how.
POSSIBLE: dict[str, tuple[State, ...]] = {
    "accepted": ("offered",),
    "returned": ("offered", "accepted"),
    "completed": ("accepted",),
}


@dataclass
class OfferHandoff(AboutCustomer, AboutStaff):
    """Ask another department to take over a customer's matter."""

    handoff: UUID
    from_department: Department
    to_department: Department
    reason: str
    about: Subject = "customer"
    subject: UUID | None = None
    from_employee: UUID | None = None
    to_employee: UUID | None = None
    checklist: tuple[ChecklistItem, ...] = ()
    due_at: datetime | None = None

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        super().__post_init__()
        self._theirs = self.about == "customer"

    def boundary(self) -> Sequence[Selector]:
        """The customer, whose the matter is, and who hands it over to whom."""
        customer = about("customer", self.customer, *BEGINNING_AND_END)
        staff = self._coming_and_going_of(self.from_employee, self.to_employee)
        if self.subject is None or self.about == "customer":
            return [customer, *staff]
        return [customer, about(self.about, self.subject, BEGINNINGS[self.about]), *staff]

    @given(LeadReceived)
    def _(self, customer: UUID) -> None:
        self._theirs = customer == self.customer

    @given(DealStructured)
    def _(self, customer: UUID, co_buyer: UUID | None) -> None:
        self._theirs = self.customer in (customer, co_buyer)

    @given(AppointmentScheduled)
    def _(self, customer: UUID) -> None:
        self._theirs = customer == self.customer

    @given(RepairOrderOpened)
    def _(self, customer: UUID) -> None:
        self._theirs = customer == self.customer

    def decide(self) -> Iterator[Event]:
        """The offer."""
        self._check_customer()
        if self.from_department == self.to_department:
            raise InvalidArgument("A handoff goes from one department to another.", argument="toDepartment")
        if (self.subject is None) != (self.about == "customer"):
            raise InvalidArgument("Name what the handoff is about, unless it is the customer.", argument="subject")
        if not self._theirs:
            raise NotFound(f"The customer has no such {self.about.replace('_', ' ')}.", argument="subject")
        self._check_known(self.from_employee, "fromEmployee")
        self._check_at_work(self.to_employee, "toEmployee")
        yield HandoffOffered(
            handoff=self.handoff,
            customer=self.customer,
            from_department=self.from_department,
            to_department=self.to_department,
            from_employee=self.from_employee,
            to_employee=self.to_employee,
            about=self.about,
            checklist=self.checklist,
            reason=self.reason,
            due_at=self.due_at,
            **({} if self.about == "customer" else {self.about: self.subject}),
        )


@dataclass
class AnswerHandoff(AboutTheirs, AboutStaff):
    """Accept a handoff, give it back, or complete it."""

    handoff: UUID
    answer: Literal["accepted", "returned", "completed"]
    employee: UUID | None = None
    reason: str | None = None
    checklist: tuple[ChecklistItem, ...] = ()

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._state: State = "unknown"

    def boundary(self) -> Sequence[Selector]:
        """The handoff's own events, and who answers."""
        own = about("handoff", self.handoff, HandoffOffered, HandoffAccepted, HandoffReturned, HandoffCompleted)
        return [own, *self._coming_and_going_of(self.employee)]

    @given(HandoffOffered)
    def _(self, customer: UUID) -> None:
        # An offer that is stated again takes back nothing of what was answered, unless it had been given back.
        self._customer = customer
        if self._state in ("unknown", "returned"):
            self._state = "offered"

    @given(HandoffAccepted)
    def _(self) -> None:
        self._state = "accepted"

    @given(HandoffReturned)
    def _(self) -> None:
        self._state = "returned"

    @given(HandoffCompleted)
    def _(self) -> None:
        self._state = "completed"

    def decide(self) -> Iterator[Event]:
        """The answer, if the handoff waits for it."""
        if self._customer is None:
            raise NotFound("There is no such handoff in your reach.", argument="handoff")
        self._check_erased()
        possible = POSSIBLE[self.answer]
        if self._state not in possible:
            raise PolicyRefused(f"The handoff is {self._state}; it can be {self.answer} when {' or '.join(possible)}.")
        yield self._answered(self._customer)

    def _answered(self, customer: UUID) -> Event:
        if self.answer == "accepted":
            self._check_at_work(self.employee, "employee")
            return HandoffAccepted(handoff=self.handoff, customer=customer, employee=self.employee)
        self._check_known(self.employee, "employee")
        if self.answer == "completed":
            return HandoffCompleted(
                handoff=self.handoff, customer=customer, employee=self.employee, checklist=self.checklist
            )
        if not self.reason or not self.reason.strip():
            raise InvalidArgument("Say why the handoff is given back.", argument="reason")
        return HandoffReturned(handoff=self.handoff, customer=customer, employee=self.employee, reason=self.reason)
