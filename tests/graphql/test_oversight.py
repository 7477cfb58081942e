"""Who has seen whose data is shown to those it concerns, and what roles may do is the group's to decide."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.commands.access_rules import AccessRules
from lifecycle_api.commands.ledger import Denial, Ledger, Release
from lifecycle_api.commands.organisation import Authority, onboard_employee
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.domain.events.disclosures import Decided
from lifecycle_api.domain.events.leaks import CanaryPlanted
from lifecycle_api.domain.events.withdrawals import WithdrawalNoticeIssued
from tests.support.decisions import granted, party
from tests.support.facts import NOON, a, registered, structured
from tests.support.graph import Graph
from tests.support.people import consumer, partner, staff

pytestmark = pytest.mark.anyio

MARKETPLACE, LENDER = UUID(int=8), UUID(int=9)
LOOKED = "{ disclosures { nodes { party purpose categories withheld { category reason } customer { name } } } }"
HELD = "{ whoHasMyData { nodes { party categories purposes disclosures customer { id } } } }"
NAMED = """{ whoHasMyData { nodes { recipient { name } } } disclosures { nodes { recipient { name } } }
  customers { nodes { consents { nodes { namedRecipients { name } } } } } }"""
ACKNOWLEDGE = """mutation($input: AcknowledgeWithdrawalInput!) { acknowledgeWithdrawal(input: $input) {
  position userErrors { code } } }"""
SET = "mutation($input: SetAccessRuleInput!) { setAccessRule(input: $input) { position userErrors { code } } }"
THEN = """query($id: ID!, $position: EventPosition!) { customer(id: $id, asOf: { known: { position: $position } }) {
  consents { nodes { namedRecipients { name } } } disclosures { nodes { recipient { name } } } } }"""


async def disclosed(graph: Graph, party: UUID, *customers: str, denied: str | None = None) -> None:
    """A party received the names of some customers."""
    decisions = [Decided(customer=a(each), categories=(Category.IDENTITY,), effect="permit") for each in customers]
    if denied is not None:
        kept = (Category.CONTACT,)
        decisions.append(Decided(customer=a(customers[0]), categories=kept, effect="deny", reason=denied))
    release = Release(
        purpose="lead_followup",
        categories=[Category.IDENTITY],
        fields=["Customer.name"],
        decisions=decisions,
        customers=[a(each) for each in customers],
        rows=len(customers),
        document_sha256="0" * 64,
        response_sha256="1" * 64,
        decided_on=await graph.parts.store.head(graph.tenant),
        decided_at=NOON,
    )
    await Ledger(graph.parts.store, uuid4).record(partner(graph.tenant, party=party), release)


async def test_a_customer_sees_who_has_looked(graph: Graph) -> None:
    """At them, and at nobody else; with what was withheld and why."""
    await graph.happened(registered("ann"), registered("ben"))
    await disclosed(graph, MARKETPLACE, "ann", "ben", denied="CONSENT_NONE")
    shown = await graph.read(consumer(graph.tenant, a("ann")), LOOKED)
    (look,) = shown["disclosures"]["nodes"]
    assert look["party"] == f"party:{MARKETPLACE}"
    assert (look["purpose"], look["categories"]) == ("lead_followup", ["IDENTITY"])
    assert look["withheld"] == [{"category": "CONTACT", "reason": "CONSENT_NONE"}]


async def test_a_customer_reads_names_not_ids(graph: Graph) -> None:
    """Of whoever was agreed to and of whoever looked, although parties themselves are closed to customers."""
    allowed = granted("yes", "ann", "lead_followup", to=("market", "class:lender"))
    await graph.happened(registered("ann"), party("market"), party("stranger"), allowed)
    await disclosed(graph, a("market"), "ann")
    shown = await graph.read(consumer(graph.tenant, a("ann")), NAMED)
    assert shown["whoHasMyData"]["nodes"] == shown["disclosures"]["nodes"] == [{"recipient": {"name": "market"}}]
    assert shown["customers"]["nodes"] == [{"consents": {"nodes": [{"namedRecipients": [{"name": "market"}]}]}}]
    head = str(await graph.parts.store.head(graph.tenant))
    then = await graph.read(consumer(graph.tenant, a("ann")), THEN, id=f"customer:{a('ann')}", position=head)
    assert then["customer"] == {**shown["customers"]["nodes"][0], "disclosures": shown["disclosures"]}


async def test_who_holds_data_is_added_up(graph: Graph) -> None:
    """By recipient and customer; the dealer sees all of it, the customer their own."""
    await graph.happened(registered("ann"), registered("ben"))
    await disclosed(graph, MARKETPLACE, "ann")
    await disclosed(graph, MARKETPLACE, "ann", "ben")
    await disclosed(graph, LENDER, "ben")
    everything = await graph.read(staff(graph.tenant), HELD)
    found = {
        (each["party"], each["customer"]["id"]): each["disclosures"] for each in everything["whoHasMyData"]["nodes"]
    }
    assert found == {
        (f"party:{MARKETPLACE}", f"customer:{a('ann')}"): 2,
        (f"party:{MARKETPLACE}", f"customer:{a('ben')}"): 1,
        (f"party:{LENDER}", f"customer:{a('ben')}"): 1,
    }
    own = await graph.read(consumer(graph.tenant, a("ben")), HELD)
    assert {each["party"] for each in own["whoHasMyData"]["nodes"]} == {f"party:{MARKETPLACE}", f"party:{LENDER}"}


async def test_refusals_are_the_dealers_to_see(graph: Graph) -> None:
    """And the auditor's; a customer is not told what somebody did not get of others."""
    denial = Denial(purpose="marketing", reason="AGREEMENT_PURPOSE", document_sha256=None, decided_at=NOON)
    await Ledger(graph.parts.store, uuid4).refuse(partner(graph.tenant, party=MARKETPLACE), denial)
    question = "{ refusals { nodes { party reason purpose } } }"
    expected = [{"party": f"party:{MARKETPLACE}", "reason": "AGREEMENT_PURPOSE", "purpose": "marketing"}]
    assert (await graph.read(staff(graph.tenant), question))["refusals"]["nodes"] == expected
    assert (await graph.read(consumer(graph.tenant, a("ann")), question))["refusals"]["nodes"] == []


