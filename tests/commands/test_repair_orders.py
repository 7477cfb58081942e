"""Recommended work is answered while its repair order is open, as often as the customer changes their mind."""

from datetime import timedelta

from lifecycle_api.commands.command import NotFound, PolicyRefused
from lifecycle_api.commands.repair_orders import ApproveWork, DeclineWork, RepairOrderNotOpen
from lifecycle_api.domain.events.repair_orders import WorkApproved, WorkDeclined
from lifecycle_api.domain.values import Money
from tests.support.facts import NOON, VIN, a, closed, opened, recommended
from tests.support.spec import given


def test_work_is_declined_while_the_repair_order_is_open() -> None:
    """Declining records the price that was quoted and the customer's words."""
    given(opened(), recommended("brakes"), recommended("tires")).when(
        DeclineWork(a("order"), a("brakes"), "deferred", "cost", "after payday", NOON)
    ).then(
        WorkDeclined(
            repair_order=a("order"),
            customer=a("ann"),
            vehicle=VIN,
            recommendation=a("brakes"),
            decision="deferred",
            op_code="BRK",
            description="Brakes",
            price=Money(42_000),
            reason="cost",
            verbatim="after payday",
            revisit_at=NOON,
        )
    )


def test_a_closed_repair_order_takes_no_more_answers() -> None:
    """After it closed, the answer belongs to the next visit."""
    given(opened(), recommended(), closed()).when(DeclineWork(a("order"), a("brakes"), "declined")).then_raises(
        RepairOrderNotOpen
    )


def test_a_reopened_repair_order_takes_answers_again() -> None:
    """The last word counts."""
    given(opened(), recommended(), closed(), opened()).when(DeclineWork(a("order"), a("brakes"), "declined")).then(
        WorkDeclined(
            repair_order=a("order"),
            customer=a("ann"),
            vehicle=VIN,
            recommendation=a("brakes"),
            decision="declined",
            op_code="BRK",
            description="Brakes",
            price=Money(42_000),
        )
    )


def test_only_recommended_work_is_declined() -> None:
    """What was recommended on another repair order does not count."""
    given(opened(), recommended("brakes", "other")).when(DeclineWork(a("order"), a("brakes"), "declined")).then_raises(
        NotFound, argument="recommendation"
    )


def test_a_repair_order_has_to_be_there() -> None:
    """Unknown ones take no answers."""
    given(opened("other")).when(DeclineWork(a("order"), a("brakes"), "declined")).then_raises(
        NotFound, argument="repairOrder"
    )


APPROVE = ApproveWork(a("order"), a("brakes"), "portal")


def approved(cents: int = 42_000) -> WorkApproved:
    """Ann's yes, in the portal."""
    return WorkApproved(
        repair_order=a("order"),
        customer=a("ann"),
        vehicle=VIN,
        recommendation=a("brakes"),
        method="portal",
        price=Money(cents),
    )


def declined(work: str = "brakes") -> WorkDeclined:
    """Ann's no."""
    return WorkDeclined(
        repair_order=a("order"),
        customer=a("ann"),
        vehicle=VIN,
        recommendation=a(work),
        decision="declined",
        op_code="BRK",
        description="Brakes",
        price=Money(42_000),
    )


def test_a_yes_is_said_once() -> None:
    """With the price that it is a yes to; a no to other work takes nothing back."""
    given(opened(), recommended()).when(APPROVE).then(approved())
    given(opened(), recommended(), approved(), declined("tires")).when(APPROVE).then_raises(PolicyRefused)


def test_a_no_takes_a_yes_back_and_a_yes_a_no() -> None:
    """The last word counts, however often it changes."""
    story = (opened(), recommended(), approved(), declined())
    given(*story).when(APPROVE).then(approved())
    given(*story, approved()).when(APPROVE).then_raises(PolicyRefused)


def test_a_no_that_is_stated_again_takes_no_yes_back() -> None:
    """It is the no of before; one that was said later is another."""
    later = NOON + timedelta(minutes=10)
    story = (opened(), recommended(), declined(), (later, approved()))
    given(*story, declined()).when(APPROVE).then_raises(PolicyRefused)
    given(*story, (later, declined())).when(APPROVE).then(approved())


def test_another_price_is_another_question() -> None:
    """Who said yes to 420 dollars has not said yes to 900; the same price again asks nothing new."""
    dearer = recommended(cents=90_000)
    given(opened(), recommended(), approved(), dearer).when(APPROVE).then(approved(90_000))
    given(opened(), recommended(), approved(), recommended()).when(APPROVE).then_raises(PolicyRefused)
