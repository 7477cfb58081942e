"""Who sees which rows, and of those which values: decided in the statement itself."""

from typing import Any

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.principal import Principal
from lifecycle_api.domain.events.deals import VehicleSold
from lifecycle_api.domain.events.vehicles import VehicleAcquired, VehicleDescribed, VehicleFrontLineReady
from lifecycle_api.domain.values import Gross, Money
from tests.support.decisions import engagement, market
from tests.support.facts import NOON, VIN, a, noted, opened, owned, phone, recommended, registered, structured
from tests.support.graph import Graph
from tests.support.people import auditor, consumer, partner, service, staff

pytestmark = pytest.mark.anyio

OFFERED = "5YJSA1E26HF000337"
ROWS = """
  query($ann: ID!, $bob: ID!, $order: ID!, $car: String!, $deal: ID!, $note: ID!) {
    ann: customer(id: $ann) { id }
    bob: customer(id: $bob) { id }
    customers { nodes { id } count { value } }
    repairOrder(id: $order) { id customer { id } }
    repairOrders { nodes { id } }
    deals { nodes { id } }
    vehicle(vin: $car) { vin ownerships { customer { id } } timeline { nodes { id } } }
    node(id: $deal) { id }
    nodes(ids: [$note, $order]) { id }
  }
"""
IDS = {
    "ann": f"customer:{a('ann')}",
    "bob": f"customer:{a('bob')}",
    "order": f"repair_order:{a('order')}",
    "car": VIN,
    "deal": f"deal:{a('deal')}",
    "note": f"note:{a('note')}",
}


@pytest.fixture
async def town(graph: Graph) -> Graph:
    """Ann of the north with a car, a note and a repair order; Bob of the south with a deal; a car for sale."""
    await graph.happened(phone("ann"), owned(), noted(), opened(), recommended(), at="north")
    await graph.happened(
        registered("bob"),
        structured("deal", "bob", vehicle=OFFERED, front_gross=Gross(-5_000), price=Money(2_500_000)),
        at="south",
    )
    await graph.happened(
        VehicleDescribed(vehicle=OFFERED, make="Tesla"),
        VehicleAcquired(vehicle=OFFERED, stock="S-1", source="auction", cost=Money(2_000_000)),
        VehicleFrontLineReady(vehicle=OFFERED, stock="S-1", asking_price=Money(2_600_000)),
        at="south",
    )
    await graph.shown()
    return graph


def ids(page: Any) -> list[str]:
    """The ids on a page."""
    return sorted(each["id"] for each in page["nodes"])


async def rows(graph: Graph, who: Principal) -> Any:
    """What somebody finds."""
    reply = await graph.ask(who, ROWS, **IDS)
    assert reply.errors == ()
    return reply.data


async def test_staff_with_all_rooftops_see_everything(town: Graph) -> None:
    """Of their own group."""
    data = await rows(town, staff(town.tenant))
    assert ids(data["customers"]) == sorted((IDS["ann"], IDS["bob"]))
    assert data["customers"]["count"] == {"value": 2}
    assert ids(data["deals"]) == [IDS["deal"]]
    assert data["repairOrder"] == {"id": IDS["order"], "customer": {"id": IDS["ann"]}}
    assert data["vehicle"]["ownerships"] == [{"customer": {"id": IDS["ann"]}}]
    assert data["nodes"] == [{"id": IDS["note"]}, {"id": IDS["order"]}]


async def test_staff_of_a_rooftop_see_that_rooftop(town: Graph) -> None:
    """The rest is not there, also not by id, by count or through something that is."""
    data = await rows(town, staff(town.tenant, a("south")))
    assert (data["ann"], data["bob"]) == (None, {"id": IDS["bob"]})
    assert data["customers"] == {"nodes": [{"id": IDS["bob"]}], "count": {"value": 1}}
    assert (data["repairOrder"], data["repairOrders"]["nodes"]) == (None, [])
    assert data["vehicle"] is None
    assert data["node"] == {"id": IDS["deal"]}
    assert data["nodes"] == [None, None]


