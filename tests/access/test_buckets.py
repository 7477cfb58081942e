"""Buckets of points: taken at once, restored by the second, one for each person or program."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from lifecycle_api.access import buckets
from lifecycle_api.access.buckets import STANDARD, Allowance, Buckets, RateLimited
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


def someone(kind: Kind = Kind.STAFF, **changes: Any) -> Principal:
    """A principal."""
    given = {"subject": "sam", "tenant": UUID(int=1), "client_id": "portal", "name": "Sam"}
    return Principal(kind=kind, **{**given, **changes})


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
def small(clock: Clock) -> Buckets:
    """Buckets of a hundred points for staff, of which ten come back each second."""
    return Buckets({Kind.STAFF: Allowance(100, 10)}, clock)


def test_what_is_taken_comes_back_by_the_second(small: Buckets, clock: Clock) -> None:
    """And never becomes more than the bucket holds."""
    taken = small.take(someone(), 60)
    assert taken is not None
    assert (taken.available, taken.full_at) == (40, NOON + timedelta(seconds=6))
    clock.move(2.5)
    assert small.look(someone()).available == 65  # type: ignore[union-attr]
    clock.move(3600)
    assert small.look(someone()).available == 100  # type: ignore[union-attr]


def test_who_asks_for_more_than_there_is_learns_when_to_ask_again(small: Buckets, clock: Clock) -> None:
    """Waiting as long as one is told is enough, and a refusal takes nothing."""
    small.take(someone(), 90)
    with pytest.raises(RateLimited) as refused:
        small.take(someone(), 35)
    assert refused.value.data == {
        "requested": 35,
        "retryAfterSeconds": 3,
        "bucket": {"max": 100, "available": 10, "restoreRate": 10, "resetAt": "2026-05-04T12:00:09+00:00"},
    }
    clock.move(3)
    assert small.take(someone(), 35).available == 5  # type: ignore[union-attr]


@pytest.mark.parametrize("other", [{"subject": "max"}, {"client_id": "app"}, {"tenant": UUID(int=2)}])
def test_each_person_of_each_client_of_each_group_has_a_bucket(small: Buckets, other: dict[str, Any]) -> None:
    """Nobody empties another's."""
    small.take(someone(), 100)
    assert small.take(someone(**other), 100).available == 0  # type: ignore[union-attr]


def test_a_kind_without_an_allowance_has_no_limit(small: Buckets) -> None:
    """As where the limits are switched off."""
    assert small.take(someone(Kind.PARTNER), 10**9) is None
    assert small.look(someone(Kind.PARTNER)) is None


def test_a_clock_that_is_set_back_restores_and_takes_nothing(small: Buckets, clock: Clock) -> None:
    """Points are not made of the past."""
    small.take(someone(), 30)
    clock.move(-3600)
    assert small.look(someone()).available == 70  # type: ignore[union-attr]


def test_the_buckets_of_who_is_away_are_forgotten(small: Buckets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their number is bounded; those used last stay."""
    monkeypatch.setattr(buckets, "CLIENTS", 2)
    for name in ("ann", "ben", "ann", "cat"):
        small.take(someone(subject=name), 20)
    assert [small.look(someone(subject=name)).available for name in ("ann", "ben", "cat")] == [60, 100, 80]  # type: ignore[union-attr]


def test_every_kind_of_client_has_an_allowance_that_fills_again_soon() -> None:
    """Within half a minute, so that forgetting a bucket gives nothing away."""
    assert set(STANDARD) == set(Kind)
    assert all(each.capacity / each.restored <= 30 for each in STANDARD.values())
