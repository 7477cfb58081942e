"""Who works at one rooftop finds what happened there, and nothing that only happened at the other one."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.isolation.conftest import House
from tests.support.asking import Caller
from tests.support.service import Service
from tests.support.walking import Walk, ids, objects


@pytest.fixture(scope="module")
def here(ours: House) -> str:
    """The code of the rooftop at which somebody works."""
    return min(ours.group.rooftops)


@pytest.fixture
def local(service: Service, ours: House, here: str) -> Iterator[Caller]:
    """A sales manager of that rooftop alone."""
    with service.asked_by(service.staff(ours.tenant, ours.group.rooftops[here])) as someone:
        yield someone


def everything(caller: Caller, walk: Walk) -> dict[str, Any]:
    """All lists, three objects deep."""
    return {name: caller.data(document)[name] for name, document in walk.lists().items()}


LOOKS = ("disclosure", "holder", "refusal", "staff_access", "staff_summary", "party", "agreement", "engagement")
"""What is on record of those who look, and on what grounds: looking adds to it."""


def listed(answers: dict[str, Any]) -> set[str]:
    """The ids in answers, except of what is below: of that, everybody sees the first few they may see."""
    return {each for each in ids(answers) if each.partition(":")[0] not in {"event", "note", "opportunity", *LOOKS}}


def test_every_row_is_of_ones_own_rooftop(ours: House, here: str, local: Caller, walk: Walk) -> None:
    """On every level of every list."""
    rooftop = f"rooftop:{ours.group.rooftops[here]}"
    for name, found in everything(local, walk).items():
        elsewhere = {
            (row["__typename"], row["rooftop"]["id"])
            for row in objects(found)
            if row.get("rooftop") and row["rooftop"]["id"] != rooftop
        }
        assert elsewhere == set(), name
        assert [row["id"] for row in objects(found, "Rooftop") if row.get("id") not in {None, rooftop}] == [], name


def test_two_rooftops_see_different_things(service: Service, ours: House, local: Caller, walk: Walk) -> None:
    """Together they see what the group's manager sees, and each of them less."""
    other = max(ours.group.rooftops)
    with service.asked_by(service.staff(ours.tenant, ours.group.rooftops[other])) as colleague:
        there = listed(everything(colleague, walk))
    found = listed(everything(local, walk))
    assert found < ours.ids
    assert there < ours.ids
    assert {each for each in found & there if each.partition(":")[0] in {"deal", "repair_order", "lead"}} == set()


def test_what_only_happened_elsewhere_cannot_be_looked_up(ours: House, local: Caller, walk: Walk) -> None:
    """By its id it does not exist, and a filter by the other rooftop gives nothing."""
    seen = ids(everything(local, walk))
    hidden = sorted(each for each in ours.ids - seen if each.partition(":")[0] in {"deal", "repair_order", "lead"})
    assert hidden
    for each in hidden[:60]:
        assert local.data("query($id: ID!) { node(id: $id) { id } }", id=each)["node"] is None, each
    other = f"rooftop:{ours.group.rooftops[max(ours.group.rooftops)]}"
    for name in ("leads", "deals", "appointments", "repairOrders", "declinedWork"):
        found = local.data(
            f'{{ {name}(where: {{rooftop: {{eq: "{other}"}}}}) {{ nodes {{ id }} count {{ value }} }} }}'
        )
        assert found[name] == {"nodes": [], "count": {"value": 0}}
