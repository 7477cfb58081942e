"""Dana Whitfield's story is whole, whatever the seed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lifecycle_api.simulator import write
from tests.simulator.reading import Group


@pytest.fixture(scope="module", params=[7, 2026])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Group:
    """A small group of some seed."""
    folder: Path = tmp_path_factory.mktemp("dana")
    write(folder, seed=request.param, customers=40, end=date(2025, 11, 21))
    return Group(folder)


@pytest.fixture
def dana(told: Group) -> dict[str, Any]:
    """The showcase of the key."""
    showcase: dict[str, Any] = told.key["showcase"]
    assert showcase["name"] == "Dana Whitfield"
    return showcase


def owned(told: Group, dana: dict[str, Any]) -> list[dict[str, Any]]:
    """The cars she had, in order."""
    chains = {vehicle["vin"]: vehicle for vehicle in told.key["vehicles"]}
    return [chains[number] for number in dana["vehicles"]]


def test_she_came_by_a_lead_that_was_sent_twice(told: Group, dana: dict[str, Any]) -> None:
    """First the website's lead, then its resend, and a year later another sender's."""
    hers = [
        entry["nature"]
        for entry in told.key["leads"]
        if any(one["customer"] == dana["id"] for one in entry["prospects"])
    ]
    assert hers == ["LEAD", "RESEND", "LEAD"]


def test_she_bought_twice_and_traded_twice(told: Group, dana: dict[str, Any]) -> None:
    """Her old Escape for an Accord, the Accord for a CR-V; both delivered, funded and introduced to service."""
    dms = next(record["id"] for record in dana["records"] if record["system"] == "drive")
    deals = [deal for deal in told.records("deals") if (deal["_system"], deal["buyerId"]) == ("drive", dms)]
    assert [deal["status"] for deal in deals] == ["FUNDED", "FUNDED"]
    assert all("deliveredDate" in deal and "serviceIntroDate" in deal for deal in deals)
    assert [deal["trades"][0]["vin"] for deal in deals] == dana["vehicles"][:2]


def test_her_accord_had_an_owner_before_her_and_one_after(told: Group, dana: dict[str, Any]) -> None:
    """Three owners with the dealer between them."""
    accord = owned(told, dana)[1]
    names = [owner["customer"] for owner in accord["owners"]]
    assert len(names) == 3
    assert names[1] == dana["id"]
    assert len(accord["filedGaps"]) == 2
    assert len(accord["stock"]) == 2


def test_she_deferred_her_brakes_and_had_them_done(told: Group, dana: dict[str, Any]) -> None:
    """Brakes recovered on the next visit; the wipers she does herself."""
    hers = {entry["decision"]: entry for entry in told.key["declinedWork"] if entry["customer"] == dana["id"]}
    assert hers["DEFERRED"]["recovered"] is not None
    assert hers["DECLINED"]["recovered"] is None
