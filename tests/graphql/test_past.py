"""The log, replays up to any moment, what changed between two, and how it came to be, event by event."""

from datetime import date
from typing import Any

import orjson
import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.domain.events.customers import CustomerProfileCorrected
from lifecycle_api.domain.events.engagements import EngagementOpened
from lifecycle_api.domain.values import PersonName
from tests.support.facts import VIN, a, noted, owned, phone, structured
from tests.support.graph import Graph
from tests.support.people import auditor, consumer, staff

pytestmark = pytest.mark.anyio

ANN = f"customer:{a('ann')}"
EVENTS = """query ($c: ID, $first: Int! = 20, $after: EventPosition, $types: [String!]) {
  events(where: {customer: $c, types: $types}, first: $first, after: $after) {
    nodes { position type data withheld erased leaf rooftop controllers } end hasNextPage head } }"""
REPLAY = """query ($c: ID!, $at: EventPosition, $p: String) {
  replay(customer: $c, knownAt: $at, projection: $p) { projection table key columns withheld } }"""
DIFF = """query ($c: ID!, $from: EventPosition!, $to: EventPosition!) {
  diff(customer: $c, from: $from, to: $to) { path kind columns { column before after withheld } } }"""
STEPS = """query ($c: ID!, $p: String, $first: Int! = 20, $after: EventPosition) {
  replaySteps(customer: $c, projection: $p, first: $first, after: $after) {
    event { position type } changes { path kind columns { column after } } } }"""


def engaged() -> EngagementOpened:
    """An auditor looks at Ann's record."""
    ends = date(2100, 1, 1)
    matter = {"matter": "Complaint 7", "customers": (str(a("ann")),), "ends_on": ends}
    return EngagementOpened(engagement=a("engagement"), party=a("auditor"), **matter)  # type: ignore[arg-type]


def boss(graph: Graph, *rooftops: Any) -> Any:
    """Somebody who may read everything."""
    return staff(graph.tenant, *rooftops, role=Role.ADMINISTRATOR)


async def test_the_log_is_read_in_pages_and_by_what_it_is_about(graph: Graph) -> None:
    """Each page goes on where the last one ended, and a leaf stands beside each event."""
    await graph.happened(phone("ann"), noted())

    first = (await graph.read(boss(graph), EVENTS, c=ANN, first=2))["events"]
    rest = (await graph.read(boss(graph), EVENTS, c=ANN, after=first["end"]))["events"]

    told = [each["type"] for each in [*first["nodes"], *rest["nodes"]]]
    assert told == ["customer.registered", "contact_point.added", "note.recorded"]
    assert (first["hasNextPage"], rest["hasNextPage"]) == (True, False)
    assert all(len(each["leaf"]) == 64 for each in first["nodes"])
    only = (await graph.read(boss(graph), EVENTS, c=ANN, types=["note.recorded"]))["events"]
    assert [each["data"]["text"] for each in only["nodes"]] == ["Likes blue."]


async def test_an_auditor_sees_that_it_happened_and_not_to_whom(graph: Graph) -> None:
    """Names in `data` are null, and are said to be withheld."""
    await graph.happened(noted())
    await graph.happened(engaged())
    anyone, inspector = auditor(graph.tenant), auditor(graph.tenant, engagement=a("engagement"))
    assert (await graph.read(anyone, EVENTS, c=ANN))["events"]["nodes"] == []
    assert (await graph.ask(anyone, REPLAY, c=ANN)).errors == ("NOT_FOUND",)

    nodes = (await graph.read(inspector, EVENTS, c=ANN))["events"]["nodes"]

    assert [(each["data"].get("name"), each["withheld"]) for each in nodes][:1] == [(None, ["name"])]
    assert nodes[1]["data"]["text"] is None
    rows = (await graph.read(inspector, REPLAY, c=ANN, p="customer_profile"))["replay"]
    (customer,) = [each for each in rows if each["table"] == "customer"]
    assert customer["columns"]["name"] is None
    assert "name" in customer["withheld"]


