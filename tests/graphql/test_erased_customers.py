"""Of somebody who was erased nothing more is recorded, whoever asks, but what they say no to."""

from typing import Any, Final, NamedTuple
from uuid import UUID

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.scopes import Kind
from lifecycle_api.domain.events.repair_orders import ConcernRecorded
from lifecycle_api.domain.events.rights import RetentionRuleSet, SubjectFenced
from lifecycle_api.domain.retention import RetentionClass
from tests.graphql.test_mutation_events import RECORD, item
from tests.graphql.test_mutation_leads import lead, receive
from tests.support.decisions import granted
from tests.support.desk import Desk
from tests.support.facts import (
    VIN,
    a,
    noted,
    offered,
    onboarded,
    opened,
    owned,
    phone,
    recommended,
    registered,
    scheduled,
    structured,
)
from tests.support.graph import SCHEMA, Graph
from tests.support.people import consumer, everything, partner, staff

pytestmark = pytest.mark.anyio

ANN, BOB = (f"customer:{a(name)}" for name in ("ann", "bob"))
SAM = f"employee:{a('sam')}"
ORDER = f"repair_order:{a('order')}"
NUMBER: Final = {"contactPoint": "+12065550123", "channel": "SMS", "method": "PORTAL"}

CLAIM: Final = {"claimant": f"rooftop:{a('north')}", "categories": ["contact"], "basis": "CREATOR"}

REFUSED: Final[dict[str, dict[str, Any]]] = {
    "assertClaim": CLAIM,
    "assignCustomer": {"employee": SAM, "slot": "SALES"},
    "correctProfile": {"name": "Ann Other", "reason": "Misspelt."},
    "declareMinority": {"majorityOn": "2040-01-01", "basis": "DOCUMENT"},
    "grantConsent": {
        "purposes": ["marketing"],
        "channels": ["EMAIL"],
        "categories": ["contact"],
        "expression": "EXPRESSED",
        "method": "PORTAL",
    },
    "linkIdentities": {"other": BOB, "method": "MANUAL", "reason": "One person."},
    "offerHandoff": {"fromDepartment": "SALES", "toDepartment": "SERVICE", "reason": "First service."},
    "optInToSharing": {"method": "PORTAL"},
    "placeHold": {"matter": "Miller v. Northgate"},
    "reaffirmConsent": {"consent": f"consent:{a('yes')}", "method": "PORTAL"},
    "recordCommunication": {"direction": "SUPPRESSED", "channel": "PHONE", "department": "SALES"},
    "recordNote": {"text": "Likes blue."},
    "requestConsent": {"purposes": ["marketing"], "channels": ["EMAIL"]},
    "restoreChannel": NUMBER,
    "scheduleAppointment": {"kind": "SERVICE", "startsAt": "2027-03-02T09:30:00-05:00"},
    "serveNotice": {"textSha256": "0" * 64, "version": "1", "locale": "en", "symmetric": True, "via": "PORTAL"},
    "stateBuyingPreference": {"path": "ONLINE"},
    "transferOwnership": {"vehicle": VIN, "on": "2026-03-02"},
    "withdrawObjection": {"purposes": ["marketing"]},
}
RECORDED: Final[dict[str, dict[str, Any]]] = {
    "invalidateConsent": {"consent": f"consent:{a('yes')}", "reason": "It was forged."},
    "liftRestriction": {"matter": "a dispute"},
    "objectToProcessing": {"purposes": ["marketing"]},
    "openPrivacyRequest": {"kind": "ACCESS", "jurisdiction": "US-CA", "method": "PORTAL"},
    "optOutOfSharing": {"method": "PORTAL"},
    "refuseConsent": {"purposes": ["survey"], "channels": ["EMAIL"], "method": "PORTAL"},
    "restrictProcessing": {"matter": "another dispute"},
    "revokeChannel": NUMBER,
}
"""What is a no, ends something, or is asked for in their own right."""
ELSEWHERE: Final = {
    "extendPrivacyRequest": "needs a request that is open",
    "receiveLead": "names nobody by id",
    "releaseHold": "nobody is erased under a hold",
    "reportUnexpectedContact": "a report is recorded; with an account of what was said it is sealed, and refused",
    "resolvePrivacyRequest": "needs a request that is open",
    "unlinkIdentities": "ends a link",
    "verifyPrivacyRequest": "needs a request that is open",
    "withdrawConsent": "a no, as `refuseConsent` is",
}
THEIRS: Final[dict[str, dict[str, Any]]] = {
    "acceptHandoff": {"handoff": f"handoff:{a('offered')}", "employee": SAM},
    "answerEstimate": {"repairOrder": ORDER, "recommendation": f"recommendation:{a('brakes')}", "answer": "APPROVED"},
    "completeHandoff": {"handoff": f"handoff:{a('accepted')}", "employee": SAM},
    "correctNote": {"note": f"note:{a('note')}", "text": "Likes red.", "reason": "Misheard."},
    "declineWork": {"repairOrder": ORDER, "recommendation": f"recommendation:{a('brakes')}", "decision": "DECLINED"},
    "deliverVehicle": {"deal": f"deal:{a('deal')}"},
    "rescheduleAppointment": {
        "appointment": f"appointment:{a('visit')}",
        "startsAt": "2027-03-02T09:30:00-05:00",
    },
    "returnHandoff": {"handoff": f"handoff:{a('accepted')}", "reason": "Not ours."},
}
"""What names something that is the customer's, and not the customer."""


