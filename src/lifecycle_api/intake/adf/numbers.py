"""Numbers as senders write them: read exactly, or not at all."""

import re
from decimal import Decimal

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.tree import Node

_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,10})?")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,3}(?:\.[0-9]{1,10})?")
_CONTINENTAL = re.compile(
    r"[0-9]{1,3}(?:[. ][0-9]{3}){1,3},[0-9]{1,2}|[0-9]{1,3}(?:[. ][0-9]{3}){2,3}|[0-9]{1,12},[0-9]{1,2}"
)
_EITHER = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_FIRST_CAR = 1885
_LAST_YEAR = 2100


class AmbiguousNumber(ValueError):
    """`23.995` is a thousand times as much in one country as in another."""


def parse_decimal(text: str) -> Decimal:
    """The number `text` says in English or continental writing.

    Raises AmbiguousNumber when it says another one in each, ValueError when it says none.
    """
    negative = text.startswith("-")
    digits = text.lstrip("+-") if text[:1] in {"+", "-"} else text
    if _EITHER.fullmatch(digits) and digits.strip("0.,"):
        raise AmbiguousNumber
    return Decimal(_plain(digits)) * (-1 if negative else 1)


def _plain(digits: str) -> str:
    if _PLAIN.fullmatch(digits):
        return digits
    if _ENGLISH.fullmatch(digits):
        return digits.replace(",", "")
    if _CONTINENTAL.fullmatch(digits):
        return digits.replace(".", "").replace(" ", "").replace(",", ".")
    raise ValueError


def read_whole(node: Node | None) -> int | None:
    """A whole number, as a weighting or a preference is; what is none is kept as an extension."""
    raw = node.text() if node else None
    if node is None or raw is None:
        return None
    if _WHOLE.fullmatch(raw):
        return int(raw)
    node.keep(raw, Code.NUMBER_UNREADABLE)
    return None


def read_year(node: Node | None) -> int | None:
    """A model year in four digits; what is none is kept as an extension."""
    raw = node.text() if node else None
    if node is None or raw is None:
        return None
    if len(raw) == len("2026") and raw.isascii() and raw.isdigit() and _FIRST_CAR <= int(raw) <= _LAST_YEAR:
        return int(raw)
    node.keep(raw, Code.YEAR_UNREADABLE)
    return None
