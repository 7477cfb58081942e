"""One bad record spoils no other, and is kept whole with the reasons."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from lifecycle_api.commands.organisation import register_rooftop
from lifecycle_api.domain.events.deals import DealStructured
from lifecycle_api.domain.events.vehicles import VehicleDescribed
from lifecycle_api.domain.values import Money
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.intake.dms.files import Labels
from lifecycle_api.intake.quarantine import Entry
from lifecycle_api.intake.records import NotReleasable
from lifecycle_api.intake.releases import StillNotUnderstood
from tests.support.intake import SETUP, Desk

pytestmark = pytest.mark.anyio

CHANGED = {"changedDate": "2024-02-14", "changedTime": "12:40:00"}
DANA = {"customerId": "7", "firstName": "Dana", "lastName": "Whitfield", "cellPhone": "312-555-0117", **CHANGED}
DEAL = {
    "dealNumber": "D1",
    "buyerId": "7",
    "dealType": "CASH",
    "newUsed": "N",
    "vin": "1HGCM82633A004352",
    "structuredDate": "2024-02-14",
    "structuredTime": "12:40:00",
    "cashPrice": "27900.00",
    **CHANGED,
}
STOCK = {
    "stockNumber": "S1",
    "vin": "1HGCM82633A004352",
    "acquisitionSource": "TRADE",
    "acquiredDate": "2024-05-02",
    **CHANGED,
}


async def _open(desk: Desk) -> list[Entry]:
    return [entry for entry in await desk.quarantine.entries() if entry.outcome is None]


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"cashPrice": "-27900.00"}, "AMOUNT_NEGATIVE at cashPrice"),
        ({"cashPrice": {"amount": 1}}, "NOT_TEXT at cashPrice"),
        ({"dealType": "BARTER"}, "UNKNOWN_CODE at dealType"),
        ({"structuredDate": "14.02.2024"}, "NOT_A_DATE at structuredDate"),
        ({"structuredTime": "12:40+01:00"}, "NOT_A_TIME at structuredTime"),
        ({"lenderName": "Prairie\0Union"}, "NUL_CHARACTER at lenderName"),
        ({"vin": "N/A"}, "NO_VIN at vin"),
        ({"buyerId": None}, "FIELD_MISSING at buyerId"),
        ({"dealNumber": " "}, "FIELD_MISSING at dealNumber"),
        ({"trades": ["x"]}, "NOT_AN_OBJECT at trades[1]"),
    ],
)
async def test_a_field_that_cannot_be_read_names_itself(
    desk: Desk, tmp_path: Path, changed: dict[str, Any], finding: str
) -> None:
    """The record waits, whole and sealed; its neighbour is recorded."""
    await desk.file(tmp_path, "customers.drive.json", [DANA])
    good = {**DEAL, "dealNumber": "D2"}
    tally = await desk.file(tmp_path, "deals.drive.json", [{**DEAL, **changed}, good])
    assert (tally.records, tally.emitted, tally.quarantined) == (2, 1, 1)
    (entry,) = await _open(desk)
    assert entry.findings[0].startswith(finding)
    assert entry.kind == "deals"


async def test_amounts_have_the_decimals_of_their_currency(desk: Desk, tmp_path: Path) -> None:
    """A guarani has no hundredths: none are made up, and none dropped."""
    details = {"code": "ASU", "name": "Asunción", "timezone": "America/Asuncion", "country": "PY", "currency": "PYG"}
    await register_rooftop(desk.log.store, desk.tenant, details, SETUP)
    await desk.file(tmp_path, "customers.drive.json", [DANA], "ASU")
    broken = {**DEAL, "dealNumber": "D2", "cashPrice": "180000000.50"}
    tally = await desk.file(tmp_path, "deals.drive.json", [{**DEAL, "cashPrice": "180000000.00"}, broken], "ASU")
    assert (tally.emitted, tally.quarantined) == (1, 1)
    (deal,) = await desk.events("deal.structured")
    assert isinstance(deal.event, DealStructured)
    assert deal.event.price == Money(180_000_000, "PYG")
    assert (await _open(desk))[0].findings[0].startswith("AMOUNT_AMBIGUOUS at rooftop: PYG ")


async def test_a_record_that_waits_is_tried_again(desk: Desk, tmp_path: Path) -> None:
    """A deal whose customer is unknown waits for the customer."""
    tally = await desk.file(tmp_path, "deals.drive.json", [DEAL])
    assert tally.quarantined == 1
    (entry,) = await _open(desk)
    assert entry.findings == (
        "UNKNOWN_CUSTOMER at buyerId: nothing is known of drive 7 yet; it is tried again after other records came",
    )
    await desk.file(tmp_path, "customers.drive.json", [DANA])
    again = await desk.records.retry_waiting()
    assert (again.emitted, again.quarantined) == (1, -1)
    assert await _open(desk) == []
    (released,) = await desk.events("source_record.released")
    assert released.event.as_dict()["outcome"] == "recorded"


async def test_what_is_still_wrong_stays(desk: Desk, tmp_path: Path) -> None:
    """Release says what is still wrong; dismissal closes the entry for good."""
    await desk.file(tmp_path, "deals.drive.json", [DEAL])
    (entry,) = await _open(desk)
    with pytest.raises(StillNotUnderstood) as refusal:
        await desk.releases.release(entry.id)
    assert "UNKNOWN_CUSTOMER" in refusal.value.data["findings"][0]
    assert await desk.releases.release(entry.id, dismiss="typed twice") == "dismissed"
    assert await _open(desk) == []


async def test_dismissed_records_stay_dismissed(desk: Desk, tmp_path: Path) -> None:
    """The same file again does not open the entry again."""
    bad = [{**DEAL, "cashPrice": "-1"}]
    await desk.file(tmp_path, "deals.drive.json", bad)
    (entry,) = await _open(desk)
    await desk.releases.release(entry.id, dismiss="nonsense")
    head = await desk.log.store.head(desk.tenant)
    await desk.file(tmp_path, "deals.drive.json", bad)
    assert await desk.log.store.head(desk.tenant) == head


@pytest.mark.parametrize(
    ("vin", "status"),
    [
        ("1HGCM82633A004352", "valid"),
        ("1HGCM82633A00435", "unknown"),
        ("1HGCM82643A004352", "check_digit_failed"),
        ("WVWZZZ1JZXW000001", "non_na"),
    ],
)
async def test_a_doubtful_vin_is_accepted_with_a_status(desk: Desk, tmp_path: Path, vin: str, status: str) -> None:
    """A VIN of 16 characters, or with a wrong check digit, is what the source says; its status says the rest."""
    tally = await desk.file(tmp_path, "inventory.drive.json", [{**STOCK, "vin": vin}])
    assert tally.quarantined == 0
    (described,) = await desk.events("vehicle.described")
    assert isinstance(described.event, VehicleDescribed)
    assert (described.event.vehicle, described.event.vin_status) == (vin, status)


async def test_a_file_for_one_rooftop_is_not_taken_for_another(desk: Desk, tmp_path: Path) -> None:
    """Its customers would become the other's for good; what a system calls its rooftops itself is no matter."""
    file = tmp_path / "customers.drive.json"
    file.write_text(json.dumps({"rooftop": "RSD", "records": [DANA]}), encoding="utf-8")
    with pytest.raises(InvalidArgument, match="for RSD, not for RSI"):
        await desk.records.take(file, Labels(rooftop="RSI"), lambda _: None)
    assert await desk.events("customer.registered") == []
    file.write_text(json.dumps({"rooftop": "Store 12", "records": [DANA]}), encoding="utf-8")
    tally = await desk.records.take(file, Labels(rooftop="RSI"), lambda _: None)
    assert (tally.records, tally.quarantined) == (1, 0)


