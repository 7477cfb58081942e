"""Privacy requests from receipt to answer, legal holds, and erasure, over the schema."""

from typing import Any
from uuid import UUID

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.domain.events.disclosures import DataDisclosed, Decided
from lifecycle_api.domain.events.vehicles import VehicleAcquired
from tests.support.facts import NOON, VIN, a, noted, owned, phone
from tests.support.graph import Graph
from tests.support.people import auditor, consumer, partner, staff

pytestmark = pytest.mark.anyio

OPEN = """mutation ($c: ID!, $kind: PrivacyRequestKind!, $law: String! = "EU", $key: ID! = "open", $at: DateTime) {
  openPrivacyRequest(input: {
    customer: $c, kind: $kind, jurisdiction: $law, method: PORTAL, idempotencyKey: $key, statement: "Please."
    occurredAt: $at
  }) { request { id state kind dueAt proof } userErrors { code path } } }"""
VERIFY = """mutation ($c: ID!, $r: ID!) { verifyPrivacyRequest(input: {
  customer: $c, request: $r, proof: DOCUMENT, idempotencyKey: "verify"}) {
  request { state proof } userErrors { code } } }"""
EXTEND = """mutation ($c: ID!, $r: ID!, $key: ID!) { extendPrivacyRequest(input: {
  customer: $c, request: $r, reason: "Many records.", idempotencyKey: $key, occurredAt: "2026-02-10T00:00:00Z"}) {
  request { dueAt extensionReason } userErrors { code } } }"""
RESOLVE = """mutation ($c: ID!, $r: ID!, $o: PrivacyRequestOutcome!, $why: String) { resolvePrivacyRequest(input: {
  customer: $c, request: $r, outcome: $o, reason: $why, idempotencyKey: "resolve"}) {
  request { state outcome reason } userErrors { code path } } }"""
HOLD = """mutation ($c: ID!) { placeHold(input: {customer: $c, matter: "Miller v. Northgate", idempotencyKey: "hold"}) {
  hold { id matter } userErrors { code } } }"""
RELEASE = """mutation ($c: ID!, $h: ID!) { releaseHold(input: {
  customer: $c, hold: $h, reason: "Settled.", idempotencyKey: "release"}) {
  hold { releasedAt } userErrors { code } } }"""
ERASE = """mutation ($r: ID!) { eraseCustomer(input: {request: $r}) {
  erasure { state keys } userErrors { code } } }"""
LIST = "{ privacyRequests { nodes { state kind outcome retained { records ground } } } }"
RULE = """mutation ($days: Int! = 100000, $key: ID! = "rule") { setRetentionRule(input: {
  retentionClass: STANDARD, keepDays: $days, duty: true, ground: "A law", idempotencyKey: $key}) {
  rule { keepDays duty } userErrors { code } } }"""

ANN = f"customer:{a('ann')}"
JANUARY = "2026-01-31T10:00:00Z"


async def opened(graph: Graph, who: Any, kind: str = "ERASE", **more: Any) -> dict[str, Any]:
    """A request as it was received."""
    done = (await graph.ask(who, OPEN, c=ANN, kind=kind, **more)).data["openPrivacyRequest"]
    assert done["userErrors"] == []
    request: dict[str, Any] = done["request"]
    return request


async def test_the_law_of_the_jurisdiction_says_when_it_is_due(graph: Graph) -> None:
    """A month later in the EU, even from the 31st; 45 days in California."""
    boss = staff(graph.tenant, role=Role.ADMINISTRATOR)

    assert (await opened(graph, boss, "ACCESS", at=JANUARY))["dueAt"].startswith("2026-02-28T10:00:00")
    california = await opened(graph, boss, "ACCESS", law="US-CA", key="two", at=JANUARY)
    assert california["dueAt"].startswith("2026-03-17T10:00:00")
    refused = await graph.ask(boss, OPEN, c=ANN, kind="ACCESS", law="XX", key="three")
    assert refused.data["openPrivacyRequest"]["userErrors"] == [
        {"code": "INVALID_ARGUMENT", "path": ["input", "jurisdiction"]}
    ]


async def test_a_customer_opens_their_own_and_nobody_elses(graph: Graph) -> None:
    """Their token is proof enough; somebody else is not found."""
    me = consumer(graph.tenant, a("ann"))

    request = await opened(graph, me)

    assert (request["state"], request["proof"]) == ("VERIFIED", "own_token")
    assert len((await graph.read(me, LIST))["privacyRequests"]["nodes"]) == 1
    other = consumer(graph.tenant, a("bob"))
    denied = (await graph.ask(other, OPEN, c=ANN, kind="ERASE", key="b")).data["openPrivacyRequest"]
    assert denied["userErrors"][0]["code"] == "NOT_FOUND"
    assert (await graph.read(other, LIST))["privacyRequests"]["nodes"] == []


