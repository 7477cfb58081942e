"""What rooftops of a group agreed to share opens to staff of the one that receives it, and nothing else does."""

from typing import Any

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.principal import Principal
from lifecycle_api.domain.events.agreements import AgreementSuspended
from lifecycle_api.domain.events.privacy import ProcessingRestricted
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.question import Asker, Question
from tests.graphql.test_joint import both
from tests.support.decisions import SHARED, drafted, granted, permit, signed, withdrawn
from tests.support.facts import a, lead, noted, phone, registered, structured
from tests.support.graph import ADMISSION, SCHEMA, Graph
from tests.support.people import staff

pytestmark = pytest.mark.anyio
__all__ = ["among"]

ANN, BOB = (f"customer:{a(name)}" for name in ("ann", "bob"))
OPERATE, MARKETING, FINANCING = ("operate",), ("marketing",), ("financing",)
CUSTOMERS = "{ customers { nodes { id name contactPoints { value } notes { nodes { text } } } count { value } } }"
DEAL = "query($deal: ID!) { deal(id: $deal) { number price { amount } customer { name } } }"


def works_south(graph: Graph, role: Role = Role.SERVICE_ADVISOR, **more: Any) -> Principal:
    """Somebody on the staff of the rooftop that receives."""
    return staff(graph.tenant, a("south"), role=role, **more)


@pytest.fixture
async def among(graph: Graph) -> Graph:
    """The north opens some of what it holds to the south, for three purposes."""
    await graph.happened(phone("ann"), noted(), registered("bob"), structured("deal", "ann"), at="north")
    await graph.happened(registered("cay"), at="south")
    clauses = [
        permit("operate", "marketing", id="1", categories=(*SHARED, "financial")),
        permit("financing", id="2", categories=("none", "identity", "financial")),
    ]
    agreed = drafted("us", "south", *clauses, rooftops=("north",), kind="intra_group")
    await graph.happened(agreed, signed("us", "south"), at=None)
    await graph.shown()
    return graph


