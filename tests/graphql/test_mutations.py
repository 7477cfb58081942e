"""Every mutation records its events, and shows what it did."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.facts import VIN, a, closed, noted, offered, opened, owned, recommended, registered, structured
from tests.support.graph import Graph
from tests.support.people import staff

pytestmark = pytest.mark.anyio


def mutation(field: str, entity: str) -> str:
    """A document that does one thing and asks for what came of it."""
    kind = field[0].upper() + field[1:]
    return f"""
      mutation Do($input: {kind}Input!) {{
        {field}(input: $input) {{
          {entity}
          position
          replayed
          events {{ id type position }}
          userErrors {{ __typename code message path ... on VersionConflictError {{ currentVersion }} }}
        }}
      }}
    """


@dataclass(frozen=True)
class Case:
    """A mutation, what to ask of its payload, its input, and what is recorded and shown then."""

    field: str
    entity: str
    given: dict[str, Any]
    events: list[str]
    shown: dict[str, Any]


CASES = [
    Case(
        "assignCustomer",
        "customer { id team { slot employee { name } } }",
        {"customer": f"customer:{a('ann')}", "employee": f"employee:{a('sam')}", "slot": "SERVICE_ADVISOR"},
        ["customer.assigned"],
        {
            "customer": {
                "id": f"customer:{a('ann')}",
                "team": [{"slot": "SERVICE_ADVISOR", "employee": {"name": "Sam"}}],
            }
        },
    ),
    Case(
        "recordNote",
        "note { text about authorType } customer { name }",
        {"customer": f"customer:{a('ann')}", "text": "Likes blue."},
        ["note.recorded"],
        {
            "note": {"text": "Likes blue.", "about": "customer", "authorType": "employee"},
            "customer": {"name": "Ann"},
        },
    ),
    Case(
        "correctNote",
        "note { text correctionReason }",
        {"note": f"note:{a('note')}", "text": "Likes red.", "reason": "misheard"},
        ["note.corrected"],
        {"note": {"text": "Likes red.", "correctionReason": "misheard"}},
    ),
    Case(
        "scheduleAppointment",
        "appointment { kind status startsAt transport concerns employee { name } vehicle { vin } }",
        {
            "customer": f"customer:{a('ann')}",
            "kind": "SERVICE",
            "startsAt": "2026-03-02T09:30:00-05:00",
            "vehicle": f"vehicle:{VIN.lower()}",
            "employee": f"employee:{a('sam')}",
            "concerns": "A rattle.",
            "transport": "LOANER",
        },
        ["appointment.scheduled"],
        {
            "appointment": {
                "kind": "SERVICE",
                "status": "SCHEDULED",
                "startsAt": "2026-03-02T14:30:00+00:00",
                "transport": "LOANER",
                "concerns": "A rattle.",
                "employee": {"name": "Sam"},
                "vehicle": {"vin": VIN},
            }
        },
    ),
    Case(
        "offerHandoff",
        "handoff { status about deal { number } fromDepartment toEmployee { name } checklist { item done } }",
        {
            "customer": f"customer:{a('ann')}",
            "fromDepartment": "SALES",
            "toDepartment": "F_AND_I",
            "reason": "All signed.",
            "subject": f"deal:{a('deal')}",
            "toEmployee": f"employee:{a('max')}",
            "checklist": [{"item": "licence", "done": True}, {"item": "insurance"}],
        },
        ["handoff.offered"],
        {
            "handoff": {
                "status": "OFFERED",
                "about": "deal",
                "deal": {"number": "D-7"},
                "fromDepartment": "SALES",
                "toEmployee": {"name": "Max"},
                "checklist": [{"item": "licence", "done": True}, {"item": "insurance", "done": False}],
            }
        },
    ),
    Case(
        "acceptHandoff",
        "handoff { status toEmployee { name } }",
        {"handoff": f"handoff:{a('handoff')}", "employee": f"employee:{a('max')}"},
        ["handoff.accepted"],
        {"handoff": {"status": "ACCEPTED", "toEmployee": {"name": "Max"}}},
    ),
    Case(
        "returnHandoff",
        "handoff { status returnReason }",
        {"handoff": f"handoff:{a('handoff')}", "reason": "No stips."},
        ["handoff.returned"],
        {"handoff": {"status": "RETURNED", "returnReason": "No stips."}},
    ),
    Case(
        "declineWork",
        "declinedWork { decision reason verbatim price { amount currency } } repairOrder { number declinedCount }",
        {
            "repairOrder": f"repair_order:{a('order')}",
            "recommendation": f"recommendation:{a('brakes')}",
            "decision": "DEFERRED",
            "reason": "COST",
            "verbatim": "After payday.",
        },
        ["work.declined"],
        {
            "declinedWork": {
                "decision": "DEFERRED",
                "reason": "COST",
                "verbatim": "After payday.",
                "price": {"amount": 42_000, "currency": "USD"},
            },
            "repairOrder": {"number": "R-100", "declinedCount": 1},
        },
    ),
    Case(
        "deliverVehicle",
        "deal { stage vehicle { vin odometer { value unit } } }",
        {"deal": f"deal:{a('deal')}", "odometer": {"value": 12, "unit": "KM"}, "method": "HOME"},
        ["vehicle.delivered"],
        {"deal": {"stage": "DELIVERED", "vehicle": {"vin": VIN, "odometer": {"value": 12, "unit": "KM"}}}},
    ),
    Case(
        "transferOwnership",
        "vehicle { vin ownerships { role toDate customer { name } } } ownership { fromDate customer { name } }",
        {"vehicle": VIN, "toCustomer": f"customer:{a('bob')}", "on": "2026-03-02"},
        ["ownership.ended", "ownership.started"],
        {
            "vehicle": {
                "vin": VIN,
                "ownerships": [
                    {"role": "OWNER", "toDate": "2026-03-02", "customer": {"name": "Ann"}},
                    {"role": "OWNER", "toDate": None, "customer": {"name": "Bob"}},
                ],
            },
            "ownership": {"fromDate": "2026-03-02", "customer": {"name": "Bob"}},
        },
    ),
]


@pytest.fixture
async def busy(graph: Graph) -> Graph:
    """The group, with a matter of every kind."""
    await graph.happened(
        registered("bob"),
        noted(),
        structured(),
        offered(),
        opened(),
        recommended(),
        opened("old"),
        recommended("tires", "old"),
        closed("old"),
        owned(),
    )
    return graph


@pytest.mark.parametrize("case", CASES, ids=[case.field for case in CASES])
async def test_a_mutation_shows_what_it_did(busy: Graph, case: Case) -> None:
    """Its payload names the events, where they stand, and what is so now."""
    before = await busy.parts.store.head(busy.tenant)
    given = {"idempotencyKey": "k1", **case.given}
    reply = await busy.ask(staff(busy.tenant), mutation(case.field, case.entity), input=given)
    assert reply.errors == ()
    done = reply.data[case.field]
    assert done["userErrors"] == []
    assert [each["type"] for each in done["events"]] == case.events
    assert [each["position"] for each in done["events"]] == [str(before + 1 + n) for n in range(len(case.events))]
    assert done["position"] == str(before + len(case.events))
    assert done["replayed"] is False
    assert {name: done[name] for name in case.shown} == case.shown
