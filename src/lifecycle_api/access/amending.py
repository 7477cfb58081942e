"""What became different between two texts of agreements, clause by clause, and whether the partner gets more.

Pure, over clauses as events hold them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Said = Mapping[str, Any]

_SETS = ("actions", "purposes", "categories", "territory", "recipients", "fields")
_WORDS = ("onward", "retention_days", "delay_hours")
_ONWARD = ("no", "listed", "yes")


class Change(StrEnum):
    """What happened to a clause."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One difference: of a clause's `part` (None: of the whole clause), with the pages in both documents."""

    clause: str
    change: Change
    part: str | None
    before: str | None
    after: str | None
    page_before: int | None
    page_after: int | None
    widens: bool


def differences(before: Sequence[Said], after: Sequence[Said]) -> Iterator[Difference]:
    """All differences, in the order of the new document; what was removed comes last."""
    old, new = ({each["id"]: each for each in text} for text in (before, after))
    for name, clause in new.items():
        if name in old:
            yield from _changed(name, old[name], clause)
        else:
            yield Difference(
                name, Change.ADDED, None, None, _summary(clause), None, clause["page"], clause["effect"] == "permit"
            )
    for name, clause in old.items():
        if name not in new:
            lost = clause["effect"] != "permit"  # without the prohibition, or the duty, the partner has more
            yield Difference(name, Change.REMOVED, None, _summary(clause), None, clause["page"], None, lost)


def _changed(name: str, old: Said, new: Said) -> Iterator[Difference]:
    pages = (old["page"], new["page"])
    if old["effect"] != new["effect"]:  # its parts mean something else now
        widens = new["effect"] == "permit" or old["effect"] == "prohibit"
        yield Difference(name, Change.CHANGED, "effect", _summary(old), _summary(new), *pages, widens)
        return
    for part in (*_WORDS, *_SETS):
        before, after = _value(old, part), _value(new, part)
        if before != after:
            widens = _widens(new["effect"], part, before, after)
            yield Difference(name, Change.CHANGED, part, _text(before), _text(after), *pages, widens)


def _value(clause: Said, part: str) -> Any:
    if part in _SETS:
        return frozenset(map(str, clause.get(part) or ()))
    return clause.get(part, "no" if part == "onward" else None)


def _widens(effect: str, part: str, before: Any, after: Any) -> bool:
    """Whether the partner may do more, or owes less."""
    if effect == "permit":
        return _more(before, after, part, unlimited=part == "territory")
    return _more(after, before, part, unlimited=effect == "prohibit" and part in ("purposes", "categories"))


def _more(before: Any, after: Any, part: str, *, unlimited: bool) -> bool:
    """Whether a part says more than it did; where it is `unlimited`, naming nothing says everything."""
    if part in _SETS:
        if unlimited and not (before and after):
            return bool(before) and not after
        return bool(after - before)
    if part == "onward":
        return _ONWARD.index(after) > _ONWARD.index(before)
    if part == "delay_hours":
        return before is not None and (after is None or after < before)
    return before is not None and (after is None or after > before)


def _text(value: Any) -> str | None:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or None
    return None if value is None else str(value)


def _summary(clause: Said) -> str:
    parts = [f"{part} {text}" for part in _SETS if (text := _text(_value(clause, part)))]
    return "; ".join([str(clause["effect"]), *parts])
