"""What customers write over the schema: on their own record, and on nobody else's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.facts import a, opened, recommended, registered, scheduled
from tests.support.graph import Graph
from tests.support.people import consumer

pytestmark = pytest.mark.anyio

ANN = f"customer:{a('ann')}"
SOON = (datetime.now(UTC) + timedelta(days=400)).isoformat()
YES = {
    "purposes": ["marketing"],
    "channels": ["EMAIL"],
    "categories": ["contact"],
    "expression": "EXPRESSED",
    "method": "WEB_FORM",
}


async def test_customers_write_on_their_own_record_and_nobody_elses(graph: Graph) -> None:
    """Withdraw, object, correct: for themselves they can, for others there is nobody."""
    await graph.happened(registered("bob"))
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    bob = {"customer": f"customer:{a('bob')}"}
    await ann.done("grantConsent", "consent { state }", customer=ANN, **YES)
    await ann.done("withdrawConsent", "position", customer=ANN, method="PORTAL")
    done = await ann.done("correctProfile", "customer { name }", customer=ANN, name="Anne Smith", reason="Misspelt")
    assert done["customer"] == {"name": "Anne Smith"}
    done = await ann.done(
        "stateBuyingPreference", "customer { buyingPreference { path } }", customer=ANN, path="ONLINE"
    )
    assert done["customer"]["buyingPreference"] == {"path": "online"}
    assert await ann.refused("withdrawConsent", method="PORTAL", **bob) == ("NOT_FOUND", "customer")
    assert await ann.refused("correctProfile", name="X Y", reason="z", **bob) == ("NOT_FOUND", "customer")
    assert await ann.refused("optOutOfSharing", method="PORTAL", **bob) == ("NOT_FOUND", "customer")
    assert await ann.refused("liftRestriction", customer=ANN, matter="x") == ("NOT_FOUND", "customer")


EARLIER = (datetime.now(UTC) - timedelta(days=30)).isoformat()


@pytest.mark.parametrize(
    ("field", "given", "refusal"),
    [
        ("grantConsent", {**YES, "occurredAt": EARLIER}, ("BACKDATED", "occurredAt")),
        ("grantConsent", {**YES, "indicatedAt": EARLIER}, ("BACKDATED", "indicatedAt")),
        ("grantConsent", {**YES, "validFrom": EARLIER}, ("BACKDATED", "validFrom")),
        ("grantConsent", {**YES, "authority": "GUARDIAN"}, ("INVALID_ARGUMENT", "authority")),
        ("optInToSharing", {"method": "PORTAL", "occurredAt": EARLIER}, ("BACKDATED", "occurredAt")),
        (
            "openPrivacyRequest",
            {"kind": "ACCESS", "jurisdiction": "EU", "method": "PORTAL", "occurredAt": EARLIER},
            ("BACKDATED", "occurredAt"),
        ),
    ],
)
async def test_what_customers_permit_or_ask_for_counts_from_now(
    graph: Graph, field: str, given: dict[str, Any], refusal: tuple[str, str]
) -> None:
    """A consent of last month would cover last month, a request of last month would be overdue as it is made."""
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    assert await ann.refused(field, customer=ANN, **given) == refusal


async def test_a_no_may_be_told_of_later(graph: Graph) -> None:
    """A person's no is not refused for its date; the log has both times, and decisions go by when it was recorded."""
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    await ann.done("grantConsent", "position", customer=ANN, **YES, occurredAt=datetime.now(UTC).isoformat())
    await ann.done("withdrawConsent", "position", customer=ANN, method="PORTAL", receivedAt=EARLIER)
    await ann.done("optOutOfSharing", "position", customer=ANN, method="PORTAL", occurredAt=EARLIER)


async def test_customers_take_back_what_they_gave_and_find_nothing_invalid(graph: Graph) -> None:
    """That a consent never was one is for those to find who relied on it."""
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    done = await ann.done("grantConsent", "consent { id }", customer=ANN, **YES)
    given = {"customer": ANN, "consent": done["consent"]["id"], "reason": "Never said"}
    assert await ann.refused("invalidateConsent", **given) == ("NOT_FOUND", "customer")


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"language": "not a language!"}, "language"),
        ({"lines": ["1 Elm St"], "country": "Germany"}, "country"),
        ({"city": "Berlin", "country": "DE"}, "lines"),
        ({"lines": [], "city": "Berlin"}, "lines"),
        ({"givenName": "Anne", "language": "en"}, "name"),
        ({"name": " "}, "name"),
        ({}, "name"),
    ],
)
async def test_a_correction_that_would_be_kept_in_part_is_refused(
    graph: Graph, given: dict[str, Any], where: str
) -> None:
    """A part of a name or an address cannot stand alone, and a code has the form of one."""
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    refused = await ann.refused("correctProfile", customer=ANN, reason="Wrong", **given)
    assert refused == ("INVALID_ARGUMENT", where)


