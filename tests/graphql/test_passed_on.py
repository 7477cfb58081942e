"""A recipient reports to whom it passed a lead on, of the leads that it received and of no others."""

from typing import Any

import pytest

from lifecycle_api.access.principal import Principal
from lifecycle_api.domain.events.leaks import OnwardReceiptReported
from tests.graphql.test_decided import FOLLOWUP, carfair, fair
from tests.support.decisions import party
from tests.support.facts import a, lead
from tests.support.graph import Graph
from tests.support.mutations import refusal
from tests.support.people import partner

pytestmark = pytest.mark.anyio
__all__ = ["fair"]

REPORT = """
  mutation($input: ReportOnwardReceiptInput!) {
    reportOnwardReceipt(input: $input) { position events { type } userErrors { __typename code message path } }
  }
"""
LEADS = "{ leads { nodes { id provider } } }"


def receipt(name: str, key: str = "k1") -> dict[str, Any]:
    """What is said of a lead."""
    return {"idempotencyKey": key, "lead": f"lead:{a(name)}", "recipient": "Lead Mart", "purpose": "lead_followup"}


async def reported(graph: Graph, who: Principal, name: str) -> Any:
    """The types of what was recorded."""
    data = await graph.read(who, REPORT, input=receipt(name))
    assert data["reportOnwardReceipt"]["userErrors"] == []
    return [each["type"] for each in data["reportOnwardReceipt"]["events"]]


async def refused(graph: Graph, who: Principal, name: str) -> Any:
    """Why nothing was recorded."""
    told = await refusal(graph, who, REPORT, receipt(name, f"of {name}"))
    assert not [each for each in await graph.events() if isinstance(each, OnwardReceiptReported)]
    return told


async def test_of_a_lead_it_never_had_nothing_is_recorded(fair: Graph) -> None:
    """It is answered as one that there is not: neither of another sender, nor of a customer it may see."""
    await fair.happened(party("rival"), at=None)
    await fair.happened(lead("theirs"), originator=f"party:{a('rival')}")
    await fair.shown()
    await fair.read(carfair(fair), "{ customers { nodes { id } } }", purposes=FOLLOWUP)
    told = await refused(fair, carfair(fair), "theirs")
    assert told["__typename"] == "NotFoundError"
    assert told == await refused(fair, carfair(fair), "nowhere")


async def test_of_a_lead_that_it_sent_it_is(fair: Graph) -> None:
    """The log says who made the lead known."""
    await fair.happened(lead("sent"), originator=f"party:{a('carfair')}")
    assert await reported(fair, carfair(fair), "sent") == ["onward_receipt.reported"]


async def test_of_a_lead_that_it_was_shown_it_is(fair: Graph) -> None:
    """From the answer on, and for nobody else than who was answered."""
    await fair.happened(lead("shown"))
    await fair.happened(party("rival"), at=None)
    await fair.shown()
    assert (await refused(fair, carfair(fair), "shown"))["__typename"] == "NotFoundError"
    seen = await fair.read(carfair(fair), LEADS, purposes=FOLLOWUP)
    assert [each["id"] for each in seen["leads"]["nodes"]] == [f"lead:{a('shown')}"]
    rival = partner(fair.tenant, party=a("rival"), client_id="rival", subject="rival")
    assert (await refused(fair, rival, "shown"))["__typename"] == "NotFoundError"
    assert await reported(fair, carfair(fair), "shown") == ["onward_receipt.reported"]