async def test_a_customer_of_two_rooftops_is_seen_from_both_each_with_their_own(town: Graph) -> None:
    """Who serves Ann in the south sees her, and not what she did in the north."""
    await town.happened(opened("there"), at="south")
    await town.shown()
    document = """
      query($id: ID!) {
        customer(id: $id) { name repairOrders { nodes { id } } notes { nodes { id } } timeline { nodes { type } } }
      }
    """
    data = await town.read(staff(town.tenant, a("south")), document, id=IDS["ann"])
    assert data["customer"] == {
        "name": "Ann",
        "repairOrders": {"nodes": [{"id": f"repair_order:{a('there')}"}]},
        "notes": {"nodes": []},
        "timeline": {"nodes": [{"type": "repair_order.opened"}]},
    }


async def test_a_token_for_no_rooftop_sees_nobody(town: Graph) -> None:
    """Leaving rooftops out is not having all of them."""
    data = await rows(town, staff(town.tenant, rooftops=frozenset()))
    assert data["customers"] == {"nodes": [], "count": {"value": 0}}
    assert (data["ann"], data["vehicle"], data["node"]) == (None, None, None)


async def test_consumers_see_their_own(town: Graph) -> None:
    """At whichever rooftop it is; of others not even that they are there."""
    ann, bob = await rows(town, consumer(town.tenant, a("ann"))), await rows(town, consumer(town.tenant, a("bob")))
    assert (ann["ann"], ann["bob"]) == ({"id": IDS["ann"]}, None)
    assert ann["customers"] == {"nodes": [{"id": IDS["ann"]}], "count": {"value": 1}}
    assert ann["repairOrder"] == {"id": IDS["order"], "customer": {"id": IDS["ann"]}}
    assert ann["vehicle"]["vin"] == VIN
    assert (ann["node"], ann["deals"]["nodes"]) == (None, [])
    assert (bob["ann"], bob["vehicle"], bob["repairOrder"]) == (None, None, None)
    assert ids(bob["deals"]) == [IDS["deal"]]


async def test_the_next_owner_sees_the_car_and_not_who_had_it(town: Graph) -> None:
    """Of the chain they see their own links, of the earlier owner a number; that one's matters are theirs."""
    await town.happened(owned("next", "bob"), at="north")
    document = """
      query($vin: String!) {
        vehicle(vin: $vin) {
          ownerships { customer { id } }
          ownershipChain { kind period { customer { id } } }
          owners { owner }
          timeline { nodes { customer { id } } }
          repairOrders { nodes { id } }
          odometerReadings { value }
        }
      }
    """
    data = await town.read(consumer(town.tenant, a("bob")), document, vin=VIN)
    assert data["vehicle"]["ownerships"] == [{"customer": {"id": IDS["bob"]}}]
    periods = [each["period"] for each in data["vehicle"]["ownershipChain"] if each["kind"] == "OWNER"]
    assert periods == [{"customer": {"id": IDS["bob"]}}]
    assert sorted(each["owner"] for each in data["vehicle"]["owners"]) == ["owner 1", "owner 2"]
    assert {each["customer"]["id"] for each in data["vehicle"]["timeline"]["nodes"]} == {IDS["bob"]}
    assert data["vehicle"]["repairOrders"]["nodes"] == []


