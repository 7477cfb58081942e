"""What partners are told for purposes that concern no person: coarser values, to the byte, by plan and by executor."""

from datetime import date, timedelta
from typing import Any

import pytest

from lifecycle_api.access.policy import POLICY
from lifecycle_api.access.principal import Principal
from lifecycle_api.domain.events.deals import DealUnwound, VehicleSold
from lifecycle_api.domain.events.disclosures import DataDisclosed
from lifecycle_api.domain.events.leads import OpportunityOpened
from lifecycle_api.domain.events.privacy import ProcessingObjected
from lifecycle_api.domain.events.repair_orders import WorkCompleted
from lifecycle_api.domain.events.vehicles import OwnershipEnded
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import Distance, Money
from lifecycle_api.planner.planner import Planner
from tests.graphql.test_decided_by_stock import Unable
from tests.support.decisions import access, drafted, party, permit, signed
from tests.support.facts import NOON, VIN, a, lead, opened, owned, registered, structured
from tests.support.graph import Graph
from tests.support.people import consumer, everything, partner, staff

pytestmark = pytest.mark.anyio

HISTORY = """
  query($vin: String!) {
    vehicle(vin: $vin) {
      owners { owner role fromMonth toMonth }
      serviceHistory { month odometer { value unit } lines { opCode description } }
      ownerships { fromDate }
      repairOrders { nodes { id } }
    }
  }
"""
SENT = "{ sentLeads(orderBy: OLDEST) { nodes { externalId sold soldMonth } count { value } } leads { nodes { id } } }"


def asking(graph: Graph, name: str = "carfair") -> Principal:
    """A marketplace."""
    return partner(graph.tenant, party=a(name), client_id=name, purposes=tuple(PURPOSES))


def dealing(name: str, graph: Graph) -> list[Event]:
    """All that a marketplace needs to ask about vehicles and its own leads."""
    purposes = ("vehicle_history", "attribution")
    return [
        party(name),
        access(name, *purposes, scopes=tuple(everything(asking(graph).kind))),
        drafted(f"{name} terms", name, permit(*purposes, categories=("none", "vehicle")), rooftops=("north",)),
        signed(f"{name} terms", name),
    ]


@pytest.fixture
async def lot(graph: Graph) -> Graph:
    """A car that was Ann's, then Bob's, and Ann's again, with a visit; and leads from two marketplaces."""
    await graph.happened(*dealing("carfair", graph), *dealing("autohub", graph), at=None)
    await graph.happened(
        registered("ann"),
        registered("bob"),
        owned("first", "ann", from_date=date(2020, 4, 17)),
        OwnershipEnded(vehicle=VIN, customer=a("ann"), ownership=a("first"), to_date=date(2022, 1, 10), cause="sold"),
        owned("second", "bob", from_date=date(2022, 1, 10), role="lessee"),
        OwnershipEnded(
            vehicle=VIN, customer=a("bob"), ownership=a("second"), to_date=date(2024, 12, 31), cause="lease_end"
        ),
        owned("third", "ann", from_date=date(2025, 2, 21)),
        owned("drives", "cay", from_date=date(2025, 3, 1), role="driver"),
        opened("order", "ann", odometer=Distance(41_200, "MI")),
        WorkCompleted(
            repair_order=a("order"),
            customer=a("ann"),
            vehicle=VIN,
            line="1",
            op_code="BRK",
            description="Front brakes",
            sale=Money(42_000),
        ),
    )
    for day, (sender, name) in enumerate((("carfair", "c1"), ("carfair", "c2"), ("autohub", "h1"))):
        sent = lead(name, "bob", provider=sender.title(), external_id=name)
        await graph.happened(sent, originator=f"party:{a(sender)}", occurred_at=NOON + timedelta(days=day))
    await graph.happened(
        OpportunityOpened(opportunity=a("wish"), customer=a("bob"), lead=a("c1"), kind="used"),
        structured("deal", "bob", opportunity=a("wish")),
        VehicleSold(
            deal=a("deal"),
            customer=a("bob"),
            vehicle=VIN,
            condition="used",
            sale_date=date(2026, 2, 27),
            price=Money(2_500_000),
        ),
    )
    await graph.shown()
    return graph


async def both(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, who: Principal, document: str, purpose: str, **variables: Any
) -> tuple[bytes, Any]:
    """The data's bytes and the extensions of the plan's answer, after the stock executor gave the same."""
    answers = []
    for planner in (Planner, Unable):
        with monkeypatch.context() as patch:
            patch.setattr(Planner, "operation", planner.operation)
            answers.append(await graph.answer(who, document, purposes=(purpose,), **variables))
    planned, stock = answers
    assert planned.data is not None
    assert planned.data == stock.data
    told = [sorted(map(str, each.extensions.get("redactions", ()))) for each in answers]
    assert told[0] == told[1]
    return planned.data, planned.extensions