async def test_only_its_recipient_acknowledges_a_notice(graph: Graph) -> None:
    """For everyone else there is no such notice; once is enough."""
    notice = uuid4()
    await graph.happened(
        WithdrawalNoticeIssued(
            withdrawal_notice=notice,
            customer=a("ann"),
            party=MARKETPLACE,
            cause=uuid4(),
            purposes=("marketing",),
            categories=(Category.CONTACT,),
            disclosures=1,
            due_at=NOON,
        )
    )

    async def acknowledged(party: UUID, key: str) -> Any:
        given = {"idempotencyKey": key, "withdrawalNotice": f"withdrawal_notice:{notice}", "signedBy": "desk"}
        reply = await graph.ask(partner(graph.tenant, party=party), ACKNOWLEDGE, input=given)
        return [each["code"] for each in reply.data["acknowledgeWithdrawal"]["userErrors"]]

    assert await acknowledged(LENDER, "1") == ["NOT_FOUND"]
    assert await acknowledged(MARKETPLACE, "2") == []
    assert await acknowledged(MARKETPLACE, "3") == ["POLICY_REFUSED"]
    status = await graph.read(staff(graph.tenant), "{ withdrawalNotices { nodes { status } } }")
    assert status["withdrawalNotices"]["nodes"] == [{"status": "ACKNOWLEDGED"}]


async def test_a_groups_rules_are_in_force_within_a_second(graph: Graph) -> None:
    """For everyone whose token names the role, in every process."""
    ticks = [0.0]
    elsewhere = AccessRules(graph.parts.store, lambda: NOON, lambda: ticks[0])
    assert not (await elsewhere.of(graph.tenant)).set
    given = {
        "idempotencyKey": "1",
        "role": "service_advisor",
        "category": "FINANCIAL",
        "action": "READ",
        "allowed": True,
        "reason": "Advisors quote payment plans",
    }
    reply = await graph.ask(staff(graph.tenant, role=Role.ADMINISTRATOR), SET, input=given)
    assert reply.data["setAccessRule"]["userErrors"] == []
    assert not (await elsewhere.of(graph.tenant)).set
    ticks[0] += 1.0
    matrix = await elsewhere.of(graph.tenant)
    await graph.happened(registered("ann"), structured())
    question = "{ deals { nodes { price { amount } } } }"
    advisor = staff(graph.tenant)
    shown = await graph.read(msgspec.structs.replace(advisor, matrix=matrix), question)
    hidden = await graph.read(advisor, question)
    assert shown["deals"]["nodes"][0]["price"] is not None
    assert hidden["deals"]["nodes"][0]["price"] is None
    rules = await graph.read(staff(graph.tenant), "{ accessRules { nodes { role category action allowed reason } } }")
    assert [each["category"] for each in rules["accessRules"]["nodes"]] == ["FINANCIAL"]