async def test_customers_answer_their_own_estimates_and_move_their_own_appointments(graph: Graph) -> None:
    """While they are open, and theirs."""
    await graph.happened(registered("bob"), opened("order"), recommended("brakes"), scheduled("visit"))
    await graph.happened(opened("his", customer="bob"), recommended("wipers", "his", "bob"), scheduled("late", "bob"))
    ann = Desk(graph, consumer(graph.tenant, a("ann")))

    def answer(work: str, order: str, what: str) -> dict[str, Any]:
        return {
            "repairOrder": f"repair_order:{a(order)}",
            "recommendation": f"recommendation:{a(work)}",
            "answer": what,
        }

    shown = "repairOrder { recommendations { decision } }"
    await ann.done("answerEstimate", shown, **answer("brakes", "order", "DEFERRED"), verbatim="after payday")
    done = await ann.done("answerEstimate", shown, **answer("brakes", "order", "APPROVED"))
    assert done["repairOrder"]["recommendations"] == [{"decision": "APPROVED"}]
    assert await ann.refused("answerEstimate", **answer("wipers", "his", "APPROVED")) == ("NOT_FOUND", "repairOrder")
    await ann.done("answerEstimate", shown, **answer("brakes", "order", "DECLINED"))
    done = await ann.done("answerEstimate", shown, **answer("brakes", "order", "APPROVED"))
    assert done["repairOrder"]["recommendations"] == [{"decision": "APPROVED"}]
    moved = {"appointment": f"appointment:{a('visit')}", "startsAt": SOON}
    done = await ann.done("rescheduleAppointment", "appointment { reschedules }", **moved)
    his = {"appointment": f"appointment:{a('late')}", "startsAt": SOON}
    assert await ann.refused("rescheduleAppointment", **his) == ("NOT_FOUND", "appointment")


@pytest.mark.parametrize(
    ("given", "where"), [({"verbatim": "Go ahead!"}, "verbatim"), ({"method": "IN_PERSON"}, "method")]
)
async def test_a_yes_that_would_be_kept_in_part_or_misnamed_is_refused(
    graph: Graph, given: dict[str, Any], where: str
) -> None:
    """Its words have no place, and who answers in the portal does not stand at the counter."""
    await graph.happened(opened("order"), recommended("brakes"))
    work = {"repairOrder": f"repair_order:{a('order')}", "recommendation": f"recommendation:{a('brakes')}"}
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    assert await ann.refused("answerEstimate", **work, answer="APPROVED", **given) == ("INVALID_ARGUMENT", where)


async def test_what_is_corrected_to_be_somebody_elses_is_theirs(graph: Graph) -> None:
    """Their page shows it from then on, so they can move it; whoever it was told of before cannot any more."""
    await graph.happened(registered("bob"), scheduled("visit", "bob"), scheduled("visit", "ann"))
    visit = {"appointment": f"appointment:{a('visit')}", "startsAt": SOON}
    bob = Desk(graph, consumer(graph.tenant, a("bob")))
    assert await bob.refused("rescheduleAppointment", **visit, idempotencyKey="his") == ("NOT_FOUND", "appointment")
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    await ann.done("rescheduleAppointment", "appointment { startsAt }", **visit)


async def test_nobody_answers_a_question_that_was_put_to_somebody_else(graph: Graph) -> None:
    """Answered under its name, another customer's consent would be gone from their page and from decisions."""
    await graph.happened(registered("bob"))
    ann, bob = (Desk(graph, consumer(graph.tenant, a(name))) for name in ("ann", "bob"))
    mine = f"customer:{a('bob')}"
    given = await bob.done("grantConsent", "consent { id }", idempotencyKey="his", customer=mine, **YES)
    theirs = given["consent"]["id"]
    no = {"purposes": ["marketing"], "method": "PORTAL"}
    assert await ann.refused("grantConsent", customer=ANN, consent=theirs, **YES) == ("NOT_FOUND", "consent")
    assert await ann.refused("refuseConsent", customer=ANN, consent=theirs, **no) == ("NOT_FOUND", "consent")
    page = "query ($c: ID!) { customer(id: $c) { consents { nodes { id state } } } }"
    shown = await graph.read(bob.who, page, c=mine)
    assert shown["customer"]["consents"]["nodes"] == [{"id": theirs, "state": "GIVEN"}]
