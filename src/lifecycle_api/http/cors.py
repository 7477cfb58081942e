"""Which web pages may call: an allow-list of origins, and local development servers when asked for."""

import re
from dataclasses import dataclass
from typing import Any, Final

HEADERS: Final = (
    "Authorization",
    "Content-Type",
    "DPoP",
    "GraphQL-Explain",
    "If-None-Match",
    "Last-Event-ID",
    "Lifecycle-Purpose",
    "X-Request-Id",
)
LOCAL: Final = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?"


@dataclass(frozen=True)
class Origins:
    """The origins of the front ends that may call from a browser; `local` adds every port of this machine."""

    allowed: tuple[str, ...] = ()
    local: bool = False

    def admits(self, origin: str) -> bool:
        """Whether pages of this origin may call."""
        return origin in self.allowed or (self.local and re.fullmatch(LOCAL, origin) is not None)

    def middleware_options(self) -> dict[str, Any]:
        """Options of Starlette's CORS middleware. No cookies are read here, so credentials stay off."""
        return {
            "allow_origins": self.allowed,
            "allow_origin_regex": LOCAL if self.local else None,
            "allow_methods": ("GET", "POST"),
            "allow_headers": HEADERS,
            "expose_headers": ("ETag", "X-Request-Id", "Retry-After", "WWW-Authenticate"),
            "max_age": 600,
        }
