"""A page as of another moment shows what was known then, and nothing of it stays."""

from typing import Any

import pytest

from lifecycle_api.domain.events.privacy import CustomerIdentitiesLinked
from tests.support.facts import VIN, a, noted, opened, owned, registered
from tests.support.graph import Graph
from tests.support.people import staff

pytestmark = pytest.mark.anyio

CUSTOMER = """
query ($id: ID!, $position: EventPosition!) {
  customer(id: $id, asOf: { known: { position: $position } }) {
    version notes(first: 5) { nodes { text } } ownerships { vehicle { vin } }
    rooftops: timeline { nodes { rooftop { code } } }
  }
  now: customer(id: $id) { version notes(first: 5) { nodes { text } } }
}
"""
PEOPLE = """
query ($id: ID!, $position: EventPosition!) {
  customer(id: $id, asOf: { known: { position: $position } }) { samePerson { other { name } unlinkedAt } }
  now: customer(id: $id) { samePerson { other { name } } }
}
"""
VEHICLE = """
query ($vin: String!, $position: EventPosition!) {
  vehicle(vin: $vin, asOf: { known: { position: $position } }) {
    stage ownerships { customer { name } } repairOrders { nodes { number } }
  }
}
"""


async def asked(graph: Graph, document: str, position: int, **variables: Any) -> Any:
    """The answer as of a position."""
    return await graph.read(staff(graph.tenant), document, position=str(position), **variables)


async def test_a_customer_as_of_a_position(graph: Graph) -> None:
    """Two reads of one customer in one operation: then, and now."""
    early = await graph.happened(noted("first"), at="north")
    late = await graph.happened(noted("second"), owned("mine", "ann"), at="north")
    then = await asked(graph, CUSTOMER, early, id=f"customer:{a('ann')}")
    assert then["customer"]["version"] == str(early)
    assert [len(then[root]["notes"]["nodes"]) for root in ("customer", "now")] == [1, 2]
    assert then["customer"]["ownerships"] == []
    assert {each["rooftop"]["code"] for each in then["customer"]["rooftops"]["nodes"]} == {"north"}
    assert then["now"]["version"] == str(late)


async def test_a_vehicle_as_of_a_position_knows_its_owners(graph: Graph) -> None:
    """Its customers are replayed with it."""
    before = await graph.happened(owned("mine", "ann"), at="north")
    await graph.happened(opened("order", "ann"), at="north")
    vehicle = (await asked(graph, VEHICLE, before, vin=VIN))["vehicle"]
    assert [each["customer"]["name"] for each in vehicle["ownerships"]] != [None]
    assert vehicle["repairOrders"]["nodes"] == []


def linked(customer: str, other: str) -> CustomerIdentitiesLinked:
    """Two records of one person."""
    return CustomerIdentitiesLinked(customer=a(customer), other=a(other), method="manual", reason="Same licence.")


async def test_the_other_records_of_a_customer_are_replayed_as_far_as_links_lead(graph: Graph) -> None:
    """With their names, from each end, and those that are linked later not yet."""
    await graph.happened(registered("bob"), registered("cid"), registered("dan"))
    then = await graph.happened(linked("ann", "bob"), linked("cid", "bob"))
    await graph.happened(linked("cid", "dan"))
    for who, others in (("ann", ["Bob", "Cid"]), ("cid", ["Ann", "Bob"])):
        answer = await asked(graph, PEOPLE, then, id=f"customer:{a(who)}")
        told = [(each["other"]["name"], each["unlinkedAt"]) for each in answer["customer"]["samePerson"]]
        assert sorted(told) == [(other, None) for other in others]
        assert sorted(each["other"]["name"] for each in answer["now"]["samePerson"]) == [*others, "Dan"]


async def test_nothing_of_a_replay_stays(graph: Graph) -> None:
    """The scratch schemas are empty before and after."""
    position = await graph.happened(noted("first"), at="north")
    await asked(graph, CUSTOMER, position, id=f"customer:{a('ann')}")
    left = await graph.parts.reads.fetchval("SELECT count(*) FROM scratch_customer_profile_v5.customer")
    assert left == 0


async def test_before_the_beginning_there_is_nobody(graph: Graph) -> None:
    """And an id of nobody stays nobody."""
    await graph.happened(noted("first"), at="north")
    for position, who in ((1, "ann"), (10_000, "nobody")):
        answer = await asked(graph, CUSTOMER, position, id=f"customer:{a(who)}")
        assert answer["customer"] is None
