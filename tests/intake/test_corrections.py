"""What a source writes over is put right, and what it states again undoes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from lifecycle_api.domain.events.notes import NoteCorrected, NoteRecorded
from lifecycle_api.intake.dms.files import Labels
from tests.support.intake import Desk

pytestmark = pytest.mark.anyio

DANA = {"customerId": "7", "firstName": "Dana", "lastName": "Whitfield", "cellPhone": "312-555-0117"}
NOTE = {"activityId": "A1", "customerId": "7", "type": "NOTE", "activityDate": "2025-02-01"}


async def take(desk: Desk, folder: Path, name: str, *states: dict[str, Any]) -> None:
    """Take in a record of Dana's with each of these, a day apart."""
    await desk.file(folder, f"customers.{name.split('.')[1]}.json", [DANA])
    for day, state in enumerate(states, 1):
        tally = await desk.file(folder, name, [{**state, "changedDate": f"2025-03-{day:02}"}])
        assert tally.quarantined == 0


async def test_a_note_that_is_written_over_is_corrected(desk: Desk, tmp_path: Path) -> None:
    """Once for each wording: whatever else of it changes is no correction."""
    red, blue = {**NOTE, "comments": "Likes red"}, {**NOTE, "comments": "Likes blue"}
    await take(desk, tmp_path, "activities.crm.json", red, {**red, "outcome": "DONE"}, blue, {**blue, "outcome": "X"})
    first, second = await desk.events("note.recorded", "note.corrected")
    assert isinstance(first.event, NoteRecorded)
    assert isinstance(second.event, NoteCorrected)
    assert (first.event.text, second.event.text) == ("Likes red", "Likes blue")
    assert first.event.note == second.event.note
    assert second.envelope.occurred_at.date().isoformat() == "2025-03-03"


async def test_an_owned_car_whose_vin_or_owner_is_put_right_is_the_same_ownership(desk: Desk, tmp_path: Path) -> None:
    """Nobody stays the owner of a car that was never theirs, and a period that ended has ended for who had it."""
    await desk.file(tmp_path, "customers.drive.json", [{"customerId": "9", "firstName": "Ann", "lastName": "Other"}])
    car = {"vehicleId": "V1", "vin": "1HGCM82633A004352", "customerId": "7", "ownedSince": "2024-06-04"}
    car |= {"origin": "SOLD_HERE"}
    right = {**car, "vin": "2T1BURHE0JC012345"}
    theirs = {**right, "customerId": "9"}
    ended = {**theirs, "ownedUntil": "2025-02-01"}
    await take(desk, tmp_path, "vehicles.drive.json", car, {**car, "trim": "EX"}, right, theirs, ended)
    told = [each.event.as_dict() for each in await desk.events("ownership.started", "ownership.ended")]
    assert len({each["ownership"] for each in told}) == 1
    assert [each["vehicle"] for each in told] == [car["vin"], *[right["vin"]] * 3]
    assert [each["customer"] for each in told[:2]] == [told[0]["customer"]] * 2
    assert [each["customer"] for each in told[2:]] == [told[3]["customer"]] * 2 != [told[0]["customer"]] * 2


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"cancelledDate": "2025-02-02"}, "appointment.cancelled"),
        ({"noShowDate": "2025-02-03"}, "appointment.no_showed"),
    ],
)
async def test_an_appointment_that_is_over_stays_so_when_it_is_stated_again(
    desk: Desk, tmp_path: Path, over: dict[str, str], told: str
) -> None:
    """Stated alone it would be on again."""
    visit = {"appointmentId": "AP1", "appointmentType": "REPAIR", "customerId": "7"}
    visit |= {"createdDate": "2025-02-01", "apptDate": "2025-02-03", "apptTime": "09:00"}
    states = (
        visit,
        {**visit, **over},
        {**visit, **over, "comments": "A rattle"},
        {**visit, **over, "durationMinutes": ""},
    )
    await take(desk, tmp_path, "appointments.crm.json", *states)
    events = await desk.events("appointment.scheduled", told)
    assert [each.type for each in events] == ["appointment.scheduled", told] * 3


def named(name: str) -> dict[str, Any]:
    """Dana's record under another name, from a system that does not say when a record changed."""
    return {**DANA, "firstName": name}


async def names(desk: Desk) -> list[str]:
    """The given names that were told of Dana, in order."""
    events = await desk.events("customer.registered", "customer.profile_corrected")
    return [each.event.as_dict()["name"].given for each in events]


async def snapshot(desk: Desk, folder: Path, day: int | None, *records: dict[str, Any]) -> None:
    """Take in a file of customers that shows a day of March, or none."""
    shown = {"snapshotDate": f"2025-03-{day:02}"} if day else {}
    path = folder / "customers.crm.json"
    path.write_text(json.dumps({"records": records, **shown}), encoding="utf-8")
    await desk.records.take(path, Labels(rooftop="RSI"), lambda _: None)


async def test_what_has_no_date_of_change_is_as_the_last_file_says(desk: Desk, tmp_path: Path) -> None:
    """From A to B and back on three days; what did not change is not told again."""
    for number, name in enumerate(("Dana", "Dan", "Dana", "Dana")):
        await snapshot(desk, tmp_path, None, named(name), {"customerId": f"L{number}", "homePhone": "x"})
    told = [name for name in await names(desk) if name]
    assert told == ["Dana", "Dan", "Dana"]


@pytest.mark.parametrize("days", [(None, None), (2, 2), (2, 3)])
async def test_a_file_that_is_read_again_takes_nothing_back(
    desk: Desk, tmp_path: Path, days: tuple[int | None, int | None]
) -> None:
    """Of what has no date of change, too."""
    for day, name in zip((*days, days[0]), ("Dana", "Dan", "Dana"), strict=True):
        await snapshot(desk, tmp_path, day, named(name))
    assert await names(desk) == ["Dana", "Dan"]


async def test_a_file_says_by_its_day_what_is_newer(desk: Desk, tmp_path: Path) -> None:
    """Where its records don't."""
    for day, name in ((1, "Dana"), (3, "Dan"), (2, "Danny"), (4, "Dana")):
        await snapshot(desk, tmp_path, day, named(name))
    assert await names(desk) == ["Dana", "Dan", "Dana"]
