"""Gives every request an id, the caller's own when it is a tidy one."""

import os
import re
from typing import Final

from starlette.types import Scope

from lifecycle_api.http.headers import header

HEADER: Final = b"x-request-id"
_TIDY: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


def id_for(scope: Scope) -> str:
    """The caller's `X-Request-Id`, or one that is made."""
    given = header(scope, HEADER)
    return given if given and _TIDY.fullmatch(given) else os.urandom(16).hex()


def request_id_of(scope: Scope) -> str:
    """The id of the request being served."""
    identifier: str = scope["state"]["request_id"]
    return identifier