async def test_a_date_has_no_time_and_a_time_is_the_rooftops(desk: Desk, tmp_path: Path) -> None:
    """14 February 12:40 in Chicago is 18:40 UTC; a date alone is marked as one."""
    await desk.file(tmp_path, "customers.drive.json", [DANA])
    await desk.file(tmp_path, "deals.drive.json", [DEAL, {**DEAL, "dealNumber": "D2", "structuredTime": ""}])
    minute, day = (event.envelope for event in await desk.events("deal.structured"))
    assert (minute.occurred_at.isoformat(), minute.occurred_precision) == ("2024-02-14T18:40:00+00:00", "minute")
    assert (day.occurred_at.isoformat(), day.occurred_precision) == ("2024-02-14T06:00:00+00:00", "date")


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b'{"records": 5}', b'{"records": [', b"\xff\xfe{", b'{"records": [{]}'], ids=range(7)
)
async def test_a_file_that_is_no_snapshot_is_set_aside_whole(desk: Desk, tmp_path: Path, raw: bytes) -> None:
    """It is kept as it is, and cannot be released, only corrected at its source."""
    path = tmp_path / "deals.drive.json"
    path.write_bytes(raw)
    tally = await desk.records.take(path, Labels(rooftop="RSI"), lambda _: None)
    assert (tally.records, tally.quarantined) == (0, 1)
    (entry,) = await _open(desk)
    assert (await desk.quarantine.document(entry)).raw == raw
    with pytest.raises(NotReleasable):
        await desk.releases.release(entry.id)


async def test_csv_in_another_encoding_is_set_aside(desk: Desk, tmp_path: Path) -> None:
    """Which byte is not UTF-8 is said."""
    path = tmp_path / "customers.drive.csv"
    path.write_bytes("customerId,lastName\r\n7,Müller\r\n".encode("latin-1"))
    assert (await desk.records.take(path, Labels(rooftop="RSI"), lambda _: None)).quarantined == 1
    (entry,) = await _open(desk)
    assert entry.findings[0].startswith("ENCODING_WRONG at /: it is not UTF-8 (byte 24)")


