"""What the stock executor answers partners is what a plan answers them."""

from typing import Any

import pytest

from lifecycle_api.planner.planner import Planner
from lifecycle_api.planner.selection import NotPlannable
from tests.graphql.test_decided import ANN, BOB, CUSTOMER, CUSTOMERS, FOLLOWUP, carfair, fair
from tests.support.decisions import granted, withdrawn
from tests.support.facts import a, structured
from tests.support.graph import Graph

pytestmark = pytest.mark.anyio
__all__ = ["fair"]

DEALS = """
  query($deal: ID!, $q: String) {
    deal(id: $deal) { number price { amount } customer { name } coBuyer { name } vehicle { vin } }
    customers(search: $q, orderBy: NAME) { nodes { id name facets: timeline { facets { count } } } }
    customer(id: "%s") { name deals { nodes { id stage } } }
  }
"""


class Unable(Planner):
    """Plans nothing."""

    def operation(self, *_: Any) -> Any:
        """Leave it to the stock executor."""
        raise NotPlannable


async def both(graph: Graph, monkeypatch: pytest.MonkeyPatch, document: str, **variables: Any) -> Any:
    """The plan's answer, after the stock executor gave the same."""
    asked = {"purposes": FOLLOWUP, **variables}
    planned = await graph.ask(carfair(graph), document, **asked)
    with monkeypatch.context() as patch:
        patch.setattr(Planner, "operation", Unable.operation)
        stock = await graph.ask(carfair(graph), document, **asked)
    assert planned.data == stock.data
    assert planned.errors == stock.errors
    told = [sorted(map(str, each.extensions.get("redactions", ()))) for each in (planned, stock)]
    assert told[0] == told[1]
    return planned


@pytest.mark.usefixtures("fair")
async def test_lists_singles_and_denials(fair: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """In data and in redactions."""
    await fair.happened(structured("deal", "ann", co_buyer=a("bob")), at="north")
    await fair.shown()
    variables = {"deal": f"deal:{a('deal')}", "q": "ann"}
    assert (await both(fair, monkeypatch, CUSTOMERS)).data["customers"]["count"] == {"value": 1}
    assert (await both(fair, monkeypatch, CUSTOMER, id=ANN)).data["customer"]["name"] == "Ann"
    assert (await both(fair, monkeypatch, CUSTOMER, id=BOB)).data["customer"] is None
    await both(fair, monkeypatch, DEALS % BOB, **variables)
    await fair.happened(granted("bob says", "bob", "lead_followup", to=("carfair",), categories=("none",)), at=None)
    await both(fair, monkeypatch, DEALS % BOB, **variables)
    await fair.happened(withdrawn("ann"), at=None)
    await both(fair, monkeypatch, DEALS % BOB, **variables)
