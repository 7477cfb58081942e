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
