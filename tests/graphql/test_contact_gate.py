"""The contact gate as it is asked over the schema, and the policies that close it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.principal import Principal
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.communications import CommunicationSent
from lifecycle_api.domain.events.consents import ConsentWithdrawn
from lifecycle_api.domain.events.customers import ContactPointAdded
from lifecycle_api.domain.events.privacy import CustomerIdentitiesLinked, CustomerIdentitiesUnlinked
from tests.support.decisions import granted
from tests.support.facts import NOON, a, registered
from tests.support.graph import Graph
from tests.support.people import staff

pytestmark = pytest.mark.anyio

ANN = f"customer:{a('ann')}"


def mailbox() -> ContactPointAdded:
    """Ann's address."""
    return ContactPointAdded(customer=a("ann"), contact_point=a("mailbox"), kind="email", value="ann@example.com")


async def sent(graph: Graph, number: int, department: Any, customer: str = "ann") -> None:
    """A message that went out just now."""
    event = CommunicationSent(
        communication=a(f"message {number}"),
        customer=a(customer),
        channel="email",
        purpose="marketing",
        department=department,
    )
    at = datetime.now(UTC) - timedelta(hours=number + 1)
    envelope = Envelope(id=uuid4(), occurred_at=at, actor=Actor("system", "test"), rooftop=a("north"))
    await graph.parts.store.append(graph.tenant, [NewEvent(envelope, event)])


GATE = """
query($customer: ID!, $purpose: String!, $channel: ConsentChannel!) {
  contactDecision(customer: $customer, purpose: $purpose, channel: $channel) { allowed rule reason until consent }
}
"""


async def test_the_gate_counts_across_departments(graph: Graph) -> None:
    """Consent opens it, three messages in a week close it, a withdrawal closes it for good."""
    who = staff(graph.tenant)
    await graph.happened(granted("yes", "ann", "marketing", rooftops=("north",)), mailbox())
    email = {"customer": ANN, "purpose": "marketing", "channel": "EMAIL"}
    found = (await graph.read(who, GATE, **email))["contactDecision"]
    assert (found["allowed"], found["consent"]) == (True, f"consent:{a('yes')}")
    for number, department in enumerate(("sales", "service", "bdc")):
        await sent(graph, number, department)
    found = (await graph.read(who, GATE, **email))["contactDecision"]
    assert (found["allowed"], found["rule"]) == (False, "FREQUENCY_CAP")
    assert found["until"] > datetime.now(UTC).isoformat()
    found = (await graph.read(who, GATE, **{**email, "purpose": "service_updates"}))["contactDecision"]
    assert found["allowed"] is True
    await graph.happened(ConsentWithdrawn(customer=a("ann"), method="portal", received_at=NOON))
    found = (await graph.read(who, GATE, **email))["contactDecision"]
    assert (found["rule"], found["reason"]) == ("WISH", "CONSENT_WITHDRAWN")
    assert (await graph.ask(who, GATE, **{**email, "purpose": "fun"})).errors == ("UNKNOWN_PURPOSE",)


async def test_the_cap_counts_each_message_to_the_person_once(graph: Graph) -> None:
    """Not again when it is reported again, and not what went to somebody who turned out to be another person."""
    who = staff(graph.tenant)
    both = {"customer": a("ann"), "other": a("bob")}
    await graph.happened(granted("yes", "ann", "marketing", rooftops=("north",)), mailbox(), registered("bob"))
    await graph.happened(CustomerIdentitiesLinked(**both, method="rule", reason="Same address"), at=None)
    for number in (1, 1, 1):
        await sent(graph, number, "sales")
    email = {"customer": ANN, "purpose": "marketing", "channel": "EMAIL"}
    assert (await graph.read(who, GATE, **email))["contactDecision"]["allowed"] is True
    for number in (2, 3):
        await sent(graph, number, "sales", "bob")
    assert (await graph.read(who, GATE, **email))["contactDecision"]["rule"] == "FREQUENCY_CAP"
    await graph.happened(CustomerIdentitiesUnlinked(**both, reason="Her father"), at=None)
    assert (await graph.read(who, GATE, **email))["contactDecision"]["allowed"] is True


POLICY = """
mutation($input: SetContactPolicyInput!) {
  setContactPolicy(input: $input) {
    contactPolicy { rooftop { id } jurisdiction quietFrom quietUntil messages days reason }
    userErrors { code path }
  }
}
"""


