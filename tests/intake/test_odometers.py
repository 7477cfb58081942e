"""What a DMS has as read last from an odometer is a reading, though nobody says on which occasion it was taken."""

from pathlib import Path
from typing import Any

import pytest

from lifecycle_api.domain.events.vehicles import OdometerRead
from tests.support.intake import Desk

pytestmark = pytest.mark.anyio

DANA = {"customerId": "7", "firstName": "Dana", "lastName": "Whitfield", "cellPhone": "312-555-0117"}
CAR = {
    "vehicleId": "V1",
    "vin": "1HGCM82633A004352",
    "customerId": "7",
    "ownedSince": "2024-06-04",
    "origin": "SOLD_HERE",
    "odometer": "44120",
    "odometerUnit": "MI",
    "odometerDate": "2024-11-19",
}


async def read(desk: Desk, folder: Path, *states: dict[str, Any]) -> list[tuple[int, str, str, str]]:
    """Take in the car's record with each of these: value, unit, context and local day of what was read."""
    await desk.file(folder, "customers.drive.json", [DANA])
    rooftop = await desk.rooftops.by_code("RSI")
    for day, state in enumerate(states, 1):
        tally = await desk.file(folder, "vehicles.drive.json", [{**CAR, "changedDate": f"2025-01-{day:02}", **state}])
        assert tally.quarantined == 0
    return [
        (
            each.event.reading.value,
            each.event.reading.unit,
            each.event.context,
            each.envelope.occurred_at.astimezone(rooftop.zone).date().isoformat(),
        )
        for each in await desk.events("odometer.read")
        if isinstance(each.event, OdometerRead)
    ]


async def test_the_latest_reading_is_told_once_and_again_when_it_is_another(desk: Desk, tmp_path: Path) -> None:
    """On its own day, at the end of it: the others of that day came before it."""
    later = {"odometer": "46200", "odometerDate": "2024-12-20"}
    assert await read(desk, tmp_path, {}, {"trim": "EX"}, later) == [
        (44120, "MI", "record", "2024-11-19"),
        (46200, "MI", "record", "2024-12-20"),
    ]


async def test_a_reading_without_a_day_is_of_the_day_on_which_the_record_changed(desk: Desk, tmp_path: Path) -> None:
    """And without a reading there is none."""
    assert await read(desk, tmp_path, {"odometer": ""}, {"odometerDate": "", "odometerUnit": "KM"}) == [
        (44120, "KM", "record", "2025-01-02")
    ]
