"""Ownership, agreements compared and previewed, reciprocity, holdings and receipts."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.clauses import Clause
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.agreements import AgreementAmended, AgreementDrafted, AgreementSigned
from lifecycle_api.domain.events.consents import ConsentGranted, ConsentReaffirmed, ConsentWithdrawn
from lifecycle_api.domain.events.parties import PartyRegistered
from lifecycle_api.domain.events.vehicles import VehicleDescribed
from tests.support.decisions import engagement
from tests.support.facts import NOON, VIN, a, lead, noted, owned, phone, registered, structured
from tests.support.graph import Graph
from tests.support.people import auditor, consumer, partner, staff

pytestmark = pytest.mark.anyio

ANN = f"customer:{a('ann')}"
AGREEMENT = f"agreement:{a('listing')}"
READ = Clause(
    id="4.1",
    page=6,
    effect="permit",
    actions=("read",),
    purposes=("lead_followup",),
    categories=(Category.CONTACT, Category.IDENTITY),
)
DUTY = Clause(id="9.3", page=15, effect="duty", fields=("lead.external_id",), delay_hours=24)


def granted(*purposes: str, recipients: tuple[str, ...] = (), **changed: Any) -> ConsentGranted:
    """Ann's yes, long ago."""
    fields: dict[str, Any] = {
        "consent": a("yes"),
        "customer": a("ann"),
        "rooftops": (str(a("north")),),
        "recipients": recipients,
        "purposes": purposes,
        "categories": (Category.CONTACT, Category.IDENTITY),
        "expression": "expressed",
        "method": "web_form",
        "indicated_at": NOON,
        "valid_from": NOON,
        "evidence": "Ticked the box",
    }
    return ConsentGranted(**{**fields, **changed})


async def agreed(graph: Graph, *, signed: bool = True) -> None:
    """A listing agreement with a marketplace."""
    names: dict[str, Any] = {"agreement": a("listing"), "party": a("carfair")}
    draft = AgreementDrafted(
        **names, kind="share", title="Listing", document_sha256="a" * 64, pages=23, clauses=(READ, DUTY)
    )
    sign = AgreementSigned(**names, document_sha256="a" * 64, signed_by=("Ida",), effective_at=NOON)
    await graph.happened(PartyRegistered(party=a("carfair"), kind="marketplace", name="Carfair"), draft, at=None)
    if signed:
        await graph.happened(sign, at=None)


RIGHTS = "rights { party right allowed ground purpose clause page reason consent }"


async def test_an_auditor_is_told_of_whom_and_where_the_engagement_names(graph: Graph) -> None:
    """Of another customer, of what is at another rooftop, and without an engagement there is nothing."""
    await agreed(graph)
    await graph.happened(registered("bob"))
    await graph.happened(owned(), at="south")
    await graph.happened(*engagement(customers=(str(a("ann")),), rooftops=(str(a("north")),)), at=None)
    inspector, other = auditor(graph.tenant), auditor(graph.tenant, engagement=a("another"))
    of_customer = "query($customer: ID!) { ownership(customer: $customer) { subjects } }"
    of_vehicle = f'{{ ownership(vehicle: "{VIN}") {{ controllers }} }}'
    preview = f"""query($customer: ID!) {{
      whatWouldPartnerSee(agreement: "{AGREEMENT}", customer: $customer) {{ category }} }}"""

    for document in (of_customer, preview):
        assert (await graph.ask(inspector, document, customer=ANN)).errors == ()
        assert (await graph.ask(inspector, document, customer=f"customer:{a('bob')}")).errors == ("NOT_FOUND",)
        assert (await graph.ask(other, document, customer=ANN)).errors == ("NOT_FOUND",)
    assert (await graph.ask(staff(graph.tenant), of_vehicle)).errors == ()
    assert (await graph.ask(inspector, of_vehicle)).errors == ("NOT_FOUND",)


async def test_ownership_cites_clause_and_page(graph: Graph) -> None:
    """Of everything that is known of a customer."""
    await agreed(graph)
    await graph.happened(granted("lead_followup", recipients=(f"party:{a('carfair')}",)))
    document = (
        f"query($customer: ID) {{ ownership(customer: $customer) {{ subjects controllers categories {RIGHTS} }} }}"
    )
    data = await graph.read(staff(graph.tenant), document, customer=ANN)
    found = data["ownership"]
    assert (found["subjects"], found["controllers"]) == ([ANN], [f"rooftop:{a('north')}"])
    (cell,) = [each for each in found["rights"] if each["party"].startswith("party:") and each["right"] == "USE"]
    assert cell == {
        "party": f"party:{a('carfair')}",
        "right": "USE",
        "allowed": True,
        "ground": "AGREEMENT_CLAUSE",
        "purpose": "lead_followup",
        "clause": "4.1",
        "page": 6,
        "reason": None,
        "consent": f"consent:{a('yes')}",
    }


