"""Parties, agreements, consent, claims and wishes over the schema: each write records its event and shows it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.domain.events.privacy import ChannelRevoked
from tests.support.desk import Desk
from tests.support.facts import a, phone, registered, rooftop
from tests.support.graph import Graph, open_graph
from tests.support.people import consumer, staff

pytestmark = pytest.mark.anyio

DOCUMENT = "a" * 64
SOON = (datetime.now(UTC) + timedelta(days=400)).isoformat()
CLAUSES = [
    {
        "name": "4.1",
        "page": 6,
        "effect": "PERMIT",
        "actions": ["read"],
        "purposes": ["lead_followup"],
        "categories": ["contact", "identity"],
    },
    {"name": "7.2", "page": 11, "effect": "PROHIBIT", "actions": ["resell"]},
    {"name": "9.3", "page": 15, "effect": "DUTY", "fields": ["lead.source"], "delayHours": 24},
]
ANN = f"customer:{a('ann')}"


@pytest.fixture
def desk(graph: Graph) -> Desk:
    """The administrator's."""
    return Desk(graph, staff(graph.tenant, role=Role.ADMINISTRATOR))


async def marketplace(desk: Desk) -> str:
    """A marketplace's global id."""
    done = await desk.done("registerParty", "party { id }", kind="MARKETPLACE", name="Carfair")
    return str(done["party"]["id"])


async def agreement(desk: Desk, **changed: Any) -> str:
    """A draft's global id."""
    party = await marketplace(desk)
    given = {
        "party": party,
        "kind": "SHARE",
        "title": "Listing agreement",
        "documentSha256": DOCUMENT,
        "pages": 23,
        "clauses": CLAUSES,
    }
    done = await desk.done("draftAgreement", "agreement { id status }", **{**given, **changed})
    assert done["agreement"]["status"] == "DRAFT"
    return str(done["agreement"]["id"])


async def test_a_party_is_suspended_and_reinstated(desk: Desk) -> None:
    """Each step once, and seen in the list."""
    party = await marketplace(desk)
    shown = "party { status suspendedReason }"
    done = await desk.done("suspendParty", shown, party=party, reason="Breach")
    assert done["party"] == {"status": "SUSPENDED", "suspendedReason": "Breach"}
    assert await desk.refused("suspendParty", party=party, reason="Again") == ("POLICY_REFUSED", "")
    done = await desk.done("reinstateParty", shown, party=party, reason="Settled")
    assert done["party"] == {"status": "ACTIVE", "suspendedReason": None}
    assert await desk.refused("registerParty", kind="OEM", name=" ") == ("INVALID_ARGUMENT", "name")


async def test_an_agreement_runs_from_draft_to_certificate(desk: Desk) -> None:
    """Signed, amended, paused, noticed, closed, certified; every state shows."""
    it = await agreement(desk)
    shown = "agreement { status endsAt clauses { name page effect } amendments { reason } deletionDueAt }"
    assert await desk.refused("signAgreement", agreement=it, documentSha256="b" * 64, signedBy=["Ida"]) == (
        "DIGEST_MISMATCH",
        "documentSha256",
    )
    done = await desk.done("signAgreement", shown, agreement=it, documentSha256=DOCUMENT, signedBy=["Ida", "Lee"])
    assert done["agreement"]["status"] == "ACTIVE"
    assert [each["page"] for each in done["agreement"]["clauses"]] == [6, 11, 15]
    amended = {"documentSha256": "c" * 64, "pages": 24, "clauses": CLAUSES[:2], "reason": "Shorter"}
    done = await desk.done("amendAgreement", shown, agreement=it, **amended)
    assert [each["reason"] for each in done["agreement"]["amendments"]] == [None, "Shorter"]
    await desk.done("suspendAgreement", shown, agreement=it, reason="Audit")
    await desk.done("resumeAgreement", shown, agreement=it, reason="Fine")
    early = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    assert await desk.refused("giveNotice", agreement=it, endsAt=early) == ("NOTICE_TOO_SHORT", "endsAt")
    done = await desk.done("giveNotice", shown, agreement=it)
    assert done["agreement"]["status"] == "NOTICE"
    assert await desk.refused("endAgreement", agreement=it, reason="NOTICE") == ("POLICY_REFUSED", "reason")
    ahead = {"reason": "NOTICE", "occurredAt": SOON}
    assert await desk.refused("endAgreement", agreement=it, **ahead) == ("INVALID_ARGUMENT", "occurredAt")
    done = await desk.done("endAgreement", shown, agreement=it, reason="MUTUAL", exportSha256="d" * 64)
    assert done["agreement"]["status"] == "ENDED"
    assert done["agreement"]["deletionDueAt"] is not None
    await desk.done("certifyDeletion", shown, agreement=it, certificateSha256="e" * 64, signedBy="Lee")
    await desk.done("reportBreach", shown, agreement=it, rule="kept copies", clause="7.2")
    assert await desk.refused("reportBreach", agreement=it, rule="x", clause="1.1") == ("NOT_FOUND", "clause")


