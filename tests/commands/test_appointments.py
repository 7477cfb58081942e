"""Agreeing a time with a customer."""

from datetime import timedelta

from lifecycle_api.commands.appointments import ScheduleAppointment
from lifecycle_api.commands.command import NotFound
from lifecycle_api.errors import InvalidArgument
from tests.support.facts import NOON, VIN, a, registered, scheduled
from tests.support.spec import given

LATER = NOON + timedelta(hours=1)


def test_an_appointment_is_agreed() -> None:
    """With everything that was said about it."""
    given(registered()).when(
        ScheduleAppointment(a("ann"), a("visit"), "service", NOON, LATER, VIN, a("sam"), "A rattle.", "loaner")
    ).then(
        scheduled(
            ends_at=LATER, vehicle=VIN, employee=a("sam"), concerns="A rattle.", transport="loaner", origin="unstated"
        )
    )


def test_an_appointment_is_agreed_with_someone() -> None:
    """Unknown customers have none."""
    given(registered("bob")).when(ScheduleAppointment(a("ann"), a("visit"), "service", NOON)).then_raises(
        NotFound, argument="customer"
    )


def test_an_appointment_ends_after_it_starts() -> None:
    """Not at the same moment either."""
    given(registered()).when(ScheduleAppointment(a("ann"), a("visit"), "service", NOON, NOON)).then_raises(
        InvalidArgument, argument="endsAt"
    )
