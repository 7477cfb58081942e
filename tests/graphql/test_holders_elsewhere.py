"""Who has seen a customer's data, for staff of one rooftop: what was seen of what their rooftop holds, added up."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.disclosures import DataDisclosed, Decided
from tests.graphql.test_joint import both
from tests.support.decisions import party
from tests.support.facts import NOON, a, noted
from tests.support.graph import Graph
from tests.support.people import staff

pytestmark = pytest.mark.anyio

HOLDERS = """
  query($id: ID!, $asOf: AsOfInput) {
    customer(id: $id, asOf: $asOf) { holders { nodes { ...Seen } count { value } } }
    whoHasMyData { nodes { ...Seen } count { value } }
  }
  fragment Seen on Holder {
    id clientId recipient { name } categories purposes agreement disclosures firstDisclosedAt lastDisclosedAt version
  }
"""


def shown(number: int, purpose: str, *held: tuple[str, Category], by: UUID | None, agreement: str) -> DataDisclosed:
    """An answer with what these rooftops hold of Ann, to a recipient that may be registered."""
    decisions = [
        Decided(customer=a("ann"), categories=(category,), effect="permit", rooftop=a(at)) for at, category in held
    ]
    return DataDisclosed(
        disclosure=a(f"answer {number}"),
        party=by,
        agreement=a(agreement),
        client_id=f"client {number}" if by else "unknown",
        recipient_kind="partner",
        purpose=purpose,
        categories=tuple(category for _, category in held),
        fields=(),
        customers=(a("ann"),),
        decisions=tuple(decisions),
        rows=1,
        document_sha256="0" * 64,
        response_sha256="0" * 64,
        decided_on=1,
        decided_at=NOON,
    )


@pytest.fixture(params=["market", None], ids=["registered", "unknown"])
async def told(graph: Graph, request: pytest.FixtureRequest) -> Graph:
    """A recipient saw three things of Ann: at the north, at the south, and at both."""
    recipient = a(request.param) if request.param else None
    await graph.happened(noted("southern"), at="south")
    await graph.happened(party("market"), at=None)
    answers = (
        shown(1, "marketing", ("north", Category.IDENTITY), by=recipient, agreement="first"),
        shown(2, "survey", ("south", Category.CONTENT), by=recipient, agreement="second"),
        shown(3, "recall", ("north", Category.CONTACT), ("south", Category.VEHICLE), by=recipient, agreement="third"),
        shown(4, "lead_followup", ("south", Category.FINANCIAL), by=recipient, agreement="fourth"),
        shown(5, "operate", ("south", Category.FINANCIAL), by=a("another"), agreement="fourth"),
    )
    for day, answer in enumerate(answers):
        await graph.happened(answer, at=None, occurred_at=NOON + timedelta(days=day))
    await graph.shown()
    return graph


async def holders(graph: Graph, patch: pytest.MonkeyPatch, *rooftops: str) -> Any:
    """Who has what of Ann, to staff of these rooftops: of her, of her as of now, and of all."""
    who, head = staff(graph.tenant, *map(a, rooftops)), str(await graph.parts.store.head(graph.tenant))
    ann = f"customer:{a('ann')}"
    now = await both(graph, patch, who, HOLDERS, id=ann)
    then = await both(graph, patch, who, HOLDERS, id=ann, asOf={"known": {"position": head}})
    assert then == now
    found = now["whoHasMyData"]
    assert now["customer"]["holders"] == found
    assert found["count"] == {"value": len(found["nodes"])}
    return found["nodes"]


async def test_holders_are_added_up_for_their_rooftop(told: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was seen at the other one alone is neither counted nor dated, and who saw nothing else does not exist."""
    (north,) = await holders(told, monkeypatch, "north")
    assert north["disclosures"] == 2
    assert north["purposes"] == ["marketing", "recall"]
    assert north["categories"] == ["CONTACT", "IDENTITY", "VEHICLE"]
    assert north["agreement"] == f"agreement:{a('third')}"
    assert north["clientId"] in {"client 3", "unknown"}
    assert north["firstDisclosedAt"] == NOON.isoformat()
    assert north["lastDisclosedAt"] == (NOON + timedelta(days=2)).isoformat()
    south = await holders(told, monkeypatch, "south")
    assert [each["disclosures"] for each in south] == [1, 3]
    assert south[1]["firstDisclosedAt"] == (NOON + timedelta(days=1)).isoformat()


async def test_at_all_rooftops_they_stand_added_up(told: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named one by one, or as all of them."""
    everywhere = await holders(told, monkeypatch)
    assert await holders(told, monkeypatch, "north", "south") == everywhere
    assert [each["disclosures"] for each in everywhere] == [1, 4]
