"""The small parts keep their word."""

from datetime import date, datetime
from pathlib import Path

import pytest

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.emitters.periods import Batch, Periods
from lifecycle_api.simulator.emitters.spool import Spool
from lifecycle_api.simulator.group import IMPORT
from lifecycle_api.simulator.people.names import phone_digits
from lifecycle_api.simulator.record import Record, money

PERIODS = Periods(date(2024, 5, 22), date(2025, 11, 21))


def test_chance_repeats_itself() -> None:
    """The same seed draws the same, another seed something else."""
    first, again, other = (Chance(*seed) for seed in ((7, "a"), (7, "a"), (7, "b")))
    drawn = [first.whole(0, 10**9) for _ in range(5)]
    assert drawn == [again.whole(0, 10**9) for _ in range(5)]
    assert drawn != [other.whole(0, 10**9) for _ in range(5)]


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2025-03-04 10:20", "2025-03-04 10:20"),  # a Tuesday morning
        ("2025-03-04 06:20", "2025-03-04 08:20"),
        ("2025-03-04 19:00", "2025-03-05 08:00"),
        ("2025-03-08 17:05", "2025-03-10 08:05"),  # Saturday evening, over Sunday
        ("2025-03-09 12:00", "2025-03-10 08:00"),
    ],
)
def test_the_next_opening(at: str, opens: str) -> None:
    """At night, and over Sunday, things wait for the next morning."""
    assert hours.next_open(datetime.fromisoformat(at)) == datetime.fromisoformat(opens)


def test_a_period_holds_whole_months() -> None:
    """From the day after the same day of the month."""
    assert hours.months_before(date(2025, 11, 21), 18) == date(2024, 5, 22)
    assert hours.months_before(date(2025, 12, 31), 1) == date(2025, 11, 29)


def test_a_state_goes_into_the_batches_that_may_show_it() -> None:
    """The first dump, the delta of its month, and the windows of the last days."""
    never = date.max
    assert PERIODS.of_state(date(2023, 1, 1), never) == [Batch("full", date(2024, 5, 22))]
    assert PERIODS.of_state(date(2023, 1, 1), date(2024, 2, 1)) == []
    assert PERIODS.of_state(date(2024, 6, 2), never) == [Batch("delta", date(2024, 6, 30))]
    windows = [Batch("window", date(2025, 11, day)) for day in (19, 20, 21)]
    assert PERIODS.of_state(date(2025, 11, 18), never) == [Batch("delta", date(2025, 11, 18)), *windows]
    assert PERIODS.of_state(date(2025, 11, 19), date(2025, 11, 21)) == windows[:2]


def test_a_record_has_one_state_a_day() -> None:
    """Changes of one day are one state, and what lies after the end is not known."""
    record = Record("deals", "drive", IMPORT)
    for at, status in (("2025-01-02 09:00", "A"), ("2025-01-02 10:00", "B"), ("2025-01-05 09:00", "C")):
        record.set(datetime.fromisoformat(at), status=status)
    seen = [(str(state.fields["status"]), day) for state, day in record.states(datetime(2025, 1, 4))]  # noqa: DTZ001
    assert seen == [("B", date.max)]
    seen = [(str(state.fields["status"]), day) for state, day in record.states(datetime(2025, 2, 1))]  # noqa: DTZ001
    assert seen == [("B", date(2025, 1, 5)), ("C", date.max)]


def test_a_spool_gives_lines_back_in_order(tmp_path: Path) -> None:
    """Held or spilt to disk."""
    spool = Spool(tmp_path, spill_bytes=4)
    spool.add("a", "2", b"second")
    spool.relieve()
    spool.add("a", "1", b"first")
    assert spool.take("a") == [b"first", b"second"]
    assert list(tmp_path.iterdir()) == []


def test_money_is_printed_with_two_places() -> None:
    """As a DMS does."""
    assert [money(cents) for cents in (0, 5, 123_450)] == ["0.00", "0.05", "1234.50"]


def test_the_first_phones_are_distinct() -> None:
    """Two for each of the first ten thousand people."""
    assert len({phone_digits(number) for number in range(20_000)}) == 20_000
