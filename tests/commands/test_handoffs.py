"""Handoffs: each step once, in order, and about something that is the customer's."""

from typing import Any, Literal

import pytest

from lifecycle_api.commands.bus import fresh
from lifecycle_api.commands.command import NotFound, PolicyRefused
from lifecycle_api.commands.handoffs import AnswerHandoff, OfferHandoff, Subject
from lifecycle_api.domain.events.handoffs import HandoffAccepted, HandoffCompleted, HandoffReturned
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import ChecklistItem
from lifecycle_api.errors import InvalidArgument
from tests.support.facts import NOON, a, departed, lead, offered, onboarded, opened, registered, scheduled, structured
from tests.support.spec import given

Answer = Literal["accepted", "returned", "completed"]

HANDOFF: dict[str, Any] = {"handoff": a("handoff"), "customer": a("ann")}
ACCEPTED = HandoffAccepted(**HANDOFF, employee=a("sam"))
RETURNED = HandoffReturned(**HANDOFF, reason="No stips.")
COMPLETED = HandoffCompleted(**HANDOFF)


def offer(about: Subject = "customer", subject: str | None = None, **changed: Any) -> OfferHandoff:
    """An offer from sales to F&I."""
    fields: dict[str, Any] = {
        **HANDOFF,
        "from_department": "sales",
        "to_department": "f_and_i",
        "reason": "All signed.",
    }
    return OfferHandoff(**{**fields, "about": about, "subject": subject and a(subject), **changed})


def test_a_customer_is_handed_over() -> None:
    """With checklist, people and a due time."""
    items = (ChecklistItem("licence", done=True), ChecklistItem("insurance"))
    told: dict[str, Any] = {
        "from_employee": a("sam"),
        "to_employee": a("max"),
        "checklist": items,
        "due_at": NOON,
    }
    given(registered(), onboarded("sam"), onboarded("max")).when(offer(**told)).then(offered(**told))


@pytest.mark.parametrize(
    ("about", "beginning"),
    [
        ("lead", lead("it")),
        ("deal", structured("it")),
        ("deal", structured("it", "bob", co_buyer=a("ann"))),
        ("appointment", scheduled("it")),
        ("repair_order", opened("it")),
    ],
)
def test_a_matter_of_the_customers_is_handed_over(about: Subject, beginning: Event) -> None:
    """Lead, deal, appointment or repair order."""
    subject: dict[str, Any] = {"about": about, str(about): a("it")}
    given(registered(), beginning).when(offer(about, "it")).then(offered(**subject))


@pytest.mark.parametrize("about", ["lead", "deal", "appointment", "repair_order"])
def test_what_is_handed_over_has_to_be_there(about: Subject) -> None:
    """An id of nothing is refused."""
    given(registered()).when(offer(about, "it")).then_raises(NotFound, argument="subject")


def test_what_is_handed_over_has_to_be_the_customers() -> None:
    """Bob's deal is no matter of Ann's."""
    given(registered(), structured("it", "bob")).when(offer("deal", "it")).then_raises(NotFound, argument="subject")


def test_an_unknown_customer_is_not_handed_over() -> None:
    """There is nobody to hand over."""
    given().when(offer()).then_raises(NotFound, argument="customer")


def test_a_handoff_goes_to_another_department() -> None:
    """Within one there is nothing to hand over."""
    given(registered()).when(offer(to_department="sales")).then_raises(InvalidArgument, argument="toDepartment")


def test_a_subject_and_its_kind_belong_together() -> None:
    """Neither stands alone."""
    given(registered()).when(offer("deal")).then_raises(InvalidArgument, argument="subject")
    given(registered()).when(offer("customer", "it")).then_raises(InvalidArgument, argument="subject")


