"""Events are recorded as they are, each with its own result; groups, rooftops and staff are set up."""

from typing import Any
from uuid import UUID

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Actor, SourceRef
from lifecycle_api.store.refusals import LogUnreachable
from tests.support.facts import VIN, a, opened
from tests.support.graph import Graph
from tests.support.people import partner, service, staff

pytestmark = pytest.mark.anyio

RECORD = """
  mutation Record($input: RecordEventsInput!) {
    recordEvents(input: $input) {
      results { index position replayed userError { __typename code message path } }
      position
      userErrors { code path }
    }
  }
"""
SET_UP = """
  mutation SetUp($rooftop: AddRooftopInput!, $staff: AddStaffInput!) {
    addRooftop(input: $rooftop) {
      rooftop { code name timezone currency } position replayed events { type } userErrors { __typename code path }
    }
    addStaff(input: $staff) {
      employee { name roles department rooftopCodes } replayed userErrors { __typename code path }
    }
  }
"""
ADD_GROUP = """
  mutation AddGroup($input: AddGroupInput!) {
    addGroup(input: $input) { group position replayed events { type } userErrors { __typename code path } }
  }
"""


def item(key: str = "k1", **changed: Any) -> dict[str, Any]:
    """A customer who became active again."""
    given = {
        "type": "customer.status_changed",
        "occurredAt": "2026-03-02T12:00:00Z",
        "rooftop": f"rooftop:{a('north')}",
        "data": {"customer": str(a("ann")), "status": "active"},
        "idempotencyKey": key,
    }
    return {**given, **changed}


async def record(graph: Graph, *items: dict[str, Any], who: Any = None) -> Any:
    """Send a batch; what came of it."""
    reply = await graph.ask(who or staff(graph.tenant), RECORD, input={"items": list(items)})
    assert reply.errors == ()
    return reply.data["recordEvents"]


def errors(done: Any) -> list[tuple[int, str, list[str]]]:
    """Index, code and path of what was refused."""
    return [
        (each["index"], each["userError"]["code"], each["userError"]["path"])
        for each in done["results"]
        if each["userError"]
    ]


async def test_events_are_recorded_in_order(graph: Graph) -> None:
    """With source, time and rooftop as sent, by whoever sent them."""
    before, who = await graph.parts.store.head(graph.tenant), staff(graph.tenant)
    source = {"system": "crm", "recordId": "7", "recordVersion": "2"}
    done = await record(graph, item("k1", source=source), item("k2"), who=who)
    assert [each["position"] for each in done["results"]] == [str(before + 1), str(before + 2)]
    assert done["position"] == str(before + 2)
    page = await graph.parts.store.read(graph.tenant, after=before)
    assert page.events[0].envelope.source == SourceRef("crm", "7", "2")
    assert {each.envelope.actor for each in page.events} == {Actor("employee", who.subject)}
    assert {each.envelope.rooftop for each in page.events} == {a("north")}


async def test_what_is_refused_does_not_keep_the_others_out(graph: Graph) -> None:
    """Each refusal names its item and what is wrong with it."""
    done = await record(
        graph,
        item("k0"),
        item("k1", type="customer.teleported"),
        item("k2", version=9),
        item("k3", data={"customer": str(a("ann")), "status": "happy"}),
        item("k4", data={"customer": str(a("ann")), "status": "active", "mood": "good"}),
        item("k5", data=["not", "an", "object"]),
        item("k6", rooftop="north"),
        item(""),
        item("k8", data={"customer": str(a("ann")), "status": "active", "basis": "a\x00b"}),
        item("k9", occurredAt="2999-01-01T00:00:00Z"),
        item("k10"),
    )
    assert errors(done) == [
        (1, "UNKNOWN_EVENT_TYPE", ["input", "items", "1"]),
        (2, "UNKNOWN_EVENT_VERSION", ["input", "items", "2"]),
        (3, "EVENT_INVALID", ["input", "items", "3"]),
        (4, "EVENT_INVALID", ["input", "items", "4"]),
        (5, "INVALID_ARGUMENT", ["input", "items", "5", "data"]),
        (6, "INVALID_ARGUMENT", ["input", "items", "6", "rooftop"]),
        (7, "INVALID_ARGUMENT", ["input", "items", "7", "idempotencyKey"]),
        (8, "PAYLOAD_REFUSED", ["input", "items", "8"]),
        (9, "INVALID_ARGUMENT", ["input", "items", "9", "occurredAt"]),
    ]
    assert [each["position"] is not None for each in done["results"]] == [True] + [False] * 9 + [True]


