"""Texts of snapshots are read strictly, and what cannot be read says why without repeating the value."""

from datetime import date, time

import pytest

from lifecycle_api.intake.dms import values


def test_amounts_are_read_as_cents() -> None:
    """Dollars with or without cents, thousands and sign."""
    assert values.signed_cents("1,234.50") == 123450
    assert values.signed_cents("$17") == 1700
    assert values.signed_cents("-80.5") == -8050


@pytest.mark.parametrize("text", ["-1.00", "-0.01"])
def test_a_price_is_never_negative(text: str) -> None:
    """A negative price is refused by its own code; a gross may be negative."""
    with pytest.raises(values.Unreadable) as refusal:
        values.cents(text)
    assert refusal.value.code == "AMOUNT_NEGATIVE"
    assert text not in str(refusal.value)


@pytest.mark.parametrize("text", ["12.345", "abc", "1e3", "٣٤", "1.2.3", "", "1234,50", "12,5", "1,2345", ",5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Only digits with at most two decimals are money; a comma that parts no thousands may be a decimal point."""
    with pytest.raises(values.Unreadable):
        values.cents(text)


def test_dates_are_read_in_both_styles() -> None:
    """ISO as in JSON files, month first as in CSV files."""
    assert values.day("2024-05-14") == values.day("05/14/2024") == date(2024, 5, 14)


@pytest.mark.parametrize("text", ["2024-13-01", "31/12/2024", "yesterday", "2024-05-14T10:00:00Z"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """A day that does not exist, or an instant, is no local date."""
    with pytest.raises(values.Unreadable):
        values.day(text)


def test_times_are_local() -> None:
    """A zone in a time contradicts what the file format promises."""
    assert values.clock("16:20") == values.clock("16:20:00") == time(16, 20)
    with pytest.raises(values.Unreadable):
        values.clock("16:20+02:00")


@pytest.mark.parametrize(("text", "code"), [("a\0b", "NUL_CHARACTER"), ("x" * 4001, "TEXT_TOO_LONG")])
def test_text_that_cannot_be_kept_is_refused(text: str, code: str) -> None:
    """What the database would refuse is refused at the door."""
    with pytest.raises(values.Unreadable) as refusal:
        values.text(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("text", ["-5", "1.5", "1,5", "x", "99999999999"])
def test_whole_numbers_start_at_zero(text: str) -> None:
    """A negative odometer, a fraction and a number out of range are refused."""
    assert values.whole("44,120") == values.whole("44120")
    with pytest.raises(values.Unreadable):
        values.whole(text)