async def test_rules_are_for_the_whole_group(graph: Graph) -> None:
    """Whoever administers one rooftop does not set them; what is of no category is nobody's to close."""
    given = {"role": "x", "category": "CONTACT", "action": "READ", "allowed": False, "reason": "because"}
    north = staff(graph.tenant, a("north"), role=Role.ADMINISTRATOR)
    refused = await graph.ask(north, SET, input={**given, "idempotencyKey": "1"})
    assert [each["code"] for each in refused.data["setAccessRule"]["userErrors"]] == ["POLICY_REFUSED"]
    none = await graph.ask(staff(graph.tenant), SET, input={**given, "idempotencyKey": "2", "category": "NONE"})
    assert [each["code"] for each in none.data["setAccessRule"]["userErrors"]] == ["INVALID_ARGUMENT"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"role": "servcie_advisor"}, "service_advisor"),
        ({"role": "x" * 5000}, "service_advisor"),
        ({"occurredAt": "2020-01-01T00:00:00Z"}, "from when it is set"),
    ],
)
async def test_a_rule_that_would_decide_nothing_is_refused(graph: Graph, changed: dict[str, str], told: str) -> None:
    """That of a role nobody has, with those there are, and one for a time that is over."""
    cell = {"role": "service_advisor", "category": "FINANCIAL", "action": "READ", "allowed": True}
    given = {**cell, "reason": "Advisors quote payment plans", "idempotencyKey": "1", **changed}
    document = SET.replace("{ code }", "{ code message }")
    reply = await graph.ask(staff(graph.tenant, role=Role.ADMINISTRATOR), document, input=given)
    (refused,) = reply.data["setAccessRule"]["userErrors"]
    assert refused["code"] == "INVALID_ARGUMENT"
    assert told in refused["message"]
    assert len(refused["message"]) < 1000


async def test_a_rule_is_set_for_a_role_that_somebody_was_given(graph: Graph) -> None:
    """A group has jobs of its own."""
    given = {"category": "CONTACT", "action": "READ", "allowed": True, "reason": "They call.", "role": "valet"}
    who = staff(graph.tenant, role=Role.ADMINISTRATOR)
    authority = Authority(Actor("system", "test"), NOON)
    details = {"name": "Kim Reed", "department": "service", "roles": ["valet"], "rooftops": []}
    await onboard_employee(graph.parts.store, graph.tenant, "E9", details, authority)
    reply = await graph.ask(who, SET, input={**given, "idempotencyKey": "1"})
    assert reply.data["setAccessRule"]["userErrors"] == []


async def test_leakage_is_reported_by_customers_and_shown_to_staff(graph: Graph) -> None:
    """A customer reports it themselves; their words are theirs and the dealer's to read."""
    await graph.happened(registered("ann"))
    report = """mutation($input: ReportUnexpectedContactInput!) { reportUnexpectedContact(input: $input) {
      evidence { kind strength company account } userErrors { code } } }"""
    given = {"customer": f"customer:{a('ann')}", "company": "Rival Motors", "channel": "SMS", "account": "They knew."}
    reply = await graph.ask(consumer(graph.tenant, a("ann")), report, input={**given, "idempotencyKey": "1"})
    assert reply.data["reportUnexpectedContact"]["userErrors"] == []
    question = "{ leadLeakage { nodes { kind strength company account } } }"
    (seen,) = (await graph.read(staff(graph.tenant), question))["leadLeakage"]["nodes"]
    assert seen == {
        "kind": "CUSTOMER_REPORT",
        "strength": "MODERATE",
        "company": "Rival Motors",
        "account": "They knew.",
    }
    other = await graph.ask(consumer(graph.tenant, a("ben")), report, input={**given, "idempotencyKey": "2"})
    assert [each["code"] for each in other.data["reportUnexpectedContact"]["userErrors"]] == ["NOT_FOUND"]


async def test_a_contacted_canary_proves_who_let_it_out(graph: Graph) -> None:
    """One that two have proves nothing, so it is planted once; customers neither plant nor see any."""
    await graph.happened(party("carfair"), party("other"), at=None)
    plant = """mutation($input: PlantCanaryInput!) { plantCanary(input: $input) {
      evidence { kind strength party } userErrors { code } } }"""
    contacted = """mutation($input: ReportCanaryContactInput!) { reportCanaryContact(input: $input) {
      position userErrors { code } } }"""
    who = staff(graph.tenant)
    given = {"party": f"party:{a('carfair')}", "contactPoint": "Robin.Finch@example.com"}
    planted = (await graph.ask(who, plant, input={**given, "idempotencyKey": "1"})).data["plantCanary"]
    assert planted["evidence"] == {"kind": "CANARY_PLANTED", "strength": "NONE", "party": given["party"]}
    again = {**given, "party": f"party:{a('other')}", "contactPoint": "robin.finch@example.com"}
    refused = (await graph.ask(who, plant, input={**again, "idempotencyKey": "2"})).data["plantCanary"]
    assert [each["code"] for each in refused["userErrors"]] == ["POLICY_REFUSED"]
    canary = next(each.canary for each in await graph.events() if isinstance(each, CanaryPlanted))
    report = {"canary": f"canary:{canary}", "company": "Rival Motors", "channel": "EMAIL", "idempotencyKey": "3"}
    assert (await graph.ask(who, contacted, input=report)).data["reportCanaryContact"]["userErrors"] == []
    question = "{ leadLeakage(where: { strength: { eq: PROOF } }) { nodes { kind party company } } }"
    assert (await graph.read(who, question))["leadLeakage"]["nodes"] == [
        {"kind": "CANARY_CONTACTED", "party": given["party"], "company": "Rival Motors"}
    ]
    assert (await graph.ask(consumer(graph.tenant, a("ann")), question)).errors == ("SCOPE_MISSING",)