@pytest.mark.parametrize(
    ("answer", "before", "after"),
    [
        ("accepted", [], HandoffAccepted(**HANDOFF, employee=a("max"))),
        ("returned", [], HandoffReturned(**HANDOFF, employee=a("max"), reason="why")),
        ("returned", [ACCEPTED], HandoffReturned(**HANDOFF, employee=a("max"), reason="why")),
        ("completed", [ACCEPTED], HandoffCompleted(**HANDOFF, employee=a("max"))),
    ],
)
def test_a_handoff_is_answered(answer: Answer, before: list[Event], after: Event) -> None:
    """Accepted, then completed; given back from either."""
    given(onboarded("max"), offered(), *before).when(AnswerHandoff(a("handoff"), answer, a("max"), "why")).then(after)


@pytest.mark.parametrize(
    ("answer", "before"),
    [
        ("accepted", [ACCEPTED]),
        ("accepted", [RETURNED]),
        ("accepted", [ACCEPTED, COMPLETED]),
        ("returned", [RETURNED]),
        ("returned", [ACCEPTED, COMPLETED]),
        ("completed", []),
        ("completed", [ACCEPTED, RETURNED]),
        ("completed", [ACCEPTED, COMPLETED]),
    ],
)
def test_no_step_is_taken_twice_or_out_of_order(answer: Answer, before: list[Event]) -> None:
    """The handoff does not wait for it."""
    given(offered(), *before).when(AnswerHandoff(a("handoff"), answer, reason="why")).then_raises(PolicyRefused)


def test_an_offer_that_is_stated_again_takes_back_no_answer() -> None:
    """As when a CRM adds its deal; after it was given back, it is offered anew."""
    given(offered(), ACCEPTED, offered()).when(AnswerHandoff(a("handoff"), "accepted")).then_raises(PolicyRefused)
    given(onboarded(), offered(), RETURNED, offered()).when(AnswerHandoff(a("handoff"), "accepted", a("sam"))).then(
        ACCEPTED
    )


def test_only_who_works_here_is_asked_or_takes_over() -> None:
    """Neither strangers nor those who left."""
    for before in ([], [onboarded(), departed()]):
        given(registered(), *before).when(offer(to_employee=a("sam"))).then_raises(NotFound, argument="toEmployee")
        given(offered(), *before).when(AnswerHandoff(a("handoff"), "accepted", a("sam"))).then_raises(
            NotFound, argument="employee"
        )


def test_who_hands_over_or_is_done_may_have_left() -> None:
    """Their matters are passed on; strangers have none."""
    known, left = [registered(), offered(), ACCEPTED], [onboarded(), departed()]
    given(*known, *left).when(offer(from_employee=a("sam"))).then(offered(from_employee=a("sam")))
    given(*known).when(offer(from_employee=a("sam"))).then_raises(NotFound, argument="fromEmployee")
    answers: list[tuple[Answer, Event]] = [
        ("completed", HandoffCompleted(**HANDOFF, employee=a("sam"))),
        ("returned", HandoffReturned(**HANDOFF, employee=a("sam"), reason="why")),
    ]
    for answer, recorded in answers:
        command = AnswerHandoff(a("handoff"), answer, a("sam"), "why")
        given(*known, *left).when(fresh(command)).then(recorded)
        given(*known).when(fresh(command)).then_raises(NotFound, argument="employee")


def test_a_handoff_that_was_never_offered_is_not_answered() -> None:
    """There is none."""
    given(offered("other")).when(AnswerHandoff(a("handoff"), "accepted")).then_raises(NotFound, argument="handoff")


def test_giving_back_needs_a_reason() -> None:
    """The other department has to know what is missing."""
    given(offered()).when(AnswerHandoff(a("handoff"), "returned", reason=" ")).then_raises(
        InvalidArgument, argument="reason"
    )


def test_a_completion_may_bring_its_checklist() -> None:
    """As it was worked off."""
    items = (ChecklistItem("licence", done=True),)
    given(offered(), ACCEPTED).when(AnswerHandoff(a("handoff"), "completed", checklist=items)).then(
        HandoffCompleted(**HANDOFF, checklist=items)
    )
