"""How a system prints a value: the JSON rooftop in ISO style, the CSV rooftop in the American one."""

from collections.abc import Callable
from datetime import date, datetime

from lifecycle_api.simulator.record import Record, Value

Printer = Callable[[Value], str]
DATE_FIELDS = frozenset({"ownedSince", "ownedUntil"})


def printers(columns: tuple[str, ...], style: str) -> tuple[tuple[str, Printer], ...]:
    """A printer for each column of a file in that style (`json` or `csv`)."""
    return tuple((column, _printer(column, style)) for column in columns)


def _printer(column: str, style: str) -> Printer:
    if column.endswith("Date") or column in DATE_FIELDS:
        return _iso_date if style == "json" else _american_date
    if column.endswith("Time"):
        return _iso_time if style == "json" else _american_time
    return _plain


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, Record):
        return _key(value)
    return "" if value is None else str(value)


def _key(record: Record) -> str:
    """The key of another record, which must be known by now: nothing points into the future."""
    if not record.key:
        raise ValueError(f"a {record.kind} record without a key is pointed at")
    return record.key


def _iso_date(value: Value) -> str:
    return value.isoformat()[:10] if isinstance(value, date) else ""


def _american_date(value: Value) -> str:
    iso = _iso_date(value)
    return f"{iso[5:7]}/{iso[8:]}/{iso[:4]}" if iso else ""


def _iso_time(value: Value) -> str:
    return value.isoformat()[11:19] if isinstance(value, datetime) else ""


def _american_time(value: Value) -> str:
    return _iso_time(value)[:5]
