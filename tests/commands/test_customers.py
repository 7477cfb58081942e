"""Who looks after a customer, and what is written down about them."""

from datetime import timedelta

import pytest

from lifecycle_api.commands.command import NotFound, PolicyRefused
from lifecycle_api.commands.customers import AssignCustomer, CorrectNote, ReassignReason, RecordNote
from lifecycle_api.domain.events.notes import NoteCorrected, NoteRecorded
from lifecycle_api.domain.events.organisation import (
    CustomerAssigned,
    CustomerOrphaned,
    CustomerReassigned,
)
from lifecycle_api.errors import InvalidArgument
from tests.support.facts import NOON, a, departed, noted, onboarded, registered
from tests.support.spec import given

ASSIGNED = CustomerAssigned(customer=a("ann"), employee=a("sam"), slot="sales")


def test_a_customer_nobody_has_is_assigned() -> None:
    """The employee gets the slot."""
    given(registered(), onboarded()).when(AssignCustomer(a("ann"), a("sam"), "sales")).then(ASSIGNED)


def test_a_customer_somebody_has_is_reassigned() -> None:
    """Whoever had the slot is named, with the reason."""
    given(registered(), onboarded(), onboarded("max"), ASSIGNED).when(
        AssignCustomer(a("ann"), a("max"), "sales", "workload")
    ).then(
        CustomerReassigned(
            customer=a("ann"), slot="sales", from_employee=a("sam"), to_employee=a("max"), reason="workload"
        )
    )


@pytest.mark.parametrize(
    ("said", "recorded"), [(None, "departed"), ("customer_request", "customer_request"), ("other", "other")]
)
def test_who_takes_over_from_one_who_left_does_so_for_that_reason(
    said: ReassignReason | None, recorded: ReassignReason
) -> None:
    """Unless another one is named."""
    given(registered(), onboarded(), onboarded("max"), departed(), ASSIGNED).when(
        AssignCustomer(a("ann"), a("max"), "sales", said)
    ).then(
        CustomerReassigned(
            customer=a("ann"), slot="sales", from_employee=a("sam"), to_employee=a("max"), reason=recorded
        )
    )


def test_a_reassigned_customer_has_a_new_holder() -> None:
    """The next one takes over from the last, not from the first."""
    moved = CustomerReassigned(
        customer=a("ann"), slot="sales", from_employee=a("sam"), to_employee=a("max"), reason="other"
    )
    given(registered(), onboarded(), onboarded("max"), ASSIGNED, moved).when(
        AssignCustomer(a("ann"), a("sam"), "sales")
    ).then(
        CustomerReassigned(
            customer=a("ann"), slot="sales", from_employee=a("max"), to_employee=a("sam"), reason="other"
        )
    )


def test_an_orphaned_customer_is_assigned_anew() -> None:
    """Nobody gives the slot up."""
    orphaned = CustomerOrphaned(customer=a("ann"), slot="sales", cause="departed")
    given(registered(), onboarded(), ASSIGNED, orphaned).when(AssignCustomer(a("ann"), a("sam"), "sales")).then(
        ASSIGNED
    )


def test_slots_do_not_disturb_each_other() -> None:
    """Sales and service look after the same customer."""
    given(registered(), onboarded(), ASSIGNED).when(AssignCustomer(a("ann"), a("sam"), "service_advisor")).then(
        CustomerAssigned(customer=a("ann"), employee=a("sam"), slot="service_advisor")
    )


def test_who_has_the_slot_is_not_assigned_again() -> None:
    """There is nothing to record."""
    given(registered(), onboarded(), ASSIGNED).when(AssignCustomer(a("ann"), a("sam"), "sales")).then_raises(
        PolicyRefused
    )


def test_an_unknown_customer_is_not_assigned() -> None:
    """Somebody else's registration does not help."""
    given(registered("bob"), onboarded()).when(AssignCustomer(a("ann"), a("sam"), "sales")).then_raises(
        NotFound, argument="customer"
    )


def test_only_who_works_here_is_assigned() -> None:
    """Neither strangers nor those who left."""
    given(registered()).when(AssignCustomer(a("ann"), a("sam"), "sales")).then_raises(NotFound, argument="employee")
    given(registered(), onboarded(), departed()).when(AssignCustomer(a("ann"), a("sam"), "sales")).then_raises(
        NotFound, argument="employee"
    )


def test_who_left_is_back_once_they_start_anew_and_not_when_their_start_is_stated_again() -> None:
    """A record of somebody who left is put right, too: that is no new start."""
    put_right = (NOON - timedelta(days=900), onboarded(roles=("sales",)))
    given(registered(), onboarded(), departed(), put_right).when(
        AssignCustomer(a("ann"), a("sam"), "sales")
    ).then_raises(NotFound, argument="employee")
    back = (NOON + timedelta(days=90), onboarded())
    given(registered(), onboarded(), departed(), put_right, back, put_right).when(
        AssignCustomer(a("ann"), a("sam"), "sales")
    ).then(ASSIGNED)


def test_a_note_is_written_down() -> None:
    """With its text."""
    given(registered()).when(RecordNote(a("ann"), a("note"), "Likes blue.")).then(
        NoteRecorded(note=a("note"), customer=a("ann"), text="Likes blue.")
    )


def test_a_note_needs_a_customer_and_a_text() -> None:
    """Blanks are no text."""
    given().when(RecordNote(a("ann"), a("note"), "Likes blue.")).then_raises(NotFound, argument="customer")
    given(registered()).when(RecordNote(a("ann"), a("note"), " \n")).then_raises(InvalidArgument, argument="text")


def test_a_note_is_put_right_for_a_reason() -> None:
    """It stays about its customer."""
    given(noted()).when(CorrectNote(a("note"), "Likes red.", "misheard")).then(
        NoteCorrected(note=a("note"), customer=a("ann"), text="Likes red.", reason="misheard")
    )


def test_a_correction_needs_a_note_a_text_and_a_reason() -> None:
    """In this order."""
    given().when(CorrectNote(a("note"), "Likes red.", "misheard")).then_raises(NotFound, argument="note")
    given(noted()).when(CorrectNote(a("note"), "", "misheard")).then_raises(InvalidArgument, argument="text")
    given(noted()).when(CorrectNote(a("note"), "Likes red.", " ")).then_raises(InvalidArgument, argument="reason")