async def test_a_request_is_verified_extended_once_and_answered_with_reasons(graph: Graph) -> None:
    """Each step that the process does not allow is refused by name."""
    boss = staff(graph.tenant, role=Role.ADMINISTRATOR)
    request = (await opened(graph, boss, "ACCESS", at=JANUARY))["id"]
    early = (await graph.ask(boss, RESOLVE, c=ANN, r=request, o="FULFILLED")).data["resolvePrivacyRequest"]
    assert early["userErrors"][0]["code"] == "POLICY_REFUSED"

    verified = (await graph.ask(boss, VERIFY, c=ANN, r=request)).data["verifyPrivacyRequest"]
    assert verified["request"] == {"state": "VERIFIED", "proof": "document"}
    longer = (await graph.ask(boss, EXTEND, c=ANN, r=request, key="1")).data["extendPrivacyRequest"]
    assert longer["request"]["dueAt"].startswith("2026-04-28")
    twice = (await graph.ask(boss, EXTEND, c=ANN, r=request, key="2")).data["extendPrivacyRequest"]
    assert twice["userErrors"][0]["code"] == "POLICY_REFUSED"
    bare = (await graph.ask(boss, RESOLVE, c=ANN, r=request, o="REFUSED")).data["resolvePrivacyRequest"]
    assert bare["userErrors"] == [{"code": "INVALID_ARGUMENT", "path": ["input", "reason"]}]
    done = (await graph.ask(boss, RESOLVE, c=ANN, r=request, o="FULFILLED")).data["resolvePrivacyRequest"]
    assert done["request"]["state"] == "RESOLVED"


async def test_an_erasure_under_hold_waits_and_runs_when_it_is_released(graph: Graph) -> None:
    """Accepted, held, restricted at once; refused by name meanwhile; carried out by itself afterwards."""
    boss, desk = staff(graph.tenant, role=Role.ADMINISTRATOR), graph.parts.rights.desk
    await graph.happened(phone("ann"), noted())
    hold = (await graph.ask(boss, HOLD, c=ANN)).data["placeHold"]["hold"]["id"]

    request = await opened(graph, consumer(graph.tenant, a("ann")))

    assert request["state"] == "HELD"
    assert "processing.restricted" in [each.type for each in (await graph.parts.store.read(graph.tenant)).events]
    refused = (await graph.ask(boss, ERASE, r=request["id"])).data["eraseCustomer"]
    assert refused["userErrors"][0]["code"] == "UNDER_LEGAL_HOLD"
    assert await desk.run_due(graph.tenant) == []

    released = (await graph.ask(boss, RELEASE, c=ANN, h=hold)).data["releaseHold"]
    assert released["hold"]["releasedAt"]
    (progress,) = await desk.run_due(graph.tenant)
    assert progress.step == "certified"
    assert (await graph.read(boss, LIST))["privacyRequests"]["nodes"][0]["outcome"] == "FULFILLED"
    shown = await graph.read(boss, "query ($c: ID!) { customer(id: $c) { name contactPoints { value } } }", c=ANN)
    assert shown["customer"] == {"name": None, "contactPoints": [{"value": None}]}


async def test_a_duty_to_keep_makes_the_answer_partial(graph: Graph) -> None:
    """The person is told which class is kept and on what ground."""
    boss = staff(graph.tenant, role=Role.ADMINISTRATOR)
    assert (await graph.ask(boss, RULE)).data["setRetentionRule"]["rule"] == {"keepDays": 100_000, "duty": True}
    request = await opened(graph, consumer(graph.tenant, a("ann")))

    done = (await graph.ask(boss, ERASE, r=request["id"])).data["eraseCustomer"]

    assert done["userErrors"] == []
    (answered,) = (await graph.read(boss, LIST))["privacyRequests"]["nodes"]
    assert answered["outcome"] == "PARTIAL"
    assert answered["retained"] == [{"records": "standard", "ground": "A law"}]


async def test_a_retention_rule_can_be_set_again(graph: Graph) -> None:
    """The rule that was set last counts."""
    boss = staff(graph.tenant, role=Role.ADMINISTRATOR)
    for days in (30, 60):
        done = (await graph.ask(boss, RULE, days=days, key=f"rule {days}")).data["setRetentionRule"]
        assert done == {"rule": {"keepDays": days, "duty": True}, "userErrors": []}


