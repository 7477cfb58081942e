"""Lists: keyset pages, cursors that fit one list and viewer only, filters, search and counts."""

import base64
from typing import Any
from uuid import uuid4

import pytest

from lifecycle_api.domain.events.vehicles import VehicleDescribed
from lifecycle_api.domain.values import PersonName
from tests.support.facts import NOON, VIN, a, closed, lead, opened, phone, registered, structured
from tests.support.graph import Graph
from tests.support.people import auditor, consumer, staff

pytestmark = pytest.mark.anyio

PAGE = """
  query Page($first: Int = 2, $after: String, $by: CustomerOrder) {
    customers(first: $first, after: $after, orderBy: $by) {
      nodes { name }
      edges { cursor node { name } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      count(upTo: 3) { value relation }
    }
  }
"""
FOUND = """
  query Found($where: CustomerWhere, $search: String) {
    customers(where: $where, search: $search) { nodes { name } }
  }
"""


@pytest.fixture
async def crowd(graph: Graph) -> Graph:
    """Ann and four others; all were last seen at the same moment, so that only ids tell them apart."""
    await graph.happened(*(registered(name) for name in ("bob", "cid", "dan", "eve")))
    await graph.shown()
    return graph


def names(data: Any) -> list[str]:
    """The names on a page."""
    return [each["name"] for each in data["customers"]["nodes"]]


@pytest.mark.parametrize("by", [None, "LAST_SEEN", "LAST_VISIT", "REGISTERED", "NAME"])
async def test_pages_follow_each_other(crowd: Graph, by: str | None) -> None:
    """Every row once, in one order, however small the pages; ties are broken by id."""
    who, seen, after = staff(crowd.tenant), [], None
    whole = names(await crowd.read(who, PAGE, first=100, by=by))
    while True:
        data = await crowd.read(who, PAGE, after=after, by=by)
        page = data["customers"]["pageInfo"]
        assert page["hasPreviousPage"] is (after is not None)
        seen += names(data)
        after = page["endCursor"]
        if not page["hasNextPage"]:
            break
    assert seen == whole
    assert sorted(seen) == ["Ann", "Bob", "Cid", "Dan", "Eve"]
    if by == "NAME":
        assert seen == sorted(seen)


async def test_every_edge_has_a_cursor_of_its_own(crowd: Graph) -> None:
    """Going on behind any of them is possible."""
    who = staff(crowd.tenant)
    edges = (await crowd.read(who, PAGE, first=5))["customers"]["edges"]
    info = (await crowd.read(who, PAGE, first=5))["customers"]["pageInfo"]
    assert (edges[0]["cursor"], edges[-1]["cursor"]) == (info["startCursor"], info["endCursor"])
    after = await crowd.read(who, PAGE, first=5, after=edges[1]["cursor"])
    assert names(after) == [each["node"]["name"] for each in edges[2:]]


async def test_an_empty_page_has_no_cursors(graph: Graph) -> None:
    """And no next page."""
    data = await graph.read(
        staff(graph.tenant), "{ deals { nodes { id } pageInfo { startCursor endCursor hasNextPage } } }"
    )
    assert data["deals"] == {
        "nodes": [],
        "pageInfo": {"startCursor": None, "endCursor": None, "hasNextPage": False},
    }


async def test_a_count_stops_at_its_limit(crowd: Graph) -> None:
    """And says so; pages do not change it."""
    data = await crowd.read(staff(crowd.tenant), PAGE, first=1)
    assert data["customers"]["count"] == {"value": 3, "relation": "AT_LEAST"}
    exact = await crowd.read(staff(crowd.tenant), "{ customers(first: 1) { count { value relation } } }")
    assert exact["customers"]["count"] == {"value": 5, "relation": "EXACT"}


async def test_pages_hang_on_their_row(crowd: Graph) -> None:
    """Each customer has their own repair orders, cursors and counts."""
    await crowd.happened(opened("r1"), opened("r2"), opened("r3", "bob"))
    document = """
      query($id: ID!, $after: String) {
        customer(id: $id) {
          repairOrders(first: 1, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } count { value } }
        }
      }
    """
    who, found, after = staff(crowd.tenant), [], None
    for _ in range(2):
        data = await crowd.read(who, document, id=f"customer:{a('ann')}", after=after)
        orders = data["customer"]["repairOrders"]
        assert orders["count"] == {"value": 2}
        found += [each["id"] for each in orders["nodes"]]
        after = orders["pageInfo"]["endCursor"]
    assert sorted(found) == sorted(f"repair_order:{a(name)}" for name in ("r1", "r2"))
    assert not orders["pageInfo"]["hasNextPage"]