async def test_ownership_of_an_event_and_of_a_vehicle(graph: Graph) -> None:
    """An event is about its people; a vehicle's facts are about nobody."""
    await graph.happened(owned())
    page = await graph.parts.store.read(graph.tenant)
    event = f"event:{page.events[-1].envelope.id}"
    ask = "query($event: ID, $vehicle: ID) { ownership(event: $event, vehicle: $vehicle) { subjects categories } }"
    who = staff(graph.tenant)
    data = await graph.read(who, ask, event=event)
    assert data["ownership"] == {"subjects": [ANN], "categories": ["vehicle"]}
    data = await graph.read(who, ask, vehicle=VIN)
    assert data["ownership"] == {"subjects": [], "categories": ["vehicle"]}
    reply = await graph.ask(who, ask, event=event, vehicle=VIN)
    assert reply.errors == ("INVALID_ARGUMENT",)
    assert (await graph.ask(who, ask, event=f"event:{uuid4()}")).errors == ("NOT_FOUND",)


PERSONAL = (
    "dataHeld(customer: $customer) { category }",
    "ownership(customer: $customer) { controllers }",
    "personalData(customer: $customer) { readable }",
    'contactDecision(customer: $customer, purpose: "marketing", channel: PHONE) { allowed }',
    f'consentReceipt(customer: $customer, consent: "consent:{a("yes")}") {{ jws }}',
)


@pytest.mark.parametrize("field", PERSONAL)
async def test_strangers_learn_nothing(graph: Graph, field: str) -> None:
    """Not another rooftop, not another customer, and not a partner with every scope, an agreement and a purpose."""
    await agreed(graph)
    await graph.happened(registered("bob"), granted("lead_followup", recipients=(f"party:{a('carfair')}",)))
    ask = f"query($customer: ID!) {{ {field} }}"
    for who in (staff(graph.tenant, a("south")), consumer(graph.tenant, a("bob"))):
        assert (await graph.ask(who, ask, customer=ANN)).errors == ("NOT_FOUND",)
    carfair = partner(graph.tenant, party=a("carfair"))
    assert (await graph.ask(carfair, ask, customer=ANN, purposes=("lead_followup",))).errors == ("NOT_FOUND",)


@pytest.mark.parametrize("field", PERSONAL)
async def test_a_co_buyer_is_a_stranger(graph: Graph, field: str) -> None:
    """Who signed along is told nothing else about the other one."""
    await graph.happened(registered("bob"), structured(co_buyer=a("bob")), granted("marketing"))
    ask = f"query($customer: ID!) {{ {field} }}"
    assert (await graph.ask(consumer(graph.tenant, a("bob")), ask, customer=ANN)).errors == ("NOT_FOUND",)


@pytest.mark.parametrize(
    "field",
    [
        f'dataHeld(customer: "{ANN}") {{ rooftop }}',
        f'ownership(customer: "{ANN}") {{ controllers rights {{ party }} }}',
        f'ownership(vehicle: "{VIN}") {{ controllers rights {{ party }} }}',
    ],
)
async def test_staff_are_told_of_their_own_rooftops_alone(graph: Graph, field: str) -> None:
    """Of a customer and a car that others have, too; who has all rooftops is told of all of them."""
    await agreed(graph)
    await graph.happened(VehicleDescribed(vehicle=VIN, year=2018), at="north")
    await graph.happened(VehicleDescribed(vehicle=VIN, trim="LE"), noted(), at="south")
    await graph.happened(*engagement(rooftops=(str(a("north")),)), at=None)

    async def told(who: Any) -> list[bool]:
        reply = await graph.ask(who, f"{{ {field} }}")
        return [str(a(rooftop)) in json.dumps(reply.data) for rooftop in ("north", "south")]

    assert await told(staff(graph.tenant, a("north"))) == [True, False]
    assert await told(staff(graph.tenant)) == [True, True]
    if not field.startswith("dataHeld"):
        assert await told(auditor(graph.tenant)) == [True, False]


