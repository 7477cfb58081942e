"""The clock that is passed to everything that needs one."""

from datetime import UTC, datetime


def now() -> datetime:
    """The clock that is passed to everything that needs one."""
    return datetime.now(UTC)