async def test_partners_see_what_is_for_sale_and_nobody(town: Graph) -> None:
    """Neither customers' cars, nor buyers, nor the dealer's cost."""
    document = """
      query($vin: String!) {
        vehicles {
          nodes { vin stage askingPrice { amount } cost { amount } milestones { stage } ownerships { fromDate }
            ownershipChain { kind period { fromDate } } }
          count { value }
        }
        theirs: vehicle(vin: $vin) { vin }
        employees { nodes { id } }
      }
    """
    await town.happened(*market(), at=None)
    data = await town.read(partner(town.tenant), document, vin=VIN, purposes=("listing",))
    (car,) = data["vehicles"]["nodes"]
    assert (car["vin"], car["stage"], car["askingPrice"], car["cost"]) == (
        OFFERED,
        "FRONT_LINE_READY",
        {"amount": 2_600_000},
        None,
    )
    assert [each["stage"] for each in car["milestones"]] == ["acquired", "front_line_ready"]
    assert car["ownerships"] == []
    assert data["vehicles"]["count"] == {"value": 1}
    assert data["theirs"] is None
    assert data["employees"] == {"nodes": []}
    less = partner(town.tenant, scopes=frozenset({"customers:read", "service:read"}))
    assert (await town.ask(less, ROWS, **IDS, purposes=("listing",))).errors == ("SCOPE_MISSING",)


async def test_a_partner_with_a_stolen_scope_finds_nobody_either(town: Graph) -> None:
    """Scopes are a ceiling; the row is not there."""
    who = partner(town.tenant, scopes=frozenset({"customers:read", "service:read", "sales:read", "timeline:read"}))
    document = """
      query($id: ID!) {
        customer(id: $id) { id } customers { nodes { id } count { value } }
        repairOrders { nodes { id } } deals { nodes { id } } leads { nodes { id } } handoffs { nodes { id } }
      }
    """
    await town.happened(*market(), at=None)
    data = await town.read(who, document, id=IDS["ann"], purposes=("lead_followup",))
    assert data == {
        "customer": None,
        "customers": {"nodes": [], "count": {"value": 0}},
        **{name: {"nodes": []} for name in ("repairOrders", "deals", "leads", "handoffs")},
    }


async def test_another_group_is_another_world(town: Graph) -> None:
    """The same ids mean nothing there."""
    stranger = staff(a("another group"))
    data = await rows(town, stranger)
    assert data["customers"] == {"nodes": [], "count": {"value": 0}}
    assert {name: value for name, value in data.items() if name in ("ann", "bob", "vehicle", "node")} == {
        "ann": None,
        "bob": None,
        "vehicle": None,
        "node": None,
    }


MASKED = """
  query($ann: ID!, $deal: ID!, $car: String!) {
    customer(id: $ann) { name contactPoints { kind value } notes { nodes { text about } } version }
    deal(id: $deal) { number price { amount } frontGross { amount } }
    vehicle(vin: $car) { cost { amount } askingPrice { amount } }
  }
"""
SHOWN = {
    "name": "Ann",
    "contact": "+12065550123",
    "content": "Likes blue.",
    "financial": {"amount": 2_500_000},
    "gross": {"amount": -5_000},
    "cost": {"amount": 2_000_000},
}


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.SERVICE_ADVISOR, {"name", "contact", "content"}),
        (Role.BDC_AGENT, {"name", "contact", "content"}),
        (Role.FINANCE_MANAGER, {"name", "contact", "content", "financial"}),
        (Role.SALES_MANAGER, set(SHOWN)),
        (Role.ADMINISTRATOR, set(SHOWN)),
        (None, set()),
        ("auditor", set()),
        ("engaged for names", {"name"}),
    ],
)
async def test_values_are_masked_by_category(town: Graph, role: Any, sees: set[str]) -> None:
    """What a role may not read is null; the response says where and why; the rest of the row is there."""
    who = staff(town.tenant, roles=frozenset({role} if isinstance(role, Role) else ()))
    if isinstance(role, str) and not isinstance(role, Role):
        who = auditor(town.tenant, scopes=who.scopes)
        await town.happened(*engagement(*({"identity"} if sees else ())), at=None)
    reply = await town.ask(who, MASKED, ann=IDS["ann"], deal=IDS["deal"], car=OFFERED)
    assert reply.errors == ()
    customer, deal, vehicle = (reply.data[name] for name in ("customer", "deal", "vehicle"))
    found = {
        "name": customer["name"],
        "contact": customer["contactPoints"][0]["value"],
        "content": customer["notes"]["nodes"][0]["text"],
        "financial": deal["price"],
        "gross": deal["frontGross"],
        "cost": vehicle["cost"],
    }
    assert found == {name: value if name in sees else None for name, value in SHOWN.items()}
    assert (deal["number"], customer["contactPoints"][0]["kind"]) == ("D-7", "PHONE")
    assert vehicle["askingPrice"] == {"amount": 2_600_000}
    withheld = reply.extensions.get("redactions", [])
    paths = {".".join(step for step in one["path"] if isinstance(step, str)): one["category"] for one in withheld}
    places = {
        "name": ("customer.name", "identity"),
        "contact": ("customer.contactPoints.value", "contact"),
        "content": ("customer.notes.nodes.text", "content"),
        "financial": ("deal.price", "financial"),
        "gross": ("deal.frontGross", "dealer_confidential"),
        "cost": ("vehicle.cost", "dealer_confidential"),
    }
    assert paths == dict(place for name, place in places.items() if name not in sees)


