"""What stands beside a field that is no row's, for contracts, the schema's directives and deprecations to read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

SCOPE: Final = "scope"
"""Names the scope that a field needs."""
KINDS: Final = "kinds"
"""Names the kinds of party that a field is for, where holding its scope is not enough."""
EMITS: Final = "emits"
"""Names the types of the events that a field can record."""

_SUNSET = re.compile(r"^(?P<replacement>.+) Sunset (?P<sunset>\d{4}-\d\d-\d\d)\.$", re.DOTALL)


@dataclass(frozen=True)
class Deprecation:
    """What to use instead, in a sentence, and the day from which the old may be gone."""

    replacement: str
    sunset: date


def sunset(day: date, replacement: str) -> str:
    """The reason of a deprecation: what to use instead, in a sentence, and the day from which it may be gone."""
    return f"{replacement} Sunset {day.isoformat()}."


def deprecation_of(reason: str) -> Deprecation:
    """Read such a reason again. Raises ValueError when it names no day."""
    found = _SUNSET.match(reason)
    if found is None:
        raise ValueError(f"A deprecation's reason ends with its sunset, as in `Sunset 2027-12-31.`: {reason!r}")
    return Deprecation(found["replacement"], date.fromisoformat(found["sunset"]))


def metadata_of(element: Any) -> Mapping[str, Any]:
    """What stands beside the declaration of a field of an object or of an input."""
    declared = element.extensions.get("strawberry-definition")
    return {} if declared is None else getattr(declared, "metadata", {})
