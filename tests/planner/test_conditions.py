"""What `where` can say: operators, and how conditions are put together."""

from typing import Any

import pytest

from tests.support.decisions import market
from tests.support.facts import VIN, opened, registered
from tests.support.graph import Graph
from tests.support.people import partner, staff

pytestmark = pytest.mark.anyio

FOUND = "query Found($where: CustomerWhere) { customers(where: $where, first: 100) { nodes { name } } }"
VEHICLES = "query Found($search: String) { vehicles(search: $search) { nodes { vin } } }"
NAMES = ("ann", "bob", "cid", "dan", "eve")


@pytest.fixture
async def crowd(graph: Graph) -> Graph:
    """Five customers, of whom none was ever here."""
    await graph.happened(*(registered(name) for name in NAMES if name != "ann"))
    await graph.shown()
    return graph


async def found(graph: Graph, where: Any) -> set[str]:
    """The first names of those found."""
    data = await graph.read(staff(graph.tenant), FOUND, where=where)
    return {each["name"].split()[0].lower() for each in data["customers"]["nodes"]}


def named(*beginnings: str) -> list[dict[str, Any]]:
    """A condition for each beginning of a name."""
    return [{"name": {"startsWith": each.capitalize()}} for each in beginnings]


async def test_one_of_several_conditions_is_enough(crowd: Graph) -> None:
    """`or` finds what any of them finds, `and` what all do; none of nothing is nothing, all of nothing is all."""
    assert await found(crowd, {"or": named("bob", "cid")}) == {"bob", "cid"}
    assert await found(crowd, {"and": named("b", "bob")}) == {"bob"}
    assert await found(crowd, {"and": named("bob", "cid")}) == set()
    assert await found(crowd, {"or": []}) == set()
    assert await found(crowd, {"and": [], "or": named("eve")}) == {"eve"}


async def test_not_finds_all_the_others(crowd: Graph) -> None:
    """Also those about whom the condition cannot be answered: nobody was ever here."""
    everyone = await found(crowd, {})
    assert await found(crowd, {"not": {"or": named("bob", "cid")}}) == everyone - {"bob", "cid"}
    late = {"lastVisitAt": {"gt": "2999-01-01T00:00:00Z"}}
    assert await found(crowd, {"not": late}) == everyone
    assert await found(crowd, {"not": {"not": late}}) == set()


async def test_what_is_missing_can_be_asked_for(crowd: Graph) -> None:
    """`isNull` finds those without a value, or those with one."""
    everyone = await found(crowd, {})
    assert await found(crowd, {"lastVisitAt": {"isNull": True}, "not": named("ann")[0]}) == everyone - {"ann"}
    assert await found(crowd, {"lastVisitAt": {"isNull": False}}) <= {"ann"}


async def test_both_ends_of_a_range_belong_to_it(crowd: Graph) -> None:
    """Whoever was seen at the very moment is between it and itself."""
    data = await crowd.read(staff(crowd.tenant), "{ customers { nodes { lastSeenAt } } }")
    seen = data["customers"]["nodes"][0]["lastSeenAt"]
    assert await found(crowd, {"lastSeenAt": {"between": {"from": seen, "to": seen}}}) >= {"bob"}
    later = {"from": "2999-01-01T00:00:00Z", "to": "2999-01-02T00:00:00Z"}
    assert await found(crowd, {"lastSeenAt": {"between": later}}) == set()


async def test_conditions_have_an_end(crowd: Graph) -> None:
    """Neither too deep nor too many: the refusal names the argument."""
    deep: dict[str, Any] = {}
    for _ in range(9):
        deep = {"not": deep}
    wide: dict[str, Any] = {"or": [{}] * 101}
    for where in (deep, wide):
        reply = await crowd.ask(staff(crowd.tenant), FOUND, where=where)
        assert reply.errors == ("INVALID_ARGUMENT",)


async def test_a_plan_is_kept_for_each_composition(crowd: Graph) -> None:
    """The same document answers differently put conditions, each as it is put."""
    assert await found(crowd, {"or": named("bob", "cid")}) == {"bob", "cid"}
    assert await found(crowd, {"or": named("dan", "eve")}) == {"dan", "eve"}
    assert await found(crowd, {"or": named("bob", "cid", "dan")}) == {"bob", "cid", "dan"}
    assert await found(crowd, {"or": [{"not": named("bob")[0]}, *named("bob")]}) == await found(crowd, {})


@pytest.mark.parametrize("typed", [VIN[:6], VIN[-8:], VIN[-8:-3], VIN.lower(), f"{VIN[:5]} {VIN[5:]}"])
async def test_a_vehicle_is_found_by_the_beginning_of_its_vin_or_of_the_last_eight(graph: Graph, typed: str) -> None:
    """As it is typed, by staff; what is too short finds nothing."""
    await graph.happened(opened(customer="ann"))
    data = await graph.read(staff(graph.tenant), VEHICLES, search=typed)
    assert data["vehicles"]["nodes"] == [{"vin": VIN}]
    nothing = await graph.read(staff(graph.tenant), VEHICLES, search=typed[0])
    assert nothing["vehicles"]["nodes"] == []
    await graph.happened(*market(), at=None)
    offered = await graph.read(partner(graph.tenant), VEHICLES, search="0000", purposes=("listing",))
    assert offered["vehicles"]["nodes"] == []