async def test_the_preview_is_of_ones_own_rooftops(graph: Graph) -> None:
    """What another one would share of a customer that is theirs as well is for those who look after all of them."""
    draft = AgreementDrafted(
        agreement=a("listing"),
        party=a("carfair"),
        rooftops=(f"rooftop:{a('south')}",),
        kind="share",
        title="Listing",
        document_sha256="a" * 64,
        pages=23,
        clauses=(READ,),
    )
    await graph.happened(PartyRegistered(party=a("carfair"), kind="marketplace", name="Carfair"), draft, at=None)
    shared = granted("lead_followup", recipients=("class:marketplace",), rooftops=(f"rooftop:{a('south')}",))
    await graph.happened(noted(), shared, at="south")
    ask = f'{{ whatWouldPartnerSee(agreement: "{AGREEMENT}", customer: "{ANN}") {{ rooftop visible }} }}'

    async def named(who: Any) -> set[str]:
        return {each["rooftop"] for each in (await graph.read(who, ask))["whatWouldPartnerSee"] if each["visible"]}

    assert await named(staff(graph.tenant)) == {f"rooftop:{a('south')}"}
    assert await named(staff(graph.tenant, a("north"))) == set()


async def test_the_person_sees_what_is_held_and_on_what_ground(graph: Graph) -> None:
    """By rooftop and category, with consents."""
    await graph.happened(phone("ann"), granted("marketing"))
    ask = "query($customer: ID!) { dataHeld(customer: $customer) { rooftop category meaning facts purposes consents } }"
    held = (await graph.read(consumer(graph.tenant, a("ann")), ask, customer=ANN))["dataHeld"]
    contact = next(each for each in held if each["category"] == "contact")
    assert contact["rooftop"] == f"rooftop:{a('north')}"
    assert contact["facts"] == 1
    assert {"marketing", "operate", "recall"} <= set(contact["purposes"])
    assert "survey" not in contact["purposes"]
    assert contact["consents"] == [f"consent:{a('yes')}"]


async def test_a_partner_is_previewed_before_anything_is_signed(graph: Graph) -> None:
    """What it would see, that there is a record at all included, and what stands in the way."""
    await agreed(graph, signed=False)
    ask = """
    query($agreement: ID!, $customer: ID!) {
      whatWouldPartnerSee(agreement: $agreement, customer: $customer) { purpose category visible reason consent }
    }
    """
    asked = {"agreement": AGREEMENT, "customer": ANN}
    before = (await graph.read(staff(graph.tenant), ask, **asked))["whatWouldPartnerSee"]
    assert {each["purpose"] for each in before} == {"lead_followup"}
    assert not any(each["visible"] for each in before)
    reasons = {each["category"]: each["reason"] for each in before}
    assert reasons["contact"] == "CONSENT_NONE"
    assert reasons["financial"] == "AGREEMENT_CATEGORY"
    await graph.happened(granted("lead_followup", recipients=("class:marketplace",)))
    after = (await graph.read(staff(graph.tenant), ask, **asked))["whatWouldPartnerSee"]
    assert {each["category"] for each in after if each["visible"]} == {"none", "contact", "identity"}


async def test_a_sibling_is_previewed_and_stands_in_the_table_of_rights(graph: Graph) -> None:
    """As the rooftop that it is, with the clause; it takes consent given to itself."""
    among: dict[str, Any] = {"agreement": a("listing"), "party": a("south")}
    drafted = AgreementDrafted(
        **among, kind="intra_group", title="Among us", document_sha256="a" * 64, pages=23, clauses=(READ,)
    )
    signed = AgreementSigned(**among, document_sha256="a" * 64, signed_by=("Ida",), effective_at=NOON)
    await graph.happened(drafted, signed, granted("lead_followup", rooftops=(f"rooftop:{a('south')}",)), at=None)
    ask = f"""
    query($agreement: ID!, $customer: ID!) {{
      whatWouldPartnerSee(agreement: $agreement, customer: $customer) {{ category visible rooftop }}
      ownership(customer: $customer) {{ {RIGHTS} }}
    }}
    """
    data = await graph.read(staff(graph.tenant), ask, agreement=AGREEMENT, customer=ANN)
    visible = {each["category"] for each in data["whatWouldPartnerSee"] if each["visible"]}
    assert visible == {"none", "contact", "identity"}
    assert {each["rooftop"] for each in data["whatWouldPartnerSee"]} == {f"rooftop:{a('north')}"}
    south = [each for each in data["ownership"]["rights"] if each["party"] == f"rooftop:{a('south')}"]
    (used,) = [each for each in south if each["right"] == "USE"]
    assert (used["allowed"], used["clause"], used["purpose"]) == (True, "4.1", "lead_followup")


