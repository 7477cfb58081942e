"""What partners and auditors were answered, verified from a bundle: the recorded decisions come out again."""

from pathlib import Path
from typing import Any

import pytest

from lifecycle_api.access.principal import Principal
from lifecycle_api.audit.bundle.scope import Scope
from lifecycle_api.audit.export.order import for_group
from lifecycle_api.domain.purposes import PURPOSES
from tests.audit.tampering import loose
from tests.support.decisions import access, drafted, granted, party, permit, signed, withdrawn
from tests.support.facts import a, noted, phone, registered
from tests.support.graph import Graph
from tests.support.people import everything, partner

pytestmark = pytest.mark.anyio

CUSTOMERS = "query { customers { nodes { id name contactPoints { kind value } notes { nodes { text } } } } }"
CUSTOMER = "query($id: ID!) { customer(id: $id) { name timeline { nodes { title text } } } }"
ASKED: dict[str, Any] = {"purposes": ("lead_followup",)}
ANN, BOB = (f"customer:{a(name)}" for name in ("ann", "bob"))


def carfair(graph: Graph) -> Principal:
    """The marketplace."""
    return partner(graph.tenant, party=a("carfair"), client_id="carfair", purposes=tuple(PURPOSES))


@pytest.fixture
async def fair(graph: Graph) -> Graph:
    """Ann agreed to everything that the agreement shares, Bob to being known at all."""
    scopes = tuple(everything(carfair(graph).kind))
    await graph.happened(phone("ann"), noted(), registered("bob"), phone("bob", "+12065550124"), at="north")
    await graph.happened(
        party("carfair"),
        access("carfair", *PURPOSES, scopes=scopes),
        drafted("deal", "carfair", permit(*PURPOSES), rooftops=("north",)),
        signed("deal", "carfair"),
        granted("ann says", "ann", "lead_followup", rooftops=("north",), to=("carfair",)),
        granted("bob says", "bob", "lead_followup", to=("carfair",), categories=("none",)),
        at=None,
    )
    await graph.shown()
    return graph


async def test_every_answer_to_a_partner_is_verified_offline(fair: Graph, tmp_path: Path) -> None:
    """Those before a withdrawal and those after it, what was shown and what was withheld."""
    who = carfair(fair)
    await fair.ask(who, CUSTOMERS, **ASKED)
    await fair.ask(who, CUSTOMER, id=ANN, **ASKED)
    await fair.happened(withdrawn("ann"), at=None)
    await fair.ask(who, CUSTOMER, id=ANN, **ASKED)
    await fair.ask(who, CUSTOMER, id=BOB, **ASKED)
    with (tmp_path / "bundle.zip").open("wb") as file:
        policy = await fair.parts.exporter.export(fair.tenant, for_group(Scope()), file)
    bundle = loose(tmp_path / "bundle.zip", policy, [])
    facts = {check.name: check.fact for check in bundle.verified().checks}
    assert bundle.failures() == {}
    assert " decisions of 4 disclosures" in facts["decisions"]
    assert not facts["decisions"].startswith("0 ")
