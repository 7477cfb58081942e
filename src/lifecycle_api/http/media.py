"""Chooses the media type of a GraphQL response from what the caller accepts."""

from functools import lru_cache
from typing import Final

RESPONSE: Final = "application/graphql-response+json"
LEGACY: Final = "application/json"
_WILDCARDS: Final = ("application/*", "*/*")


@lru_cache(maxsize=256)
def negotiated(accept: str) -> str | None:
    """The media type to answer an `Accept` header with, or None when it allows neither.

    `application/json`, which every client reads, unless the newer one is named and not ranked lower.
    """
    ranges = dict(_range(part) for part in accept.split(",") if part.strip()) or {"*/*": 1.0}
    best = max((LEGACY, RESPONSE), key=lambda media_type: _rank(media_type, ranges))
    return best if _rank(best, ranges)[0] > 0 else None


def _rank(media_type: str, ranges: dict[str, float]) -> tuple[float, bool, bool]:
    named = media_type in ranges
    quality = next((ranges[name] for name in (media_type, *_WILDCARDS) if name in ranges), 0.0)
    return quality, named, named and media_type == RESPONSE


def _range(part: str) -> tuple[str, float]:
    media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((text[2:] for text in parameters if text.startswith("q=")), "1")
    try:
        return media_range, float(quality)
    except ValueError:
        return media_range, 0.0
