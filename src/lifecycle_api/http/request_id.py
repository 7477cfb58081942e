"""Gives every request an id, the caller's own when it is a tidy one."""

import re
from random import getrandbits
from typing import Final

from starlette.types import Scope

from lifecycle_api.http.headers import header

HEADER: Final = b"x-request-id"
_TIDY: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


def id_for(scope: Scope) -> str:
    """The caller's `X-Request-Id`, or one that is made."""
    given = header(scope, HEADER)
    # Nobody gains anything by guessing it, so that it need not come from the system's store of randomness.
    return given if given and _TIDY.fullmatch(given) else f"{getrandbits(128):032x}"


def request_id_of(scope: Scope) -> str:
    """The id of the request being served."""
    identifier: str = scope["state"]["request_id"]
    return identifier