async def test_notice_during_a_suspension_ends_no_suspension(desk: Desk) -> None:
    """Nothing is shared meanwhile, and the page says so; resumed, it runs on until its end, which is set once."""
    it = await agreement(desk)
    shown = "agreement { status statusReason endsAt }"
    await desk.done("signAgreement", shown, agreement=it, documentSha256=DOCUMENT, signedBy=["Ida"])
    await desk.done("suspendAgreement", shown, agreement=it, reason="Breach")
    done = await desk.done("giveNotice", shown, agreement=it, reason="We part")
    ends_at = done["agreement"].pop("endsAt")
    assert done["agreement"] == {"status": "SUSPENDED", "statusReason": "Breach"}
    later = (datetime.now(UTC) + timedelta(days=300)).isoformat()
    assert await desk.refused("giveNotice", agreement=it, endsAt=later) == ("POLICY_REFUSED", "")
    done = await desk.done("resumeAgreement", shown, agreement=it, reason="Mended")
    assert done["agreement"] == {"status": "NOTICE", "statusReason": "Mended", "endsAt": ends_at}


async def test_rooftops_agree_among_themselves(desk: Desk) -> None:
    """With the rooftop that receives for the other side; by name, as it is no party outside the group."""
    north, south = (f"rooftop:{a(name)}" for name in ("north", "south"))
    among = {"kind": "INTRA_GROUP", "rooftops": [north], "title": "One desk"}
    it = await agreement(desk, **among, party=south)
    question = "query($id: ID!) { agreement(id: $id) { kind rooftops party { name } recipient { name kind } } }"
    found = (await desk.graph.read(desk.who, question, id=it))["agreement"]
    assert found == {
        "kind": "INTRA_GROUP",
        "rooftops": [north],
        "party": None,
        "recipient": {"name": "South", "kind": None},
    }
    text = {"documentSha256": DOCUMENT, "pages": 23, "clauses": CLAUSES, **among}
    assert await desk.refused("draftAgreement", **text, party=f"rooftop:{a('nowhere')}") == ("NOT_FOUND", "party")
    assert await desk.refused("draftAgreement", **text, party=north) == ("INVALID_ARGUMENT", "rooftops")
    assert await desk.refused("draftAgreement", **text, party=await marketplace(desk)) == ("INVALID_ARGUMENT", "party")
    within = [{**CLAUSES[0], "territory": ["US"]}]
    assert await desk.refused("draftAgreement", **{**text, "clauses": within}, party=south) == (
        "CLAUSE_INVALID",
        "clauses.0",
    )


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        ({"purposes": ["world_domination"]}, "UNKNOWN_PURPOSE", "clauses.0.purposes"),
        ({"categories": ["shoe_size"]}, "UNKNOWN_CATEGORY", "clauses.0.categories"),
        ({"recipients": ["somebody"]}, "UNKNOWN_RECIPIENT", "clauses.0.recipients"),
        ({"page": 24}, "CLAUSE_INVALID", "clauses.0.page"),
        ({"actions": []}, "CLAUSE_INVALID", "clauses.0"),
        ({"actions": ["steal"]}, "CLAUSE_INVALID", "clauses.0"),
    ],
)
async def test_a_clause_that_cannot_be_is_named(desk: Desk, changed: dict[str, Any], code: str, place: str) -> None:
    """By its code and its place."""
    party = await marketplace(desk)
    draft = {"kind": "SHARE", "title": "It", "documentSha256": DOCUMENT, "pages": 23}
    clauses = [{**CLAUSES[0], **changed}, CLAUSES[1]]
    assert await desk.refused("draftAgreement", party=party, clauses=clauses, **draft) == (code, place)


