"""Only what is new or changed is told, under versions that never repeat."""

import hmac
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from lifecycle_api.domain.events.deals import DealFunded
from lifecycle_api.domain.values import Money
from lifecycle_api.intake.dms.context import Fact
from lifecycle_api.intake.dms.differ import compare
from lifecycle_api.intake.moments import Moment

NOON = datetime(2024, 2, 14, 12, tzinfo=UTC)
DEAL, ANN = uuid4(), uuid4()


def _mac(content: bytes) -> bytes:
    return hmac.digest(b"key", content, "sha256")


def _fact(cents: int = 100, *, at: datetime = NOON, dated: bool = True) -> Fact:
    event = DealFunded(deal=DEAL, customer=ANN, amount=Money(cents))
    return Fact("funded", Moment(at, "minute"), event, dated=dated)


def test_what_was_told_is_not_told_again() -> None:
    """The second comparison finds no news."""
    first = compare([_fact()], {}, _mac)
    assert [version for _, version in first.facts] == [1]
    assert compare([_fact()], first.groups, _mac).facts == []


def test_a_change_is_the_next_version() -> None:
    """A changed amount, or a changed date of a dated fact, is told as version 2."""
    told = compare([_fact()], {}, _mac).groups
    for changed in (_fact(200), _fact(at=NOON + timedelta(minutes=1))):
        assert [version for _, version in compare([changed], told, _mac).facts] == [2]


def test_a_later_time_of_change_alone_is_no_news() -> None:
    """Of facts that are merely true, the moment of the record's change says nothing."""
    told = compare([_fact(dated=False)], {}, _mac).groups
    assert compare([_fact(at=NOON + timedelta(days=1), dated=False)], told, _mac).facts == []


def test_a_stale_record_takes_nothing_back() -> None:
    """An older state that arrives late adds groups nobody told, and changes none."""
    told = compare([_fact(200)], {}, _mac).groups
    assert compare([_fact(100)], told, _mac, stale=True).facts == []
    assert len(compare([_fact(100)], {}, _mac, stale=True).facts) == 1


def test_fingerprints_depend_on_the_tenants_key() -> None:
    """Without the key nobody can test a guess against what is remembered."""
    other = compare([_fact()], {}, lambda content: hmac.digest(b"other", content, "sha256")).groups
    assert other != compare([_fact()], {}, _mac).groups


def test_news_are_told_in_the_order_in_which_they_happened() -> None:
    """Facts of one record are recorded oldest first."""
    late, early = _fact(at=NOON + timedelta(hours=1)), _fact(at=NOON)
    facts = [Fact("b", late.moment, late.event), Fact("a", early.moment, early.event)]
    assert [fact.group for fact, _ in compare(facts, {}, _mac).facts] == ["a", "b"]
