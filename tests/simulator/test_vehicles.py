"""Vehicle numbers, odometers and chains of owners."""

from collections import defaultdict
from itertools import pairwise

from lifecycle_api.simulator.vehicles import vin
from tests.simulator.reading import Group, moment


def test_the_check_digit_is_the_published_one() -> None:
    """A widely printed example, and the same with one letter wrong."""
    assert vin.check_digit("1M8GDM9AXKP042788") == "X"
    assert not vin.is_valid("1M8GDM9A1KP042788")


def test_numbers_are_right_but_for_the_deliberate_ones(group: Group) -> None:
    """The key says which fail their check digit, and which are older than the rule."""
    statuses = {vehicle["vin"]: vehicle["vinStatus"] for vehicle in group.key["vehicles"]}
    assert {"VALID", "CHECK_DIGIT_FAILED", "SHORT_PRE1981"} == set(statuses.values())
    for number, status in statuses.items():
        assert vin.is_valid(number) is (status == "VALID"), number
        assert (len(number) < vin.LENGTH) is (status == "SHORT_PRE1981"), number


def test_numbers_are_distinct(group: Group) -> None:
    """No two cars share one."""
    numbers = [vehicle["vin"] for vehicle in group.key["vehicles"]]
    assert len(numbers) == len(set(numbers))


def test_odometers_never_run_backwards(group: Group) -> None:
    """Over sales, services and both rooftops."""
    readings: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for order in group.records("repair-orders"):
        readings[order["vin"]].append((str(moment(order, "open")), int(order["mileage"])))
    for unit in group.records("inventory"):
        readings[unit["vin"]].append((str(moment(unit, "acquired")), int(unit["odometer"])))
    for deal in group.records("deals"):
        if "deliveredDate" in deal:
            readings[deal["vin"]].append((str(moment(deal, "delivered")), int(deal["deliveryOdometer"])))
    assert len(readings) > 150
    for series in readings.values():
        miles = [mileage for _, mileage in sorted(series)]
        assert miles == sorted(miles)


def test_chains_have_several_owners_gaps_and_overlaps(group: Group) -> None:
    """Real files do, and the key says where."""
    vehicles = group.key["vehicles"]
    assert any(len(vehicle["owners"]) >= 3 for vehicle in vehicles)
    assert any(vehicle["filedGaps"] for vehicle in vehicles)
    assert any(vehicle["filedOverlaps"] for vehicle in vehicles)


def test_true_owners_follow_each_other(group: Group) -> None:
    """In truth nobody owns a car before the one before has let it go."""
    for vehicle in group.key["vehicles"]:
        owners = vehicle["owners"]
        for earlier, later in pairwise(owners):
            assert earlier["to"] is not None
            assert earlier["to"] <= later["from"]


def test_filed_ownership_is_what_the_files_say(group: Group) -> None:
    """Each entry of the key is found in the vehicle file of its system."""
    for vehicle in group.key["vehicles"]:
        for filed in (one for owner in vehicle["owners"] for one in owner["filed"]):
            record = group.last["vehicles"][filed["system"], filed["id"]]
            assert record["vin"] == vehicle["vin"]
            assert record.get("ownedSince") == filed["from"]
            assert record.get("ownedUntil") == filed["to"]
