"""Agreeing a time with a customer."""

from datetime import timedelta
from typing import Any

import pytest

from lifecycle_api.commands.appointments import RescheduleAppointment, ScheduleAppointment
from lifecycle_api.commands.bus import fresh
from lifecycle_api.commands.command import NotFound, PolicyRefused
from lifecycle_api.domain.events.visits import (
    AppointmentCancelled,
    AppointmentNoShowed,
    AppointmentRecovered,
    AppointmentRescheduled,
    AppointmentShown,
)
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument
from tests.support.facts import NOON, VIN, a, departed, onboarded, registered, scheduled
from tests.support.spec import given

LATER = NOON + timedelta(hours=1)


def test_an_appointment_is_agreed() -> None:
    """With everything that was said about it."""
    given(registered(), onboarded()).when(
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


def test_an_appointment_is_with_somebody_at_work() -> None:
    """Neither with strangers nor with those who left."""
    visit = ScheduleAppointment(a("ann"), a("visit"), "service", NOON, employee=a("sam"))
    given(registered()).when(fresh(visit)).then_raises(NotFound, argument="employee")
    given(registered(), onboarded(), departed()).when(fresh(visit)).then_raises(NotFound, argument="employee")


def test_an_appointment_ends_after_it_starts() -> None:
    """Not at the same moment either."""
    given(registered()).when(ScheduleAppointment(a("ann"), a("visit"), "service", NOON, NOON)).then_raises(
        InvalidArgument, argument="endsAt"
    )


HERS: dict[str, Any] = {"appointment": a("visit"), "customer": a("ann")}
CANCELLED = AppointmentCancelled(**HERS, initiator="rooftop")
MISSED = AppointmentNoShowed(**HERS)
SHOWN = AppointmentShown(**HERS)
SAVED = AppointmentRecovered(**HERS, new_appointment=a("next"), same_day=False)


def move() -> RescheduleAppointment:
    """Ann's wish to come later."""
    command = RescheduleAppointment(a("visit"), NOON + timedelta(days=9), "customer")
    command.at = NOON
    return command


@pytest.mark.parametrize("over", [CANCELLED, MISSED])
def test_an_appointment_that_is_on_again_can_be_moved(over: Event) -> None:
    """As its page says: stated anew after it was called off, or after a no-show that was none."""
    given(scheduled(), over).when(move()).then_raises(PolicyRefused)
    given(scheduled(), over, scheduled()).when(move()).then(
        AppointmentRescheduled(**HERS, from_starts_at=NOON, starts_at=NOON + timedelta(days=9), initiator="customer")
    )


@pytest.mark.parametrize("kept", [(SHOWN,), (MISSED, SHOWN), (MISSED, SAVED)])
def test_an_appointment_that_was_kept_is_over_however_it_is_stated_again(kept: tuple[Event, ...]) -> None:
    """Whoever came, or was won back with another appointment, does not move this one."""
    given(scheduled(), *kept, scheduled()).when(move()).then_raises(PolicyRefused)


def test_an_appointment_that_was_moved_is_moved_from_there() -> None:
    """Also when its record is stated again, as it was booked, because something else of it was corrected."""
    tuesday = NOON + timedelta(days=1)
    moved = AppointmentRescheduled(**HERS, from_starts_at=NOON, starts_at=tuesday, initiator="rooftop")
    given(scheduled(), moved, scheduled(concerns="A rattle.")).when(move()).then(
        AppointmentRescheduled(**HERS, from_starts_at=tuesday, starts_at=NOON + timedelta(days=9), initiator="customer")
    )