async def test_a_consumer_reads_all_about_themselves_but_the_dealers_secrets(town: Graph) -> None:
    """Bob sees what he paid, not what was earned."""
    document = "query($deal: ID!) { deal(id: $deal) { price { amount } frontGross { amount } customer { name } } }"
    reply = await town.ask(consumer(town.tenant, a("bob")), document, deal=IDS["deal"])
    assert reply.data["deal"] == {"price": {"amount": 2_500_000}, "frontGross": None, "customer": {"name": "Bob"}}
    assert [each["category"] for each in reply.extensions["redactions"]] == ["dealer_confidential"]


async def test_scopes_are_asked_for_by_what_is_selected(town: Graph) -> None:
    """A customer's page needs no scope for the timeline until it is asked for."""
    who = staff(town.tenant, scopes=frozenset({"customers:read"}))
    assert (await town.ask(who, "query($id: ID!) { customer(id: $id) { name } }", id=IDS["ann"])).errors == ()
    reply = await town.ask(
        who, "query($id: ID!) { customer(id: $id) { name timeline { nodes { id } } } }", id=IDS["ann"]
    )
    assert (reply.errors, reply.data) == (("SCOPE_MISSING",), None)


async def test_programs_read_no_persons(town: Graph) -> None:
    """A service writes; it finds no customer."""
    who = service(town.tenant, scopes=frozenset({"customers:read", "vehicles:read"}))
    data = await town.read(who, "{ customers { nodes { id } } vehicles { nodes { vin } } }")
    assert data == {"customers": {"nodes": []}, "vehicles": {"nodes": [{"vin": OFFERED}]}}


async def test_a_car_that_was_sold_is_no_longer_the_partners_to_see(town: Graph) -> None:
    """From the next event on."""
    sale = VehicleSold(
        deal=a("deal"),
        customer=a("bob"),
        vehicle=OFFERED,
        condition="used",
        sale_date=NOON.date(),
        price=Money(2_500_000),
    )
    await town.happened(sale, at="south")
    await town.happened(*market(), at=None)
    offered = await town.read(partner(town.tenant), "{ vehicles { nodes { vin } } }", purposes=("listing",))
    assert offered == {"vehicles": {"nodes": []}}


async def test_the_response_says_how_fresh_it_is(town: Graph) -> None:
    """The position of the read models behind it; a wait that was in vain marks it as stale."""
    head = await town.parts.store.head(town.tenant)
    reply = await town.ask(staff(town.tenant), "{ customers { nodes { id } } }")
    assert reply.extensions["consistency"] == {"position": str(head), "stale": False}
    document = "query($at: EventPosition!) { customers(consistency: {atLeast: $at}) { nodes { id } } }"
    newer = await town.happened(registered("eve"))
    fresh = await town.ask(staff(town.tenant), document, at=str(newer))
    assert len(fresh.data["customers"]["nodes"]) == 3
    future = await town.ask(staff(town.tenant), document, at=str(newer + 5))
    assert future.extensions["consistency"] == {"position": str(newer), "stale": True}
