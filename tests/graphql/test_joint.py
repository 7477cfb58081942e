"""A deal of two buyers is each one's own, and leaves with the consent of both."""

from datetime import timedelta
from typing import Any

import pytest

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.deals import StipulationRequested, VehicleDelivered
from lifecycle_api.domain.events.disclosures import DataDisclosed
from lifecycle_api.planner.planner import Planner
from tests.graphql.test_decided import FOLLOWUP, carfair, fair
from tests.graphql.test_decided_by_stock import Unable
from tests.support.decisions import drafted, granted, permit, signed, withdrawn
from tests.support.facts import NOON, VIN, a, registered, structured
from tests.support.graph import Graph
from tests.support.people import consumer, staff

pytestmark = pytest.mark.anyio
__all__ = ["fair"]

OWN = """
  query($me: ID!, $deal: ID!) {
    deal(id: $deal) { number price { amount } customer { name } coBuyer { name } stipulations { kind } }
    deals { nodes { number } }
    customer(id: $me) {
      deals { nodes { number } count { value } }
      timeline(orderBy: OLDEST) { nodes { type title } facets { category count } }
    }
  }
"""
OTHER_VIN = "1HGCM82633A004353"
PAST = """
  query($id: ID!, $at: EventPosition!) {
    then: customer(id: $id, asOf: { known: { position: $at } }) { ...Bought }
    now: customer(id: $id) { ...Bought }
  }
  fragment Bought on Customer {
    deals { nodes { number stage stipulations { kind } } }
    timeline(orderBy: OLDEST) { nodes { type title vehicle { vin } } facets { category count } }
  }
"""
TEXTS = "query($id: ID!) { customer(id: $id) { timeline(orderBy: OLDEST) { nodes { type text } } } }"
TIMELINE = "query($id: ID!) { customer(id: $id) { timeline(orderBy: OLDEST) { nodes { type } } } }"
HERS = "query($id: ID!) { customer(id: $id) { timeline { pageInfo { endCursor } } } }"
THEIRS = """
  query($vin: String!, $first: Int = 20, $after: String, $by: Chronology) {
    vehicle(vin: $vin) {
      timeline(first: $first, after: $after, orderBy: $by) {
        nodes { id customer { id } }
        edges { cursor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
"""


@pytest.fixture
async def joint(fair: Graph) -> Graph:
    """Ann buys together with Bob; what the lender wants and the delivery name her alone."""
    await fair.happened(structured("deal", "ann", co_buyer=a("bob")), at="north")
    await fair.happened(
        StipulationRequested(stipulation=a("income"), deal=a("deal"), customer=a("ann"), kind="income"),
        VehicleDelivered(deal=a("deal"), customer=a("ann"), vehicle=VIN),
        at="north",
    )
    await fair.shown()
    return fair


async def both(graph: Graph, monkeypatch: pytest.MonkeyPatch, who: Any, document: str, **asked: Any) -> Any:
    """The data that the plan gives, after the stock executor gave the same."""
    planned = await graph.ask(who, document, **asked)
    with monkeypatch.context() as patch:
        patch.setattr(Planner, "operation", Unable.operation)
        assert (await graph.ask(who, document, **asked)).data == planned.data
    assert planned.errors == ()
    return planned.data


async def seen(graph: Graph, monkeypatch: pytest.MonkeyPatch, who: str) -> Any:
    """What a consumer sees of the deal."""
    asked = {"me": f"customer:{a(who)}", "deal": f"deal:{a('deal')}"}
    return await both(graph, monkeypatch, consumer(graph.tenant, a(who)), OWN, **asked)


