"""Leads submitted field by field are recorded, recognised and repeated like those in ADF."""

import asyncio
from typing import Any

import pytest

from lifecycle_api.domain.envelope import Actor
from tests.support.facts import VIN, a, phone
from tests.support.graph import Graph
from tests.support.people import partner, staff

pytestmark = pytest.mark.anyio

RECEIVE = """
  mutation Receive($input: ReceiveLeadInput!) {
    receiveLead(input: $input) {
      outcome
      lead {
        id provider externalId channel comments financeMethod timeframe conformance
        wanted { condition year make model } wantedPrice { amount currency }
        tradeIn { vin } resends duplicateOf { id } rooftop { code } requestedAt
      }
      customer { id name contactPoints { kind value } address { city } ownerships { vehicle { vin } } }
      position
      replayed
      events { type }
      userErrors { __typename code message path }
    }
  }
"""
BOB = {
    "name": "Bob Miller",
    "givenName": "Bob",
    "familyName": "Miller",
    "phones": ["(206) 555-0123"],
    "emails": ["Bob@Example.com"],
    "address": {"lines": ["1 Elm Street"], "city": "Seattle"},
}


def lead(key: str = "k1", **changed: Any) -> dict[str, Any]:
    """Bob wants a certain car."""
    given = {
        "idempotencyKey": key,
        "rooftop": f"rooftop:{a('north')}",
        "provider": "Carfair",
        "externalId": "C-1",
        "occurredAt": "2026-03-02T09:00:00Z",
        "customer": BOB,
        "wanted": [
            {"condition": "USED", "year": 2024, "make": "Honda", "model": "Civic", "price": {"amount": 2_400_000}}
        ],
        "tradeIn": {"vin": VIN.lower(), "year": 2003, "odometer": {"value": 180_000, "unit": "MI"}},
        "financeMethod": "cash",
        "timeframe": "this week",
        "comments": "Is it still there?",
    }
    return {**given, **changed}


async def receive(graph: Graph, given: dict[str, Any], who: Any = None) -> Any:
    """Send a lead; what came of it."""
    reply = await graph.ask(who or staff(graph.tenant), RECEIVE, input=given)
    assert reply.errors == ()
    return reply.data["receiveLead"]


async def test_a_lead_is_taken_in(graph: Graph) -> None:
    """With its customer, who is new, and everything they said."""
    done = await receive(graph, lead())
    assert done["userErrors"] == []
    assert (done["outcome"], done["replayed"]) == ("RECORDED", False)
    assert {each["type"] for each in done["events"]} >= {"customer.registered", "lead.received", "odometer.read"}
    shown = done["lead"]
    assert shown.pop("id").startswith("lead:")
    assert shown == {
        "provider": "Carfair",
        "externalId": "C-1",
        "channel": "INTERNET",
        "comments": "Is it still there?",
        "financeMethod": None,
        "timeframe": "this week",
        "conformance": None,
        "wanted": {"condition": "used", "year": 2024, "make": "Honda", "model": "Civic"},
        "wantedPrice": {"amount": 2_400_000, "currency": "USD"},
        "tradeIn": {"vin": VIN},
        "resends": 0,
        "duplicateOf": None,
        "rooftop": {"code": "north"},
        "requestedAt": "2026-03-02T09:00:00+00:00",
    }
    customer = done["customer"]
    assert customer["name"] == "Bob Miller"
    assert {each["value"] for each in customer["contactPoints"]} == {"+12065550123", "bob@example.com"}
    assert customer["address"] == {"city": "Seattle"}
    assert customer["ownerships"] == [{"vehicle": {"vin": VIN}}]


async def test_a_known_customer_is_recognised(graph: Graph) -> None:
    """By phone and surname, whoever took the number down before."""
    await graph.happened(phone("ann", "+12065550199"))
    done = await receive(graph, lead(customer={"name": "Ann", "phones": ["206-555-0199"]}))
    assert done["customer"]["id"] == f"customer:{a('ann')}"


async def test_a_lead_sent_again_counts_once(graph: Graph) -> None:
    """Under another key, by the sender's id."""
    first, again = await receive(graph, lead()), await receive(graph, lead("k2", comments="Hello?"))
    assert (again["outcome"], again["replayed"]) == ("RESENT", False)
    assert [each["type"] for each in again["events"]] == ["lead.resent"]
    assert again["lead"]["id"] == first["lead"]["id"]
    assert again["lead"]["resends"] == 1


async def test_a_request_repeated_changes_nothing(graph: Graph) -> None:
    """The same key: the same answer, marked."""
    first, again = await receive(graph, lead()), await receive(graph, lead())
    assert again == {**first, "replayed": True}
    assert (await receive(graph, lead("k2")))["outcome"] == "RESENT"
    assert (await receive(graph, lead("k2")))["replayed"] is True


