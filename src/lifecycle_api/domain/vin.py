"""A VIN is never refused; this says how far each one can be trusted."""

import re
import unicodedata
from enum import StrEnum

import msgspec

_LETTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_VALUES = "012345678912345678123457923456789"
_WORTH = {letter: int(value) for letter, value in zip(_LETTERS, _VALUES, strict=True)}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_FULL = 17
_PARTIAL = 8
_LAST_BEFORE_STANDARD = 1980
_NORTH_AMERICAN = re.compile(r"[1-5]|7[F-Z0-9]")
_PLACEHOLDERS = frozenset({"NA", "NONE", "NULL", "TBD", "TBA", "UNKNOWN", "PENDING", "NOVIN", "NOTAVAILABLE"})


class VinStatus(StrEnum):
    """How far a VIN can be trusted.

    The check digit is a North American rule: elsewhere position 9 is free, so a vehicle made elsewhere that
    fails it is `NON_NA`, and one that passes it is `VALID`.
    """

    VALID = "valid"
    CHECK_DIGIT_FAILED = "check_digit_failed"
    NON_NA = "non_na"
    SHORT_PRE1981 = "short_pre1981"
    PARTIAL_LAST8 = "partial_last8"
    UNKNOWN = "unknown"


class Vin(msgspec.Struct, frozen=True):
    """A VIN as it is kept: `value` is upper-case letters and digits, at least one."""

    value: str
    status: VinStatus

    @property
    def last8(self) -> str | None:
        """The part people read out over the phone; None when there are fewer than eight characters."""
        return self.value[-8:] if len(self.value) >= _PARTIAL else None


def normalise(raw: str) -> str:
    """Upper-case ASCII letters and digits only: spaces, hyphens and masking stars go. May be empty."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", raw).upper())


def check_digit(vin: str) -> str:
    """The character that position 9 of a normalised 17-character VIN ought to hold.

    Raises ValueError when `vin` has another length or holds I, O or Q.
    """
    if not _is_full(vin):
        raise ValueError("A check digit needs 17 characters without I, O and Q.")
    total = sum(_WORTH[letter] * weight for letter, weight in zip(vin, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def classify(raw: str, *, year: int | None = None) -> Vin | None:
    """What was given as a VIN, with its status; None when nothing was ("N/A", blanks, one repeated sign).

    `year` is the model year, when known: only it tells a short VIN of before 1981 from a mistyped one.
    """
    vin = normalise(raw)
    if len(set(vin)) <= 1 or vin in _PLACEHOLDERS:
        return None
    return Vin(vin, _status(vin, year))


def _status(vin: str, year: int | None) -> VinStatus:
    if _is_full(vin):
        return _status_of_full(vin)
    if year is not None and year <= _LAST_BEFORE_STANDARD and len(vin) < _FULL:
        return VinStatus.SHORT_PRE1981
    if len(vin) == _PARTIAL and _only_vin_letters(vin):
        return VinStatus.PARTIAL_LAST8
    return VinStatus.UNKNOWN


def _status_of_full(vin: str) -> VinStatus:
    if vin[8] == check_digit(vin):
        return VinStatus.VALID
    return VinStatus.CHECK_DIGIT_FAILED if _NORTH_AMERICAN.match(vin) else VinStatus.NON_NA


def _is_full(vin: str) -> bool:
    return len(vin) == _FULL and _only_vin_letters(vin)


def _only_vin_letters(vin: str) -> bool:
    return all(letter in _WORTH for letter in vin)