class Erased(NamedTuple):
    """A group that erased Ann: its administrator, and Ann with a token of before."""

    boss: Desk
    me: Desk


@pytest.fixture
async def erased(graph: Graph) -> Erased:
    """A group whose customer Ann was erased; Bob was not."""
    them = Erased(
        Desk(graph, staff(graph.tenant, role=Role.ADMINISTRATOR)), Desk(graph, consumer(graph.tenant, a("ann")))
    )
    await graph.happened(registered("bob"), phone(), owned(customer="bob"), granted("yes", "ann", "survey"))
    await them.boss.done("restrictProcessing", "position", customer=ANN, matter="a dispute")
    await erase(them.boss, them.me, ANN)
    return them


async def erase(boss: Desk, me: Desk, customer: str) -> None:
    """Erase a customer who asks for it."""
    opened = await me.done(
        "openPrivacyRequest", "request { id }", customer=customer, kind="ERASE", jurisdiction="US-CA", method="PORTAL"
    )
    document = "mutation ($r: ID!) { eraseCustomer(input: {request: $r}) { userErrors { code } } }"
    reply = await boss.graph.ask(boss.who, document, r=opened["request"]["id"])
    assert reply.data["eraseCustomer"]["userErrors"] == []


def test_every_mutation_about_a_customer_is_looked_at() -> None:
    """A new one has to say what becomes of it when the customer was erased."""
    them = naming("customer", "toCustomer")
    assert them == REFUSED.keys() | RECORDED.keys() | ELSEWHERE.keys()
    assert naming("appointment", "deal", "handoff", "note", "repairOrder") - them == THEIRS.keys()


def naming(*things: str) -> set[str]:
    """The mutations whose input names one of these."""
    mutations = SCHEMA._schema.mutation_type
    assert mutations is not None
    found = set()
    for name, field in mutations.fields.items():
        given = get_named_type(field.args["input"].type)
        assert isinstance(given, GraphQLInputObjectType)
        if given.fields.keys() & set(things):
            found.add(name)
    return found


async def test_nothing_more_is_recorded(erased: Erased) -> None:
    """Neither by staff nor, with a token of before, by themselves; and the refusal says why."""
    graph = erased.boss.graph
    head = await graph.parts.store.head(graph.tenant)
    for mutation, given in REFUSED.items():
        who = {"toCustomer" if mutation == "transferOwnership" else "customer": ANN}
        assert (await erased.boss.refused(mutation, **who, **given))[0] == "SEAL_KEY_FENCED", mutation
    for mutation in ("grantConsent", "optInToSharing", "stateBuyingPreference"):
        assert (await erased.me.refused(mutation, customer=ANN, **REFUSED[mutation]))[0] == "SEAL_KEY_FENCED"
    assert await graph.parts.store.head(graph.tenant) == head


async def test_nothing_more_is_recorded_of_what_is_theirs(graph: Graph) -> None:
    """Also where an appointment, a deal, a handoff, a note or a repair order is named in their place."""
    boss, me = Desk(graph, staff(graph.tenant, role=Role.ADMINISTRATOR)), Desk(graph, consumer(graph.tenant, a("ann")))
    await graph.happened(onboarded(), scheduled(), opened(), recommended("brakes"), structured(), noted())
    await graph.happened(offered("offered"), offered("accepted"))
    await boss.done("acceptHandoff", "position", handoff=f"handoff:{a('accepted')}", employee=SAM)
    await erase(boss, me, ANN)
    head = await graph.parts.store.head(graph.tenant)

    for mutation, given in THEIRS.items():
        assert (await boss.refused(mutation, **given))[0] == "SEAL_KEY_FENCED", mutation
    for mutation in ("answerEstimate", "rescheduleAppointment"):
        assert (await me.refused(mutation, **THEIRS[mutation]))[0] == "SEAL_KEY_FENCED", mutation
    assert await graph.parts.store.head(graph.tenant) == head