async def cursor_of(graph: Graph, who: Any, **variables: Any) -> str:
    """The end of somebody's page."""
    return str((await graph.read(who, PAGE, **variables))["customers"]["pageInfo"]["endCursor"])


async def test_a_cursor_that_was_tampered_with_is_refused(crowd: Graph) -> None:
    """Any bit of it, cut short, made longer, or made up."""
    who = staff(crowd.tenant)
    good = await cursor_of(crowd, who)
    raw = base64.urlsafe_b64decode(good + "=" * (-len(good) % 4))
    flipped = [
        base64.urlsafe_b64encode(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]).decode()
        for place in (0, 15, 16, len(raw) - 1)
    ]
    for cursor in [*flipped, good[:-4], good + "AAAA", "", "nonsense", "ä", "=", good[:20]]:
        assert (await crowd.ask(who, PAGE, after=cursor)).errors == ("CURSOR_INVALID",), cursor


async def test_a_cursor_fits_one_list_only(crowd: Graph) -> None:
    """Not another order, another list, another viewer or another group."""
    who = staff(crowd.tenant)
    cursor = await cursor_of(crowd, who)
    assert (await crowd.ask(who, PAGE, after=cursor, by="NAME")).errors == ("CURSOR_INVALID",)
    others = [staff(crowd.tenant, a("north")), auditor(crowd.tenant), consumer(crowd.tenant, a("ann")), staff(uuid4())]
    for other in others:
        assert (await crowd.ask(other, PAGE, after=cursor)).errors == ("CURSOR_INVALID",)
    document = "query($after: String) { vehicles(after: $after) { nodes { vin } } }"
    assert (await crowd.ask(who, document, after=cursor)).errors == ("CURSOR_INVALID",)
    colleague = staff(crowd.tenant, subject="someone else")
    assert (await crowd.ask(colleague, PAGE, after=cursor)).errors == ()


async def test_a_cursor_tells_nothing(crowd: Graph) -> None:
    """It holds a name, but not so that anybody could read it."""
    cursor = await cursor_of(crowd, staff(crowd.tenant), by="NAME", first=1)
    assert b"Ann" not in base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
async def test_pages_have_from_1_to_100_items(graph: Graph, first: int) -> None:
    """More are asked for with `after`."""
    assert (await graph.ask(staff(graph.tenant), PAGE, first=first)).errors == ("INVALID_ARGUMENT",)


@pytest.mark.parametrize("up_to", [0, -1, 10_001])
async def test_counting_ends_somewhere(graph: Graph, up_to: int) -> None:
    """At 10,000."""
    document = "query($n: Int!) { customers { count(upTo: $n) { value } } }"
    assert (await graph.ask(staff(graph.tenant), document, n=up_to)).errors == ("INVALID_ARGUMENT",)


async def test_a_hundred_things_are_looked_up_at_once(graph: Graph) -> None:
    """And no more, nor none."""
    document = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    data = await graph.read(staff(graph.tenant), document, ids=["zzz:1"] * 100)
    assert data == {"nodes": [None] * 100}
    for ids in (["zzz:1"] * 101, []):
        assert (await graph.ask(staff(graph.tenant), document, ids=ids)).errors == ("INVALID_ARGUMENT",)


async def test_a_nul_is_no_text(graph: Graph) -> None:
    """PostgreSQL could not be asked."""
    who = staff(graph.tenant)
    for search, where in (("a\0b", None), (None, {"assignedTo": {"in": ["a\0"]}})):
        assert (await graph.ask(who, FOUND, search=search, where=where)).errors == ("INVALID_ARGUMENT",)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, ["Ann", "Biz"]),
        ({"kind": None}, ["Ann", "Biz"]),
        ({"kind": {}}, ["Ann", "Biz"]),
        ({"kind": {"eq": "BUSINESS"}}, ["Biz"]),
        ({"kind": {"in": ["BUSINESS", "PERSON"]}}, ["Ann", "Biz"]),
        ({"kind": {"in": []}}, []),
        ({"kind": {"eq": "BUSINESS", "in": ["PERSON"]}}, []),
        ({"kind": {"eq": "BUSINESS"}, "status": {"eq": "ACTIVE"}}, ["Biz"]),
        ({"registeredAt": {"gte": "2026-03-02T12:00:00Z"}}, ["Ann", "Biz"]),
        ({"registeredAt": {"gt": "2026-03-02T12:00:00Z"}}, []),
        ({"registeredAt": {"lte": "2026-03-02T13:00:00+01:00"}}, ["Ann", "Biz"]),
        ({"lastVisitAt": {"lt": "2030-01-01T00:00:00Z"}}, []),
        ({"assignedTo": {"eq": f"employee:{a('sam')}"}}, []),
        ({"assignedTo": {"eq": "nonsense"}}, []),
    ],
)
async def test_filters_hold_together(graph: Graph, where: dict[str, Any], expected: list[str]) -> None:
    """All conditions that are given; null is none."""
    await graph.happened(registered("biz", kind="business"))
    data = await graph.read(staff(graph.tenant), FOUND, where=where)
    assert sorted(names(data)) == expected


