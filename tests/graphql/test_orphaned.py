"""Customers whose employee left are orphaned, until somebody else has them or the employee is back."""

from datetime import timedelta
from typing import Any

import pytest

from lifecycle_api.access.contracts import Contract
from lifecycle_api.domain.events.organisation import CustomerAssigned, CustomerOrphaned, CustomerReassigned
from lifecycle_api.graphql.contracts import Contracts
from tests.support.decisions import access, drafted, granted, party, permit, signed
from tests.support.facts import NOON, a, departed, onboarded, registered
from tests.support.graph import SCHEMA, Graph
from tests.support.people import everything, partner, staff

pytestmark = pytest.mark.anyio

TEAM = "query ($id: ID!) { customer(id: $id) { team { orphaned employee { id active } } } }"
THEN = """
query ($id: ID!, $moment: DateTime!) {
  customer(id: $id, asOf: { valid: $moment }) { team { orphaned } }
}
"""
LISTED = """
query ($orphaned: Boolean!) {
  customers(where: { orphaned: { eq: $orphaned } }) { count { value } nodes { id } }
}
"""
ASSIGNED = CustomerAssigned(customer=a("ann"), employee=a("sam"), slot="sales")
MOVED = CustomerReassigned(
    customer=a("ann"), slot="sales", from_employee=a("sam"), to_employee=a("max"), reason="departed"
)
LEFT = CustomerOrphaned(customer=a("ann"), slot="sales", cause="role_changed")


async def orphaned(graph: Graph) -> bool:
    """Whether Ann is orphaned: on her page, and the same in the lists of those who are and who are not."""
    viewer, ann = staff(graph.tenant), f"customer:{a('ann')}"
    (slot,) = (await graph.read(viewer, TEAM, id=ann))["customer"]["team"]
    for asked in (True, False):
        listed: Any = (await graph.read(viewer, LISTED, orphaned=asked))["customers"]
        found = {"id": ann} in listed["nodes"]
        assert found == (slot["orphaned"] == asked)
        assert listed["count"]["value"] == len(listed["nodes"])
    return bool(slot["orphaned"])


async def test_a_customer_is_orphaned_while_their_employee_is_gone(graph: Graph) -> None:
    """From the departure on, until the employee is back."""
    await graph.happened(onboarded(), onboarded("max"), registered(), ASSIGNED)
    assert not await orphaned(graph)
    await graph.happened(departed())
    assert await orphaned(graph)
    await graph.happened(onboarded(), occurred_at=NOON + timedelta(days=2))
    assert not await orphaned(graph)


async def test_an_assignment_told_after_the_departure_is_orphaned_too(graph: Graph) -> None:
    """Staff files come before assignments; a reassignment ends it."""
    await graph.happened(onboarded(), departed(), onboarded("max"), registered(), ASSIGNED)
    assert await orphaned(graph)
    await graph.happened(MOVED, occurred_at=NOON + timedelta(hours=1))
    assert not await orphaned(graph)


async def test_a_customer_is_orphaned_when_somebody_says_so(graph: Graph) -> None:
    """Without anybody having left."""
    await graph.happened(onboarded(), registered(), ASSIGNED, LEFT)
    assert await orphaned(graph)


async def test_nobody_was_orphaned_before_the_employee_left(graph: Graph) -> None:
    """As of a moment between assignment and departure, and of one between departure and return."""
    await graph.happened(onboarded(), registered(), ASSIGNED)
    await graph.happened(departed(), occurred_at=NOON + timedelta(hours=8))
    await graph.happened(onboarded(), occurred_at=NOON + timedelta(days=9))
    seen = []
    for after in (timedelta(hours=1), timedelta(days=1), timedelta(days=10)):
        moment = (NOON + after).isoformat()
        then = await graph.read(staff(graph.tenant), THEN, id=f"customer:{a('ann')}", moment=moment)
        seen.append(then["customer"]["team"])
    assert seen == [[{"orphaned": False}], [{"orphaned": True}], [{"orphaned": False}]]


@pytest.mark.parametrize(("contract", "offered"), [(Contract.DEALER, True), (Contract.PARTNER, False)])
async def test_parties_outside_cannot_ask_who_is_orphaned(contract: Contract, offered: bool) -> None:
    """How the dealer's people come and go is none of their business."""
    where: Any = Contracts(SCHEMA._schema).schema(contract).type_map["CustomerWhere"]
    assert ("orphaned" in where.fields) == offered


async def test_a_party_that_asks_all_the_same_learns_nothing(graph: Graph) -> None:
    """Whether somebody is orphaned is unknown to it, and what is unknown is neither."""
    name = "carfair"
    who = partner(graph.tenant, party=a(name), client_id=name)
    await graph.happened(
        party(name),
        access(name, "marketing", scopes=tuple(everything(who.kind))),
        drafted("terms", name, permit("marketing", categories=("none", "identity")), rooftops=("north",)),
        signed("terms", name),
        at=None,
    )
    await graph.happened(onboarded(), registered(), ASSIGNED, LEFT, granted("yes", "ann", "marketing", to=(name,)))
    await graph.shown()
    everybody = await graph.ask(who, "{ customers { nodes { id } } }", purposes=("marketing",))
    assert everybody.data == {"customers": {"nodes": [{"id": f"customer:{a('ann')}"}]}}
    for asked in (True, False):
        listed = await graph.ask(who, LISTED, purposes=("marketing",), orphaned=asked)
        assert listed.data == {"customers": {"count": {"value": 0}, "nodes": []}}