CHOICE = {"customer": ANN, "purposes": ["marketing"], "channels": ["EMAIL"]}
YES = {**CHOICE, "categories": ["contact"], "expression": "EXPRESSED", "method": "WEB_FORM"}


async def test_a_consent_goes_from_question_to_withdrawal(desk: Desk) -> None:
    """Notice, question, yes, confirmation, withdrawal: each keeps what came before."""
    served = {"textSha256": DOCUMENT, "version": "3", "locale": "en-US", "symmetric": True, "via": "WEB_FORM"}
    notice = (await desk.done("serveNotice", "notice { id }", customer=ANN, **served))["notice"]["id"]
    shown = "consent { id state noticeSha256 expiresAt purposes } customer { consents { nodes { state } } }"
    asked = await desk.done("requestConsent", shown, notice=notice, **CHOICE)
    consent = asked["consent"]["id"]
    assert asked["consent"]["state"] == "REQUESTED"
    done = await desk.done("grantConsent", shown, consent=consent, notice=notice, expiresAt=SOON, **YES)
    assert (done["consent"]["id"], done["consent"]["state"]) == (consent, "GIVEN")
    assert done["consent"]["noticeSha256"] == DOCUMENT
    assert await desk.refused("grantConsent", consent=consent, **YES) == ("POLICY_REFUSED", "")
    done = await desk.done("reaffirmConsent", shown, customer=ANN, consent=consent, method="PORTAL")
    assert done["consent"]["state"] == "REAFFIRMED"
    done = await desk.done("withdrawConsent", shown, customer=ANN, method="SMS", verbatim="stop")
    assert done["customer"]["consents"]["nodes"] == [{"state": "WITHDRAWN"}]
    assert await desk.refused("reaffirmConsent", customer=ANN, consent=consent, method="PORTAL") == (
        "POLICY_REFUSED",
        "",
    )
    done = await desk.done("invalidateConsent", shown, customer=ANN, consent=consent, reason="Forged")
    assert done["consent"]["state"] == "INVALIDATED"


async def test_every_fact_says_who_made_and_who_controls_it(desk: Desk) -> None:
    """Staff write for their rooftop, customers for themselves; nothing may be sold on unless somebody says so."""
    await desk.done("grantConsent", "position", **YES, rooftop=f"rooftop:{a('north')}")
    mine = Desk(desk.graph, consumer(desk.graph.tenant, a("ann")))
    await mine.done("withdrawConsent", "position", customer=ANN, method="PORTAL")
    page = await desk.graph.parts.store.read(desk.graph.tenant)
    granted, withdrawn = (each.envelope for each in page.events[-2:])
    north = f"rooftop:{a('north')}"
    assert (granted.originator, granted.controllers, granted.resale) == (north, (north,), "no")
    assert granted.purposes == ("marketing",)
    assert (withdrawn.originator, withdrawn.controllers) == (ANN, (north,))


async def test_a_no_holds_until_the_person_says_yes(desk: Desk) -> None:
    """What is merely implied does not take a refusal back; a clear yes does."""
    await desk.done("refuseConsent", "consent { state }", method="VOICE", **CHOICE)
    assert await desk.refused("grantConsent", **{**YES, "expression": "IMPLIED"}) == ("CONSENT_REFUSED", "expression")
    await desk.done("grantConsent", "consent { state }", **YES)