@pytest.mark.parametrize("days", [-1, 2**31 - 1])
async def test_a_retention_rule_ends_within_the_calendar(graph: Graph, days: int) -> None:
    """A day that no calendar has would stop whatever looks for what is over its time."""
    boss = staff(graph.tenant, role=Role.ADMINISTRATOR)
    done = (await graph.ask(boss, RULE, days=days, key="far")).data["setRetentionRule"]
    assert done == {"rule": None, "userErrors": [{"code": "INVALID_ARGUMENT"}]}


async def test_what_cannot_be_erased_is_refused_by_name(graph: Graph) -> None:
    """Unknown, not verified, of another kind, of another group, by somebody who may not."""
    boss = staff(graph.tenant, role=Role.ADMINISTRATOR)
    unverified = (await opened(graph, boss))["id"]
    access = (await opened(graph, boss, "ACCESS", key="other"))["id"]

    async def code(who: Any, request: str) -> str:
        reply = await graph.ask(who, ERASE, r=request)
        return str(reply.errors[0] if reply.errors else reply.data["eraseCustomer"]["userErrors"][0]["code"])

    assert await code(boss, unverified) == "PRIVACY_REQUEST_NOT_VERIFIED"
    assert await code(boss, access) == "POLICY_REFUSED"
    assert await code(boss, f"privacy_request:{UUID(int=9)}") == "NOT_FOUND"
    assert await code(boss, "nonsense") == "INVALID_ARGUMENT"
    assert await code(staff(graph.tenant, a("north"), role=Role.ADMINISTRATOR), unverified) == "POLICY_REFUSED"
    assert await code(staff(UUID(int=7), role=Role.ADMINISTRATOR), unverified) != ""
    for stranger in (partner(graph.tenant), auditor(graph.tenant), consumer(graph.tenant, a("ann"))):
        assert await code(stranger, unverified) != ""


PERSONAL = """query ($c: ID!) { personalData(customer: $c) { generatedAt document readable } }"""


async def test_a_customer_gets_all_that_is_held_and_nobody_elses(graph: Graph) -> None:
    """Their own values, who has seen them by name, and nothing of whoever signed along."""
    await graph.happened(phone("ann"), noted(text="Likes blue."))
    await graph.happened(noted("his", "bob", "Bob's own."))

    data = (await graph.read(consumer(graph.tenant, a("ann")), PERSONAL, c=ANN))["personalData"]

    told = str(data["document"])
    assert "Ann" in told
    assert "+12065550123" in told
    assert "Likes blue." in data["readable"]
    assert "Bob's own." not in told
    assert data["document"]["recipients"] == []
    for who in (consumer(graph.tenant, a("bob")), staff(graph.tenant, a("south"), role=Role.ADMINISTRATOR)):
        assert (await graph.ask(who, PERSONAL, c=ANN)).errors == ("NOT_FOUND",)


async def test_what_is_held_about_a_customers_car_is_theirs_to_see(graph: Graph) -> None:
    """Also what was recorded before it was theirs, which names nobody."""
    await graph.happened(VehicleAcquired(vehicle=VIN, stock="S-99", source="auction"), at="south")
    await graph.happened(owned())
    data = (await graph.read(consumer(graph.tenant, a("ann")), PERSONAL, c=ANN))["personalData"]
    assert "vehicle_history.milestone" in {row["what"] for row in data["document"]["now"]}


def disclosed(recipient: str, at: str) -> DataDisclosed:
    """Somebody was shown what a rooftop holds about Ann."""
    made = Decided(customer=a("ann"), categories=(), effect="permit", rooftop=a(at))
    return DataDisclosed(
        disclosure=a(recipient),
        client_id=recipient,
        recipient_kind="partner",
        purpose="marketing",
        categories=(),
        fields=(),
        customers=(a("ann"),),
        decisions=(made,),
        rows=1,
        document_sha256="0" * 64,
        response_sha256="0" * 64,
        decided_on=1,
        decided_at=NOON,
    )


async def test_staff_are_told_what_their_own_rooftops_hold(graph: Graph) -> None:
    """And who was shown that; the customer, and staff of the whole group, are told of every rooftop."""
    await graph.happened(noted(text="A word at north"), at="north")
    await graph.happened(noted("theirs", text="A word at south"), at="south")
    await graph.happened(disclosed("carfair", "north"), disclosed("autobay", "south"), at=None)

    async def told(who: Any) -> list[bool]:
        data = str(await graph.read(who, PERSONAL, c=ANN))
        return [word in data for word in ("A word at north", "carfair", "A word at south", "autobay", str(a("south")))]

    boss = {"role": Role.ADMINISTRATOR}
    assert await told(staff(graph.tenant, a("north"), **boss)) == [True, True, False, False, False]
    assert await told(staff(graph.tenant, **boss)) == [True] * 5
    assert await told(consumer(graph.tenant, a("ann"))) == [True] * 5
