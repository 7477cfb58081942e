"""Commands about customers: who looks after them, and notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from lifecycle_api.commands.about_customer import BEGINNING_AND_END, AboutCustomer
from lifecycle_api.commands.about_staff import AboutStaff
from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.domain.events.notes import NoteCorrected, NoteRecorded
from lifecycle_api.domain.events.organisation import (
    CustomerAssigned,
    CustomerOrphaned,
    CustomerReassigned,
    Slot,
)
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument

ReassignReason = Literal["departed", "role_changed", "workload", "customer_request", "other"]


@dataclass
class AssignCustomer(AboutCustomer, AboutStaff):
    """Make an employee responsible for a customer in one slot; whoever had the slot before gives it up."""

    employee: UUID
    slot: Slot
    reason: ReassignReason | None = None

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        super().__post_init__()
        self._holder: UUID | None = None

    def boundary(self) -> Sequence[Selector]:
        """The customer and their assignments, and whether the employee works here."""
        return [
            about(
                "customer", self.customer, *BEGINNING_AND_END, CustomerAssigned, CustomerReassigned, CustomerOrphaned
            ),
            *self._coming_and_going_of(self.employee),
        ]

    def further(self) -> Sequence[Selector]:
        """Whether whoever has the slot still works here."""
        return self._coming_and_going_of(self._holder)

    @given(CustomerAssigned)
    def _(self, slot: Slot, employee: UUID) -> None:
        if slot == self.slot:
            self._holder = employee

    @given(CustomerReassigned)
    def _(self, slot: Slot, to_employee: UUID) -> None:
        if slot == self.slot:
            self._holder = to_employee

    @given(CustomerOrphaned)
    def _(self, slot: Slot) -> None:
        if slot == self.slot:
            self._holder = None

    def decide(self) -> Iterator[Event]:
        """An assignment, or a reassignment when somebody else holds the slot."""
        self._check_customer()
        self._check_at_work(self.employee, "employee")
        if self._holder == self.employee:
            raise PolicyRefused("This employee already looks after the customer in this slot.")
        if self._holder is None:
            yield CustomerAssigned(customer=self.customer, employee=self.employee, slot=self.slot)
        else:
            yield CustomerReassigned(
                customer=self.customer,
                slot=self.slot,
                from_employee=self._holder,
                to_employee=self.employee,
                reason=self.reason or ("departed" if self._left(self._holder) else "other"),
            )


@dataclass
class RecordNote(AboutCustomer):
    """Write something down about a customer."""

    note: UUID
    text: str

    def decide(self) -> Iterator[Event]:
        """The note."""
        self._check_customer()
        if not self.text.strip():
            raise InvalidArgument("A note needs some text.", argument="text")
        yield NoteRecorded(note=self.note, customer=self.customer, text=self.text)


@dataclass
class CorrectNote(Command):
    """Put a note right; its earlier wording stays in the log."""

    note: UUID
    text: str
    reason: str

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._customer: UUID | None = None

    def boundary(self) -> Sequence[Selector]:
        """The note's recording."""
        return [about("note", self.note, NoteRecorded)]

    @given(NoteRecorded)
    def _(self, customer: UUID) -> None:
        self._customer = customer

    def decide(self) -> Iterator[Event]:
        """The correction."""
        if self._customer is None:
            raise NotFound("There is no such note in your reach.", argument="note")
        if not self.text.strip():
            raise InvalidArgument("A note needs some text.", argument="text")
        if not self.reason.strip():
            raise InvalidArgument("Say why the note is corrected.", argument="reason")
        yield NoteCorrected(note=self.note, customer=self._customer, text=self.text, reason=self.reason)