async def test_a_minor_needs_a_guardian(desk: Desk) -> None:
    """For what rests on consent alone, until they come of age."""
    minor = {"customer": ANN, "majorityOn": SOON[:10], "basis": "DOCUMENT"}
    await desk.done("declareMinority", "customer { dataLimits { kind until } }", **minor)
    assert await desk.refused("grantConsent", **YES) == ("MINOR", "authority")
    await desk.done("grantConsent", "consent { authority }", **YES, authority="GUARDIAN")


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        ({"purposes": ["resale", "fun"]}, "UNKNOWN_PURPOSE", "purposes"),
        ({"purposes": []}, "INVALID_ARGUMENT", "purposes"),
        ({"categories": ["x"]}, "UNKNOWN_CATEGORY", "categories"),
        ({"recipients": ["class:friends"]}, "UNKNOWN_RECIPIENT", "recipients"),
        ({"indicatedAt": SOON}, "INVALID_ARGUMENT", "indicatedAt"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "INVALID_ARGUMENT", "expiresAt"),
        ({"authority": "AGENT"}, "INVALID_ARGUMENT", "givenBy"),
        ({"notice": f"notice:{a('none')}"}, "NOT_FOUND", "notice"),
        ({"supersedes": f"consent:{a('none')}"}, "NOT_FOUND", "consent"),
        ({"customer": f"customer:{a('nobody')}"}, "NOT_FOUND", "customer"),
    ],
)
async def test_a_consent_that_cannot_be_is_named(desk: Desk, changed: dict[str, Any], code: str, place: str) -> None:
    """By its code and its place."""
    assert await desk.refused("grantConsent", **{**YES, **changed}) == (code, place)


async def test_a_consent_entered_late_keeps_both_times(desk: Desk) -> None:
    """When it was said, and when it was recorded."""
    shown = "consent { indicatedAt validFrom recordedAt coversPast }"
    done = await desk.done("grantConsent", shown, **YES, indicatedAt="2024-01-05T10:00:00Z")
    consent = done["consent"]
    assert consent["indicatedAt"] == consent["validFrom"] == "2024-01-05T10:00:00+00:00"
    assert consent["recordedAt"] > "2026"
    assert consent["coversPast"] is False


async def test_a_stop_binds_the_number_however_it_is_written(desk: Desk) -> None:
    """It shows at the contact point of whoever has it, and is opened by them alone."""
    await desk.graph.happened(phone("ann", "+12065550123"), registered("bob"), phone("bob", "+12065550123"))
    stop = {"contactPoint": "(206) 555-0123", "channel": "SMS", "method": "SMS", "keyword": "STOP"}
    await desk.done("revokeChannel", "position", **stop)
    stops = "contactPoints { stops { channel keyword restoredAt } }"
    for name in ("ann", "bob"):
        data = await desk.graph.read(desk.who, f'{{ customer(id: "customer:{a(name)}") {{ {stops} }} }}')
        assert data["customer"]["contactPoints"] == [
            {"stops": [{"channel": "SMS", "keyword": "STOP", "restoredAt": None}]}
        ]
    other = {"contactPoint": "206-555-9999", "channel": "SMS", "method": "SMS"}
    assert await desk.refused("restoreChannel", customer=ANN, **other) == ("NOT_FOUND", "contactPoint")
    again = {"contactPoint": "+1 206 555 0123", "channel": "ANY", "method": "PORTAL"}
    done = await desk.done("restoreChannel", f"customer {{ {stops} }}", customer=ANN, **again)
    assert done["customer"]["contactPoints"][0]["stops"][0]["restoredAt"] is not None


async def test_a_number_is_read_as_it_is_dialled_where_the_group_is(deployed_dsn: str) -> None:
    """Or an Italian's stop would bind an American's number; another country can be named."""
    async with open_graph(deployed_dsn) as italian:
        await italian.happened(msgspec.structs.replace(rooftop("milan"), country="IT"), at="milan")
        here = Desk(italian, staff(italian.tenant))
        stop = {"contactPoint": "333 123 4567", "channel": "SMS", "method": "SMS"}
        await here.done("revokeChannel", "position", **stop)
        await here.done("revokeChannel", "position", country="US", **stop)
        stopped = [each.contact for each in await italian.events() if isinstance(each, ChannelRevoked)]
        hash_of = italian.resources.writing.hash_of
        assert stopped == [hash_of(italian.tenant, number) for number in ("+393331234567", "+13331234567")]


