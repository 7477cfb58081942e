"""The texts of a snapshot, each read as what its field says it is; what cannot be read says why."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import NewType

Cents = NewType("Cents", int)
"""An amount of money in minor units that cannot be negative."""

SignedCents = NewType("SignedCents", int)
"""An amount in minor units that may be a loss, such as a gross."""

_WHOLE = r"\d{1,13}|\d{1,3}(?:,\d{3}){1,4}"  # 1,5 is one and a half where others write 1.5
_NUMBER = re.compile(rf"-?(?:{_WHOLE})", re.ASCII)
_AMOUNT = re.compile(rf"(-?)({_WHOLE})(?:\.(\d{{1,2}}))?", re.ASCII)
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_LARGEST_NUMBER = 2**31 - 1
_LONGEST_TEXT = 4000


class Unreadable(ValueError):
    """A text is not what its field says it is; carries a code for the finding."""

    def __init__(self, code: str, message: str) -> None:
        """Take a stable code and a sentence that does not repeat the value."""
        super().__init__(message)
        self.code = code


def text(raw: str) -> str:
    """Any text of at most 4,000 characters that PostgreSQL can keep."""
    if "\x00" in raw:
        raise Unreadable("NUL_CHARACTER", "there is a NUL character in it")
    if len(raw) > _LONGEST_TEXT:
        raise Unreadable("TEXT_TOO_LONG", f"it is longer than {_LONGEST_TEXT} characters")
    return raw


def whole(raw: str) -> int:
    """A whole number from 0 on."""
    number = int(raw.replace(",", "")) if _NUMBER.fullmatch(raw) else None
    if number is None or number > _LARGEST_NUMBER:
        raise Unreadable("NOT_A_NUMBER", "it is not a whole number")
    if raw.startswith("-"):
        raise Unreadable("NUMBER_NEGATIVE", "it is a negative number")
    return number


def signed_cents(raw: str) -> SignedCents:
    """An amount such as `1234.50` or `-80`, in cents."""
    matched = _AMOUNT.fullmatch(raw.removeprefix("$"))
    if not matched:
        raise Unreadable("NOT_AN_AMOUNT", "it is not an amount of money such as 1234.50")
    sign, units, fraction = matched.groups()
    amount = int(units.replace(",", "")) * 100 + int((fraction or "").ljust(2, "0"))
    return SignedCents(-amount if sign else amount)


def cents(raw: str) -> Cents:
    """An amount from 0 on, in cents."""
    amount = signed_cents(raw)
    if amount < 0:
        raise Unreadable("AMOUNT_NEGATIVE", "it is a negative amount")
    return Cents(amount)


def day(raw: str) -> date:
    """`2024-05-14` or `05/14/2024`."""
    try:
        if matched := _US_DATE.fullmatch(raw):
            month, day_of_month, year = map(int, matched.groups())
            return date(year, month, day_of_month)
        return date.fromisoformat(raw)
    except ValueError:
        raise Unreadable("NOT_A_DATE", "it is not a date such as 2024-05-14 or 05/14/2024") from None


def clock(raw: str) -> time:
    """`16:20` or `16:20:00`, without zone."""
    try:
        read = time.fromisoformat(raw)
    except ValueError:
        read = time.min.replace(fold=1)
    if read.fold or read.tzinfo is not None:
        raise Unreadable("NOT_A_TIME", "it is not a local time such as 16:20")
    return read


def flag(raw: str) -> bool:
    """`Y` or `N`."""
    if raw.upper() not in ("Y", "N"):
        raise Unreadable("NOT_A_FLAG", "it is neither Y nor N")
    return raw.upper() == "Y"


def codes(raw: str) -> tuple[str, ...]:
    """Codes separated by `;`."""
    return tuple(part.strip() for part in text(raw).split(";") if part.strip())


def one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    """One of the codes the field knows."""
    known = frozenset(allowed)

    def read(raw: str) -> str:
        if raw not in known:
            raise Unreadable("UNKNOWN_CODE", f"it is none of {', '.join(allowed)}")
        return raw

    return read