async def test_two_texts_of_an_agreement_are_compared(graph: Graph) -> None:
    """By position, or the latest."""
    await agreed(graph)
    wider = Clause(**{**{name: getattr(READ, name) for name in READ.__struct_fields__}, "onward": "yes"})
    amended = AgreementAmended(
        agreement=a("listing"),
        party=a("carfair"),
        document_sha256="b" * 64,
        pages=23,
        clauses=(wider,),
        effective_at=NOON,
        reason="Renewal",
    )
    await graph.happened(amended, at=None)
    who = staff(graph.tenant)
    data = await graph.read(who, f'{{ agreement(id: "{AGREEMENT}") {{ amendments {{ position }} }} }}')
    first = data["agreement"]["amendments"][0]["position"]
    ask = "query($a: String!, $b: String!) { agreementDiff(from: $a, to: $b) { clause change part after widens } }"
    data = await graph.read(who, ask, a=f"{AGREEMENT}@{first}", b=AGREEMENT)
    assert data["agreementDiff"] == [
        {"clause": "4.1", "change": "CHANGED", "part": "onward", "after": "yes", "widens": True},
        {"clause": "9.3", "change": "REMOVED", "part": None, "after": None, "widens": True},
    ]
    assert (await graph.ask(who, ask, a="agreement:x", b=AGREEMENT)).errors == ("INVALID_ARGUMENT",)
    assert (await graph.ask(who, ask, a=f"{AGREEMENT}@1", b=AGREEMENT)).errors == ("NOT_FOUND",)


async def test_what_is_loaded_as_history_came_when_the_mailbox_received_it(graph: Graph) -> None:
    """Neither late because it was loaded late, nor counted when it came before the agreement."""
    await agreed(graph)
    for hours in (-30, 1, 30):
        asked = NOON + timedelta(hours=hours)
        envelope = Envelope(
            id=uuid4(), occurred_at=asked, actor=Actor("system", "intake"), originator=f"party:{a('carfair')}"
        )
        named = lead(f"lead {hours}", external_id=str(hours), arrived_at=asked + timedelta(minutes=20))
        await graph.parts.store.append(graph.tenant, [NewEvent(envelope, named)])
    ask = "query($it: ID!) { reciprocity(agreement: $it) { expected late longestHours } }"
    (owed,) = (await graph.read(staff(graph.tenant), ask, it=AGREEMENT))["reciprocity"]
    assert (owed["expected"], owed["late"], round(owed["longestHours"] * 60)) == (2, 0, 20)


async def test_what_a_partner_owes_is_held_against_what_came(graph: Graph) -> None:
    """Of two leads one had the field, and came too late."""
    await agreed(graph)
    for number, named in enumerate((None, "A-1")):
        at = datetime.now(UTC) - timedelta(hours=48)
        envelope = Envelope(
            id=uuid4(),
            occurred_at=at,
            actor=Actor("partner", "carfair"),
            rooftop=a("north"),
            originator=f"party:{a('carfair')}",
        )
        await graph.parts.store.append(graph.tenant, [NewEvent(envelope, lead(f"lead {number}", external_id=named))])
    await graph.happened(lead("elsewhere", external_id="B-2"))
    ask = "query($it: ID!) { reciprocity(agreement: $it) { clause page field expected received late longestHours } }"
    (owed,) = (await graph.read(staff(graph.tenant), ask, it=AGREEMENT))["reciprocity"]
    assert round(owed.pop("longestHours")) == 48
    assert owed == {
        "clause": "9.3",
        "page": 15,
        "field": "lead.external_id",
        "expected": 2,
        "received": 1,
        "late": 1,
    }


