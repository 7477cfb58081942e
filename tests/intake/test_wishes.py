"""What the flags of a record say that a customer does not want reaches the log; only the person takes it back."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.intake import Desk

pytestmark = pytest.mark.anyio

DANA = {
    "customerId": "7",
    "firstName": "Dana",
    "lastName": "Whitfield",
    "cellPhone": "312-555-0117",
    "changedDate": "2024-02-14",
    "changedTime": "12:40:00",
}
LATER = {"changedDate": "2024-03-01", "addressLine1": "418 Juniper Street"}
OUT = {"optOutFlag": "Y", "optOutDate": "2024-01-20"}


async def told(desk: Desk, folder: Path, *flags: dict[str, Any], file: str = "customers.drive.json") -> None:
    """Take in Dana's record with each of these, one after the other."""
    for each in flags:
        tally = await desk.file(folder, file, [{**DANA, **each}])
        assert tally.quarantined == 0


async def test_an_opt_out_is_recorded_once_for_each_time_it_was_said(desk: Desk, tmp_path: Path) -> None:
    """It names the person and where it comes from; a flag that is lifted takes nothing back."""
    await told(desk, tmp_path, OUT, {**OUT, **LATER}, {"optOutFlag": "N", "changedDate": "2024-03-02"})
    (event,) = await desk.events("sharing.opted_out")
    assert event.event.as_dict()["method"] == "dms_flag"
    assert any(tag.startswith("customer:") for tag in event.tags)
    assert event.envelope.occurred_at.date().isoformat() == "2024-01-20"
    await told(desk, tmp_path, {**OUT, "optOutDate": "2024-04-01", "changedDate": "2024-04-01"})
    assert len(await desk.events("sharing.opted_out")) == 2
    assert await desk.events("sharing.opted_in") == []


@pytest.mark.parametrize(
    ("flag", "lifted", "event"),
    [
        ({"blockEmailFlag": "Y"}, {"blockEmailFlag": "N"}, "consent.refused"),
        ({"preferredMethod": "D"}, {"preferredMethod": "E"}, "consent.refused"),
        ({"optOutFlag": "Y"}, {"optOutFlag": "N"}, "sharing.opted_out"),
    ],
)
async def test_a_flag_that_is_set_again_was_said_again(
    desk: Desk, tmp_path: Path, flag: dict[str, Any], lifted: dict[str, Any], event: str
) -> None:
    """Though nothing in the file says since when: the person may have said yes in between."""
    days = [{"changedDate": f"2024-03-0{day}"} for day in range(1, 7)]
    states = [flag, {**flag, "addressLine1": "418 Juniper Street"}, lifted, {**lifted, "city": "Elgin"}, flag, flag]
    await told(desk, tmp_path, *({**state, **day} for state, day in zip(states, days, strict=True)))
    said = await desk.events(event)
    assert [each.envelope.occurred_at.date().isoformat() for each in said] == ["2024-03-01", "2024-03-05"]
    await told(desk, tmp_path, {**lifted, **days[2]})
    assert len(await desk.events(event)) == 2


@pytest.mark.parametrize(
    ("flags", "channels"),
    [
        ({"blockPhoneFlag": "Y", "blockEmailFlag": "N", "blockMailFlag": "N"}, ["phone"]),
        ({"blockPhoneFlag": "Y", "blockEmailFlag": "Y", "blockMailFlag": "Y"}, ["phone", "email", "mail"]),
        ({"blockEmailFlag": "Y", "preferredMethod": "D"}, ["any"]),
        ({"blockEmailFlag": "N", "preferredMethod": "E"}, []),
    ],
)
async def test_a_blocked_channel_is_a_no_to_marketing(
    desk: Desk, tmp_path: Path, flags: dict[str, Any], channels: list[str]
) -> None:
    """At the rooftop whose record it is, once however often the record changes."""
    await told(desk, tmp_path, flags, {**flags, **LATER})
    said = [each.event.as_dict() for each in await desk.events("consent.refused")]
    assert [channel for each in said for channel in each["channels"]] == channels
    assert all(each["purposes"] == ("marketing",) and each["method"] == "dms_flag" for each in said)
    rsi = await desk.rooftops.by_code("RSI")
    assert all(each["rooftops"] == (str(rsi.id),) for each in said)
