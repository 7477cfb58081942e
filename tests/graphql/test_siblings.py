"""Rooftops of one group are controllers of their own: staff of one are never shown more of another than is decided."""

from typing import Any

import pytest

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Request
from lifecycle_api.access.folding import fold
from lifecycle_api.access.policy import Reason
from lifecycle_api.domain.registry import Event
from tests.graphql.test_joint import both
from tests.support.decisions import NOW, drafted, logged, permit, signed
from tests.support.facts import VIN, a, opened, owned, phone, structured
from tests.support.graph import Graph
from tests.support.people import staff

pytestmark = pytest.mark.anyio

AMONG: dict[str, list[Event]] = {
    "nothing agreed": [],
    "not among themselves": [drafted("us", "south", permit("operate"), rooftops=("north",)), signed("us", "south")],
    "drafted": [drafted("us", "south", permit("operate"), rooftops=("north",), kind="intra_group")],
    "with others": [
        drafted("us", "east", permit("operate"), rooftops=("north",), kind="intra_group"),
        signed("us", "east"),
    ],
}
EVERYTHING = """
  query($ann: ID!, $order: ID!, $deal: ID!, $vin: String!) {
    customer(id: $ann) { name }
    customers { nodes { id } count { value } }
    repairOrder(id: $order) { number }
    deal(id: $deal) { number }
    deals { nodes { id } count { value } }
    vehicle(vin: $vin) { vin }
    nodes(ids: [$ann, $order]) { id }
  }
"""


@pytest.mark.parametrize("agreed", AMONG)
async def test_without_standing_a_sibling_finds_nothing(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, agreed: str
) -> None:
    """Neither by plan nor by executor, with a purpose or without, where the decision says that there is no standing."""
    await graph.happened(phone("ann"), owned(), opened(), structured(), at="north")
    if AMONG[agreed]:
        await graph.happened(*AMONG[agreed], at=None)
    await graph.shown()
    request = Request(
        capacity="rooftop",
        party=str(a("south")),
        now=NOW,
        purposes=("operate",),
        categories=("none", "identity"),
        rooftops=(str(a("north")),),
        subjects=(str(a("ann")),),
    )
    reason = decide(request, fold(logged(*AMONG[agreed]))).reason("none")
    assert reason in {Reason.NO_STANDING, Reason.AGREEMENT_NOT_IN_FORCE}
    asked: dict[str, Any] = {
        "ann": f"customer:{a('ann')}",
        "order": f"repair_order:{a('order')}",
        "deal": f"deal:{a('deal')}",
        "vin": VIN,
    }
    nothing = {"nodes": [], "count": {"value": 0}}
    south = staff(graph.tenant, a("south"))
    for purposes in ((), ("operate",)):
        assert await both(graph, monkeypatch, south, EVERYTHING, purposes=purposes, **asked) == {
            "customer": None,
            "customers": nothing,
            "repairOrder": None,
            "deal": None,
            "deals": nothing,
            "vehicle": None,
            "nodes": [None, None],
        }
