"""The answer key agrees with the files."""

from collections import Counter

from tests.simulator.reading import Group


def test_the_group_is_large_enough(group: Group) -> None:
    """At least 220 customers, 220 vehicles and well over 5,000 facts."""
    assert len(group.key["customers"]) >= 220
    assert len(group.key["vehicles"]) >= 220
    assert sum(group.key["counts"].values()) > 7000


def test_every_customer_record_belongs_to_one_true_customer(group: Group) -> None:
    """Identity can be scored: no record is missing from the key, none stands there twice."""
    promised = Counter(
        (record["system"], record["id"]) for customer in group.key["customers"] for record in customer["records"]
    )
    assert max(promised.values()) == 1
    assert set(promised) == set(group.last["customers"])


def test_declined_work_is_in_the_repair_orders(group: Group) -> None:
    """With its decision, its price and, where it was recovered, the line that did it."""
    orders = group.last["repair-orders"]
    for entry in group.key["declinedWork"]:
        lines = {line["lineId"]: line for line in orders[entry["system"], entry["roNumber"]]["lines"]}
        assert lines[entry["lineId"]]["statusCode"] == entry["decision"]
        assert lines[entry["lineId"]]["price"] == entry["price"]


def test_recovered_work_points_back(group: Group) -> None:
    """Some work was won back, some not."""
    recovered = [entry["recovered"] for entry in group.key["declinedWork"] if entry["recovered"]]
    assert 0 < len(recovered) < len(group.key["declinedWork"])
    pointing = {
        (line["recoveredRoNumber"], line["recoveredLineId"])
        for order in group.records("repair-orders")
        for line in order.get("lines", [])
        if "recoveredRoNumber" in line
    }
    assert pointing == {
        (entry["roNumber"], entry["lineId"]) for entry in group.key["declinedWork"] if entry["recovered"]
    }


def test_counts_are_those_of_the_files(group: Group) -> None:
    """A few of them, counted again from what was read."""
    counts, deals, orders = group.key["counts"], group.records("deals"), group.records("repair-orders")
    assert counts["vehicle.delivered"] == sum("deliveredDate" in deal for deal in deals)
    assert counts["deal.funded"] == sum("fundedDate" in deal for deal in deals)
    assert counts["repair_order.closed"] == sum("closedDate" in order for order in orders)
    assert counts["work.declined"] == len(group.key["declinedWork"])
    assert counts["lead.received"] == sum(
        len(entry["prospects"]) for entry in group.key["leads"] if entry["nature"] == "LEAD"
    )


def test_life_goes_wrong_too(group: Group) -> None:
    """No-shows and their recovery, cancelled and moved appointments, lost leads, deals returned and undone."""
    for event in (
        "appointment.no_showed",
        "appointment.recovered",
        "appointment.cancelled",
        "appointment.rescheduled",
        "lead.lost",
        "deal.returned_for_rework",
        "deal.unwound",
        "customer.reassigned",
        "employee.departed",
        "note.corrected",
        "vehicle.disposed",
    ):
        assert group.key["counts"][event] > 0, event
