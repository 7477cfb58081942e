"""What mutations refuse: as data when the caller can mend it, as an error of the response when not."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.graphql.mutations import errors
from lifecycle_api.graphql.mutations.errors import user_error
from lifecycle_api.store.refusals import LogUnreachable
from tests.support.facts import VIN, a, noted, offered, onboarded, opened, owned, recommended, registered
from tests.support.graph import Graph
from tests.support.mutations import ASSIGN, NOTE, assignment, note, refusal
from tests.support.people import auditor, consumer, partner, service, staff

pytestmark = pytest.mark.anyio


async def test_a_scope_is_needed_first(graph: Graph) -> None:
    """Without it nothing is looked at, not even the ids."""
    who = staff(graph.tenant, scopes=frozenset({"customers:read"}))
    reply = await graph.ask(who, NOTE, input=note(customer="nonsense"))
    assert reply.errors == ("SCOPE_MISSING",)
    assert reply.data == {"recordNote": None}


async def test_anyone_else_gets_nowhere(graph: Graph) -> None:
    """A token is needed before a mutation is executed."""
    reply = await graph.ask(None, NOTE, input=note())
    assert (reply.errors, reply.data) == (("UNAUTHENTICATED",), None)


@pytest.mark.parametrize("kind", ["auditor", "consumer", "partner"])
async def test_readers_do_not_write(graph: Graph, kind: str) -> None:
    """Whatever scopes their kind can hold."""
    readers = {
        "auditor": auditor(graph.tenant),
        "consumer": consumer(graph.tenant, a("ann")),
        "partner": partner(graph.tenant),
    }
    assert (await graph.ask(readers[kind], NOTE, input=note())).errors == ("SCOPE_MISSING",)


async def test_a_consumer_with_a_stolen_scope_still_finds_nothing(graph: Graph) -> None:
    """Their own record is theirs to read, not to write on."""
    who = consumer(graph.tenant, a("ann"), scopes=frozenset({"notes:write"}))
    assert (await refusal(graph, who, NOTE, note()))["__typename"] == "NotFoundError"


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (note(customer="customer:zzz"), "customer"),
        (note(customer=f"vehicle:{VIN}"), "customer"),
        (note(customer=str(a("ann"))), "customer"),
        (note(rooftop="north"), "rooftop"),
        (note(text=" "), "text"),
        (note(key=""), "idempotencyKey"),
        (note(key="k" * 201), "idempotencyKey"),
        (note(occurredAt="2999-01-01T00:00:00Z"), "occurredAt"),
    ],
)
async def test_a_bad_input_is_named(graph: Graph, given: dict[str, Any], path: str) -> None:
    """By its path in the input."""
    error = await refusal(graph, staff(graph.tenant), NOTE, given)
    assert error == {"__typename": "ValidationError", "code": "INVALID_ARGUMENT", "path": ["input", path]}


async def test_what_is_not_there_is_not_found(graph: Graph) -> None:
    """Customers and rooftops alike."""
    error = await refusal(graph, staff(graph.tenant), NOTE, note(customer=f"customer:{a('nobody')}"))
    assert error == {"__typename": "NotFoundError", "code": "NOT_FOUND", "path": ["input", "customer"]}
    error = await refusal(graph, staff(graph.tenant), NOTE, note(rooftop=f"rooftop:{a('west')}"))
    assert error == {"__typename": "NotFoundError", "code": "NOT_FOUND", "path": ["input", "rooftop"]}


async def test_another_rooftop_looks_like_nothing(graph: Graph) -> None:
    """Who works in the south learns nothing of a customer of the north, also not by a version."""
    who = staff(graph.tenant, a("south"))
    there = await refusal(graph, who, ASSIGN, assignment(expectedVersion="1"))
    nowhere = await refusal(graph, who, ASSIGN, assignment(customer=f"customer:{a('nobody')}", expectedVersion="1"))
    assert there == nowhere
    assert there["__typename"] == "NotFoundError"


async def test_a_rooftop_of_others_cannot_be_named(graph: Graph) -> None:
    """Sam works in the north, and records there."""
    error = await refusal(graph, staff(graph.tenant, a("north")), NOTE, note(rooftop=f"rooftop:{a('south')}"))
    assert error["path"] == ["input", "rooftop"]


async def test_a_visitor_is_a_customer_of_both_rooftops(graph: Graph) -> None:
    """Registered in the north and served in the south, Ann is within reach of both, as she is on the page."""
    who = staff(graph.tenant, a("south"))
    await graph.happened(opened(), at="south")
    reply = await graph.ask(who, NOTE, input=note())
    assert reply.data["recordNote"]["userErrors"] == []
    event = await graph.recorded(int(reply.data["recordNote"]["position"]))
    assert event.envelope.rooftop == a("south")


async def test_the_rooftop_has_to_be_clear(graph: Graph) -> None:
    """Nobody knows where a note about a customer of two rooftops was taken by who works at both."""
    await graph.happened(registered("ann"), at="south")
    who = staff(graph.tenant)
    error = await refusal(graph, who, NOTE, note())
    assert error == {"__typename": "ValidationError", "code": "INVALID_ARGUMENT", "path": ["input", "rooftop"]}
    reply = await graph.ask(who, NOTE, input=note(rooftop=f"rooftop:{a('south')}"))
    assert reply.data["recordNote"]["userErrors"] == []


async def test_where_staff_work_makes_no_rooftop_unclear(graph: Graph) -> None:
    """As with a snapshot of the southern rooftop's staff: what happens with Ann happens at the northern one."""
    await graph.happened(onboarded("sam", rooftops=("south",)), at="south")
    reply = await graph.ask(staff(graph.tenant), ASSIGN, input=assignment())
    event = await graph.recorded(int(reply.data["assignCustomer"]["position"]))
    assert event.envelope.rooftop == a("north")


