"""Commands about appointments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from lifecycle_api.commands.about_customer import AboutCustomer, AboutTheirs
from lifecycle_api.commands.about_staff import AboutStaff
from lifecycle_api.commands.command import NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.domain.events.visits import (
    AppointmentCancelled,
    AppointmentKind,
    AppointmentNoShowed,
    AppointmentRecovered,
    AppointmentRescheduled,
    AppointmentScheduled,
    AppointmentShown,
)
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument

Transport = Literal["waiter", "loaner", "shuttle", "pickup", "drop_off", "unstated"]


@dataclass
class ScheduleAppointment(AboutCustomer, AboutStaff):
    """Agree a time with a customer."""

    appointment: UUID
    kind: AppointmentKind
    starts_at: datetime
    ends_at: datetime | None = None
    vehicle: str | None = None
    employee: UUID | None = None
    concerns: str | None = None
    transport: Transport = "unstated"

    def boundary(self) -> Sequence[Selector]:
        """The customer's registration, and who is to be there for them."""
        return [*super().boundary(), *self._coming_and_going_of(self.employee)]

    def decide(self) -> Iterator[Event]:
        """The appointment."""
        self._check_customer()
        self._check_at_work(self.employee, "employee")
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


@dataclass
class RescheduleAppointment(AboutTheirs):
    """Move an appointment to another time. Customers can move their own."""

    personal: ClassVar[bool] = True
    appointment: UUID
    starts_at: datetime
    initiator: Literal["customer", "rooftop"]
    reason: Literal["capacity", "parts", "customer", "unstated"] = "unstated"

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._booked_for: datetime | None = None
        self._starts_at: datetime | None = None
        self._missed = False
        self._settled = False

    def boundary(self) -> Sequence[Selector]:
        """The appointment's own events."""
        return [
            about(
                "appointment",
                self.appointment,
                AppointmentScheduled,
                AppointmentRescheduled,
                AppointmentCancelled,
                AppointmentShown,
                AppointmentNoShowed,
                AppointmentRecovered,
            )
        ]

    @given(AppointmentScheduled)
    def _(self, customer: UUID, starts_at: datetime) -> None:
        # What was called off or missed is on again once it is stated anew; what was moved stays moved.
        if starts_at != self._booked_for:
            self._booked_for = self._starts_at = starts_at
        self._customer, self._missed = customer, False

    @given(AppointmentRescheduled)
    def _(self, starts_at: datetime) -> None:
        self._starts_at, self._missed = starts_at, False

    @given(AppointmentCancelled)
    def _(self) -> None:
        self._missed = True

    @given(AppointmentNoShowed)
    def _(self) -> None:
        self._missed = True

    @given(AppointmentShown)
    def _(self) -> None:
        self._settled = True

    @given(AppointmentRecovered)
    def _(self) -> None:
        self._settled = True

    def decide(self) -> Iterator[Event]:
        """The new time."""
        if self._customer is None or self._starts_at is None:
            raise NotFound("There is no such appointment in your reach.", argument="appointment")
        self._check_erased()
        if self._missed or self._settled:
            raise PolicyRefused("The appointment is over; schedule a new one.")
        if self.starts_at <= self.at:
            raise InvalidArgument("An appointment moves to a time to come.", argument="startsAt")
        if self.starts_at == self._starts_at:
            raise PolicyRefused("The appointment is at that time already.", argument="startsAt")
        yield AppointmentRescheduled(
            appointment=self.appointment,
            customer=self._customer,
            from_starts_at=self._starts_at,
            starts_at=self.starts_at,
            initiator=self.initiator,
            reason=self.reason,
        )