async def test_a_batch_sent_again_records_nothing(graph: Graph) -> None:
    """Each item says that it had been recorded; an item that changed says that its key is taken."""
    first, again = [await record(graph, item("k1"), item("k2")) for _ in range(2)]
    assert [each["position"] for each in first["results"]] == [each["position"] for each in again["results"]]
    assert [each["replayed"] for each in again["results"]] == [True, True]
    changed = await record(graph, item("k1", data={"customer": str(a("ann")), "status": "inactive"}), item("k3"))
    assert errors(changed) == [(0, "IDEMPOTENCY_KEY_REUSED", ["input", "items", "0", "idempotencyKey"])]


async def test_an_item_twice_in_a_batch_is_recorded_once(graph: Graph) -> None:
    """The second is a repetition of the first."""
    one, two = (await record(graph, item("k1"), item("k1")))["results"]
    assert (one["position"], one["replayed"], two["replayed"]) == (two["position"], False, True)


async def test_a_batch_has_from_1_to_500_items(graph: Graph) -> None:
    """More or less is refused whole."""
    for items in ([], [item(str(number)) for number in range(501)]):
        done = await record(graph, *items)
        assert done["userErrors"] == [{"code": "INVALID_ARGUMENT", "path": ["input", "items"]}]
        assert done["results"] == []
    done = await record(graph, *(item(str(number)) for number in range(500)))
    assert len({each["position"] for each in done["results"]}) == 500


async def test_events_are_recorded_where_one_works(graph: Graph) -> None:
    """Another rooftop, or none, is out of reach of who works at one."""
    who = staff(graph.tenant, a("south"))
    done = await record(graph, item("k1"), item("k2", rooftop=None), who=who)
    assert [code for _, code, _ in errors(done)] == ["NOT_FOUND", "NOT_FOUND"]


async def test_naming_somebody_of_another_rooftop_does_not_open_them(graph: Graph) -> None:
    """Nor what happened there; who comes by oneself, who is new, and every car can be named."""
    who, south = staff(graph.tenant, a("south")), f"rooftop:{a('south')}"
    await graph.happened(opened("theirs", "bob"), at="north")
    bobs = {"repair_order": str(a("theirs")), "customer": str(a("new")), "vehicle": VIN}
    picked_up = item("k2", rooftop=south, type="vehicle.picked_up", data=bobs)
    done = await record(graph, item("k1", rooftop=south), picked_up, who=who)
    assert errors(done) == [(each, "NOT_FOUND", ["input", "items", str(each), "data"]) for each in (0, 1)]
    ask = "query($id: ID!) { customer(id: $id) { name } }"
    assert await graph.read(who, ask, id=f"customer:{a('ann')}") == {"customer": None}

    data = {"repair_order": str(a("ours")), "customer": str(a("new")), "vehicle": VIN, "number": "1"}
    visit = item("k3", rooftop=south, type="repair_order.opened", data=data)
    assert errors(await record(graph, visit, who=who)) == []
    await graph.happened(opened("visit"), at="south")
    assert errors(await record(graph, item("k1", rooftop=south), who=who)) == []