async def test_an_erasure_is_not_overtaken_by_a_lead_sent_again(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does its sender learn whose it was."""
    boss = staff(graph.tenant, role=Role.ADMINISTRATOR)
    first = await receive(graph, lead("one"), boss)
    who = UUID(first["customer"]["id"].partition(":")[2])
    fence = SubjectFenced(erasure=a("e"), customer=who, classes=tuple(RetentionClass), reason="Asked for.")
    fenced: list[int] = []
    append = graph.parts.store.append

    async def late(*given: Any, **named: Any) -> Any:
        if not fenced:
            fenced.append(0)
            fenced.append(await graph.happened(fence))
        return await append(*given, **named)

    monkeypatch.setattr(graph.parts.store, "append", late)
    again = await receive(graph, lead("two", comments="Still there?"), boss)

    assert (again["outcome"], again["lead"], again["customer"]) == ("RESENT", None, None)
    assert await graph.parts.store.head(graph.tenant) == fenced[-1]


@pytest.mark.parametrize(("lasting", "code"), [(True, "SEAL_KEY_FENCED"), (False, None)])
async def test_an_erasure_is_not_overtaken(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, lasting: bool, code: str | None
) -> None:
    """An event that was looked at before somebody was erased is not recorded after it; others go on."""
    await graph.happened(registered(), registered("bob"))
    fence = SubjectFenced(erasure=a("e"), customer=a("ann"), classes=tuple(RetentionClass), reason="r", lasting=lasting)
    fenced: list[int] = []
    append_many = graph.parts.store.append_many

    async def late(*given: Any) -> Any:
        if not fenced:
            fenced.append(await graph.happened(fence))
        return await append_many(*given)

    monkeypatch.setattr(graph.parts.store, "append_many", late)
    items = [
        item(who, type="customer.status_changed", data={"customer": str(a(who)), "status": "active"})
        for who in ("ann", "bob")
    ]
    reply = await graph.ask(staff(graph.tenant, role=Role.ADMINISTRATOR), RECORD, input={"items": items})
    about_ann, about_bob = (each["userError"] for each in reply.data["recordEvents"]["results"])

    assert fenced
    assert (about_ann and about_ann["code"], about_bob) == (code, None)


async def test_their_lead_sent_again_leaves_no_trace(graph: Graph) -> None:
    """Under another key or the same: the sender is told that it is known, and not whose it was."""
    sender, boss = partner(graph.tenant, scopes=everything(Kind.STAFF)), staff(graph.tenant, role=Role.ADMINISTRATOR)
    first = await receive(graph, lead("one"), boss)
    mine = consumer(graph.tenant, UUID(first["customer"]["id"].partition(":")[2]))
    await erase(Desk(graph, boss), Desk(graph, mine), first["customer"]["id"])
    head = await graph.parts.store.head(graph.tenant)

    for key, who in (("one", boss), ("two", boss), ("three", sender)):
        again = await receive(graph, lead(key), who)
        assert (again["outcome"], again["lead"], again["customer"]) == ("RESENT", None, None)
        assert (again["events"], again["position"], again["userErrors"]) == ([], str(head), [])
    assert await graph.parts.store.head(graph.tenant) == head
    anew = await receive(graph, lead("four", externalId="C-2"), boss)
    assert anew["outcome"] == "RECORDED"
    assert anew["customer"]["id"] != first["customer"]["id"]


async def test_their_lead_is_known_also_when_it_came_without_an_id(graph: Graph) -> None:
    """The sender who names it the second time is told no more; another lead with an id of its own is new."""
    boss = staff(graph.tenant, role=Role.ADMINISTRATOR)
    first = await receive(graph, lead("one", externalId=None), boss)
    mine = consumer(graph.tenant, UUID(first["customer"]["id"].partition(":")[2]))
    await erase(Desk(graph, boss), Desk(graph, mine), first["customer"]["id"])
    head = await graph.parts.store.head(graph.tenant)

    again = await receive(graph, lead("two", externalId="C-2"), boss)

    assert (again["outcome"], again["lead"], again["customer"]) == ("RESENT", None, None)
    assert await graph.parts.store.head(graph.tenant) == head
    other = await receive(graph, lead("three", externalId="C-3", comments="Is it red?"), boss)
    assert (other["outcome"], other["customer"]["id"] == first["customer"]["id"]) == ("RECORDED", False)


async def test_the_end_of_retention_erases_nobody(graph: Graph) -> None:
    """What was kept too long is gone, and the customer goes on: commands and events about them are recorded."""
    boss = Desk(graph, staff(graph.tenant, role=Role.ADMINISTRATOR))
    complaint = ConcernRecorded(
        repair_order=a("order"), customer=a("ann"), vehicle=VIN, line="A", complaint="It squeals."
    )
    rule = RetentionRuleSet(retention_class=RetentionClass.SERVICE_RECORD, keep_days=0, duty=False, ground="House rule")
    await graph.happened(opened(), complaint, rule, registered("bob"))
    await graph.shown()
    (order,) = await graph.parts.rights.desk.overdue(graph.tenant)
    await graph.parts.rights.desk.run(order)

    for mutation in ("assignCustomer", "recordNote", "scheduleAppointment", "linkIdentities"):
        assert (await boss.done(mutation, "position", customer=ANN, **REFUSED[mutation]))["events"], mutation
    await boss.done("transferOwnership", "position", toCustomer=ANN, **REFUSED["transferOwnership"])
    told = item("told", type="customer.status_changed", data={"customer": str(a("ann")), "status": "active"})
    reply = await graph.ask(boss.who, RECORD, input={"items": [told]})
    assert reply.data["recordEvents"]["results"][0]["userError"] is None


async def test_what_was_given_as_a_reason_goes_with_them(graph: Graph) -> None:
    """Whoever writes why, writes names: of the customer it is said of, and of the other one of a link."""
    boss = Desk(graph, staff(graph.tenant, role=Role.ADMINISTRATOR))
    bob = (await receive(graph, lead("one"), boss.who))["customer"]["id"]
    why = "Bob Miller said so himself."
    await boss.done("correctProfile", "position", customer=bob, language="en", reason=why)
    note = (await boss.done("recordNote", "note { id }", customer=bob, text="Likes blue."))["note"]["id"]
    await boss.done("correctNote", "position", note=note, text="Likes red.", reason=why)
    await boss.done("linkIdentities", "position", customer=bob, other=ANN, method="MANUAL", reason=why)
    await boss.done("unlinkIdentities", "position", customer=bob, other=ANN, reason=why)
    await graph.shown()
    shown = "query ($c: ID!) { customer(id: $c) { samePerson { reason } notes { nodes { correctionReason } } } }"
    told = {"samePerson": [{"reason": why}], "notes": {"nodes": [{"correctionReason": why}]}}
    assert (await graph.read(boss.who, shown, c=bob))["customer"] == told
    assert (await graph.read(boss.who, shown, c=ANN))["customer"]["samePerson"] == [{"reason": None}]

    await erase(boss, Desk(graph, consumer(graph.tenant, UUID(bob.partition(":")[2]))), bob)

    gone = {"samePerson": [{"reason": None}], "notes": {"nodes": [{"correctionReason": None}]}}
    assert (await graph.read(boss.who, shown, c=bob))["customer"] == gone
    log = [each.event for each in (await graph.parts.store.read(graph.tenant)).events]
    assert "Miller" not in repr(log)


async def test_no_event_names_them_either(erased: Erased) -> None:
    """As it is: what it is recorded with goes through, and what has nothing to seal does not."""
    told = [
        item(who, type="customer.status_changed", data={"customer": str(a(who)), "status": "active"})
        for who in ("ann", "bob")
    ]
    reply = await erased.boss.graph.ask(erased.boss.who, RECORD, input={"items": told})
    ann, bob = reply.data["recordEvents"]["results"]
    assert (ann["position"], ann["userError"]["code"]) == (None, "SEAL_KEY_FENCED")
    assert bob["userError"] is None


async def test_a_no_is_heard_still(erased: Erased) -> None:
    """It takes nothing up again."""
    for mutation, given in RECORDED.items():
        assert (await erased.boss.done(mutation, "position", customer=ANN, **given))["events"], mutation