async def test_a_replay_shows_what_was_known_then(graph: Graph) -> None:
    """Before the correction the old name, after it the new one; the difference names the column."""
    before = await graph.happened(owned())
    corrected = CustomerProfileCorrected(customer=a("ann"), name=PersonName("Annegret"), reason="misspelt")
    after = await graph.happened(corrected)

    async def name(at: int) -> str:
        rows = (await graph.read(boss(graph), REPLAY, c=ANN, at=str(at), p="customer_profile"))["replay"]
        return next(str(each["columns"]["name"]) for each in rows if each["table"] == "customer")

    assert [await name(before), await name(after)] == ["Ann", "Annegret"]
    changes = (await graph.read(boss(graph), DIFF, c=ANN, **{"from": str(before), "to": str(after)}))["diff"]
    path = f"customer_profile.customer[id={a('ann')}]"
    (changed,) = [each for each in changes if each["path"] == path]
    assert {"column": "name", "before": "Ann", "after": "Annegret", "withheld": False} in changed["columns"]


async def test_the_steps_tell_which_rows_followed_from_which_event(graph: Graph) -> None:
    """One step for each event, in order, and pages of them add up."""
    await graph.happened(phone("ann"), noted())

    steps = (await graph.read(boss(graph), STEPS, c=ANN, p="customer_profile"))["replaySteps"]

    assert [each["event"]["type"] for each in steps] == ["customer.registered", "contact_point.added", "note.recorded"]
    assert f"customer_profile.note[id={a('note')}]" in [each["path"] for each in steps[2]["changes"]]
    one = (await graph.read(boss(graph), STEPS, c=ANN, p="customer_profile", first=1))["replaySteps"]
    rest = (await graph.read(boss(graph), STEPS, c=ANN, p="customer_profile", after=one[0]["event"]["position"]))[
        "replaySteps"
    ]
    assert [*one, *rest] == steps


@pytest.mark.parametrize(
    "read", ["replay(customer: $c) { columns }", 'diff(customer: $c, from: "0", to: "50") { columns { after } }']
)
async def test_a_past_is_told_as_far_as_it_is_in_reach(graph: Graph, read: str) -> None:
    """What happened at another rooftop is not in the replay of one's own, nor in what changed."""
    await graph.happened(structured(), at="north")
    await graph.happened(structured("theirs", number="D-SOUTH"), noted("theirs", text="A word at south"), at="south")

    async def told(who: Any) -> str:
        reply = await graph.ask(who, f"query($c: ID!) {{ {read} }}", c=ANN)
        return orjson.dumps(reply.data).decode()

    north, everywhere = await told(boss(graph, a("north"))), await told(boss(graph))
    words = ("D-7", "D-SOUTH", "A word at south")
    assert [word in north for word in words] == [True, False, False]
    assert all(word in everywhere for word in words)


async def test_a_step_begins_where_what_is_in_reach_left_off(graph: Graph) -> None:
    """What a column had been by the word of another rooftop is not told."""
    for rooftop, name in (("south", "Annegret"), ("north", "Anna")):
        corrected = CustomerProfileCorrected(customer=a("ann"), name=PersonName(name), reason="misspelt")
        await graph.happened(corrected, at=rooftop)

    async def told(who: Any) -> str:
        ask = "query($c: ID!) { replaySteps(customer: $c) { changes { columns { before after } } } }"
        return orjson.dumps((await graph.read(who, ask, c=ANN))["replaySteps"]).decode()

    north, everywhere = await told(boss(graph, a("north"))), await told(boss(graph))
    assert ("Anna" in north, "Annegret" in north) == (True, False)
    assert "Annegret" in everywhere


async def test_what_is_out_of_reach_has_no_past(graph: Graph) -> None:
    """Another rooftop's customer, another group's, somebody who may not read events, and nonsense."""
    await graph.happened(owned())
    far = boss(graph, a("south"))

    assert (await graph.read(far, EVENTS, c=ANN))["events"]["nodes"] == []
    for document in (REPLAY, STEPS):
        assert (await graph.ask(far, document, c=ANN)).errors == ("NOT_FOUND",)
    assert (await graph.ask(far, DIFF, c=ANN, **{"from": "1", "to": "9"})).errors == ("NOT_FOUND",)
    assert (await graph.ask(boss(graph), REPLAY, c=ANN, p="nothing")).errors == ("INVALID_ARGUMENT",)
    both = f'{{ replay(customer: "{ANN}", vehicle: "{VIN}") {{ table }} }}'
    assert (await graph.ask(boss(graph), both)).errors == ("INVALID_ARGUMENT",)
    assert (await graph.ask(consumer(graph.tenant, a("ann")), REPLAY, c=ANN)).errors != ()
    vehicle = f'{{ replay(vehicle: "{VIN}", projection: "vehicle_ownership") {{ table }} }}'
    tables = [each["table"] for each in (await graph.read(boss(graph), vehicle))["replay"]]
    assert tables == ["link", "period"]
