"""Times as senders write them: read where only one reading is possible, else kept as text."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.prospect import Moment
from lifecycle_api.intake.adf.tree import Node

_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6}
_ZONES |= {"PST": -8, "PDT": -7}  # Hours from UTC, as e-mail has always defined these names.
_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?:\s?(?P<half>[AaPp][Mm]))?"
    rf"(?:\s?(?P<zone>{'|'.join(_ZONES)}|z|[+-][0-9]{{2}}:?[0-9]{{2}}))?"
)
_YEAR_FIRST = re.compile(rf"(?P<year>[0-9]{{4}})([-/.])(?P<b>[0-9]{{1,2}})\2(?P<c>[0-9]{{1,2}})(?:[T ]\s?{_TIME})?")
_YEAR_LAST = re.compile(
    rf"(?P<b>[0-9]{{1,2}})([-/.])(?P<c>[0-9]{{1,2}})\2(?P<year>(?:[0-9]{{2}}){{1,2}})(?:[T ,]\s?{_TIME})?"
)
_MAIL_DATE = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?[0-9]{1,2}\s+[A-Za-z]{3,9}\s+[0-9]{4}\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
    r"(?:\s+(?:[A-Za-z]{1,5}|[+-][0-9]{4})(?:\s*\([A-Za-z ]{1,40}\))?)?"
)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.,]+(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?")
_MONTHS = 12
_HALF_DAY = 12
_SHORT_YEAR = 2

Read = tuple[Moment, list[Code]]


def read_moment(node: Node | None) -> Moment | None:
    """The time an element holds; None when it is absent or empty."""
    raw = node.text() if node else None
    if node is None or raw is None:
        return None
    moment, codes = parse_moment(raw)
    for code in codes:
        node.note(code)
    return moment


def parse_moment(raw: str) -> Read:
    """The time that `raw` says, and what is wrong with how it says it."""
    try:
        return _parse(raw)
    except (ValueError, OverflowError):  # The thirtieth of February, or a year before the calendar.
        return Moment(raw), [Code.DATE_UNREADABLE]


def _parse(raw: str) -> Read:
    if found := _YEAR_FIRST.fullmatch(raw):
        month_first = int(found["b"]) <= _MONTHS
        codes = [] if month_first and _ISO.fullmatch(raw) else [Code.DATE_NOT_ISO]
        return _with_time(raw, _day(found), found, codes)
    if found := _YEAR_LAST.fullmatch(raw):
        either = found["b"] != found["c"] and max(int(found["b"]), int(found["c"])) <= _MONTHS
        if either or len(found["year"]) == _SHORT_YEAR:
            return Moment(raw), [Code.DATE_AMBIGUOUS]
        return _with_time(raw, _day(found), found, [Code.DATE_NOT_ISO])
    if _MAIL_DATE.fullmatch(raw):
        return _parse_mail_date(raw)
    return Moment(raw), [Code.DATE_UNREADABLE]


def _day(found: re.Match[str]) -> date:
    """The day; of two numbers, the one beyond twelve is no month, wherever the sender put it."""
    year, month, day = int(found["year"]), int(found["b"]), int(found["c"])
    return date(year, day, month) if month > _MONTHS else date(year, month, day)


def _with_time(raw: str, day: date, found: re.Match[str], codes: list[Code]) -> Read:
    if found["hour"] is None:
        return Moment(raw, day=day), [*codes, Code.DATE_WITHOUT_TIME]
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    hour, minute, second = _hour(found), int(found["minute"]), int(found["second"] or 0)
    return _in_zone(raw, start.replace(hour=hour, minute=minute, second=second), found["zone"], codes)


def _in_zone(raw: str, clock: datetime, zone: str | None, codes: list[Code]) -> Read:
    """The moment at which a clock in `zone` shows the time that `clock` shows in UTC."""
    if zone is None:
        return Moment(raw, local=clock.replace(tzinfo=None)), [*codes, Code.DATE_WITHOUT_ZONE]
    return Moment(raw, instant=clock.replace(tzinfo=_offset(zone.upper())).astimezone(UTC)), codes


def _offset(zone: str) -> tzinfo:
    if zone in _ZONES:
        return timezone(timedelta(hours=_ZONES[zone]))
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return timezone(timedelta(minutes=-minutes if zone.startswith("-") else minutes))


def _hour(found: re.Match[str]) -> int:
    hour = int(found["hour"])
    if found["half"] is None:
        return hour
    if not 1 <= hour <= _HALF_DAY:
        raise ValueError(hour)
    return hour % _HALF_DAY + (_HALF_DAY if found["half"].lower() == "pm" else 0)


def _parse_mail_date(raw: str) -> Read:
    """A date as e-mails write it: `Thu, 05 Mar 2026 10:00:00 -0500`."""
    when = parsedate_to_datetime(raw)
    if when.tzinfo is None:
        return Moment(raw, local=when), [Code.DATE_NOT_ISO, Code.DATE_WITHOUT_ZONE]
    return Moment(raw, instant=when.astimezone(UTC)), [Code.DATE_NOT_ISO]
