"""What staff of a rooftop are shown of a sibling's customers is in the log first, and those customers see it."""

from uuid import uuid4

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.commands.ledger import Ledger
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.disclosures import DataDisclosed, DataDisclosureRefused
from lifecycle_api.domain.events.staff_access import StaffAccessRecorded
from lifecycle_api.domain.events.withdrawals import WithdrawalNoticeIssued
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.question import Asker, Question
from lifecycle_api.reactors.withdrawal_notices import WithdrawalNotices
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.log import EventStore
from tests.graphql.test_disclosing import Meddling, disclosures, with_ledger
from tests.graphql.test_followed_outside import TIMELINE, following
from tests.graphql.test_followed_outside import refused as not_followed
from tests.graphql.test_oversight import ACKNOWLEDGE
from tests.graphql.test_shared_among import ANN, CUSTOMERS, DEAL, FINANCING, MARKETING, OPERATE, among, works_south
from tests.support.decisions import granted, withdrawn
from tests.support.facts import a, noted
from tests.support.graph import ADMISSION, SCHEMA, Graph
from tests.support.people import consumer, staff

pytestmark = pytest.mark.anyio
__all__ = ["among"]

CUSTOMER = "query($id: ID!) { customer(id: $id) { name } }"
LOOKED = """{
  disclosures { nodes { recipientKind recipient { name kind } purpose agreement categories } }
  whoHasMyData { nodes { recipientKind recipient { name } categories } }
}"""


async def test_an_answer_to_a_sibling_is_in_the_log_before_it_leaves(among: Graph) -> None:
    """Which rooftop received what of whom, for what, under which agreement, and who of its staff asked."""
    answer = await among.answer(works_south(among), CUSTOMERS, purposes=OPERATE)
    position = int(answer.extensions["disclosure"]["position"])
    recorded = await among.recorded(position)
    told = recorded.event
    assert isinstance(told, DataDisclosed)
    assert (told.recipient_kind, told.party, told.agreement) == ("rooftop", a("south"), a("us"))
    assert (told.purpose, set(told.customers)) == ("operate", {a("ann"), a("bob")})
    assert recorded.envelope.actor.id == works_south(among).subject
    assert {each.rooftop for each in told.decisions} == {a("north")}
    assert {(category, each.effect, each.reason) for each in told.decisions for category in each.categories} == {
        (Category.NONE, "permit", None),
        (Category.IDENTITY, "permit", None),
        (Category.CONTACT, "permit", None),
        (Category.CONTENT, "deny", "AGREEMENT_CATEGORY"),
    }


async def test_what_is_ones_own_is_no_disclosure(among: Graph) -> None:
    """Without a purpose, staff read at their rooftop as they always did."""
    assert (await among.ask(works_south(among), CUSTOMERS)).errors == ()
    assert disclosures(await among.events()) == []


async def test_the_customer_sees_which_rooftop_looked(among: Graph) -> None:
    """By its name; and so does the staff of the rooftop that shared it."""
    await among.ask(works_south(among), CUSTOMER, purposes=OPERATE, id=ANN)
    for who in (consumer(among.tenant, a("ann")), staff(among.tenant, a("north"))):
        seen = await among.read(who, LOOKED)
        assert seen["disclosures"]["nodes"] == [
            {
                "recipientKind": "ROOFTOP",
                "recipient": {"name": "South", "kind": None},
                "purpose": "operate",
                "agreement": f"agreement:{a('us')}",
                "categories": ["IDENTITY", "NONE"],
            }
        ]
        (holder,) = seen["whoHasMyData"]["nodes"]
        assert (holder["recipientKind"], holder["recipient"]) == ("ROOFTOP", {"name": "South"})


async def test_what_a_role_keeps_closed_is_not_recorded_as_shown(among: Graph) -> None:
    """Nor is a look at money recorded a second time, as staff's own looks are."""
    await among.happened(granted("yes", "ann", "financing", categories=("none", "identity", "financial")), at=None)
    for role in (Role.SERVICE_ADVISOR, Role.FINANCE_MANAGER):
        await among.ask(works_south(among, role), DEAL, purposes=FINANCING, deal=f"deal:{a('deal')}")
    advisor, manager = disclosures(await among.events())
    assert Category.FINANCIAL not in {category for each in advisor.decisions for category in each.categories}
    assert Category.FINANCIAL in manager.categories
    assert not any(isinstance(each, StaffAccessRecorded) for each in await among.events())


async def test_a_withdrawal_in_between_is_obeyed(among: Graph) -> None:
    """It came after the data was read and before it was recorded: what was read is not shown."""
    await among.happened(granted("yes", "ann", "marketing", rooftops=("south",)), at=None)
    ledger = Meddling(among, withdrawn("ann"))
    reply = await with_ledger(among, ledger).ask(works_south(among), CUSTOMER, purposes=MARKETING, id=ANN)
    assert (reply.data, ledger.tried) == ({"customer": None}, 2)
    assert [each["reason"] for each in reply.extensions["redactions"]] == ["CONSENT_WITHDRAWN"]


