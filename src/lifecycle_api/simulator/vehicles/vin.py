"""Vehicle identification numbers: right check digits, and the two kinds of wrong number every real file holds."""

_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
) | {digit: int(digit) for digit in "0123456789"}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_YEAR_OF_A = 2010
LENGTH = 17
CHECK = 8


def check_digit(vin: str) -> str:
    """The digit (or X) that belongs in position nine of a 17-character number."""
    total = sum(_VALUES[letter] * weight for letter, weight in zip(vin, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def is_valid(vin: str) -> bool:
    """Whether the number has 17 characters of the alphabet and the right check digit."""
    return len(vin) == LENGTH and all(letter in _VALUES for letter in vin) and vin[CHECK] == check_digit(vin)


def make_vin(maker: str, model: str, year: int, serial: int) -> str:
    """A number for a maker code of three characters, a model code of five, a year and a serial below a million."""
    letter = _YEARS[(year - _YEAR_OF_A) % len(_YEARS)]
    draft = f"{maker}{model}0{letter}A{serial % 1_000_000:06d}"
    return draft[:CHECK] + check_digit(draft) + draft[CHECK + 1 :]


def with_wrong_check_digit(vin: str) -> str:
    """The same number as somebody mistyped it."""
    right = check_digit(vin)
    return vin[:CHECK] + ("7" if right != "7" else "4") + vin[CHECK + 1 :]


def short_vin(serial: int) -> str:
    """A number of eleven characters, as cars had before 1981."""
    return f"7F02{'HTK'[serial % 3]}{serial % 1_000_000:06d}"
