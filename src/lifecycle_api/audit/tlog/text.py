"""Base64 and decimals as the C2SP formats write them: one spelling for each value, everything else is refused."""

import base64
import binascii
import re
from typing import Final

_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")


def encoded(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def decoded(text: str, *, length: int | None = None) -> bytes:
    """The bytes of the one base64 spelling of them. Raises ValueError, also if they are not `length` many."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
    if encoded(data) != text or (length is not None and len(data) != length):
        raise ValueError("not the expected base64")
    return data


def decimal(text: str) -> int:
    """A number without sign and leading zeroes, below 10^19. Raises ValueError."""
    if _DECIMAL.fullmatch(text) is None:
        raise ValueError("not a decimal number")
    return int(text)
