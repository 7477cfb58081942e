"""The contact gate: the first rule that closes it is the answer, and says until when."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from lifecycle_api.access import contact_gate
from lifecycle_api.access.contact_gate import Answer, Attempt, Point, Rule
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.folding import fold
from lifecycle_api.access.manners import Level, Manners, manners

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


def may_contact(attempt: Attempt, said: Facts, kept: Manners | None = None) -> Answer:
    """The gate in a place where only the law and the defaults hold."""
    return contact_gate.may_contact(attempt, said, kept or manners("US"))


def policy(**changed: Any) -> dict[str, Any]:
    """What `contact_policy.set` says."""
    silent = dict.fromkeys(("jurisdiction", "quiet_from", "quiet_until", "messages", "days"))
    return {**silent, "reason": "Neighbours", **changed}


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


def at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    """A time in March 2026 in Chicago; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("kept", "now", "until", "level"),
    [
        (manners("US", policy(quiet_from="20:00", quiet_until="09:30")), at(20), at(9, 30, day=3), Level.GROUP),
        (manners("US", policy(quiet_from="20:00", quiet_until="09:30")), at(21), at(9, 30, day=3), Level.LAW),
        (manners("US", None, policy(quiet_from="18:00", quiet_until="10:00")), at(9), at(10), Level.ROOFTOP),
        (
            manners(
                "US",
                policy(quiet_from="20:00", quiet_until="09:00"),
                policy(quiet_from="21:00", quiet_until="08:00"),
            ),
            at(20, 30),
            at(9, day=3),
            Level.GROUP,
        ),
        (manners("US", None, policy(jurisdiction="US-FL")), at(20, 30), at(8, day=3), Level.LAW),
        (manners("US", None, policy(jurisdiction="US-TX")), at(11, day=8), at(12, day=8), Level.LAW),
        (manners("CA"), at(20, day=6), at(20, day=6), None),
        (manners("CA"), at(20, day=7), at(10, day=8), Level.LAW),
        (manners("CA"), at(21, 15, day=6), at(10, day=7), Level.DEFAULT),
        (manners("NZ"), at(21, 30), at(8, day=3), Level.LAW),
    ],
)
def test_the_strictest_hours_hold_and_the_answer_says_whose(
    kept: Manners, now: datetime, until: datetime, level: Level | None
) -> None:
    """Law, group and rooftop together; no one of them loosens what another says."""
    answer = may_contact(attempt(now=now.astimezone(UTC)), facts(yes("sms")), kept)
    if level is None:
        assert answer.rule is None
        return
    assert answer.source is not None
    assert (answer.rule, answer.until, answer.source.level) == (Rule.QUIET_HOURS, until, level)
    assert bool(answer.source.law) == (level is Level.LAW)
    assert answer.source.reason == ("Neighbours" if level in (Level.GROUP, Level.ROOFTOP) else None)


def test_hours_that_are_never_open_at_once_close_the_gate_without_an_end() -> None:
    """The group calls in the morning only, the rooftop in the evening only."""
    morning, evening = policy(quiet_from="10:00", quiet_until="08:00"), policy(quiet_from="20:00", quiet_until="18:00")
    kept = manners("US", morning, evening)
    answer = may_contact(attempt(), facts(yes("sms")), kept)
    assert (answer.rule, answer.until) == (Rule.QUIET_HOURS, None)


def test_the_group_chooses_its_cap_and_a_rooftop_a_stricter_one() -> None:
    """The one that lasts longest says until when."""
    sent = [NOON - timedelta(days=days) for days in (1, 2, 5)]
    five = policy(messages=5, days=7)
    assert may_contact(attempt(sent=sent), facts(yes("sms")), manners("US", five)).rule is None
    answer = may_contact(attempt(sent=sent), facts(yes("sms")), manners("US", five, policy(messages=1, days=30)))
    assert answer.source is not None
    assert (answer.rule, answer.until) == (Rule.FREQUENCY_CAP, NOON + timedelta(days=29))
    assert answer.source.level is Level.ROOFTOP
    looser = manners("US", None, policy(messages=50, days=7))
    assert may_contact(attempt(sent=sent), facts(yes("sms")), looser).source == looser.caps[0].source


def test_a_consent_for_one_number_is_for_no_other() -> None:
    """As it was limited; the number that it names is found among the customer's."""
    kind, data = yes("sms")
    said = facts((kind, {**data, "contact": "b2"}))
    assert may_contact(attempt(), said).reason == "CONSENT_NONE"
    both = [MOBILE, Point("phone", "b2")]
    answer = may_contact(attempt(points=both), said)
    assert (answer.rule, answer.consent, answer.contact) == (None, "yes", "b2")