async def test_a_duty_counts_from_when_a_text_first_said_it(graph: Graph) -> None:
    """An amendment makes nothing owed of what came before it, and nothing at all before it takes effect."""
    await agreed(graph)
    at = datetime.now(UTC) - timedelta(hours=48)
    by = f"party:{a('carfair')}"
    envelope = Envelope(id=uuid4(), occurred_at=at, actor=Actor("partner", "carfair"), originator=by)
    await graph.parts.store.append(graph.tenant, [NewEvent(envelope, lead("early", external_id="A-1"))])
    added = Clause(id="9.4", page=16, effect="duty", fields=("lead.trade_in_vin",), delay_hours=1)
    for digest, begins, clauses in (
        ("b", datetime.now(UTC), (READ, DUTY, added)),
        ("c", datetime.now(UTC) + timedelta(days=30), (READ,)),
    ):
        amended = AgreementAmended(
            agreement=a("listing"),
            party=a("carfair"),
            document_sha256=digest * 64,
            pages=23,
            clauses=clauses,
            effective_at=begins,
            reason="Renewal",
        )
        await graph.happened(amended, at=None)
    ask = "query($it: ID!) { reciprocity(agreement: $it) { clause expected received } }"
    assert (await graph.read(staff(graph.tenant), ask, it=AGREEMENT))["reciprocity"] == [
        {"clause": "9.3", "expected": 1, "received": 1},
        {"clause": "9.4", "expected": 0, "received": 0},
    ]


async def test_a_receipt_is_verified_with_nothing_but_the_public_key(graph: Graph) -> None:
    """It says what was agreed, nothing that has to be erased, and what became of it; a changed one fails."""
    await graph.happened(granted("marketing"))
    ask = """
    query($customer: ID!, $consent: ID!) {
      consentReceipt(customer: $customer, consent: $consent) { jws kid publicKey content }
    }
    """
    asked = {"customer": ANN, "consent": f"consent:{a('yes')}"}
    receipt = (await graph.read(consumer(graph.tenant, a("ann")), ask, **asked))["consentReceipt"]
    key = ECKey.import_key(receipt["publicKey"])
    registry = jws.JWSRegistry(algorithms=["ES256"])
    opened = jws.deserialize_compact(receipt["jws"], key, registry=registry)
    content = json.loads(opened.payload)
    assert content == receipt["content"]
    assert opened.headers()["typ"] == "consent-receipt+jws"
    assert content["said"]["purposes"] == ["marketing"]
    assert content["since_then"] == []
    assert "Ticked" not in opened.payload.decode()
    head, _, tail = receipt["jws"].rpartition(".")
    other = ECKey.generate_key("P-256")
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(f"{head}.{tail}", other, registry=registry)
    await graph.happened(ConsentWithdrawn(consent=a("yes"), customer=a("ann"), method="portal", received_at=NOON))
    later = (await graph.read(consumer(graph.tenant, a("ann")), ask, **asked))["consentReceipt"]
    assert [each["type"] for each in later["content"]["since_then"]] == ["consent.withdrawn"]


async def test_a_receipt_tells_what_became_of_the_consent(graph: Graph) -> None:
    """Confirmed for longer, taken back with all like it, replaced by another one: never anything of other consents."""
    confirmed = ConsentReaffirmed(
        consent=a("yes"), customer=a("ann"), method="portal", expires_at=NOON + timedelta(days=30)
    )
    taken_back: dict[str, Any] = {"customer": a("ann"), "method": "portal", "received_at": NOON}
    await graph.happened(
        granted("marketing"),
        confirmed,
        ConsentWithdrawn(**taken_back, purposes=("survey",)),
        ConsentWithdrawn(**taken_back, channels=("sms",)),
        granted("survey", consent=a("newer"), supersedes=a("yes")),
    )
    ask = "query($it: ID!, $one: ID!) { consentReceipt(customer: $it, consent: $one) { content } }"
    told = {}
    for one in ("yes", "newer"):
        read = await graph.read(consumer(graph.tenant, a("ann")), ask, it=ANN, one=f"consent:{a(one)}")
        told[one] = read["consentReceipt"]["content"]
    assert {one: each["said"]["purposes"] for one, each in told.items()} == {"yes": ["marketing"], "newer": ["survey"]}
    assert told["newer"]["since_then"] == []
    since = [(each["type"], each["consent"], each["said"]) for each in told["yes"]["since_then"]]
    by = {"method": "portal"}
    assert [(kind, consent) for kind, consent, _ in since] == [
        ("consent.reaffirmed", str(a("yes"))),
        ("consent.withdrawn", None),
        ("consent.granted", str(a("newer"))),
    ]
    assert since[0][2] == {**by, "expires_at": "2026-04-01T12:00:00Z"}
    assert since[1][2] == {**by, "channels": ["sms"], "received_at": "2026-03-02T12:00:00Z"}


async def test_the_registry_of_purposes_is_for_customers_too(graph: Graph) -> None:
    """With what each means."""
    data = await graph.read(consumer(graph.tenant, a("ann")), "{ purposes { name meaning consentOnly } }")
    assert "recall" in {each["name"] for each in data["purposes"]}
