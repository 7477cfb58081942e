"""What partners and auditors are answered: rows and fields by agreement and consent, in the statement that reads."""

from datetime import timedelta
from typing import Any

import pytest

from lifecycle_api.access.principal import Principal
from lifecycle_api.domain.contact import normalise_phone
from lifecycle_api.domain.events.privacy import (
    ChannelRestored,
    ChannelRevoked,
    CustomerIdentitiesLinked,
    ProcessingRestricted,
)
from lifecycle_api.domain.purposes import PURPOSES
from tests.support.decisions import access, drafted, granted, party, permit, signed, withdrawn
from tests.support.facts import NOON, a, noted, phone, registered, structured
from tests.support.graph import Graph
from tests.support.people import auditor, everything, partner, staff

pytestmark = pytest.mark.anyio

CUSTOMERS = """
  query { customers { nodes { id name contactPoints { kind value } notes { nodes { text } } } count { value } } }
"""
CUSTOMER = "query($id: ID!) { customer(id: $id) { name timeline { nodes { title text customer { name } } } } }"
FOLLOWUP = ("lead_followup",)
ANN, BOB = (f"customer:{a(name)}" for name in ("ann", "bob"))


def carfair(graph: Graph, **more: Any) -> Principal:
    """The marketplace."""
    given: dict[str, Any] = {"party": a("carfair"), "client_id": "carfair", "purposes": tuple(PURPOSES), **more}
    return partner(graph.tenant, **given)


@pytest.fixture
async def fair(graph: Graph) -> Graph:
    """Carfair has an agreement with the north; of its customers, Ann agreed and Bob did not."""
    scopes = tuple(everything(carfair(graph).kind))
    await graph.happened(phone("ann"), noted(), registered("bob"), phone("bob", "+12065550124"), at="north")
    await graph.happened(registered("cay"), granted("cay says", "cay", "lead_followup", to=("carfair",)), at="south")
    await graph.happened(
        party("carfair"),
        access("carfair", *PURPOSES, scopes=scopes),
        drafted("deal", "carfair", permit(*PURPOSES), rooftops=("north",)),
        signed("deal", "carfair"),
        granted("ann says", "ann", "lead_followup", rooftops=("north",), to=("carfair",)),
        at=None,
    )
    await graph.shown()
    return graph


async def test_lists_have_whoever_agreed(fair: Graph) -> None:
    """And of them what was agreed; counts count nobody else."""
    reply = await fair.ask(carfair(fair), CUSTOMERS, purposes=FOLLOWUP)
    assert reply.errors == ()
    assert reply.data == {
        "customers": {
            "nodes": [
                {
                    "id": ANN,
                    "name": "Ann",
                    "contactPoints": [{"kind": "PHONE", "value": "+12065550123"}],
                    "notes": {"nodes": [{"text": None}]},
                }
            ],
            "count": {"value": 1},
        }
    }
    path = ["customers", "nodes", 0, "notes", "nodes", 0, "text"]
    assert reply.extensions["redactions"] == [{"path": path, "category": "content", "reason": "AGREEMENT_CATEGORY"}]


async def test_a_withdrawal_is_in_force_at_once(fair: Graph) -> None:
    """No projector needs to run; whoever has standing is told why."""
    asked = {"purposes": FOLLOWUP, "id": ANN}
    assert (await fair.ask(carfair(fair), CUSTOMER, **asked)).data["customer"]["name"] == "Ann"
    await fair.happened(withdrawn("ann"), at=None)
    reply = await fair.ask(carfair(fair), CUSTOMER, **asked)
    assert reply.data == {"customer": None}
    assert reply.extensions["redactions"] == [{"path": ["customer"], "category": "none", "reason": "CONSENT_WITHDRAWN"}]


async def test_without_standing_there_is_nothing(fair: Graph) -> None:
    """Cay agreed, but the south did not: she is not found, without a word."""
    reply = await fair.ask(carfair(fair), CUSTOMER, purposes=FOLLOWUP, id=f"customer:{a('cay')}")
    assert reply.data == {"customer": None}
    assert "redactions" not in reply.extensions


@pytest.mark.parametrize(
    ("purpose", "code"), [(None, "PURPOSE_MISSING"), ("fun", "PURPOSE_UNKNOWN"), ("resale", "PURPOSE_NOT_GRANTED")]
)
async def test_a_purpose_is_named(fair: Graph, purpose: str | None, code: str) -> None:
    """One, and one that the client was granted."""
    who = carfair(fair, purposes=("lead_followup",))
    assert (await fair.ask(who, CUSTOMERS, purposes=() if purpose is None else (purpose,))).errors == (code,)


async def test_whoever_is_not_registered_is_refused(fair: Graph) -> None:
    """Also a client that was never granted anything."""
    asked = {"purposes": FOLLOWUP}
    assert (await fair.ask(carfair(fair, party=a("else")), CUSTOMERS, **asked)).errors == ("PARTY_SUSPENDED",)
    assert (await fair.ask(carfair(fair, client_id="else"), CUSTOMERS, **asked)).errors == ("TOKEN_INVALID",)


