"""Vehicles are delivered once, and have their owners one after the other."""

from datetime import date
from typing import Any

from lifecycle_api.commands.command import NotFound, PolicyRefused
from lifecycle_api.commands.vehicles import DeliverVehicle, TransferOwnership
from lifecycle_api.domain.events.deals import DealUnwound, VehicleDelivered
from lifecycle_api.domain.events.vehicles import OwnershipEnded, OwnershipStarted
from lifecycle_api.domain.values import ChecklistItem, Distance
from tests.support.facts import VIN, a, departed, onboarded, owned, registered, structured
from tests.support.spec import given

TODAY = date(2026, 3, 2)


def delivered(**changed: Any) -> VehicleDelivered:
    """The delivery of Ann's deal."""
    return VehicleDelivered(deal=a("deal"), customer=a("ann"), vehicle=VIN, **changed)


def transfer(on: date = TODAY) -> TransferOwnership:
    """Bob gets Ann's car."""
    return TransferOwnership(VIN, a("bob"), a("new"), on)


def started(customer: str = "bob") -> OwnershipStarted:
    """The new ownership."""
    return OwnershipStarted(
        vehicle=VIN, customer=a(customer), ownership=a("new"), role="owner", from_date=TODAY, origin="declared"
    )


def test_the_vehicle_of_a_deal_is_delivered() -> None:
    """To whom bought it, with what was seen at the handover."""
    told: dict[str, Any] = {
        "odometer": Distance(12),
        "method": "home",
        "delivered_by": a("sam"),
        "checklist": (ChecklistItem("keys", done=True),),
    }
    given(structured(), onboarded(), departed()).when(DeliverVehicle(a("deal"), **told)).then(delivered(**told))


def test_nobody_delivers_who_never_worked_here() -> None:
    """Who left since then did."""
    given(structured()).when(DeliverVehicle(a("deal"), delivered_by=a("sam"))).then_raises(
        NotFound, argument="deliveredBy"
    )


def test_a_deal_is_delivered_once() -> None:
    """The second time is a mistake."""
    given(structured(), delivered()).when(DeliverVehicle(a("deal"))).then_raises(PolicyRefused)


def test_a_deal_that_was_undone_is_not_delivered() -> None:
    """Neither before its delivery nor after."""
    undone = DealUnwound(deal=a("deal"), customer=a("ann"), vehicle=VIN, reason="financing")
    given(structured(), undone).when(DeliverVehicle(a("deal"))).then_raises(PolicyRefused)


def test_an_unknown_deal_is_not_delivered() -> None:
    """There is no vehicle in it."""
    given(structured("other")).when(DeliverVehicle(a("deal"))).then_raises(NotFound, argument="deal")


def test_a_vehicle_passes_to_its_next_owner() -> None:
    """One ownership ends, the next begins, on the same day."""
    given(registered("bob"), owned()).when(transfer()).then(
        OwnershipEnded(vehicle=VIN, customer=a("ann"), ownership=a("owned"), to_date=TODAY, cause="sold"), started()
    )


def test_every_ownership_that_lasts_ends() -> None:
    """Co-owners give it up together; drivers and former owners have nothing to give up."""
    former = OwnershipEnded(vehicle=VIN, customer=a("cid"), ownership=a("old"), to_date=TODAY, cause="sold")
    given(
        registered("bob"),
        owned("old", "cid"),
        former,
        owned(),
        owned("with", "dan", role="co_owner"),
        owned("drives", "eve", role="driver"),
    ).when(transfer()).then(
        OwnershipEnded(vehicle=VIN, customer=a("ann"), ownership=a("owned"), to_date=TODAY, cause="sold"),
        OwnershipEnded(vehicle=VIN, customer=a("dan"), ownership=a("with"), to_date=TODAY, cause="sold"),
        started(),
    )


def test_a_vehicle_nobody_is_known_to_own_gets_an_owner() -> None:
    """Its past need not be known."""
    given(registered("bob")).when(transfer()).then(started())


def test_a_vehicle_is_not_passed_to_its_owner() -> None:
    """It is theirs already."""
    given(registered("bob"), owned("owned", "bob")).when(transfer()).then_raises(PolicyRefused, argument="toCustomer")


def test_an_ownership_does_not_end_before_it_began() -> None:
    """The day has to be later, or the same."""
    given(registered("bob"), owned()).when(transfer(date(2023, 1, 1))).then_raises(PolicyRefused, argument="on")


def test_the_next_owner_has_to_be_known() -> None:
    """A transfer registers nobody."""
    given(owned()).when(transfer()).then_raises(NotFound, argument="toCustomer")