async def test_a_stop_of_everything_is_opened_by_no_single_channel(desk: Desk) -> None:
    """Also when a smaller stop came after it: it shows as what it is, and the refusal says how it is opened."""
    await desk.graph.happened(phone("ann", "+12065550123"))
    number = {"contactPoint": "+12065550123", "method": "PORTAL"}
    await desk.done("revokeChannel", "position", channel="SMS", everything=True, **number)
    await desk.done("revokeChannel", "position", channel="SMS", everything=False, **number)
    assert await desk.refused("restoreChannel", customer=ANN, channel="PHONE", **number) == (
        "POLICY_REFUSED",
        "channel",
    )
    stops = "customer { contactPoints { stops { channel everything restoredAt } } }"
    done = await desk.done("restoreChannel", stops, customer=ANN, channel="SMS", **number)
    stop = {"channel": "SMS", "everything": True}
    assert done["customer"]["contactPoints"] == [{"stops": [{**stop, "restoredAt": None}]}]
    done = await desk.done("restoreChannel", stops, customer=ANN, channel="ANY", **number)
    assert done["customer"]["contactPoints"][0]["stops"][0]["restoredAt"] is not None


async def test_wishes_show_on_the_customers_page(desk: Desk) -> None:
    """Opt-out, restriction, objection, and a link to another record of the same person."""
    await desk.graph.happened(registered("bob"))
    limits = "customer { dataLimits { kind detail endedAt } }"
    await desk.done("optOutOfSharing", limits, customer=ANN, method="GPC")
    await desk.done("restrictProcessing", limits, customer=ANN, matter="Odometer")
    await desk.done("objectToProcessing", limits, customer=ANN, purposes=["survey"])
    assert await desk.refused("objectToProcessing", customer=ANN, purposes=["recall"]) == (
        "PURPOSE_NOT_REFUSABLE",
        "purposes",
    )
    await desk.done("optInToSharing", limits, customer=ANN, method="PORTAL")
    done = await desk.done("liftRestriction", limits, customer=ANN, matter="Odometer")
    ended = {(each["kind"], each["detail"]): each["endedAt"] is not None for each in done["customer"]["dataLimits"]}
    assert ended == {("OPT_OUT", ""): True, ("RESTRICTION", "Odometer"): True, ("OBJECTION", "survey"): False}
    link = {"customer": ANN, "other": f"customer:{a('bob')}", "reason": "Same licence"}
    same = "customer { samePerson { other { name } unlinkedAt } }"
    done = await desk.done("linkIdentities", same, **link, method="VERIFIED")
    assert done["customer"]["samePerson"] == [{"other": {"name": "Bob"}, "unlinkedAt": None}]
    assert await desk.refused("linkIdentities", **link, method="VERIFIED") == ("POLICY_REFUSED", "")
    done = await desk.done("unlinkIdentities", same, **link)
    assert done["customer"]["samePerson"][0]["unlinkedAt"] is not None


async def test_of_two_who_are_one_person_the_one_out_of_reach_is_named(graph: Graph) -> None:
    """As with any other id, what is at another rooftop looks like nothing."""
    await graph.happened(registered("bob"), at="south")
    bob = f"customer:{a('bob')}"
    desk = Desk(graph, staff(graph.tenant, a("north"), role=Role.ADMINISTRATOR))
    why = {"method": "MANUAL", "reason": "Same person."}
    assert await desk.refused("linkIdentities", customer=ANN, other=bob, **why) == ("NOT_FOUND", "other")
    assert await desk.refused("linkIdentities", customer=bob, other=ANN, **why) == ("NOT_FOUND", "customer")


async def test_an_objection_is_taken_back(desk: Desk) -> None:
    """By whoever made it, and only if there is one."""
    limits = "customer { dataLimits { detail endedAt } }"
    assert await desk.refused("withdrawObjection", customer=ANN) == ("POLICY_REFUSED", "")
    await desk.done("objectToProcessing", limits, customer=ANN, purposes=["survey", "marketing"], grounds="Enough.")
    done = await desk.done("withdrawObjection", limits, customer=ANN, purposes=["survey"])
    ended = {each["detail"]: each["endedAt"] is not None for each in done["customer"]["dataLimits"]}
    assert ended == {"survey": True, "marketing": False}