async def test_searching_and_sorting_count_as_reading(fair: Graph) -> None:
    """Who may not be read by name is not found by name."""
    await fair.happened(granted("bob says", "bob", "lead_followup", to=("carfair",), categories=("none",)), at=None)
    document = "query($q: String) { customers(search: $q) { nodes { id } count { value } } }"
    found = await fair.ask(carfair(fair), document, purposes=FOLLOWUP, q="bob")
    assert found.data == {"customers": {"nodes": [], "count": {"value": 0}}}
    found = await fair.ask(carfair(fair), document, purposes=FOLLOWUP, q="ann")
    assert [each["id"] for each in found.data["customers"]["nodes"]] == [ANN]
    by_name = await fair.ask(carfair(fair), "{ customers(orderBy: NAME) { nodes { id } } }", purposes=FOLLOWUP)
    assert [each["id"] for each in by_name.data["customers"]["nodes"]] == [ANN]
    listed = await fair.ask(carfair(fair), "{ customers { nodes { id name } } }", purposes=FOLLOWUP)
    assert {each["id"]: each["name"] for each in listed.data["customers"]["nodes"]} == {ANN: "Ann", BOB: None}


async def test_each_party_pages_with_cursors_of_its_own(fair: Graph) -> None:
    """For each purpose; what one of them was given opens nothing for another."""
    document = "query($after: String) { customers(first: 1, after: $after) { pageInfo { endCursor } nodes { id } } }"
    scopes = tuple(everything(carfair(fair).kind))
    terms = [drafted("terms", "second", permit(*PURPOSES)), signed("terms", "second")]
    await fair.happened(party("second"), access("second", *PURPOSES, scopes=scopes), *terms, at=None)
    more = granted("ann says more", "ann", "lead_followup", "marketing", to=("second", "carfair"))
    await fair.happened(more, at=None)
    second = carfair(fair, party=a("second"), client_id="second")
    askers = [(carfair(fair), FOLLOWUP), (second, FOLLOWUP), (second, ("marketing",))]
    given = []
    for who, purposes in askers:
        page = (await fair.ask(who, document, purposes=purposes)).data["customers"]
        given.append(page["pageInfo"]["endCursor"])
    for (who, purposes), cursor in zip(askers, given, strict=True):
        for each in given:
            reply = await fair.ask(who, document, purposes=purposes, after=each)
            assert reply.errors == (() if each == cursor else ("CURSOR_INVALID",))


async def test_of_joint_buyers_all_agree(fair: Graph) -> None:
    """A deal of Ann's and Bob's is seen once both agreed."""
    await fair.happened(structured("deal", "ann", co_buyer=a("bob")), at="north")
    document = "query($id: ID!) { deal(id: $id) { number customer { name } coBuyer { name } } }"
    asked = {"purposes": FOLLOWUP, "id": f"deal:{a('deal')}"}
    await fair.shown()
    reply = await fair.ask(carfair(fair), document, **asked)
    assert (reply.data, reply.extensions["redactions"][0]["reason"]) == ({"deal": None}, "CONSENT_NONE")
    await fair.happened(granted("bob says", "bob", "lead_followup", to=("carfair",)), at=None)
    reply = await fair.ask(carfair(fair), document, **asked)
    assert reply.data["deal"]["coBuyer"] == {"name": "Bob"}


async def test_data_older_than_consent_reaches_back_is_denied(fair: Graph) -> None:
    """Row by row."""
    reach = (fair.resources.reading.now() - NOON) // timedelta(days=1) - 10
    short = granted("ann says", "ann", "lead_followup", to=("carfair",), lookback_days=max(1, reach))
    await fair.happened(short, at=None)
    reply = await fair.ask(carfair(fair), CUSTOMER, purposes=FOLLOWUP, id=ANN)
    assert reply.data["customer"]["timeline"] == {"nodes": []}


def hashed(graph: Graph, number: str) -> str:
    """The keyed hash of a number, as the log has it."""
    return graph.resources.writing.hash_of(graph.tenant, normalise_phone(number, region="US").match_key or number)


POINTS = "query($id: ID!) { customer(id: $id) { contactPoints { kind value valid } } }"


