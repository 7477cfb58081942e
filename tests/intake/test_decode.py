"""A record names everything that is wrong with it at once."""

from typing import Any

import pytest

from lifecycle_api.intake.dms.decode import decode
from lifecycle_api.intake.dms.records.sales import Deal
from lifecycle_api.intake.dms.texts import read_source
from lifecycle_api.intake.findings import SetAside
from lifecycle_api.intake.moments import Stamp

_DEAL: dict[str, Any] = {
    "dealNumber": "D1",
    "buyerId": "77",
    "dealType": "CASH",
    "newUsed": "N",
    "vin": "1HGCM82633A004352",
    "structuredDate": "2024-02-14",
    "cashPrice": "27900.00",
}


def _deal(**changed: Any) -> Deal:
    import msgspec

    return decode(read_source(msgspec.json.encode({**_DEAL, **changed})), Deal)


def test_a_date_without_time_is_a_date_not_midnight() -> None:
    """The stamp keeps that the time is unknown."""
    assert _deal().structured == Stamp(_deal().structured.day, None)


def test_every_unreadable_field_is_named() -> None:
    """Wrong type, negative price, unknown code and a missing field give one finding each, with their paths."""
    with pytest.raises(SetAside) as refusal:
        _deal(cashPrice="-1", dealType="BARTER", vin="", trades=[{"tradeNo": "1", "vin": {"a": "b"}}])
    assert {(found.code, found.path) for found in refusal.value.findings} == {
        ("AMOUNT_NEGATIVE", "cashPrice"),
        ("UNKNOWN_CODE", "dealType"),
        ("FIELD_MISSING", "vin"),
        ("NOT_TEXT", "trades[1].vin"),
    }


def test_findings_never_repeat_a_value() -> None:
    """A finding stands in the log in clear; the value may be personal."""
    with pytest.raises(SetAside) as refusal:
        _deal(cashPrice="Dana Whitfield", structuredDate="Dana Whitfield")
    assert "Dana" not in str(refusal.value)


def test_a_gross_may_be_a_loss() -> None:
    """Front gross is the one amount that may be negative."""
    assert _deal(frontGross="-350.00").front_gross == -35000


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"{", b"\xff"])
def test_what_is_no_record_is_set_aside(raw: bytes) -> None:
    """Broken bytes and JSON of another shape are findings, never errors."""
    with pytest.raises(SetAside):
        decode(read_source(raw), Deal)