async def test_a_database_that_does_not_answer_is_an_error_of_the_response(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told that something was or was not recorded; with the same keys the batch can be sent again."""

    async def gone(*_: object) -> list[Any]:
        return [LogUnreachable()]

    monkeypatch.setattr(graph.resources.writing.recorder, "record", gone)
    reply = await graph.ask(staff(graph.tenant), RECORD, input={"items": [item()]})
    assert (reply.errors, reply.data) == (("LOG_UNREACHABLE",), {"recordEvents": None})


def rooftop(key: str = "r1", **changed: Any) -> dict[str, Any]:
    """The western rooftop."""
    given = {"idempotencyKey": key, "code": "west", "name": "West Motors", "timezone": "America/Chicago"}
    return {**given, **changed}


def employee(key: str = "e1", **changed: Any) -> dict[str, Any]:
    """Eve, who answers leads in the west."""
    given = {
        "idempotencyKey": key,
        "number": "E-9",
        "name": "Eve",
        "department": "BDC",
        "roles": ["bdc"],
        "rooftops": ["west"],
    }
    return {**given, **changed}


async def set_up(graph: Graph, one: dict[str, Any], two: dict[str, Any], who: Any = None) -> Any:
    """Add a rooftop and someone who works there."""
    boss = who or staff(graph.tenant, role=Role.ADMINISTRATOR)
    reply = await graph.ask(boss, SET_UP, rooftop=one, staff=two)
    assert reply.errors == ()
    return reply.data["addRooftop"], reply.data["addStaff"]


async def test_a_rooftop_and_its_staff_are_set_up(graph: Graph) -> None:
    """Asked twice, once."""
    where, who = await set_up(graph, rooftop(), employee())
    assert where["rooftop"] == {
        "code": "west",
        "name": "West Motors",
        "timezone": "America/Chicago",
        "currency": "USD",
    }
    assert (where["replayed"], where["events"]) == (False, [{"type": "rooftop.registered"}])
    assert who["employee"] == {"name": "Eve", "roles": ["bdc"], "department": "BDC", "rooftopCodes": ["west"]}
    again = await set_up(graph, rooftop(), employee())
    assert [each["replayed"] for each in again] == [True, True]
    assert again[0]["rooftop"] == where["rooftop"]


async def test_the_same_facts_under_another_key_record_nothing(graph: Graph) -> None:
    """A script that sets a group up can run again."""
    first, _ = await set_up(graph, rooftop(), employee())
    again, _ = await set_up(graph, rooftop("r2"), employee("e2"))
    assert (again["replayed"], again["position"]) == (True, first["position"])
    changed, _ = await set_up(graph, rooftop("r3", name="Western Motors"), employee("e3"))
    assert (changed["replayed"], changed["rooftop"]["name"]) == (False, "Western Motors")


async def test_what_cannot_be_set_up_is_refused(graph: Graph) -> None:
    """Zones that do not exist, people without a job, rooftops nobody added, keys that are taken."""
    where, who = await set_up(graph, rooftop(timezone="Mars"), employee(roles=[]))
    assert where["userErrors"][0]["path"] == ["input", "timezone"]
    assert who["userErrors"][0]["path"] == ["input", "roles"]
    _, who = await set_up(graph, rooftop("r2"), employee("e2", rooftops=["east"]))
    assert who["userErrors"][0]["__typename"] == "NotFoundError"
    where, _ = await set_up(graph, rooftop("r2", name="Else"), employee("e4"))
    assert where["userErrors"][0]["__typename"] == "IdempotencyKeyReusedError"


async def test_setting_up_takes_the_reach_of_the_whole_group(graph: Graph) -> None:
    """Not a token for one rooftop."""
    boss = staff(graph.tenant, a("north"), role=Role.ADMINISTRATOR)
    where, who = await set_up(graph, rooftop(), employee(), boss)
    assert [each["userErrors"][0]["__typename"] for each in (where, who)] == ["PolicyError", "PolicyError"]


async def test_a_program_sets_up_groups(graph: Graph) -> None:
    """The name names the group; nobody else can."""
    name = f"Group {graph.tenant}"
    given = {"idempotencyKey": "g1", "name": name}
    done, again = [(await graph.ask(service(graph.tenant), ADD_GROUP, input=given)).data["addGroup"] for _ in range(2)]
    assert UUID(done["group"].removeprefix("group:")) == ids.group(name)
    assert (done["position"], done["events"]) == ("1", [{"type": "group.registered"}])
    assert again == {**done, "replayed": True}
    for who in (staff(graph.tenant, role=Role.ADMINISTRATOR), partner(graph.tenant)):
        assert (await graph.ask(who, ADD_GROUP, input=given)).errors == ("SCOPE_MISSING",)


async def test_recorded_events_are_shown(graph: Graph) -> None:
    """What was recorded as it is stands in the read models like everything else."""
    data = {"vehicle": VIN, "make": "Honda", "model": "Accord", "year": 2003, "vin_status": "valid"}
    await record(graph, item("v", type="vehicle.described", data=data))
    shown = await graph.read(staff(graph.tenant), "query($vin: String!) { vehicle(vin: $vin) { make year } }", vin=VIN)
    assert shown == {"vehicle": {"make": "Honda", "year": 2003}}