async def test_a_stopped_number_is_withheld_whoever_uses_it(fair: Graph) -> None:
    """Who reads it does not say by which channel it will be used: so any stop counts, until it is taken back."""
    number = "+12065550123"
    contact = hashed(fair, number)
    await fair.happened(granted("bob says", "bob", "lead_followup", to=("carfair",)), phone("bob", number), at="north")
    await fair.shown()
    stop: dict[str, Any] = {"contact": contact, "customer": a("bob"), "channel": "sms"}
    ann = {"purposes": FOLLOWUP, "id": ANN}
    assert (await fair.ask(carfair(fair), POINTS, **ann)).data["customer"]["contactPoints"][0]["value"] == number
    await fair.happened(ChannelRevoked(**stop, method="sms"), at=None)
    reply = await fair.ask(carfair(fair), POINTS, **ann)
    assert reply.data["customer"]["contactPoints"] == [{"kind": "PHONE", "value": None, "valid": True}]
    path = ["customer", "contactPoints", 0, "value"]
    told = [{"path": path, "category": "contact", "reason": "CHANNEL_REVOKED"}]
    assert reply.extensions["redactions"] == told
    bob = (await fair.ask(carfair(fair), POINTS, purposes=FOLLOWUP, id=BOB)).data["customer"]["contactPoints"]
    assert sorted(str(each["value"]) for each in bob) == ["+12065550124", "None"]
    inside = (await fair.ask(staff(fair.tenant), POINTS, id=ANN)).data["customer"]["contactPoints"]
    assert [each["value"] for each in inside] == [number]
    recall = (await fair.ask(carfair(fair), POINTS, purposes=("recall",), id=ANN)).data["customer"]["contactPoints"]
    assert [each["value"] for each in recall] == [number]
    await fair.happened(ChannelRestored(**stop, method="sms"), at=None)
    assert (await fair.ask(carfair(fair), POINTS, **ann)).data["customer"]["contactPoints"][0]["value"] == number


async def test_whoever_stopped_everything_is_given_out_by_no_number(fair: Graph) -> None:
    """Nor are those who are one person with them."""
    contact = hashed(fair, "+12065559999")
    linked = CustomerIdentitiesLinked(customer=a("ann"), other=a("bob"), method="rule", reason="R")
    explicit = granted("bob says", "bob", "lead_followup", to=("carfair",))
    stop = ChannelRevoked(contact=contact, customer=a("bob"), channel="any", everything=True, method="sms")
    await fair.happened(explicit, linked, stop, at=None)
    reply = await fair.ask(carfair(fair), POINTS, purposes=FOLLOWUP, id=ANN)
    assert [each["value"] for each in reply.data["customer"]["contactPoints"]] == [None]
    assert [each["reason"] for each in reply.extensions["redactions"]] == ["CHANNEL_REVOKED"]


async def test_a_restriction_closes_everything(fair: Graph) -> None:
    """Whatever was agreed."""
    await fair.happened(ProcessingRestricted(customer=a("ann"), matter="M"), at=None)
    reply = await fair.ask(carfair(fair), CUSTOMERS, purposes=FOLLOWUP)
    assert reply.data["customers"] == {"nodes": [], "count": {"value": 0}}


async def test_staff_are_not_decided_on(fair: Graph) -> None:
    """Their bounds are their token's."""
    reply = await fair.ask(staff(fair.tenant), CUSTOMERS)
    assert reply.data["customers"]["count"] == {"value": 3}
    assert "redactions" not in reply.extensions


async def test_auditors_see_what_they_were_engaged_for(fair: Graph) -> None:
    """Without an engagement nobody is there."""
    who = auditor(fair.tenant, party=a("ada"))
    await fair.happened(party("ada", "auditor"), at=None)
    assert (await fair.ask(who, CUSTOMERS)).data["customers"] == {"nodes": [], "count": {"value": 0}}


async def test_a_partner_can_ask_what_it_may_see(fair: Graph) -> None:
    """By rooftop and category, with what stands in the way; rooftops without an agreement do not exist for it."""
    document = '{ myAccess(purpose: "lead_followup") { rooftop category agreed reason needsConsent } }'
    found = (await fair.ask(carfair(fair), document, purposes=FOLLOWUP)).data["myAccess"]
    assert {each["rooftop"] for each in found} == {f"rooftop:{a('north')}"}
    told = {each["category"]: (each["agreed"], each["reason"], each["needsConsent"]) for each in found}
    assert told["CONTACT"] == (True, None, True)
    assert told["CONTENT"] == (False, "AGREEMENT_CATEGORY", True)
    assert (await fair.ask(staff(fair.tenant), document)).data == {"myAccess": []}


async def test_a_partner_learns_of_no_rooftop_by_asking_for_what_it_was_not_granted(fair: Graph) -> None:
    """It is refused as any request for that purpose is, whether the token lacks it or the client by now."""
    document = "query ($p: String!) { myAccess(purpose: $p) { rooftop } }"

    async def refused(who: Principal, purpose: str) -> tuple[str, ...]:
        reply = await fair.ask(who, document, purposes=FOLLOWUP, p=purpose)
        assert reply.data == {"myAccess": None}
        return reply.errors

    assert await refused(carfair(fair), "fun") == ("PURPOSE_UNKNOWN",)
    assert await refused(carfair(fair, purposes=FOLLOWUP), "marketing") == ("PURPOSE_NOT_GRANTED",)
    await fair.happened(access("carfair", *FOLLOWUP, scopes=("customers:read",)), at=None)
    assert await refused(carfair(fair), "marketing") == ("PURPOSE_NOT_GRANTED",)