async def test_what_was_said_shows_to_every_department(desk: Desk) -> None:
    """In both directions, with what was held back and why."""
    shown = "communication { direction channel purpose department rule body }"
    common = {"customer": ANN, "channel": "EMAIL", "department": "SALES"}
    done = await desk.done(
        "recordCommunication", shown, **common, direction="SENT", purpose="marketing", body="New models!"
    )
    assert done["communication"]["body"] == "New models!"
    await desk.done("recordCommunication", shown, **common, direction="RECEIVED", body="No, thanks.")
    held = {**common, "direction": "SUPPRESSED", "purpose": "marketing"}
    assert await desk.refused("recordCommunication", **held) == ("INVALID_ARGUMENT", "rule")
    await desk.done("recordCommunication", shown, **held, rule="wish")
    assert await desk.refused("recordCommunication", **{**held, "purpose": "fun"}) == ("UNKNOWN_PURPOSE", "purpose")
    stranger = {**common, "direction": "SENT", "purpose": "marketing", "employee": f"employee:{a('nobody')}"}
    assert await desk.refused("recordCommunication", **stranger) == ("NOT_FOUND", "employee")
    assert await desk.refused("recordCommunication", **{**held, "channel": "ANY"}) == ("INVALID_ARGUMENT", "channel")
    ask = f'{{ customer(id: "{ANN}") {{ communications {{ nodes {{ direction }} }} }} }}'
    data = await desk.graph.read(desk.who, ask)
    directions = [each["direction"] for each in data["customer"]["communications"]["nodes"]]
    assert sorted(directions) == ["RECEIVED", "SENT", "SUPPRESSED"]


async def test_a_number_is_listed_and_cleared(desk: Desk) -> None:
    """Each once; the contact gate is closed in between."""
    await desk.graph.happened(phone("ann", "+12065550123"))
    await desk.done("grantConsent", "position", **{**YES, "channels": ["ANY"]})
    number = {"contactPoint": "206 555 0123", "list": "NATIONAL"}
    gate = f'{{ contactDecision(customer: "{ANN}", purpose: "marketing", channel: PHONE) {{ rule }} }}'
    await desk.done("listDoNotContact", "position", **number)
    assert await desk.refused("listDoNotContact", **number) == ("POLICY_REFUSED", "list")
    assert (await desk.graph.read(desk.who, gate))["contactDecision"] == {"rule": "DO_NOT_CONTACT"}
    await desk.done("clearDoNotContact", "position", **number)
    assert await desk.refused("clearDoNotContact", **number) == ("NOT_FOUND", "list")
    assert (await desk.graph.read(desk.who, gate))["contactDecision"]["rule"] in (None, "QUIET_HOURS")


async def test_a_claim_is_made_disputed_and_settled(desk: Desk) -> None:
    """And decides nothing."""
    party = await marketplace(desk)
    shown = "claim { id status outcome disputes { statement } }"
    claim = {"claimant": party, "categories": ["contact"], "basis": "CREATOR"}
    assert await desk.refused("assertClaim", **claim) == ("INVALID_ARGUMENT", "about")
    made = await desk.done("assertClaim", shown, customer=ANN, **claim)
    it = made["claim"]["id"]
    await desk.done("disputeClaim", shown, claim=it, disputedBy=ANN, statement="I am mine.")
    done = await desk.done("settleClaim", shown, claim=it, outcome="REJECTED", reason="She is.")
    assert done["claim"]["status"] == "SETTLED"
    assert await desk.refused("disputeClaim", claim=it, disputedBy=ANN, statement="!") == ("POLICY_REFUSED", "")


async def test_only_an_auditor_is_engaged(desk: Desk) -> None:
    """On a matter, for a time."""
    party = await marketplace(desk)
    given = {"matter": "Leads of 2025", "endsOn": SOON[:10], "categories": ["contact"]}
    assert await desk.refused("openEngagement", party=party, **given) == ("POLICY_REFUSED", "party")
    done = await desk.done("registerParty", "party { id }", kind="AUDITOR", name="Ada & Co.")
    shown = "engagement { id matter endedAt party { name } }"
    made = await desk.done("openEngagement", shown, party=done["party"]["id"], **given)
    assert made["engagement"]["party"] == {"name": "Ada & Co."}
    ended = await desk.done("endEngagement", shown, engagement=made["engagement"]["id"], reason="Done")
    assert ended["engagement"]["endedAt"] is not None