async def test_a_co_buyer_sees_the_deal_as_the_buyer_does(joint: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what the lender wants, and every entry on their own timeline; the other's name is the other's."""
    ann, bob = await seen(joint, monkeypatch, "ann"), await seen(joint, monkeypatch, "bob")
    shared = {"number": "D-7", "price": {"amount": 2_500_000}, "stipulations": [{"kind": "income"}]}
    assert ann["deal"] == {**shared, "customer": {"name": "Ann"}, "coBuyer": None}
    assert bob["deal"] == {**shared, "customer": None, "coBuyer": {"name": "Bob"}}
    for one in (ann, bob):
        assert one["deals"]["nodes"] == [{"number": "D-7"}]
        assert one["customer"]["deals"] == {"nodes": [{"number": "D-7"}], "count": {"value": 1}}
        types = {each["type"] for each in one["customer"]["timeline"]["nodes"]}
        assert {"deal.structured", "stipulation.requested", "vehicle.delivered"} <= types
    facets = {each["category"]: each["count"] for each in bob["customer"]["timeline"]["facets"]}
    assert (facets["SALES"], facets["FINANCE"]) == (2, 1)


async def test_a_co_buyers_past_holds_what_their_present_does(joint: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what names the other buyer alone, and the vehicle it is about."""
    await joint.happened(VehicleDelivered(deal=a("deal"), customer=a("ann"), vehicle=OTHER_VIN), at="north")
    await joint.shown()
    head = str(await joint.parts.store.head(joint.tenant))
    for name in ("ann", "bob"):
        told = await both(joint, monkeypatch, staff(joint.tenant), PAST, id=f"customer:{a(name)}", at=head)
        assert told["then"] == told["now"]
        assert OTHER_VIN in str(told["then"]["timeline"])


async def test_to_anyone_else_the_deal_is_not_there(joint: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sharing a household, or a rooftop, is not buying together."""
    cay = await seen(joint, monkeypatch, "cay")
    assert (cay["deal"], cay["deals"]["nodes"], cay["customer"]["deals"]["nodes"]) == (None, [], [])
    assert "vehicle.delivered" not in {each["type"] for each in cay["customer"]["timeline"]["nodes"]}


async def test_a_co_buyer_who_is_named_later_gets_what_was_before(fair: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """In whichever order the facts are recorded."""
    await fair.happened(structured("deal", "ann"), at="north")
    await fair.happened(
        StipulationRequested(stipulation=a("income"), deal=a("deal"), customer=a("ann"), kind="income"), at="north"
    )
    await fair.shown()
    await fair.happened(structured("deal", "ann", co_buyer=a("bob")), at="north")
    await fair.shown()
    bob = await seen(fair, monkeypatch, "bob")
    assert bob["deal"]["stipulations"] == [{"kind": "income"}]
    assert "stipulation.requested" in {each["type"] for each in bob["customer"]["timeline"]["nodes"]}


async def test_what_happens_to_a_joint_deal_leaves_with_the_consent_of_both(
    joint: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the timeline as in the list of deals; one of them can take it back for both."""

    async def told() -> list[str]:
        asked = {"purposes": FOLLOWUP, "id": f"customer:{a('ann')}"}
        data = await both(joint, monkeypatch, carfair(joint), TIMELINE, **asked)
        return [each["type"] for each in data["customer"]["timeline"]["nodes"]]

    of_the_deal = {"deal.structured", "stipulation.requested", "vehicle.delivered"}
    assert of_the_deal.isdisjoint(await told())
    await joint.happened(granted("bob says", "bob", "lead_followup", to=("carfair",)), at=None)
    assert of_the_deal <= set(await told())
    await joint.happened(withdrawn("bob"), at=None)
    assert of_the_deal.isdisjoint(await told())


async def test_consent_of_each_buyer_reaches_back_as_far_as_it_does(
    joint: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one of them shares of late only is withheld of what was before, on their account, not the other's."""
    reach = (joint.resources.reading.now() - NOON) // timedelta(days=1) - 10
    texts: dict[str, Any] = {"to": ("carfair",), "categories": ("none", "content")}
    await joint.happened(
        drafted("texts", "carfair", permit("lead_followup", categories=("none", "content"))),
        signed("texts", "carfair"),
        granted("ann says so", "ann", "lead_followup", **texts),
        granted("bob says", "bob", "lead_followup", to=("carfair",), categories=("none",)),
        granted("of late", "bob", "lead_followup", lookback_days=max(1, reach), **texts),
        at=None,
    )
    asked = {"purposes": FOLLOWUP, "id": f"customer:{a('ann')}"}
    data = await both(joint, monkeypatch, carfair(joint), TEXTS, **asked)
    assert "vehicle.delivered" in {each["type"] for each in data["customer"]["timeline"]["nodes"]}
    told = [each for each in await joint.events() if isinstance(each, DataDisclosed)]
    assert len(told) == 2
    for each in told:
        of_texts = {(one.customer, one.reason) for one in each.decisions if Category.CONTENT in one.categories}
        assert of_texts == {(a("ann"), None), (a("bob"), "CONSENT_LOOKBACK")}


async def test_staff_see_a_joint_deal_with_both_buyers(joint: Graph) -> None:
    """Each customer's page has it."""
    document = "query($id: ID!) { customer(id: $id) { deals { nodes { customer { name } coBuyer { name } } } } }"
    for who in ("ann", "bob"):
        data = await joint.read(staff(joint.tenant), document, id=f"customer:{a(who)}")
        assert data["customer"]["deals"]["nodes"] == [{"customer": {"name": "Ann"}, "coBuyer": {"name": "Bob"}}]


async def test_a_record_joined_twice_is_one(joint: Graph) -> None:
    """The deal of somebody who is named as buyer and as co-buyer is listed once."""
    await joint.happened(registered("dee"), structured("alone", "dee", co_buyer=a("dee"), number="D-8"), at="north")
    data = await joint.read(consumer(joint.tenant, a("dee")), "{ deals { nodes { number } } }")
    assert data["deals"]["nodes"] == [{"number": "D-8"}]


async def test_what_happened_with_both_is_in_the_pages_of_their_vehicle_once_each(
    joint: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two items under one position, at one moment: a page that ends between them skips neither, and repeats none."""
    who = staff(joint.tenant)
    for order in ("NEWEST", "OLDEST"):
        whole = await both(joint, monkeypatch, who, THEIRS, vin=VIN, first=100, by=order)
        items = [(item["id"], item["customer"]["id"]) for item in whole["vehicle"]["timeline"]["nodes"]]
        assert len({item for item, _ in items}) < len(items) == len({*items})
        paged: list[tuple[str, str]] = []
        after = None
        while after or not paged:
            data = await both(joint, monkeypatch, who, THEIRS, vin=VIN, first=1, by=order, after=after)
            page = data["vehicle"]["timeline"]
            paged += [(item["id"], item["customer"]["id"]) for item in page["nodes"]]
            assert [edge["cursor"] for edge in page["edges"]] == [page["pageInfo"]["endCursor"]]
            after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
        assert paged == items


async def test_a_cursor_of_a_customers_items_is_none_of_their_vehicles(joint: Graph) -> None:
    """Which has more to tell items apart by."""
    who = staff(joint.tenant)
    data = await joint.read(who, HERS, id=f"customer:{a('ann')}")
    cursor = data["customer"]["timeline"]["pageInfo"]["endCursor"]
    (refusal,) = (await joint.ask(who, THEIRS, vin=VIN, after=cursor)).errors
    assert refusal.startswith("CURSOR_INVALID")
