"""What sums a timeline up is made of what its reader may see: of other rooftops it tells neither titles nor counts."""

from datetime import timedelta
from typing import Any

import pytest

from lifecycle_api.domain.events.deals import VehicleDelivered
from tests.graphql.test_joint import both
from tests.support.facts import NOON, VIN, a, closed, opened, structured
from tests.support.graph import Graph
from tests.support.people import staff

pytestmark = pytest.mark.anyio

SUMS = """
  query($id: ID!, $asOf: AsOfInput) {
    customer(id: $id, asOf: $asOf) {
      timeline { facets { category count } }
      visits: timelineGroups(by: VISIT) { count { value } nodes { ...Group } }
      deals: timelineGroups(by: DEAL) { count { value } nodes { ...Group } }
    }
  }
  fragment Group on TimelineGroup { title firstAt lastAt itemCount items { type } }
"""
SOLD, DELIVERED = NOON + timedelta(days=3), NOON + timedelta(days=5)


@pytest.fixture
async def story(graph: Graph) -> Graph:
    """Ann's car is serviced in the north; she buys one in the south, which the north delivers."""
    await graph.happened(opened(), at="north")
    await graph.happened(closed(), at="north", occurred_at=NOON + timedelta(days=1))
    await graph.happened(structured(), at="south", occurred_at=SOLD)
    delivered = VehicleDelivered(deal=a("deal"), customer=a("ann"), vehicle=VIN)
    await graph.happened(delivered, at="north", occurred_at=DELIVERED)
    await graph.shown()
    return graph


async def sums(graph: Graph, patch: pytest.MonkeyPatch, *rooftops: str) -> Any:
    """What staff of these rooftops are told, now and as of now, of all that there is."""
    who, head = staff(graph.tenant, *map(a, rooftops)), str(await graph.parts.store.head(graph.tenant))
    told = await both(graph, patch, who, SUMS, id=f"customer:{a('ann')}")
    past = await both(graph, patch, who, SUMS, id=f"customer:{a('ann')}", asOf={"known": {"position": head}})
    assert past == told
    customer = told["customer"]
    assert all(
        each["itemCount"] == len(each["items"]) for kind in ("visits", "deals") for each in customer[kind]["nodes"]
    )
    return customer


async def test_staff_of_one_rooftop_are_told_of_its_own_part(story: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deal of the south is a delivery to the north."""
    north = await sums(story, monkeypatch, "north")
    assert {each["category"]: each["count"] for each in north["timeline"]["facets"]} == {
        "IDENTITY": 1,
        "SERVICE": 2,
        "SALES": 1,
    }
    (visit,), (deal,) = north["visits"]["nodes"], north["deals"]["nodes"]
    assert (visit["itemCount"], north["visits"]["count"]["value"]) == (2, 1)
    assert (deal["title"], deal["itemCount"]) == ("Interest in a vehicle", 1)
    assert (deal["firstAt"], deal["lastAt"]) == (DELIVERED.isoformat(), DELIVERED.isoformat())


async def test_a_visit_elsewhere_is_no_visit(story: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who works in the south, where Ann bought, sees the deal alone."""
    south = await sums(story, monkeypatch, "south")
    assert (south["visits"]["nodes"], south["visits"]["count"]["value"]) == ([], 0)
    assert [each["itemCount"] for each in south["deals"]["nodes"]] == [1]
    assert sum(each["count"] for each in south["timeline"]["facets"]) == 1


async def test_at_all_rooftops_they_are_what_stands_in_the_read_model(
    story: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named one by one, or as all of them."""
    everywhere, named = await sums(story, monkeypatch), await sums(story, monkeypatch, "north", "south")
    assert everywhere == named
    assert [each["itemCount"] for each in everywhere["deals"]["nodes"]] == [2]
