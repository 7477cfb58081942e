"""The contact gate: the first rule that closes it is the answer, and says until when."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from lifecycle_api.access.contact_gate import Attempt, Point, Rule, may_contact
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.folding import fold

NOON: Final = datetime(2026, 3, 2, 18, tzinfo=UTC)  # noon in Chicago
CHICAGO: Final = ZoneInfo("America/Chicago")
MOBILE: Final = Point("phone", "a1")


def facts(*events: tuple[str, dict[str, Any]]) -> Facts:
    """What was said."""
    return fold({"type": kind, "position": at, "data": data} for at, (kind, data) in enumerate(events, 1))


def yes(*channels: str) -> tuple[str, dict[str, Any]]:
    """Ann agreed to marketing through these channels."""
    data = {
        "consent": "yes",
        "customer": "ann",
        "purposes": ["marketing"],
        "categories": ["contact"],
        "channels": channels,
        "expression": "expressed",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    return "consent.granted", data


def attempt(**changed: Any) -> Attempt:
    """A text message to sell something, at noon."""
    fields: dict[str, Any] = {
        "customer": "ann",
        "rooftop": "north",
        "purpose": "marketing",
        "channel": "sms",
        "now": NOON,
        "zone": CHICAGO,
        "points": [MOBILE],
    }
    return Attempt(**{**fields, **changed})


def test_with_consent_by_day_it_may_go() -> None:
    """And says on which consent, to which number."""
    answer = may_contact(attempt(), facts(yes("sms")))
    assert (answer.rule, answer.consent, answer.contact) == (None, "yes", "a1")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([], "CONSENT_NONE"),
        ([yes("email")], "CONSENT_NONE"),
        (
            [yes("sms"), ("channel.revoked", {"contact": "a1", "channel": "sms"})],
            "CHANNEL_REVOKED",
        ),
        (
            [yes("sms"), ("channel.revoked", {"contact": "a1", "channel": "phone", "everything": True})],
            "CHANNEL_REVOKED",
        ),
        ([yes("sms"), ("processing.objected", {"customer": "ann", "purposes": ["marketing"]})], "OBJECTED"),
        ([yes("sms"), ("processing.restricted", {"customer": "ann", "matter": "x"})], "RESTRICTED"),
        ([yes("sms"), ("consent.withdrawn", {"customer": "ann"})], "CONSENT_WITHDRAWN"),
    ],
)
def test_what_the_person_said_comes_first(said: list[Any], reason: str) -> None:
    """Whatever they did not agree to, or put in the way."""
    answer = may_contact(attempt(), facts(*said))
    assert (answer.rule, answer.reason, answer.until) == (Rule.WISH, reason, None)


def test_a_stop_binds_the_number_and_leaves_the_other_one() -> None:
    """The second number may be used."""
    said = facts(yes("sms"), ("channel.revoked", {"contact": "a1", "channel": "sms"}))
    assert may_contact(attempt(points=[MOBILE, Point("phone", "b2")]), said).contact == "b2"


def test_without_a_number_there_is_nothing_to_decide() -> None:
    """An e-mail address takes no text message."""
    assert may_contact(attempt(points=[Point("email", "c3")]), facts(yes("sms"))).rule is Rule.NO_CONTACT_POINT


def test_a_listed_number_is_not_called_to_sell_something() -> None:
    """Calls about the customer's own visit may go."""
    listed = [Point("phone", "a1", frozenset({"national"}))]
    assert may_contact(attempt(points=listed), facts(yes("sms"))).rule is Rule.DO_NOT_CONTACT
    assert may_contact(attempt(points=listed, purpose="service_updates"), facts()).rule is None


@pytest.mark.parametrize(
    ("hour", "until"),
    [(2, datetime(2026, 3, 2, 8, tzinfo=CHICAGO)), (22, datetime(2026, 3, 3, 8, tzinfo=CHICAGO))],
)
def test_at_night_it_waits_for_the_morning(hour: int, until: datetime) -> None:
    """In the rooftop's zone."""
    late = datetime(2026, 3, 2, hour, tzinfo=CHICAGO).astimezone(UTC)
    answer = may_contact(attempt(now=late), facts(yes("sms")))
    assert (answer.rule, answer.until) == (Rule.QUIET_HOURS, until)
    said = facts(yes("email"))
    mail = attempt(now=late, channel="email", points=[Point("email", "c3")])
    assert may_contact(mail, said).rule is None


def test_all_departments_together_write_three_times_a_week() -> None:
    """Then it waits until the oldest of the three is a week old; what the customer asked for goes."""
    sent = [NOON - timedelta(days=days) for days in (1, 2, 5, 9)]
    answer = may_contact(attempt(sent=sent), facts(yes("sms")))
    assert (answer.rule, answer.until) == (Rule.FREQUENCY_CAP, NOON + timedelta(days=2))
    assert may_contact(attempt(sent=sent, purpose="service_updates"), facts()).rule is None
    assert may_contact(attempt(sent=sent[1:]), facts(yes("sms"))).rule is None