async def test_a_purpose_opens_what_the_sibling_shares(among: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its customers with what was agreed of them; one's own are asked for without a purpose."""
    data = await both(among, monkeypatch, works_south(among), CUSTOMERS, purposes=OPERATE)
    assert {each["id"]: each["name"] for each in data["customers"]["nodes"]} == {ANN: "Ann", BOB: "Bob"}
    ann = next(each for each in data["customers"]["nodes"] if each["id"] == ANN)
    assert ann["contactPoints"] == [{"value": "+12065550123"}]
    assert ann["notes"]["nodes"] == [{"text": None}]
    own = await both(among, monkeypatch, works_south(among), CUSTOMERS)
    assert [each["id"] for each in own["customers"]["nodes"]] == [f"customer:{a('cay')}"]


async def test_what_is_withheld_is_said_with_its_reason(among: Graph) -> None:
    """The words of a note were not agreed on."""
    reply = await among.ask(works_south(among), CUSTOMERS, purposes=OPERATE)
    number = [each["id"] for each in reply.data["customers"]["nodes"]].index(ANN)
    path = ["customers", "nodes", number, "notes", "nodes", 0, "text"]
    assert reply.extensions["redactions"] == [{"path": path, "category": "content", "reason": "AGREEMENT_CATEGORY"}]


async def test_an_agreement_opens_one_way(among: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The south has promised the north nothing; and what was not agreed on is not found in either."""
    north = staff(among.tenant, a("north"))
    nothing = {"customers": {"nodes": [], "count": {"value": 0}}}
    assert await both(among, monkeypatch, north, CUSTOMERS, purposes=OPERATE) == nothing
    assert await both(among, monkeypatch, works_south(among), CUSTOMERS, purposes=("warranty",)) == nothing


async def test_consent_of_its_own_is_needed_where_consent_is(among: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """A yes to the north is not for the south; one to the south is, until she takes it back there or in the north."""
    asked: dict[str, Any] = {"purposes": MARKETING}
    await among.happened(granted("north yes", "ann", "marketing", rooftops=("north",)), at=None)
    assert (await both(among, monkeypatch, works_south(among), CUSTOMERS, **asked))["customers"]["nodes"] == []
    await among.happened(granted("south yes", "ann", "marketing", rooftops=("south",)), at=None)
    found = await both(among, monkeypatch, works_south(among), CUSTOMERS, **asked)
    assert [each["name"] for each in found["customers"]["nodes"]] == ["Ann"]
    await among.happened(withdrawn("ann", "marketing", rooftops=(f"rooftop:{a('north')}",)), at=None)
    assert (await both(among, monkeypatch, works_south(among), CUSTOMERS, **asked))["customers"]["nodes"] == []
    await among.happened(granted("again", "ann", "marketing", rooftops=("south",)), at=None)
    assert (await both(among, monkeypatch, works_south(among), CUSTOMERS, **asked))["customers"]["nodes"] != []
    await among.happened(withdrawn("ann", consent="again"), at=None)
    assert (await both(among, monkeypatch, works_south(among), CUSTOMERS, **asked))["customers"]["nodes"] == []


async def test_roles_still_bound_what_staff_see(among: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """The price may leave for financing: a finance manager reads it, an advisor is told that their role does not."""
    await among.happened(granted("yes", "ann", "financing", categories=("none", "identity", "financial")), at=None)
    asked: dict[str, Any] = {"purposes": FINANCING, "deal": f"deal:{a('deal')}"}
    manager = works_south(among, Role.FINANCE_MANAGER)
    seen = await both(among, monkeypatch, manager, DEAL, **asked)
    assert seen["deal"] == {"number": "D-7", "price": {"amount": 2_500_000}, "customer": {"name": "Ann"}}
    seen = await both(among, monkeypatch, works_south(among), DEAL, **asked)
    assert seen["deal"] == {"number": "D-7", "price": None, "customer": {"name": "Ann"}}
    told = (await among.ask(works_south(among), DEAL, **asked)).extensions["redactions"]
    assert told == [{"path": ["deal", "price"], "category": "financial", "reason": "CATEGORY_NOT_READABLE"}]


async def test_a_purpose_that_was_agreed_says_what_is_never_shared(among: Graph) -> None:
    """Even where the role would read it and it was agreed: money leaves its controller for financing alone."""
    reply = await among.ask(works_south(among, Role.FINANCE_MANAGER), DEAL, purposes=OPERATE, deal=f"deal:{a('deal')}")
    assert reply.data["deal"] == {"number": "D-7", "price": None, "customer": {"name": "Ann"}}
    assert [each["reason"] for each in reply.extensions["redactions"]] == ["NEVER_SHARED"]


async def test_what_ends_or_restricts_is_in_force_at_once(among: Graph) -> None:
    """Who has standing is told why."""
    document = "query($id: ID!) { customer(id: $id) { name } }"
    asked: dict[str, Any] = {"purposes": OPERATE, "id": ANN}
    assert (await among.ask(works_south(among), document, **asked)).data == {"customer": {"name": "Ann"}}
    await among.happened(ProcessingRestricted(customer=a("ann"), matter="M"), at=None)
    reply = await among.ask(works_south(among), document, **asked)
    assert (reply.data, reply.extensions["redactions"][0]["reason"]) == ({"customer": None}, "RESTRICTED")
    await among.happened(AgreementSuspended(agreement=a("us"), party=a("south"), reason="R"), at=None)
    reply = await among.ask(works_south(among), document, **asked)
    assert (reply.data, reply.extensions["redactions"][0]["reason"]) == ({"customer": None}, "AGREEMENT_NOT_IN_FORCE")


@pytest.mark.parametrize(
    ("purposes", "rooftops", "code"),
    [
        (("operate", "marketing"), ("south",), "PURPOSE_MISSING"),
        (("fun",), ("south",), "PURPOSE_UNKNOWN"),
        (OPERATE, ("south", "east"), "RECIPIENT_UNCLEAR"),
        (OPERATE, (), "RECIPIENT_UNCLEAR"),
    ],
)
async def test_one_rooftop_asks_for_one_purpose(
    among: Graph, purposes: tuple[str, ...], rooftops: tuple[str, ...], code: str
) -> None:
    """Everything else is refused as a whole: with two rooftops nobody knows which of them receives."""
    who = staff(among.tenant, *map(a, rooftops))
    assert (await among.ask(who, CUSTOMERS, purposes=purposes)).errors == (code,)


async def test_a_mutation_is_work_at_ones_own_rooftop(among: Graph) -> None:
    """Whatever purpose the request names: what it did is shown as it always is."""
    document = """
      mutation($id: ID!, $key: ID!) {
        correctProfile(input: { idempotencyKey: $key, customer: $id, name: "Cay Long", reason: "R" }) {
          customer { name } userErrors { code }
        }
      }
    """
    cay = f"customer:{a('cay')}"
    reply = await among.ask(works_south(among), document, purposes=OPERATE, id=cay, key="1")
    assert reply.data["correctProfile"] == {"customer": {"name": "Cay Long"}, "userErrors": []}
    theirs = await among.ask(works_south(among), document, purposes=OPERATE, id=ANN, key="2")
    assert [each["code"] for each in theirs.data["correctProfile"]["userErrors"]] == ["NOT_FOUND"]


async def test_filtering_finds_no_more_than_reading(among: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts are of those who are shared."""
    document = """{
      named: customers(where: { name: { startsWith: "An" } }) { count { value } }
      others: customers(where: { name: { startsWith: "Zo" } }) { count { value } }
    }"""
    data = await both(among, monkeypatch, works_south(among), document, purposes=OPERATE)
    assert data == {"named": {"count": {"value": 1}}, "others": {"count": {"value": 0}}}


async def test_staff_are_told_what_their_siblings_share(among: Graph) -> None:
    """By rooftop and category, and of their own rooftop nothing: nobody has to share that."""
    document = '{ myAccess(purpose: "marketing") { rooftop category agreed reason needsConsent } }'
    found = (await among.ask(works_south(among), document)).data["myAccess"]
    assert {each["rooftop"] for each in found} == {f"rooftop:{a('north')}"}
    told = {each["category"]: each for each in found}
    assert (told["IDENTITY"]["agreed"], told["IDENTITY"]["needsConsent"]) == (True, True)
    assert told["CONTENT"]["reason"] == "AGREEMENT_CATEGORY"
    assert (await among.ask(staff(among.tenant, a("north")), document)).data["myAccess"] == []


async def test_what_a_rooftop_keeps_for_itself_is_not_shared(among: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of leaks, source files and their quarantine: no clause opens what no partner can ever be scoped for."""
    await among.happened(lead("one"), lead("two", provider="Another"), at="north")
    await among.shown()
    document = "{ leadLeakage { nodes { id } } sourceBatches { nodes { id } } quarantine { nodes { id } } }"
    north = await both(among, monkeypatch, staff(among.tenant, a("north")), document)
    assert len(north["leadLeakage"]["nodes"]) >= 1
    south = await both(among, monkeypatch, works_south(among), document, purposes=OPERATE)
    assert south == {"leadLeakage": {"nodes": []}, "sourceBatches": {"nodes": []}, "quarantine": {"nodes": []}}


async def test_how_a_siblings_answer_came_about_is_not_explained(among: Graph) -> None:
    """How many rows were looked at would tell of those that nobody agreed to show."""
    answering = Answering(SCHEMA, among.resources, ADMISSION)
    for purposes, explained in (((), True), (OPERATE, False)):
        question = Question(query=CUSTOMERS, purposes=purposes, explain=True)
        answer = await answering.answer(question, Asker(works_south(among), "test"))
        assert ("explain" in answer.extensions) is explained
