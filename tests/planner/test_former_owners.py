"""What became of a vehicle after somebody gave it up is no business of theirs any more."""

from datetime import date, timedelta
from typing import Any

import pytest

from lifecycle_api.domain.events.deals import VehicleDelivered, VehicleSold
from lifecycle_api.domain.events.vehicles import OwnershipEnded, VehicleAcquired, VehicleFrontLineReady
from lifecycle_api.domain.values import Distance, Money
from tests.graphql.test_joint import both
from tests.support.facts import NOON, VIN, a, closed, opened, owned, phone, registered
from tests.support.graph import Graph
from tests.support.people import consumer

pytestmark = pytest.mark.anyio

DOCUMENT = """
  query($vin: String!) {
    vehicle(vin: $vin) {
      stage version
      odometer { value } odometerReadAt acquiredAt frontLineReadyAt lastServicedAt lastSeenAt stock acquisitionSource
      askingPrice { amount }
      odometerReadings { value readAt }
      milestones { stage }
    }
  }
"""
LATER = NOON + timedelta(days=40)
WHERE = "query($where: VehicleWhere!) { vehicles(where: $where) { nodes { vin } } }"
NOTHING = ("acquiredAt", "frontLineReadyAt", "stock", "acquisitionSource", "askingPrice")


@pytest.fixture
async def handed_on(graph: Graph) -> Graph:
    """Ann brought her car in, and sold it a week later; a month on, the dealer offers it, and Bob brings it in."""
    await graph.happened(phone("ann"), owned(), opened(odometer=Distance(30_000)), closed())
    await graph.happened(
        OwnershipEnded(
            vehicle=VIN,
            customer=a("ann"),
            ownership=a("owned"),
            to_date=(NOON + timedelta(days=7)).date(),
            cause="traded_in",
        )
    )
    later = NOON + timedelta(days=30)
    await graph.happened(
        VehicleAcquired(vehicle=VIN, stock="S-1", source="auction", cost=Money(1_000_000)),
        VehicleFrontLineReady(vehicle=VIN, stock="S-1", asking_price=Money(1_300_000)),
        occurred_at=later,
    )
    await graph.happened(
        registered("bob"),
        owned("next", "bob", from_date=date(2026, 4, 20)),
        opened("again", "bob", odometer=Distance(40_000)),
        closed("again", "bob"),
        occurred_at=later + timedelta(days=60),
    )
    await graph.shown()
    return graph


async def told(graph: Graph, monkeypatch: pytest.MonkeyPatch, customer: str) -> Any:
    """What somebody is told of the car."""
    return (await both(graph, monkeypatch, consumer(graph.tenant, a(customer)), DOCUMENT, vin=VIN))["vehicle"]


async def test_a_sale_booked_after_the_delivery_takes_the_car_from_nobody(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was with Ann when she gave it up, as it was with its owner before that for everybody else."""
    deal: dict[str, Any] = {"deal": a("deal"), "customer": a("ann"), "vehicle": VIN}
    booked = VehicleSold(**deal, condition="used", sale_date=NOON.date(), price=Money(1_500_000))
    await graph.happened(phone("ann"), owned(), VehicleDelivered(**deal))
    await graph.happened(booked, occurred_at=NOON + timedelta(days=2))
    given_up = OwnershipEnded(
        vehicle=VIN, customer=a("ann"), ownership=a("owned"), to_date=date(2026, 4, 1), cause="traded_in"
    )
    await graph.happened(given_up, VehicleAcquired(vehicle=VIN, stock="S-1", source="trade"), occurred_at=LATER)
    await graph.shown()
    assert (await told(graph, monkeypatch, "ann"))["stage"] == "DELIVERED"


async def test_who_gave_it_up_is_told_what_was_until_then(handed_on: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the readings of the next owner's visits, nor what it is offered at; their own visit they still see."""
    car = await told(handed_on, monkeypatch, "ann")
    assert car["lastSeenAt"] == "2026-03-09T00:00:00+00:00"
    assert car["stage"] == "CUSTOMER_OWNED"
    assert isinstance((await handed_on.events())[int(car["version"]) - 1], OwnershipEnded)
    assert [each["value"] for each in car["odometerReadings"]] == [30_000]
    assert [each["stage"] for each in car["milestones"]] == ["in_service", "customer_owned"]
    assert {name for name, value in car.items() if value is None} == {
        *NOTHING,
        "odometer",
        "odometerReadAt",
        "lastServicedAt",
    }


@pytest.mark.parametrize(
    "where",
    [
        {"lastSeenAt": {"gt": "2026-04-01T00:00:00Z"}},
        {"stage": {"in": ["FRONT_LINE_READY", "CUSTOMER_OWNED"]}},
        {"stock": {"eq": "S-1"}},
        {"askingPrice": {"between": {"from": 1, "to": 9_999_999}}},
        {"askingPrice": {"isNull": False}},
    ],
)
async def test_what_they_are_not_told_they_do_not_guess(
    handed_on: Graph, monkeypatch: pytest.MonkeyPatch, where: dict[str, Any]
) -> None:
    """By narrowing a list down: for who gave it up nothing matches, for who has it the car does."""
    for customer, found in (("ann", []), ("bob", [{"vin": VIN}])):
        who = consumer(handed_on.tenant, a(customer))
        assert (await both(handed_on, monkeypatch, who, WHERE, where=where))["vehicles"]["nodes"] == found


@pytest.mark.parametrize("name", ["stage", "stock"])
async def test_none_of_nothing_is_nothing(handed_on: Graph, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """An empty list of values is a condition like any other, for whoever asks."""
    for customer in ("ann", "bob"):
        who = consumer(handed_on.tenant, a(customer))
        seen = await both(handed_on, monkeypatch, who, WHERE, where={name: {"in": []}})
        assert seen["vehicles"]["nodes"] == []


async def test_who_has_it_is_told_everything(handed_on: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what came before them: that is the car's."""
    car = await told(handed_on, monkeypatch, "bob")
    assert [each["value"] for each in car["odometerReadings"]] == [40_000, 30_000]
    assert len(car["milestones"]) == 4
    assert None not in car.values()
    assert car["odometer"] == {"value": 40_000}
