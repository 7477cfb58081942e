"""Commands about appointments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from lifecycle_api.commands.command import Command, NotFound, Selector, about, given
from lifecycle_api.domain.events.customers import CustomerRegistered
from lifecycle_api.domain.events.visits import AppointmentKind, AppointmentScheduled
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument

Transport = Literal["waiter", "loaner", "shuttle", "pickup", "drop_off", "unstated"]


@dataclass
class ScheduleAppointment(Command):
    """Agree a time with a customer."""

    appointment: UUID
    customer: UUID
    kind: AppointmentKind
    starts_at: datetime
    ends_at: datetime | None = None
    vehicle: str | None = None
    employee: UUID | None = None
    concerns: str | None = None
    transport: Transport = "unstated"

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._registered = False

    def boundary(self) -> Sequence[Selector]:
        """The customer's registration."""
        return [about("customer", self.customer, CustomerRegistered)]

    @given(CustomerRegistered)
    def _(self) -> None:
        self._registered = True

    def decide(self) -> Iterator[Event]:
        """The appointment."""
        if not self._registered:
            raise NotFound("There is no such customer in your reach.", argument="customer")
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise InvalidArgument("An appointment ends after it starts.", argument="endsAt")
        yield AppointmentScheduled(
            appointment=self.appointment,
            customer=self.customer,
            kind=self.kind,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            vehicle=self.vehicle,
            employee=self.employee,
            concerns=self.concerns,
            transport=self.transport,
        )