async def policy(graph: Graph, who: Principal, **given: Any) -> tuple[Any, list[tuple[str, str]]]:
    """What setting a contact policy showed, and why it was refused."""
    asked = {"idempotencyKey": str(uuid4()), "reason": "Complaints", **given}
    done = (await graph.read(who, POLICY, input=asked))["setContactPolicy"]
    return done["contactPolicy"], [(each["code"], ".".join(each["path"][1:])) for each in done["userErrors"]]


async def test_the_gate_keeps_what_the_group_and_the_rooftop_set(graph: Graph) -> None:
    """From the next question on, and says who set it."""
    who = staff(graph.tenant, role=Role.ADMINISTRATOR)
    await graph.happened(granted("yes", "ann", "marketing", rooftops=("north",)), mailbox())
    await sent(graph, 1, "sales")
    document = GATE.replace("until consent", "source { level law reason }")
    email = {"customer": ANN, "purpose": "marketing", "channel": "EMAIL"}
    assert (await graph.read(who, document, **email))["contactDecision"]["allowed"] is True
    shown, refused = await policy(graph, who, rooftop=f"rooftop:{a('north')}", messages=1, days=30)
    assert refused == []
    assert (shown["rooftop"], shown["messages"], shown["quietFrom"]) == ({"id": f"rooftop:{a('north')}"}, 1, None)
    found = (await graph.read(who, document, **email))["contactDecision"]
    assert found["source"] == {"level": "ROOFTOP", "law": None, "reason": "Complaints"}
    await policy(graph, who, rooftop=f"rooftop:{a('north')}")
    await policy(graph, who, messages=1, days=2)
    found = (await graph.read(who, document, **email))["contactDecision"]
    assert (found["rule"], found["source"]["level"]) == ("FREQUENCY_CAP", "GROUP")
    listed = await graph.read(who, "{ contactPolicies { nodes { id rooftop { id } messages } } }")
    assert {(each["id"], each["messages"]) for each in listed["contactPolicies"]["nodes"]} == {
        (f"contact_policy:{a('north')}", None),
        (f"contact_policy:{graph.tenant}", 1),
    }


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"quietFrom": "22:00", "quietUntil": "08:00"}, ("POLICY_REFUSED", "quietFrom")),
        ({"quietFrom": "20:00"}, ("INVALID_ARGUMENT", "quietFrom")),
        ({"quietFrom": "08:00", "quietUntil": "20:00"}, ("INVALID_ARGUMENT", "quietFrom")),
        ({"quietFrom": "late", "quietUntil": "early"}, ("INVALID_ARGUMENT", "quietFrom")),
        ({"messages": 0, "days": 7}, ("INVALID_ARGUMENT", "messages")),
        ({"messages": 3}, ("INVALID_ARGUMENT", "messages")),
        ({"jurisdiction": "US-FL"}, ("INVALID_ARGUMENT", "jurisdiction")),
        ({"rooftop": f"rooftop:{a('north')}", "jurisdiction": "CA"}, ("INVALID_ARGUMENT", "jurisdiction")),
        ({"rooftop": f"rooftop:{a('nowhere')}", "messages": 1, "days": 1}, ("NOT_FOUND", "rooftop")),
        ({"reason": " "}, ("INVALID_ARGUMENT", "reason")),
        (
            {
                "rooftop": f"rooftop:{a('north')}",
                "jurisdiction": "US-FL",
                "quietFrom": "20:30",
                "quietUntil": "08:00",
            },
            ("POLICY_REFUSED", "quietFrom"),
        ),
    ],
)
async def test_a_policy_outside_the_bounds_is_refused(
    graph: Graph, given: dict[str, Any], refused: tuple[str, str]
) -> None:
    """Those of the law first of all."""
    assert await policy(graph, staff(graph.tenant, role=Role.ADMINISTRATOR), **given) == (None, [refused])


async def test_who_works_at_one_rooftop_sets_nothing_for_the_group(graph: Graph) -> None:
    """Nor for the rooftop next door."""
    who = staff(graph.tenant, a("north"), role=Role.ADMINISTRATOR)
    assert (await policy(graph, who, messages=1, days=1))[1] == [("POLICY_REFUSED", "")]
    assert (await policy(graph, who, rooftop=f"rooftop:{a('south')}", messages=1, days=1))[1] == [
        ("NOT_FOUND", "rooftop")
    ]
    assert (await policy(graph, who, rooftop=f"rooftop:{a('north')}", messages=1, days=1))[1] == []