async def test_it_is_not_recorded_where_one_does_not_work(graph: Graph) -> None:
    """A repair order of two rooftops: who works at one of several records at the one they share."""
    await graph.happened(opened(), at="south")
    await graph.happened(recommended(), at="north")
    who = staff(graph.tenant, a("south"), a("west"))
    given = {
        "idempotencyKey": "k1",
        "repairOrder": f"repair_order:{a('order')}",
        "recommendation": f"recommendation:{a('brakes')}",
        "decision": "DECLINED",
    }
    document = "mutation($input: DeclineWorkInput!) { declineWork(input: $input) { position userErrors { message } } }"
    reply = await graph.ask(who, document, input=given)
    assert reply.data["declineWork"]["userErrors"] == []
    event = await graph.recorded(int(reply.data["declineWork"]["position"]))
    assert event.envelope.rooftop == a("south")


async def test_a_version_that_was_overtaken_is_refused(graph: Graph) -> None:
    """With the version that is there now; with that one it is done."""
    seen = await graph.read(
        staff(graph.tenant), "query($id: ID!) { customer(id: $id) { version } }", id=note()["customer"]
    )
    newer = await graph.happened(noted())
    error = await refusal(graph, staff(graph.tenant), ASSIGN, assignment(expectedVersion=seen["customer"]["version"]))
    assert error == {
        "__typename": "VersionConflictError",
        "code": "VERSION_CONFLICT",
        "path": ["input", "expectedVersion"],
        "currentVersion": str(newer),
    }
    reply = await graph.ask(staff(graph.tenant), ASSIGN, input=assignment(expectedVersion=str(newer)))
    done = reply.data["assignCustomer"]
    assert done["userErrors"] == []
    assert done["customer"]["version"] == done["position"]


