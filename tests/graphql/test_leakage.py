"""Signs of leakage among leads: who sent one says its token, never its words; canaries are noticed as they come."""

from typing import Any

import pytest

from lifecycle_api.access.principal import Principal
from tests.support.decisions import party
from tests.support.desk import Desk
from tests.support.facts import a, phone
from tests.support.graph import Graph
from tests.support.people import partner, staff

pytestmark = pytest.mark.anyio

SIGNS = """{ leadLeakage(where: { kind: { in: [FROM_A_SECOND_SOURCE, CANARY_RECEIVED] } }) {
  nodes { kind strength party company sender } } }"""
ROBIN = "robin.finch@example.com"


def marketplace(graph: Graph, name: str) -> Principal:
    """The program of a marketplace."""
    return partner(graph.tenant, party=a(name), client_id=name, subject=f"test|{name}")


async def sent(graph: Graph, who: Principal, provider: str, **customer: Any) -> Any:
    """What was recorded of a lead that somebody sends under this name."""
    person = {"name": "Robin Finch", "emails": [ROBIN], **customer}
    wanted = [{"make": "Honda", "model": provider}]
    given = {
        "idempotencyKey": provider,
        "provider": provider,
        "rooftop": f"rooftop:{a('north')}",
        "customer": person,
        "wanted": wanted,
    }
    done = await Desk(graph, who).done("receiveLead", "outcome", **given)
    assert done["outcome"] == "RECORDED"
    return done


async def signs(graph: Graph) -> list[dict[str, Any]]:
    """What the dealer is told."""
    return list((await graph.read(staff(graph.tenant), SIGNS))["leadLeakage"]["nodes"])


async def test_a_lead_under_anothers_name_points_to_whoever_sent_it(graph: Graph) -> None:
    """The name in a lead is its sender's to write; the token is not."""
    await graph.happened(party("carfair"), party("rival"), at=None)
    await sent(graph, marketplace(graph, "carfair"), "Carfair")
    await sent(graph, marketplace(graph, "rival"), "Wheeltown")
    assert await signs(graph) == [
        {
            "kind": "FROM_A_SECOND_SOURCE",
            "strength": "WEAK",
            "party": None,
            "company": "Wheeltown",
            "sender": f"party:{a('rival')}",
        }
    ]


async def test_one_sender_under_two_names_is_one_source(graph: Graph) -> None:
    """So nobody makes evidence against a competitor by borrowing its name."""
    await graph.happened(party("carfair"), at=None)
    await sent(graph, marketplace(graph, "carfair"), "Carfair")
    await sent(graph, marketplace(graph, "carfair"), "Wheeltown")
    assert await signs(graph) == []


async def test_a_lead_is_its_senders_whatever_name_it_gives(graph: Graph) -> None:
    """Under a competitor's name it is not put down to the competitor."""
    await graph.happened(party("rival"), at=None)
    await sent(graph, marketplace(graph, "carfair"), party("rival").name)
    events = (await graph.parts.store.read(graph.tenant)).events
    assert {each.envelope.originator for each in events if each.type == "lead.received"} == {f"party:{a('carfair')}"}


@pytest.mark.parametrize(
    ("sender", "provider", "strength"),
    [("carfair", "Carfair", "NONE"), ("rival", "Carfair", "PROOF"), (None, "Wheeltown", "MODERATE")],
)
async def test_a_canary_that_comes_in_a_lead_is_noticed(
    graph: Graph, sender: str | None, provider: str, strength: str
) -> None:
    """From the one who has it, as it should; by another's token it is proof; in staff's hands a name proves less."""
    await graph.happened(party("carfair"), party("rival"), at=None)
    desk = Desk(graph, staff(graph.tenant))
    await desk.done("plantCanary", "position", party=f"party:{a('carfair')}", contactPoint="Robin.Finch@Example.com")
    who = staff(graph.tenant, client_id="forms") if sender is None else marketplace(graph, sender)
    done = await sent(graph, who, provider)
    assert ("canary.received" in {each["type"] for each in done["events"]}) is (sender is None)
    assert await signs(graph) == [
        {
            "kind": "CANARY_RECEIVED",
            "strength": strength,
            "party": f"party:{a('carfair')}",
            "company": provider,
            "sender": None if sender is None else f"party:{a(sender)}",
        }
    ]


async def test_a_customers_number_is_no_canary(graph: Graph) -> None:
    """Whoever contacts them may have it from anywhere."""
    await graph.happened(party("carfair"), phone("ann", "+12065550199"), at=None)
    given = {"party": f"party:{a('carfair')}", "contactPoint": "206-555-0199"}
    assert await Desk(graph, staff(graph.tenant)).refused("plantCanary", **given) == ("CONTACT_IN_USE", "contactPoint")