async def test_text_filters(graph: Graph) -> None:
    """Equal, one of several, or starting with; signs of patterns mean themselves."""
    await graph.happened(*(lead(name, provider=name) for name in ("Carfair", "Car%fair", "Wheels")))
    document = "query($w: LeadWhere) { leads(where: $w) { nodes { provider } } }"
    for given, expected in (
        ({"eq": "Carfair"}, ["Carfair"]),
        ({"in": ["Carfair", "Wheels", "Else"]}, ["Carfair", "Wheels"]),
        ({"startsWith": "Car"}, ["Car%fair", "Carfair"]),
        ({"startsWith": "Car%"}, ["Car%fair"]),
        ({"startsWith": "car"}, []),
    ):
        data = await graph.read(staff(graph.tenant), document, w={"provider": given})
        assert sorted(each["provider"] for each in data["leads"]["nodes"]) == expected


async def test_filters_of_lists_below(graph: Graph) -> None:
    """Enums and times, on the rows of one customer."""
    await graph.happened(opened("r1"), opened("r2"), closed("r2"))
    document = """
      query($id: ID!, $w: RepairOrderWhere, $t: TimelineWhere) {
        customer(id: $id) { repairOrders(where: $w) { nodes { id } } timeline(where: $t) { nodes { type } } }
      }
    """
    data = await graph.read(
        staff(graph.tenant),
        document,
        id=f"customer:{a('ann')}",
        w={"status": {"in": ["CLOSED"]}, "openedAt": {"gte": NOON.isoformat()}},
        t={"type": {"eq": "repair_order.closed"}, "category": {"eq": "SERVICE"}},
    )
    assert data["customer"] == {
        "repairOrders": {"nodes": [{"id": f"repair_order:{a('r2')}"}]},
        "timeline": {"nodes": [{"type": "repair_order.closed"}]},
    }


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("dana", ["Dana Whitfield"]),
        ("DANA", ["Dana Whitfield"]),
        ("whit dan", ["Dana Whitfield"]),
        ("dana miller", []),
        ("dan", ["Dan Miller", "Dana Whitfield"]),
        ("miller", ["Dan Miller"]),
        ("555-0199", ["Dana Whitfield"]),
        ("(206) 555-0199", ["Dana Whitfield"]),
        ("+12065550199", ["Dana Whitfield"]),
        ("2065550", ["Dana Whitfield"]),
        (VIN, ["Dan Miller"]),
        (VIN[-8:].lower(), ["Dan Miller"]),
        ("miller 004352", []),
        ("a", []),
        ("", []),
        ("   ", []),
        ("zzz", []),
        ("da%", []),
    ],
)
async def test_search_finds_every_word(graph: Graph, search: str, expected: list[str]) -> None:
    """By the beginning of names, phone numbers and VINs."""
    await graph.happened(
        registered("dana", name=PersonName("Dana Whitfield", "Dana", "Whitfield")),
        registered("dan", name=PersonName("Dan Miller", "Dan", "Miller")),
        phone("dana", "+12065550199"),
        structured("deal", "dan"),
        VehicleDescribed(vehicle=VIN, make="Honda"),
    )
    data = await graph.read(staff(graph.tenant), FOUND, search=search)
    assert sorted(names(data)) == expected


async def test_what_may_not_be_read_may_not_be_searched_or_sorted_by(graph: Graph) -> None:
    """Or a list would tell what a field does not."""
    who = staff(graph.tenant, roles=frozenset())
    assert (await graph.ask(who, FOUND, search="ann")).errors == ("CATEGORY_NOT_READABLE",)
    assert (await graph.ask(who, PAGE, by="NAME")).errors == ("CATEGORY_NOT_READABLE",)
    assert (await graph.ask(who, PAGE, by="LAST_SEEN")).errors == ()


async def test_inputs_of_the_wrong_kind_never_reach_the_database(graph: Graph) -> None:
    """The schema's scalars refuse them."""
    who = staff(graph.tenant)
    for where in (
        {"registeredAt": {"gte": "yesterday"}},
        {"registeredAt": {"gte": "2026-03-02T12:00:00"}},
        {"kind": {"eq": "MARTIAN"}},
        {"kind": {"like": "PERSON"}},
    ):
        reply = await graph.ask(who, FOUND, where=where)
        assert reply.data is None
        assert reply.errors[0].startswith("GRAPHQL")