async def test_two_who_saw_the_same_version_do_not_both_succeed(graph: Graph) -> None:
    """Whoever is second has seen what was overtaken."""
    version = str(await graph.happened(noted()))
    replies = await asyncio.gather(
        *(
            graph.ask(
                staff(graph.tenant, subject=f"staff {number}"),
                ASSIGN,
                input=assignment(str(number), slot=slot, expectedVersion=version),
            )
            for number, slot in enumerate(["SALES", "BDC", "CLOSER", "SERVICE_BDC"])
        )
    )
    refused = [error["code"] for reply in replies for error in reply.data["assignCustomer"]["userErrors"]]
    assert refused == ["VERSION_CONFLICT"] * 3


async def test_rules_have_codes_of_their_own(graph: Graph) -> None:
    """A policy error says which rule."""
    who, document = staff(graph.tenant), "mutation($input: CompleteHandoffInput!) { completeHandoff(input: $input) "
    document += "{ position handoff { status } userErrors { __typename code path } } }"
    given = {"idempotencyKey": "k1", "handoff": f"handoff:{a('handoff')}"}
    await graph.happened(offered())
    error = await refusal(graph, who, document, given)
    assert error == {"__typename": "PolicyError", "code": "POLICY_REFUSED", "path": ["input"]}
    accept = "mutation($input: AcceptHandoffInput!) { acceptHandoff(input: $input) { position } }"
    await graph.ask(who, accept, input={**given, "idempotencyKey": "k2"})
    reply = await graph.ask(who, document, input=given)
    assert reply.data["completeHandoff"]["handoff"] == {"status": "COMPLETED"}


@pytest.mark.parametrize(
    ("field", "given", "path"),
    [
        ("declineWork", {"repairOrder": "x", "recommendation": "y", "decision": "DECLINED"}, "repairOrder"),
        (
            "declineWork",
            {"repairOrder": f"repair_order:{a('o')}", "recommendation": f"recommendation:{a('w')}", "decision": "OPEN"},
            "decision",
        ),
        ("transferOwnership", {"vehicle": "--", "toCustomer": f"customer:{a('b')}", "on": "2026-03-02"}, "vehicle"),
        ("transferOwnership", {"vehicle": VIN, "toCustomer": "b", "on": "2026-03-02"}, "toCustomer"),
        (
            "transferOwnership",
            {"vehicle": VIN, "toCustomer": f"customer:{a('b')}", "on": "2026-03-02", "role": "DRIVER"},
            "role",
        ),
        ("deliverVehicle", {"deal": f"deal:{a('d')}", "odometer": {"value": -1, "unit": "MI"}}, "odometer"),
        ("deliverVehicle", {"deal": f"deal:{a('d')}", "deliveredBy": "sam"}, "deliveredBy"),
        (
            "offerHandoff",
            {
                "customer": f"customer:{a('ann')}",
                "fromDepartment": "SALES",
                "toDepartment": "BDC",
                "reason": "x",
                "subject": "note:1",
            },
            "subject",
        ),
        ("acceptHandoff", {"handoff": "handoff:1"}, "handoff"),
        ("correctNote", {"note": "note", "text": "x", "reason": "y"}, "note"),
        (
            "scheduleAppointment",
            {
                "customer": f"customer:{a('ann')}",
                "kind": "SALES",
                "startsAt": "2026-03-02T12:00:00Z",
                "endsAt": "2026-03-02T11:00:00Z",
            },
            "endsAt",
        ),
    ],
)
async def test_every_mutation_names_its_bad_inputs(graph: Graph, field: str, given: dict[str, Any], path: str) -> None:
    """In the spelling of the schema."""
    kind = field[0].upper() + field[1:]
    document = f"mutation($input: {kind}Input!) {{ {field}(input: $input) {{ position userErrors {{ code path }} }} }}"
    error = await refusal(graph, staff(graph.tenant), document, {"idempotencyKey": "k1", **given})
    assert (error["code"], error["path"][:2]) == ("INVALID_ARGUMENT", ["input", path])


async def test_what_the_caller_cannot_mend_is_no_data(graph: Graph) -> None:
    """A database that does not answer is nobody's input."""
    with pytest.raises(LogUnreachable):
        user_error(LogUnreachable(), "input")
    assert {each.__name__ for each in errors.ERROR_TYPES} == {
        each.__name__ for each in errors.UserError.__subclasses__()
    }


