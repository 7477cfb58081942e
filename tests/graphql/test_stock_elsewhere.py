"""A vehicle that two rooftops know: what one of them paid for it, and did with it, is not told at the other."""

from datetime import timedelta
from typing import Any

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.vehicles import VehicleAcquired
from lifecycle_api.domain.values import Money
from tests.graphql.test_joint import both
from tests.support.decisions import market
from tests.support.facts import NOON, VIN, a, closed, opened
from tests.support.graph import Graph
from tests.support.people import partner, staff

pytestmark = pytest.mark.anyio

ASSET = """
  query($vin: String!, $asOf: AsOfInput) {
    vehicle(vin: $vin, asOf: $asOf) { stage stock cost { amount } milestones { stage detail } }
  }
"""
LISTED = "{ vehicles(orderBy: PRICE) { nodes { cost { amount } milestones { stage } } count { value } } }"
VISIT: list[dict[str, Any]] = [{"stage": "in_service", "detail": "R-100"}, {"stage": "customer_owned", "detail": None}]
BOUGHT: list[dict[str, Any]] = [{"stage": "acquired", "detail": "auction"}]


@pytest.fixture
async def known(graph: Graph) -> Graph:
    """Ann's car is serviced in the north; later the south buys it at an auction."""
    await graph.happened(opened(), at="north")
    await graph.happened(closed(), at="north", occurred_at=NOON + timedelta(days=1))
    bought = VehicleAcquired(vehicle=VIN, stock="U1", source="auction", cost=Money(987_654))
    await graph.happened(bought, at="south", occurred_at=NOON + timedelta(days=9))
    await graph.happened(*market(*Category), at=None)
    await graph.shown()
    return graph


async def told(graph: Graph, patch: pytest.MonkeyPatch, *rooftops: str) -> Any:
    """What the sales managers of these rooftops are told, now, as of now, and in a list."""
    who = staff(graph.tenant, *map(a, rooftops), role=Role.SALES_MANAGER)
    known = {"position": str(await graph.parts.store.head(graph.tenant))}
    now = (await both(graph, patch, who, ASSET, vin=VIN))["vehicle"]
    assert (await both(graph, patch, who, ASSET, vin=VIN, asOf={"known": known}))["vehicle"] == now
    listed = (await both(graph, patch, who, LISTED))["vehicles"]
    milestones = [{"stage": each["stage"]} for each in now["milestones"]]
    assert listed == {"nodes": [{"cost": now["cost"], "milestones": milestones}], "count": {"value": 1}}
    return now


async def test_what_it_cost_is_told_where_it_was_paid(known: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """And each rooftop's steps to itself; where the vehicle stands now is known to all."""
    asset = {"stage": "ACQUIRED", "stock": "U1"}
    paid = {"cost": {"amount": 987_654}}
    assert await told(known, monkeypatch, "north") == {**asset, "cost": None, "milestones": VISIT}
    assert await told(known, monkeypatch, "south") == {**asset, **paid, "milestones": BOUGHT}
    for all_of_them in ((), ("north", "south")):
        assert await told(known, monkeypatch, *all_of_them) == {**asset, **paid, "milestones": VISIT + BOUGHT}


async def test_a_partner_for_one_rooftop_is_told_of_that_one(known: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was agreed."""
    bounded, whole = partner(known.tenant, rooftops=frozenset({a("north")})), partner(known.tenant)
    ask = "query($vin: String!) { vehicle(vin: $vin) { vin milestones { stage } } }"
    asked: dict[str, Any] = {"vin": VIN, "purposes": ("vehicle_history",)}
    one = (await both(known, monkeypatch, bounded, ask, **asked))["vehicle"]
    every = (await both(known, monkeypatch, whole, ask, **asked))["vehicle"]
    assert [each["stage"] for each in one["milestones"]] == [each["stage"] for each in VISIT]
    assert [each["stage"] for each in every["milestones"]] == [each["stage"] for each in VISIT + BOUGHT]