async def test_a_history_has_owners_by_number_and_visits_by_month(lot: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """These bytes and no others: no id, no name, no day, no price; and the answer says that they are coarser."""
    data, extensions = await both(lot, monkeypatch, asking(lot), HISTORY, "vehicle_history", vin=VIN)
    assert data == (
        b'{"vehicle":{"owners":['
        b'{"owner":"owner 1","role":"OWNER","fromMonth":"2020-04","toMonth":"2022-01"},'
        b'{"owner":"owner 2","role":"LESSEE","fromMonth":"2022-01","toMonth":"2024-12"},'
        b'{"owner":"owner 1","role":"OWNER","fromMonth":"2025-02","toMonth":null}],'
        b'"serviceHistory":[{"month":"2026-03","odometer":{"value":41200,"unit":"MI"},'
        b'"lines":[{"opCode":"BRK","description":"Front brakes"}]}],'
        b'"ownerships":[],"repairOrders":{"nodes":[]}}}'
    )
    rows = [*(["vehicle", "owners", index] for index in range(3)), ["vehicle", "serviceHistory", 0]]
    assert extensions["redactions"] == [{"path": path, "category": "vehicle", "reason": "GENERALISED"} for path in rows]


async def test_a_sender_learns_that_its_lead_bought_and_in_which_month(
    lot: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of its own leads; those of others do not exist for it, and leads themselves are closed."""
    data, _ = await both(lot, monkeypatch, asking(lot), SENT, "attribution")
    assert data == (
        b'{"sentLeads":{"nodes":[{"externalId":"c1","sold":true,"soldMonth":"2026-02"},'
        b'{"externalId":"c2","sold":false,"soldMonth":null}],"count":{"value":2}},"leads":{"nodes":[]}}'
    )
    data, _ = await both(lot, monkeypatch, asking(lot, "autohub"), SENT, "attribution")
    assert data == (
        b'{"sentLeads":{"nodes":[{"externalId":"h1","sold":false,"soldMonth":null}],"count":{"value":1}},'
        b'"leads":{"nodes":[]}}'
    )


async def test_a_sale_that_was_undone_is_none(lot: Graph) -> None:
    """Nor does the month stay."""
    await lot.happened(DealUnwound(deal=a("deal"), customer=a("bob"), vehicle=VIN, reason="finance"))
    await lot.shown()
    found = await lot.ask(asking(lot), SENT, purposes=("attribution",))
    assert found.data["sentLeads"]["nodes"][0] == {"externalId": "c1", "sold": False, "soldMonth": None}


@pytest.mark.parametrize(("purpose", "document"), [("attribution", HISTORY), ("vehicle_history", SENT)])
async def test_one_purpose_does_not_open_what_the_other_does(lot: Graph, purpose: str, document: str) -> None:
    """Who asks about leads gets no owners, and the other way round."""
    data = (await lot.ask(asking(lot), document, purposes=(purpose,), vin=VIN)).data
    if purpose == "attribution":
        assert (data["vehicle"]["owners"], data["vehicle"]["serviceHistory"]) == ([], [])
    else:
        assert data["sentLeads"] == {"nodes": [], "count": {"value": 0}}


async def test_who_objects_is_left_out_and_the_numbers_stay(lot: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ann's periods and visits are gone; Bob is still the second."""
    await lot.happened(ProcessingObjected(customer=a("ann"), purposes=("vehicle_history",)), at=None)
    data, _ = await both(lot, monkeypatch, asking(lot), HISTORY, "vehicle_history", vin=VIN)
    assert data == (
        b'{"vehicle":{"owners":[{"owner":"owner 2","role":"LESSEE","fromMonth":"2022-01","toMonth":"2024-12"}],'
        b'"serviceHistory":[],"ownerships":[],"repairOrders":{"nodes":[]}}}'
    )


async def test_the_ledger_says_what_left_in_coarser_values(lot: Graph) -> None:
    """By field and by decision; the customer and the auditor read it there, and the decision comes out the same."""
    await lot.ask(asking(lot), HISTORY, purposes=("vehicle_history",), vin=VIN)
    (told,) = [each for each in await lot.events() if isinstance(each, DataDisclosed)]
    assert told.generalised == (
        "ServiceVisit.lines",
        "ServiceVisit.month",
        "ServiceVisit.odometer",
        "VehicleOwner.fromMonth",
        "VehicleOwner.owner",
        "VehicleOwner.role",
        "VehicleOwner.toMonth",
    )
    assert {(each.customer, each.effect) for each in told.decisions} == {
        (a("ann"), "generalise"),
        (a("bob"), "generalise"),
    }
    seen = await lot.read(
        consumer(lot.tenant, a("bob")), "{ disclosures { nodes { purpose categories generalised } } }"
    )
    (mine,) = seen["disclosures"]["nodes"]
    assert (mine["purpose"], mine["categories"]) == ("vehicle_history", ["VEHICLE"])
    assert "VehicleOwner.fromMonth" in mine["generalised"]


async def test_what_a_party_saw_is_reproduced_as_coarser(lot: Graph) -> None:
    """The decisions are taken again on the facts of then, and come out the same."""
    await lot.ask(asking(lot), HISTORY, purposes=("vehicle_history",), vin=VIN)
    document = """
      query($party: ID!, $since: DateTime!, $until: DateTime!) {
        partySaw(party: $party, since: $since, until: $until) { purpose decisions { category effect reproduced } }
      }
    """
    ever = {"since": "2020-01-01T00:00:00Z", "until": "2999-01-01T00:00:00Z"}
    (told,) = (await lot.ask(staff(lot.tenant), document, party=f"party:{a('carfair')}", **ever)).data["partySaw"]
    assert {(each["category"], each["effect"], each["reproduced"]) for each in told["decisions"]} == {
        ("vehicle", "generalise", True)
    }


async def test_what_comes_is_announced_as_coarser(lot: Graph) -> None:
    """To the party that asks, and to the dealer before anything is signed."""
    document = '{ myAccess(purpose: "vehicle_history") { category agreed generalised } }'
    found = (await lot.ask(asking(lot), document, purposes=("vehicle_history",))).data["myAccess"]
    told = {each["category"]: (each["agreed"], each["generalised"]) for each in found}
    assert told["VEHICLE"] == (True, True)
    assert told["IDENTITY"] == (False, False)
    document = """
      query($agreement: ID!, $customer: ID!) {
        whatWouldPartnerSee(agreement: $agreement, customer: $customer) { purpose category visible generalised }
      }
    """
    named = {"agreement": f"agreement:{a('carfair terms')}", "customer": f"customer:{a('ann')}"}
    seen = (await lot.ask(staff(lot.tenant), document, **named)).data["whatWouldPartnerSee"]
    visible = {(each["purpose"], each["category"]): each["generalised"] for each in seen if each["visible"]}
    expected = {
        (purpose, category) for purpose in ("vehicle_history", "attribution") for category in ("none", "vehicle")
    }
    assert visible == dict.fromkeys(expected, True)


async def test_partners_are_told_the_month_of_what_says_when_a_person_did_something(
    lot: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the purpose; and they compare no more than they are told."""
    document = """
      query($where: VehicleWhere) {
        vehicles(where: $where) { nodes { soldAt lastSeenAt acquiredAt milestones { stage occurredAt } } }
      }
    """
    data, extensions = await both(lot, monkeypatch, asking(lot), document, "vehicle_history")
    assert data == (
        b'{"vehicles":{"nodes":[{"soldAt":"2026-03-01T00:00:00+00:00","lastSeenAt":"2026-03-01T00:00:00+00:00",'
        b'"acquiredAt":null,"milestones":['
        b'{"stage":"in_service","occurredAt":"2026-03-01T00:00:00+00:00"},'
        b'{"stage":"sold","occurredAt":"2026-03-01T00:00:00+00:00"}]}]}}'
    )
    path = ["vehicles", "nodes", 0, "soldAt"]
    assert {"path": path, "category": "none", "reason": "GENERALISED"} in extensions["redactions"]
    for operator, cars in (("gt", 0), ("gte", 1)):
        where = {"lastSeenAt": {operator: "2026-03-01T00:00:00Z"}}
        data, _ = await both(lot, monkeypatch, asking(lot), document, "vehicle_history", where=where)
        assert data.count(b"soldAt") == cars


async def test_the_next_owner_is_told_what_came_before(lot: Graph) -> None:
    """By number and month, as anyone; what came after them is not theirs to know."""
    document = "query($vin: String!) { vehicle(vin: $vin) { owners { owner fromMonth } ownershipChain { fromDate } } }"
    told = (await lot.read(consumer(lot.tenant, a("bob")), document, vin=VIN))["vehicle"]
    assert [(each["owner"], each["fromMonth"]) for each in told["owners"]] == [
        ("owner 1", "2020-04"),
        ("owner 2", "2022-01"),
    ]
    assert told["ownershipChain"] == [{"fromDate": "2022-01-10"}]


def test_only_purposes_that_concern_no_person_generalise() -> None:
    """And only what is not personal: that is withheld."""
    general = {name for name in PURPOSES if POLICY.generalises("vehicle", name)}
    assert general == {"vehicle_history", "listing", "attribution"}
    assert not any(POLICY.generalises("identity", name) for name in PURPOSES)