async def test_a_request_repeated_at_once_changes_nothing(graph: Graph) -> None:
    """Whichever comes first."""
    answers = await asyncio.gather(*(receive(graph, lead()) for _ in range(4)))
    assert {each["position"] for each in answers} == {answers[0]["position"]}
    assert sorted(each["replayed"] for each in answers) == [False, True, True, True]


async def test_a_key_stands_for_one_lead(graph: Graph) -> None:
    """Other words under the same key are a mistake."""
    await receive(graph, lead())
    done = await receive(graph, lead(externalId="C-2"))
    assert [each["__typename"] for each in done["userErrors"]] == ["IdempotencyKeyReusedError"]


async def test_the_same_wish_through_another_provider_is_a_duplicate(graph: Graph) -> None:
    """Both leads stay; the second points to the first."""
    first = await receive(graph, lead())
    second = await receive(graph, lead("k2", provider="Wheeltown", externalId="W-1"))
    assert second["lead"]["duplicateOf"] == {"id": first["lead"]["id"]}
    assert second["customer"]["id"] == first["customer"]["id"]


async def test_a_lead_like_one_in_adf_is_that_lead(graph: Graph) -> None:
    """A sender who moves from ADF to this API does not double its leads."""
    adf = b"""<?adf version="1.0"?><adf><prospect><id source="Carfair">C-1</id>
      <customer><contact><name part="full">Bob Miller</name><phone>2065550123</phone></contact></customer>
      <vehicle><year>2024</year><make>Honda</make><model>Civic</model></vehicle>
      <provider><name>Carfair</name></provider></prospect></adf>"""
    mail = Actor("system", "mail")
    told = await graph.parts.leads.receive(adf, tenant=graph.tenant, rooftop=a("north"), actor=mail)
    done = await receive(graph, lead())
    assert done["outcome"] == "RESENT"
    assert done["lead"]["id"] == f"lead:{told.leads[0].lead}"


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        (lead(customer={"address": {"city": "Seattle"}}), "INVALID_ARGUMENT", ["input", "customer"]),
        (lead(rooftop=None), "INVALID_ARGUMENT", ["input", "rooftop"]),
        (lead(occurredAt="2999-01-01T00:00:00Z"), "INVALID_ARGUMENT", ["input", "occurredAt"]),
        (lead(rooftop="north"), "INVALID_ARGUMENT", ["input", "rooftop"]),
        (lead(rooftop=f"rooftop:{a('west')}"), "UNKNOWN_ROOFTOP", ["input"]),
        (lead(wanted=[{"price": {"amount": 1, "currency": "dollars"}}]), "INVALID_ARGUMENT", ["input"]),
        (lead(wanted=[{"price": {"amount": 1, "currency": "OBO"}}]), "INVALID_ARGUMENT", ["input"]),
        (lead(comments="a\x00b"), "PAYLOAD_REFUSED", ["input"]),
        (lead(idempotencyKey=""), "INVALID_ARGUMENT", ["input", "idempotencyKey"]),
    ],
)
async def test_what_cannot_be_a_lead_is_refused(
    graph: Graph, given: dict[str, Any], code: str, path: list[str]
) -> None:
    """With the part of the input that has to change."""
    before = await graph.parts.store.head(graph.tenant)
    (error,) = (await receive(graph, given))["userErrors"]
    assert (error["code"], error["path"]) == (code, path)
    assert await graph.parts.store.head(graph.tenant) == before


async def test_a_partner_sends_leads_and_reads_none(graph: Graph) -> None:
    """What they sent is theirs no more."""
    reply = await graph.ask(partner(graph.tenant), RECEIVE, input=lead())
    assert set(reply.errors) <= {"SCOPE_MISSING", "PURPOSE_MISSING"}
    done = reply.data["receiveLead"]
    assert (done["outcome"], done["lead"], done["customer"]) == ("RECORDED", None, None)


async def test_a_partner_does_not_learn_whom_the_dealer_knows(graph: Graph) -> None:
    """The second lead of a person is answered as the first, though it made nobody known."""
    told = [
        (await graph.ask(partner(graph.tenant), RECEIVE, input=lead(key, externalId=key))).data["receiveLead"]
        for key in ("first", "second")
    ]
    assert [each["events"] for each in told] == [[{"type": "lead.received"}]] * 2


async def test_who_sent_it_is_known(graph: Graph) -> None:
    """In the envelope; who works at one rooftop need not name it, and cannot name another."""
    who = staff(graph.tenant, a("north"))
    done = await receive(graph, lead(rooftop=None), who)
    event = await graph.recorded(int(done["position"]))
    assert event.envelope.actor == Actor("employee", who.subject)
    assert event.envelope.rooftop == a("north")
    refused = await receive(graph, lead("k2", rooftop=f"rooftop:{a('south')}"), who)
    assert refused["userErrors"][0]["__typename"] == "NotFoundError"