async def test_without_a_record_nothing_is_shown(among: Graph, deployed_dsn: str) -> None:
    """The log cannot be written to: not a byte of the sibling's, and all of one's own."""
    pool = await open_pool(deployed_dsn)
    await pool.close()
    broken = with_ledger(among, Ledger(EventStore(pool, among.parts.keys), uuid4))
    reply = await broken.ask(works_south(among), CUSTOMERS, purposes=OPERATE)
    assert (reply.data, reply.errors) == (None, ("AUDIT_UNAVAILABLE",))
    assert (await broken.ask(works_south(among), CUSTOMERS)).data["customers"]["count"] == {"value": 1}


async def test_a_refusal_as_a_whole_is_noted(among: Graph) -> None:
    """With the rooftop that asked."""
    await among.ask(works_south(among), CUSTOMERS, purposes=("fun",))
    noted = [each for each in await among.events() if isinstance(each, DataDisclosureRefused)]
    assert [(each.party, each.reason) for each in noted] == [(a("south"), "PURPOSE_UNKNOWN")]


async def test_an_answer_of_siblings_is_not_kept(among: Graph) -> None:
    """One's own may be, and asked for again with its tag; a disclosure is made each time anew."""
    answering = Answering(SCHEMA, among.resources, ADMISSION)
    for purposes, tagged in (((), True), (OPERATE, False)):
        question = Question(query=CUSTOMERS, purposes=purposes, tags=frozenset())
        answer = await answering.answer(question, Asker(works_south(among), "test"))
        assert (answer.tag is not None) is tagged


async def test_what_was_decided_is_reproduced(among: Graph) -> None:
    """From the facts of then, also after the agreement's end; the replay releases nothing."""
    await among.ask(works_south(among), CUSTOMERS, purposes=OPERATE)
    await among.happened(withdrawn("ann"), at=None)
    document = """query($party: ID!) {
      partySaw(party: $party, since: "2000-01-01T00:00:00Z", until: "2999-01-01T00:00:00Z") {
        purpose decisions { category effect reproduced }
      }
    }"""
    (seen,) = (await among.ask(staff(among.tenant), document, party=f"party:{a('south')}")).data["partySaw"]
    assert seen["purpose"] == "operate"
    assert {each["effect"] for each in seen["decisions"]} == {"permit", "deny"}
    assert all(each["reproduced"] for each in seen["decisions"])


async def test_the_receiving_rooftop_is_told_of_a_withdrawal_and_answers(among: Graph) -> None:
    """Its staff find the notice and confirm it; those of the other rooftop cannot."""
    await among.happened(granted("yes", "ann", "marketing", rooftops=("south",)), at=None)
    await among.ask(works_south(among), CUSTOMER, purposes=MARKETING, id=ANN)
    position = await among.happened(withdrawn("ann"), at=None)
    cause = await among.recorded(position)
    (notice,) = await WithdrawalNotices(among.parts.store).react(among.tenant, cause)
    assert isinstance(notice.event, WithdrawalNoticeIssued)
    await among.parts.store.append(among.tenant, [notice])
    question = "{ withdrawalNotices { nodes { id status recipient { name } } } }"
    (found,) = (await among.read(works_south(among), question))["withdrawalNotices"]["nodes"]
    assert (found["status"], found["recipient"]) == ("OPEN", {"name": "South"})
    given = {"withdrawalNotice": found["id"], "signedBy": "Max"}
    codes = {}
    for name in ("north", "south"):
        reply = await among.ask(staff(among.tenant, a(name)), ACKNOWLEDGE, input={**given, "idempotencyKey": name})
        codes[name] = [each["code"] for each in reply.data["acknowledgeWithdrawal"]["userErrors"]]
    assert codes == {"north": ["NOT_FOUND"], "south": []}


async def test_staff_follow_a_siblings_customer_while_it_is_agreed(among: Graph) -> None:
    """Each delivery is recorded; what consent does not open cannot be followed."""
    who = works_south(among)
    async with following(among, who, TIMELINE, purposes=OPERATE, after="0") as theirs:
        await among.happened(noted("second", "ann", "Called."), at="north")
        items = (await theirs.answer())["data"]["timelineChanged"]["items"]
        assert items
        assert {each["text"] for each in items} == {None}
    assert {each.party for each in disclosures(await among.events())} == {a("south")}
    assert await not_followed(among, who, TIMELINE, purposes=MARKETING) == ("ACCESS_ENDED", "CONSENT_NONE")