async def test_what_was_done_stands_when_the_next_is_refused(graph: Graph) -> None:
    """Mutations run one after the other; an error of one leaves the others' answers."""
    who = staff(graph.tenant, scopes=frozenset({"notes:write", "customers:read"}))
    document = """
      mutation Both($one: RecordNoteInput!, $two: AssignCustomerInput!) {
        one: recordNote(input: $one) { note { text } }
        two: assignCustomer(input: $two) { position }
      }
    """
    reply = await graph.ask(who, document, one=note(), two=assignment("k2"))
    assert reply.errors == ("SCOPE_MISSING",)
    assert reply.data == {"one": {"note": {"text": "Likes blue."}}, "two": None}


async def test_what_may_not_be_read_is_not_shown_but_done(graph: Graph) -> None:
    """A writer without the scope to read gets an error for the entity, and the position."""
    who = staff(graph.tenant, scopes=frozenset({"notes:write"}))
    reply = await graph.ask(who, NOTE, input=note())
    assert reply.errors == ("SCOPE_MISSING",)
    assert reply.data["recordNote"]["note"] is None
    assert reply.data["recordNote"]["position"] is not None


async def test_masks_hold_below_mutations_too(graph: Graph) -> None:
    """A program may write a note that it may not read; the response says what is withheld, and where."""
    who = service(graph.tenant, scopes=frozenset({"notes:write", "customers:read"}))
    seen = staff(graph.tenant, roles=frozenset(), scopes=frozenset({"notes:write", "customers:read"}))
    reply = await graph.ask(seen, NOTE, input=note())
    assert reply.data["recordNote"]["note"] == {"id": reply.data["recordNote"]["note"]["id"], "text": None}
    assert reply.extensions["redactions"] == [
        {"path": ["recordNote", "note", "text"], "category": "content", "reason": "CATEGORY_NOT_READABLE"}
    ]
    assert reply.extensions["consistency"] == {"position": reply.data["recordNote"]["position"], "stale": False}
    nothing = await graph.ask(who, NOTE, input=note("k2"))
    assert nothing.data["recordNote"]["note"] is None


async def test_a_payload_that_comes_too_early_says_so(graph: Graph) -> None:
    """When the read models do not get there in time, what is shown is marked as stale."""

    async def never(tenant: UUID, position: int, timeout_seconds: float) -> bool:
        return False

    await graph.shown()
    slow = replace(graph.resources, reading=replace(graph.resources.reading, wait_for=never))
    reply = await replace(graph, resources=slow).ask(staff(graph.tenant), NOTE, input=note())
    assert reply.data["recordNote"]["note"] is None
    assert reply.extensions["consistency"]["stale"] is True


async def test_another_groups_customer_is_nobody(graph: Graph) -> None:
    """Ids of one dealer group mean nothing in another."""
    other = staff(a("another group"), role=Role.ADMINISTRATOR)
    await graph.parts.store.create_tenant(other.tenant, "Another Group")
    reply = await graph.ask(other, NOTE, input=note())
    assert reply.data["recordNote"]["userErrors"][0]["__typename"] == "NotFoundError"


async def test_ownership_is_not_passed_over_the_heads_of_others(graph: Graph) -> None:
    """A car of the north is not within reach of the south, whoever is to get it."""
    await graph.happened(owned(), at="north")
    await graph.happened(registered("bob"), at="south")
    document = """
      mutation($input: TransferOwnershipInput!) {
        transferOwnership(input: $input) { position userErrors { code path } }
      }
    """
    given = {"idempotencyKey": "k", "vehicle": VIN, "toCustomer": f"customer:{a('bob')}", "on": "2026-03-02"}
    error = await refusal(graph, staff(graph.tenant, a("south")), document, given)
    assert error["code"] == "NOT_FOUND"