async def test_a_row_with_too_few_cells_is_set_aside(desk: Desk, tmp_path: Path) -> None:
    """The rows around it are recorded."""
    path = tmp_path / "customers.drive.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(
            [DANA.keys(), DANA.values(), ["8", "Ann"], {**DANA, "customerId": "9", "cellPhone": ""}.values()]
        )
    tally = await desk.records.take(path, Labels(rooftop="RSI"), lambda _: None)
    assert (tally.records, tally.quarantined) == (3, 1)
    assert len(await desk.events("customer.record_linked")) == 2


async def test_a_file_nobody_can_place_is_refused(desk: Desk, tmp_path: Path) -> None:
    """Without a kind, a system or a rooftop there is nothing to record; the message says which option helps."""
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"records": []}))
    with pytest.raises(InvalidArgument, match="--kind"):
        await desk.records.take(path, Labels(rooftop="RSI"), lambda _: None)
    with pytest.raises(InvalidArgument, match="--rooftop"):
        await desk.records.take(path, Labels(kind="deals", system="drive"), lambda _: None)


async def test_keys_written_with_decimals_tell_records_apart(desk: Desk, tmp_path: Path) -> None:
    """As of an export in which a column of numbers has gaps: they are the numbers that other files name."""
    ann = {"customerId": 8.0, "firstName": "Ann", "lastName": "Other", "email": "ann@example.com"}
    await desk.file(tmp_path, "customers.drive.json", [{**DANA, "customerId": 7.0}, ann])
    tally = await desk.file(tmp_path, "deals.drive.json", [{**DEAL, "cashPrice": 27900.0}])
    assert tally.quarantined == 0
    dana, other = await desk.events("customer.registered")
    assert dana.event.as_dict()["customer"] != other.event.as_dict()["customer"]
    (deal,) = await desk.events("deal.structured")
    assert deal.event.as_dict()["customer"] == dana.event.as_dict()["customer"]


ORDER = "roNumber,customerId,vin,openDate,changedDate\r\nR1,7,1HGCM82633A004352,2025-02-01,2025-02-01\r\n"


async def test_a_line_with_too_many_cells_sets_its_record_aside(desk: Desk, tmp_path: Path) -> None:
    """A comma that nobody quoted moves what follows it into other columns."""
    await desk.file(tmp_path, "customers.drive.json", [DANA])
    (tmp_path / "repair-orders.drive.csv").write_text(ORDER)
    columns = "roNumber,changedDate,concernNo,recordedDate,complaint"
    lines = f"{columns}\r\nR1,2025-02-01,1,2025-02-01,Squeaks, when cold\r\n"
    (tmp_path / "repair-orders.drive.concerns.csv").write_text(lines)
    tally = await desk.records.take(tmp_path / "repair-orders.drive.csv", Labels(rooftop="RSI"), lambda _: None)
    assert (tally.emitted, tally.quarantined) == (0, 1)
    (entry,) = await _open(desk)
    assert entry.findings[0].startswith("RECORD_UNREADABLE at repair-orders.drive.concerns.csv")


async def test_lines_that_name_no_state_belong_to_their_record(desk: Desk, tmp_path: Path) -> None:
    """They had been left out without a word."""
    await desk.file(tmp_path, "customers.drive.json", [DANA])
    (tmp_path / "repair-orders.drive.csv").write_text(ORDER)
    lines = "roNumber,concernNo,recordedDate,complaint\r\nR1,1,2025-02-01,Squeaks\r\n\r\n"
    (tmp_path / "repair-orders.drive.concerns.csv").write_text(lines)
    await desk.records.take(tmp_path / "repair-orders.drive.csv", Labels(rooftop="RSI"), lambda _: None)
    (concern,) = await desk.events("concern.recorded")
    assert concern.event.as_dict()["complaint"] == "Squeaks"


async def test_what_waited_and_was_erased_holds_nobody_up(desk: Desk, tmp_path: Path) -> None:
    """The erasure destroyed its document; other records are tried again all the same, and it is dismissed."""
    await desk.file(tmp_path, "deals.drive.json", [DEAL])
    (gone,) = await _open(desk)
    fenced = await desk.log.keys.fence(desk.tenant, f"document:{gone.raw_sha256}")
    await desk.log.keys.destroy(desk.tenant, fenced)
    await desk.file(tmp_path, "deals.drive.json", [{**DEAL, "dealNumber": "D2"}])
    await desk.file(tmp_path, "customers.drive.json", [DANA])
    assert (await desk.records.retry_waiting()).emitted == 1
    assert await _open(desk) == []
    assert (await desk.quarantine.find(gone.id)).outcome == "dismissed"


async def test_a_car_without_vin_is_set_aside_also_when_it_says_who_sold_it(desk: Desk, tmp_path: Path) -> None:
    """Nobody is looked up for it."""
    car = {"stockNumber": "S1", "vin": "-", "acquisitionSource": "TRADE", "acquiredDate": "2026-02-01"}
    tally = await desk.file(tmp_path, "inventory.dms.json", [{**car, "acquiredFromCustomerId": "C-1"}])
    assert (tally.emitted, tally.quarantined) == (0, 1)
