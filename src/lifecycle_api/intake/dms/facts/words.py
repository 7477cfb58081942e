"""Codes of source systems in the words of the log; a word the event does not know never gets through."""

from functools import cache
from typing import Any, get_args

from lifecycle_api.domain.registry import Event, registry


def word(event: type[Event], field: str, code: str, default: str | None = None) -> Any:
    """The value of the event's field that a code such as `NOT_CONVINCED` stands for.

    A code the field has no word for becomes `default`. Raises KeyError when there is no default either: the
    record's declaration then allows codes that the event does not have.
    """
    found = _words(event, field).get(code.lower(), default)
    if found is None:
        raise KeyError(f"{event.__name__}.{field} has no word for {code}")
    return found


@cache
def _words(event: type[Event], field: str) -> dict[str, str]:
    hint = registry.declaration(event).fields[field].python_type
    return {value: value for value in _literals(hint)}


def _literals(hint: Any) -> list[str]:
    flat: list[str] = []
    for part in get_args(hint):
        flat += [part] if isinstance(part, str) else _literals(part)
    return flat
