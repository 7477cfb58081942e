"""What someone types into a search box, brought to the spelling in which it is kept."""

import re
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[\s,;]+")
_PHONE = re.compile(r"\+?[\d().\-\s]{4,}")
_LAST = "\U0010ffff"
_SHORTEST = 2


@dataclass(frozen=True)
class Terms:
    """The prefixes to find: `leading` is the longest, `beyond` the first text after all that start with it."""

    leading: str
    rest: list[str]

    @property
    def beyond(self) -> str:
        """The end of the range of texts that start with `leading`."""
        return self.leading + _LAST


def terms_of(search: str) -> Terms:
    """Split what was typed: a phone number stays one term, everything else falls into words.

    Words of a single letter are left out; when nothing is left, nothing is found.
    """
    typed = search.strip().casefold()
    words = [_digits(typed)] if _PHONE.fullmatch(typed) else [_word(each) for each in _SEPARATORS.split(typed)]
    found = sorted((each for each in words if len(each) >= _SHORTEST), key=len, reverse=True)
    return Terms(found[0], found[1:]) if found else Terms(_LAST, [])


def vin_of(search: str) -> Terms:
    """What was typed as the beginning of a VIN or of its last eight characters; a single letter finds nothing."""
    typed = re.sub(r"[\s-]+", "", search).upper()
    return Terms(typed if len(typed) >= _SHORTEST else _LAST, [])


def _word(word: str) -> str:
    return _digits(word) if _PHONE.fullmatch(word) else word


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
