"""A time is read where only one reading is possible; else its text is kept, and a finding says why."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.dates import parse_moment
from lifecycle_api.intake.adf.prospect import Moment

AT_THREE = datetime(2026, 3, 5, 15, 30, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        ("2026-03-05T15:30:20Z", []),
        ("2026-03-05T10:30:20-05:00", []),
        ("2026-03-05 21:00:20.123+0530", []),
        ("2026/03/05 10:30:20 EST", [Code.DATE_NOT_ISO]),
        ("2026-3-5 7:30:20 AM PST", [Code.DATE_NOT_ISO]),
        ("Thu, 05 Mar 2026 10:30:20 -0500", [Code.DATE_NOT_ISO]),
        ("5 Mar 2026 15:30:20 GMT", [Code.DATE_NOT_ISO]),
    ],
)
def test_a_time_with_a_zone_is_an_instant(raw: str, codes: list[Code]) -> None:
    """In UTC, whatever zone it was written in."""
    assert parse_moment(raw) == (Moment(raw, instant=AT_THREE), codes)


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        ("2026-03-25T15:30:00", [Code.DATE_WITHOUT_ZONE]),
        ("2026-25-03 15:30", [Code.DATE_NOT_ISO, Code.DATE_WITHOUT_ZONE]),
        ("25/03/2026 15:30:00", [Code.DATE_NOT_ISO, Code.DATE_WITHOUT_ZONE]),
        ("3/25/2026 3:30:00 PM", [Code.DATE_NOT_ISO, Code.DATE_WITHOUT_ZONE]),
        ("25.03.2026 15:30", [Code.DATE_NOT_ISO, Code.DATE_WITHOUT_ZONE]),
        ("25 Mar 2026 15:30:00 -0000", [Code.DATE_NOT_ISO, Code.DATE_WITHOUT_ZONE]),
    ],
)
def test_a_time_without_a_zone_is_local(raw: str, codes: list[Code]) -> None:
    """The dealer's zone is for the caller to know."""
    assert parse_moment(raw) == (Moment(raw, local=datetime(2026, 3, 25, 15, 30)), codes)  # noqa: DTZ001 — no zone is the point


@pytest.mark.parametrize("raw", ["2026-03-25", "3/25/2026", "2026-25-03"])
def test_a_date_alone_stays_a_date(raw: str) -> None:
    """Midnight would be an invention."""
    moment, codes = parse_moment(raw)
    assert moment == Moment(raw, day=date(2026, 3, 25))
    assert Code.DATE_WITHOUT_TIME in codes


@pytest.mark.parametrize("raw", ["03/05/2026", "3-5-2026 10:00", "25/03/26", "03/05/26 10:00:00Z"])
def test_an_ambiguous_date_keeps_its_text_only(raw: str) -> None:
    """Guessing between March and May would be wrong half the time."""
    assert parse_moment(raw) == (Moment(raw), [Code.DATE_AMBIGUOUS])


def test_the_fifth_of_may_is_not_ambiguous() -> None:
    """Day and month being equal, their order is nothing."""
    assert parse_moment("05/05/2026")[0].day == date(2026, 5, 5)


@pytest.mark.parametrize(
    "raw",
    [
        "soon",
        "2026-02-30",
        "2026-13-13",
        "2026-03-05T25:00:00Z",
        "1767225600",
        "0001-01-01T00:00:00+23:59",
        "2026-03-05T13:00 PM",
        "2026-03-05T10:00:00+99:00",
        "32 Mar 2026 10:00",
        "5 Foo 2026 10:00",
        "\u0662026-03-05",
    ],
)
def test_what_is_no_date_keeps_its_text_only(raw: str) -> None:
    """Nothing is corrected silently."""
    assert parse_moment(raw) == (Moment(raw), [Code.DATE_UNREADABLE])


@given(st.text(st.sampled_from("0123456789-/.:+TZ ,apmAPMESTJan"), max_size=30) | st.text(max_size=30))
def test_no_text_raises(raw: str) -> None:
    """And none is read in two ways at once."""
    moment, _ = parse_moment(raw)
    assert moment.raw == raw
    assert [moment.instant, moment.local, moment.day].count(None) >= 2


@given(st.datetimes(timezones=st.timezones()))
def test_what_is_written_as_iso_is_read_exactly(when: datetime) -> None:
    """To the second; a lead's request is not timed finer."""
    offset = when.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        return
    raw = when.replace(microsecond=0).isoformat()
    moment, codes = parse_moment(raw)
    if moment.instant is None:  # Before the first or after the last year of the calendar, in UTC.
        assert codes == [Code.DATE_UNREADABLE]
    else:
        assert moment.instant.timestamp() == when.replace(microsecond=0).timestamp()
